"""What closes a sale: items of the booking checklist, and what is there before work is scheduled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairlead.engines.expressions.formula import Sort
from fairlead.engines.practice.place import NOWHERE, Place

# Items that somebody gives evidence for, and items that check themselves.
GIVEN = ("reference", "paper", "quote", "offer", "signed")
CHECKED = (
    "quotes-sum", "quotes-skus", "quotes-valid", "ecosystem", "cost-paper", "fixed-fee", "offer-amount",
    "sow-signed",
)  # fmt: skip

# What the condition of an item may name: what is sold, how, and to whom. `way` is direct, channel or
# marketplace; `route` the vehicle of the sale; `change` whether it books a change order.
FACTS = dict.fromkeys(("price", "consulting_price", "education_price", "investment", "discount"), Sort.NUMBER)
FACTS |= dict.fromkeys(
    ("billing", "paper", "region", "segment", "currency", "offering", "route", "way"), Sort.TEXT
)
FACTS |= dict.fromkeys(("change", "public_sector", "msa"), Sort.YESNO)


@dataclass(frozen=True, slots=True)
class BookingItem:
    """One item of the booking checklist (em-process 1.9); it holds in [start, end).

    kind:      one of GIVEN or CHECKED.
    evidence:  what it wants to see.
    by:        firm roles that may give it; waived_by: those that may waive it, nobody by default.
    last:      given when everything else is there, and anew after whatever comes later.
    apart:     items whose evidence another person has given.
    days, percent: how long a quote holds; by how much an offer is dearer.
    """

    id: str
    name: str
    text: str
    kind: str
    when: str = "true"
    evidence: str = ""
    by: tuple[str, ...] = ()
    waived_by: tuple[str, ...] = ()
    last: bool = False
    apart: tuple[str, ...] = ()
    days: int = 0
    percent: Decimal = Decimal(0)
    start: date | None = None
    end: date | None = None
    place: Place = NOWHERE

    def holds_on(self, day: date) -> bool:
        """Whether the item is in force on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """What has to be there before work is scheduled (em-process 1.10).

    kind: "stage", "sow-agreed", "quote" and "msa" are read off the record; "stated" is said by somebody.
    owner: who sees to it, in words."""

    id: str
    name: str
    owner: str
    kind: str = "stated"
    place: Place = NOWHERE
