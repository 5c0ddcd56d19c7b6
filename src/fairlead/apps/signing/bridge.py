"""Rows of signing as the values that engines take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from fairlead.apps.agreements.bridge import practice_behind
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.approvals.models import Review
from fairlead.apps.approvals.states import PASSED
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.queries import current_practice
from fairlead.apps.signing.models import CUSTOMER, Countersigned, Sending, Signatory, Signature
from fairlead.core.actor import Actor
from fairlead.core.models import AuditEntry
from fairlead.core.roles import Role
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.estimating.pricing import exchange_on
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Practice
from fairlead.engines.signing.authority import of_roles, refusal
from fairlead.engines.signing.certificate import Certified, Signed, certificate, moment

PAPER = "sow.pdf"
SALES_SIGN = "Sales never signs, and {} holds a role of sales."


@dataclass(frozen=True)
class Seen:
    """What the rules ask about a SOW, as a page has read it: once, and not once for every button."""

    steps: Sequence[Review]
    sides: frozenset[str]
    busy: bool


def look(sow: Sow, seen: Seen) -> None:
    """Let the rules ask what was read; for the time of a page, and never inside the door for writes."""
    sow.__dict__["signing_seen"] = seen


def _seen(sow: Sow) -> Seen | None:
    found: Seen | None = sow.__dict__.get("signing_seen")
    return found


def steps_of(sow: Sow) -> Sequence[Review]:
    """The steps of the signature of the asking that is open for a SOW, in their order."""
    if (seen := _seen(sow)) is not None:
        return seen.steps
    rows = Review.objects.filter(asking__sow=sow.pk, asking__state="open", stage="signature")
    found = rows.select_related("holder", "asking__sow__engagement__seller", "asking__sow__estimate").defer(
        "asking__statement", "asking__sow__estimate__figures", "asking__sow__estimate__answers"
    )
    return list(found.order_by("place"))


def unanswered(sow: Sow) -> list[str]:
    """Names of the steps of the document itself that are not passed."""
    rows = Review.objects.filter(asking__sow=sow.pk, asking__state="open", stage="sow")
    return list(rows.exclude(state__in=PASSED).order_by("place").values_list("name", flat=True))


def sides_of(sow: Sow) -> frozenset[str]:
    """The sides for which somebody signs."""
    if (seen := _seen(sow)) is not None:
        return seen.sides
    rows = Signatory.objects.filter(engagement=sow.engagement_id, removed_at=None)
    return frozenset(rows.values_list("side", flat=True))


def is_busy(sow: Sow) -> bool:
    """Whether it is out for signature, or signed."""
    if (seen := _seen(sow)) is not None:
        return seen.busy
    return Sending.objects.filter(sow=sow, state__in=("out", "signed")).exists()


def is_stamp(step: Review) -> bool:
    """A step of the signature that is asked of Legal is a stamp; every other one is the signer's."""
    return step.role == Role.LEGAL.value


def open_of(steps: Iterable[Review], stamps: bool) -> list[str]:
    """Names of the stamps, or of the signer's steps, that are not passed."""
    return [step.name for step in steps if is_stamp(step) is stamps and step.state not in PASSED]


def stamp_of(steps: Iterable[Review]) -> str:
    """Who stamped, and when, in words."""
    made = [step for step in steps if is_stamp(step) and step.state in PASSED and step.at]
    return "; ".join(f"{step.by_name}, {moment(step.at)}" for step in made if step.at)


def total_of(sow: Sow) -> Money:
    return Money(Decimal(sow.price), sow.currency)


def short_of(signatory: Signatory, total: Money, practice: Practice, today: date) -> str:
    """Why somebody may not sign for a total, by the practice as it is now; "" when they may."""
    if sells(signatory):
        return SALES_SIGN.format(signatory.name)
    codes = {total.currency, signatory.currency, *(one.currency for one in practice.authorities)} - {""}
    found = {code: exchange_on(practice, code, today) for code in codes}
    rates = {code: rate for code, rate in found.items() if rate is not None}
    lent = None
    if signatory.side != CUSTOMER and practice.authorities:
        lent = of_roles(roles_of(signatory), practice.authorities, practice.currency)
    return refusal(signatory.name, signatory.held, lent, total, rates)


def shorts_of(actor: Actor, sow: Sow, people: Iterable[Signatory]) -> list[str]:
    """Why people may not sign a statement of work, by the newest practice; nothing for those who may."""
    practice, today = practice_of(current_practice(actor)), timezone.localdate()
    return [said for one in people if (said := short_of(one, total_of(sow), practice, today))]


def sells(signatory: Signatory) -> bool:
    """Whether it is somebody of the firm who holds a role of sales, alone or beside another."""
    return signatory.side != CUSTOMER and Role.SALES.value in roles_of(signatory)


def roles_of(signatory: Signatory) -> frozenset[str]:
    """The roles of somebody of the firm."""
    person = signatory.person
    return frozenset(grant.role for grant in person.user.grants.all()) if person else frozenset()


def authority_of(signatory: Signatory, practice: Practice) -> str:
    """The authority of a signatory in words, with what the practice lends their role."""
    lent = of_roles(roles_of(signatory), practice.authorities, practice.currency)
    own = signatory.held.words
    said = dict.fromkeys(held.words for held in lent if held.words != own)
    return "; by the practice: ".join(filter(None, (own, ", ".join(said))))[:200]


def party_of(sow: Sow, side: str) -> str:
    """Whom a side binds."""
    return sow.engagement.account.name if side == CUSTOMER else practice_behind(sow).firm


def content_of(sending: Sending) -> bytes:
    """The bytes that are out for signature."""
    return bytes(Paper.objects.get(pk=sending.paper_id).content)


def others_of(sow: Sow) -> dict[str, tuple[int, str]]:
    """The PDFs of the other versions by number: size and SHA-256."""
    rows = Paper.objects.filter(kind=PAPER, sow__engagement=sow.engagement_id).exclude(sow=sow)
    return {row.sow.code: (row.size, row.sha256) for row in rows.defer("content").select_related("sow")}


def head_now() -> tuple[int, str]:
    """The end of the audit's chain: how many entries it has, and the hash of the last."""
    last = AuditEntry.objects.latest("seq")
    return last.seq, last.hash


def certificate_of(sending: Sending, signatures: Sequence[Signature], entry: int, head: str) -> bytes:
    """The certificate of those who signed here, as a PDF of its own."""
    sow = sending.sow
    signed, practice = tuple(_signed(sow, one) for one in signatures), practice_behind(sow)
    return pdf(
        certificate(
            Certified(
                practice.firm, sow.engagement.account.name, sow.code, sow.title,
                sow.manifest, sending.sha256, sending.size, sending.pages, sending.sent_name, sending.sent_at,
                sending.stamped, entry, head, signed,
            )
        ).dressed(practice.brand)
    )  # fmt: skip


def _signed(sow: Sow, one: Signature) -> Signed:
    if one.at is None:
        raise ValueError(f"signature {one.pk} has not been given")
    return Signed(
        one.name, one.title, one.email, party_of(sow, one.side), one.authority, one.evidence, one.typed,
        one.drawn, one.at, one.address, one.agent, one.how, one.agreed, _given_out(one),
    )  # fmt: skip


def _given_out(one: Signature) -> str:
    """Who gave out the link of a signature, and when, as it is on record: they might have used it."""
    entries = AuditEntry.objects.filter(noun=one.noun, row_id=one.pk, verb="signature.link").order_by("-seq")
    last = entries.first()
    return f"{last.who}, {moment(last.at)}" if last else ""


def plain_notes(row: Countersigned) -> tuple[str, ...]:
    """What the check found, in sentences."""
    return tuple(f"{note['where']}: {note['message']}".removeprefix(": ") for note in row.notes)
