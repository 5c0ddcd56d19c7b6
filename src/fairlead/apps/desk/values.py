"""What reads of the desk come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do next: how urgent, what, about which engagement, and since when it waits.

    kind: "estimate", "approval", "signature", "handover", "comment", "point", "copy", "change", "booking" and
    "move" (of the board, that is a director's), or "" for work; for a customer also "paper" and "questions";
    about: the number of the row that is asked, for a customer of the statement of work; version: that of an
    estimate; change: the one that it is about, where it is about one.
    due and clock: when the firm's most urgent promise about it is up, and which one it is; for a customer,
    by when we ask for it. price: of what is asked about, and by: how much a change moves it; why: what makes
    it need this person. ask and ask_at: for a customer, whom to ask about it, and their address.
    """

    rank: int
    what: str
    engagement: int
    name: str
    account: str
    since: datetime
    due: datetime | None = None
    clock: str = ""
    kind: str = ""
    about: int | None = None
    version: int | None = None
    change: int | None = None
    price: Decimal | None = None
    currency: str = ""
    by: Decimal | None = None
    why: tuple[str, ...] = ()
    ask: str = ""
    ask_at: str = ""
