"""The form of a signature: the same by link and signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from fairlead.apps.signing.actions import decline, give
from fairlead.apps.signing.queries import SendingCard, SignatureCard, sending_card, signature_card
from fairlead.apps.signing.reading import Shown, shown
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.engines.findings import Finding
from fairlead.engines.signing.hand import HEIGHT, WIDTH


@dataclass
class Sheet:
    """A signature on a page: what it is about, and what was written and what was wrong with it."""

    row: Any
    card: SignatureCard
    sending: SendingCard
    shown: Shown
    typed: str = ""
    drawn: str = ""
    note: str = ""
    findings: tuple[Finding, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT

    def wrong(self, where: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.where == where]

    @property
    def wrong_name(self) -> list[Finding]:
        return self.wrong("name")

    @property
    def wrong_agree(self) -> list[Finding]:
        return self.wrong("agree")

    @property
    def wrong_drawn(self) -> list[Finding]:
        return self.wrong("drawn")

    @property
    def wrong_note(self) -> list[Finding]:
        return self.wrong("note")

    @property
    def elsewhere(self) -> list[Finding]:
        return self.wrong("sha256")


def sheet_of(row: Any) -> Sheet:
    """A signature as its signatory finds it. The firm's own view of it is not shown to them."""
    nobody = Actor(row.name)
    return Sheet(row, signature_card(nobody, row), sending_card(nobody, row.sending), shown(row))


def posted(request: HttpRequest, who: Actor, row: Any, sheet: Sheet) -> bool:
    """Whether it was signed or declined; else the sheet says what was wrong, and keeps what was written."""
    sent = request.POST
    sheet.typed, sheet.drawn, sheet.note = (sent.get(name, "") for name in ("name", "drawn", "note"))
    try:
        if sent.get("act") == "decline":
            decline(who, row, note=sheet.note)
        else:
            give(
                who, row, sha256=sent.get("sha256", ""), name=sheet.typed, agree="agree" in sent,
                drawn=sheet.drawn,
            )  # fmt: skip
    except Invalid as refused:
        sheet.findings = refused.findings
        return False
    return True
