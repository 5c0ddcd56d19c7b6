"""What whoever signs gets to see: the document that is out, and the signed one once all have signed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from fairlead.apps.agreements.bridge import practice_behind
from fairlead.apps.agreements.queries import amended_of
from fairlead.apps.signing.bridge import content_of, party_of, total_of
from fairlead.apps.signing.models import Countersigned, Signature
from fairlead.core.errors import WrongTime
from fairlead.core.files import Download
from fairlead.engines.money import Money
from fairlead.engines.signing.certificate import consent


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as its signatory sees it; consent: the words that they agree to. amends and before: which
    statement of work it amends, and what that came to."""

    firm: str
    party: str
    number: str
    title: str
    total: Money
    consent: str
    amends: str = ""
    before: Money | None = None


def shown(row: Signature) -> Shown:
    """What a signature is about."""
    sow = row.sending.sow
    party = party_of(sow, row.side)
    words = consent(party, row.sending.sha256)
    base = amended_of(sow)
    return Shown(
        practice_behind(sow).firm, party, sow.code, sow.title, total_of(sow), words, sow.amends,
        total_of(base) if base else None,
    )  # fmt: skip


def document_of(row: Signature) -> Download:
    """The bytes to be signed, with the certificate once all have signed; until the last day of the link."""
    if row.expires_at is None or row.expires_at <= timezone.now():
        raise WrongTime("This link no longer works.")
    signed = Countersigned.objects.filter(sending=row.sending_id, state="accepted").first()
    if signed is not None and signed.origin == "built-in":
        return Download(signed.name, bytes(signed.content), signed.sha256)
    name = f"{row.sending.sow.code}.pdf"
    return Download(name, content_of(row.sending), row.sending.sha256)
