"""Reads of signing: who signs, what is out, who has signed, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals.models import Review
from fairlead.apps.approvals.states import PASSED, REVIEW
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import STANDING
from fairlead.apps.redlines.models import Markup
from fairlead.apps.signing import providers
from fairlead.apps.signing.bridge import (
    Seen,
    certificate_of,
    is_stamp,
    look,
    plain_notes,
    shorts_of,
    steps_of,
)
from fairlead.apps.signing.models import CUSTOMER, FIRM, Countersigned, Sending, Signatory, Signature
from fairlead.apps.signing.states import COUNTERSIGNED, SENDING, SIGNATURE
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, WrongTime
from fairlead.core.files import Download
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading

SENDABLE = "It can be sent for signature."


@dataclass(frozen=True, slots=True)
class SignatoryCard:
    """Who signs for a side. limit: up to which amount, None for any."""

    id: int
    version: int
    engagement: int
    side: str
    side_label: str
    name: str
    title: str
    email: str
    person: int | None
    contact: int | None
    basis: str
    authority: str
    limit: Decimal | None
    currency: str
    evidence: str
    removed: bool


@dataclass(frozen=True, slots=True)
class SendingCard:
    id: int
    version: int
    sow: int
    paper: int
    sha256: str
    size: int
    pages: int
    state: str
    state_label: str
    service: str
    reference: str
    stamped: str
    sent_name: str
    sent_at: datetime
    ended_at: datetime | None
    ended_note: str


@dataclass(frozen=True, slots=True)
class SignatureCard:
    """One signature. link_until: until when their link lets them sign; None without one."""

    id: int
    version: int
    sending: int
    signatory: int
    side: str
    name: str
    title: str
    email: str
    authority: str
    evidence: str
    state: str
    state_label: str
    typed: str
    drawn: bool
    sha256: str
    agreed: str
    at: datetime | None
    how: str
    address: str
    agent: str
    note: str
    link_until: datetime | None


@dataclass(frozen=True, slots=True)
class CountersignedCard:
    """A signed file. verdict: how a machine could tell: bytes, text, unsure, refused; notes: findings."""

    id: int
    version: int
    sending: int
    origin: str
    origin_label: str
    name: str
    size: int
    sha256: str
    pages: int
    state: str
    state_label: str
    verdict: str
    notes: tuple[str, ...]
    given_name: str
    given_at: datetime
    decided_name: str
    decided_at: datetime | None
    decided_note: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A step of the signature: a stamp of Legal, or the signer's."""

    name: str
    stamp: bool
    passed: bool
    state_label: str
    by_name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Signing:
    """How far a SOW is on its way to be signed. next: what comes next, in a sentence.

    stamped: every stamp is on it; signed: all have signed, and it may be booked.
    """

    sow: int
    number: int
    marks: tuple[Mark, ...]
    stamped: bool
    service: str
    signatories: tuple[SignatoryCard, ...]
    sending: SendingCard | None
    signatures: tuple[SignatureCard, ...]
    files: tuple[CountersignedCard, ...]
    signed: bool
    next: str


@card(Signatory)
def signatory_card(actor: Actor, row: Signatory) -> SignatoryCard:
    return SignatoryCard(
        row.pk, row.version, row.engagement_id, row.side, row.get_side_display(), row.name, row.title,
        row.email, row.person_id, row.contact_id, row.basis, row.held.words, row.up_to, row.currency,
        row.evidence, row.removed_at is not None,
    )  # fmt: skip


@card(Sending)
def sending_card(actor: Actor, row: Sending) -> SendingCard:
    return SendingCard(
        row.pk, row.version, row.sow_id, row.paper_id, row.sha256, row.size, row.pages, row.state,
        SENDING.state(row.state).label, row.service, row.reference, row.stamped, row.sent_name, row.sent_at,
        row.ended_at, row.ended_note,
    )  # fmt: skip


@card(Signature)
def signature_card(actor: Actor, row: Signature) -> SignatureCard:
    works = row.state == SIGNATURE.initial and not row.ended(timezone.now())
    return SignatureCard(
        row.pk, row.version, row.sending_id, row.signatory_id, row.side, row.name, row.title, row.email,
        row.authority, row.evidence, row.state, SIGNATURE.state(row.state).label, row.typed, bool(row.drawn),
        row.sha256, row.agreed, row.at, row.how, row.address, row.agent, row.note,
        row.expires_at if works else None,
    )  # fmt: skip


@card(Countersigned)
def countersigned_card(actor: Actor, row: Countersigned) -> CountersignedCard:
    return CountersignedCard(
        row.pk, row.version, row.sending_id, row.origin, row.get_origin_display(), row.name, row.size,
        row.sha256, row.pages, row.state, COUNTERSIGNED.state(row.state).label, row.verdict, plain_notes(row),
        row.given_name, row.created_at, row.decided_name, row.decided_at, row.decided_note,
    )  # fmt: skip


@reading("signatory.list")
def signatories(
    actor: Actor, *, engagement: Engagement | None = None, current: bool = True
) -> QuerySet[Signatory]:
    """Who signs, the customer's first; also those who do not any more when `current` is off."""
    rows = Signatory.objects.visible_to(actor)
    if engagement:
        rows = rows.filter(engagement=engagement)
    if current:
        rows = rows.filter(removed_at=None)
    return rows.order_by("side", "pk")


def in_hands(actor: Actor, rows: QuerySet[Sow]) -> QuerySet[Sow]:
    """Each with `had_at`: when the customer last had it: shown, sent for signature or come back."""
    out = Sending.objects.visible_to(actor).filter(sow=OuterRef("pk")).order_by("-sent_at")
    back = Markup.objects.visible_to(actor).filter(sow=OuterRef("pk")).order_by("-created_at")
    return rows.annotate(
        had_at=Greatest(
            "shared_at", Subquery(out.values("sent_at")[:1]), Subquery(back.values("created_at")[:1])
        )
    )


@reading("sending.list")
def sendings(actor: Actor, *, sow: Sow | None = None, state: str = "") -> QuerySet[Sending]:
    """What is or was out for signature, newest first."""
    rows = Sending.objects.visible_to(actor)
    if sow:
        rows = rows.filter(sow=sow)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


@reading("signature.list")
def signatures(actor: Actor, *, sending: Sending | None = None) -> QuerySet[Signature]:
    """Signatures that were asked for, in the order of those who sign."""
    rows = Signature.objects.visible_to(actor)
    if sending:
        rows = rows.filter(sending=sending)
    return rows.order_by("-sending", "pk")


def awaited(actor: Actor) -> QuerySet[Signature]:
    """Signatures for the firm that are this person's to give and are out, for the desk; oldest first."""
    rows = Signature.objects.visible_to(actor).filter(
        side=FIRM, state=SIGNATURE.initial, signatory__person__user=actor.user_id,
        sending__state="out",
    ).filter(
        Q(sending__sow__state="drawn-up", sending__sow__engagement__state="approved")
        | Q(sending__sow__state="proposed", sending__sow__engagement__state__in=STANDING)
    )  # fmt: skip
    return rows.order_by("sending__sent_at", "pk") if actor.user_id else rows.none()


@reading("countersigned.list")
def files(actor: Actor, *, sending: Sending | None = None, sow: Sow | None = None) -> QuerySet[Countersigned]:
    """Signed files, newest first: put together here, or come back, with what was found in them."""
    rows = Countersigned.objects.visible_to(actor).defer("content")
    if sending:
        rows = rows.filter(sending=sending)
    if sow:
        rows = rows.filter(sending__sow=sow)
    return rows.order_by("-pk")


@reading("countersigned.download")
def download(actor: Actor, countersigned: Countersigned) -> Download:
    """One signed file, byte for byte."""
    name = countersigned.name if countersigned.origin == "built-in" else f"returned-{countersigned.pk}.pdf"
    return Download(name, bytes(countersigned.content), countersigned.sha256)


@reading("countersigned.certificate")
def certificate(actor: Actor, countersigned: Countersigned) -> Download:
    """The certificate of a document that was signed here, as a tagged PDF of its own."""
    if countersigned.origin != "built-in":
        raise WrongTime("This file was signed elsewhere; its certificate, if it has one, is in it.")
    sending = countersigned.sending
    rows = list(Signature.objects.filter(sending=sending).order_by("at", "pk"))
    name = f"{sending.sow.code}-certificate.pdf"
    return Download.of(name, certificate_of(sending, rows, countersigned.entry, countersigned.head))


@reading("sow.signing")
def signing(actor: Actor, sow: Sow) -> Signing:
    """How far a SOW is: the stamp, who signs on what authority, who has signed, what came back, what next."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("Who signs, and on what authority, stays inside the firm.")
    return standing(actor, sow, steps_of(sow))[0]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a panel, for its buttons."""

    signatories: list[Signatory]
    sending: Sending | None
    signatures: list[Signature]
    files: list[Countersigned]


def standing(actor: Actor, sow: Sow, steps: Sequence[Review]) -> tuple[Signing, Rows]:
    """The same with the rows behind it; steps: those of the signature, as a page has read them."""
    people = list(signatories(actor).filter(engagement=sow.engagement_id))
    sent = sendings(actor, sow=sow).first()
    asked = list(signatures(actor, sending=sent).select_related("signatory__person")) if sent else []
    found = list(files(actor, sow=sow))
    for row in (*asked, *found):
        row.sending = sent if sent is not None and row.sending_id == sent.pk else row.sending
    for one in people:
        one.engagement = sow.engagement
    if sent is not None:
        sent.sow = sow
    sides = frozenset(row.side for row in people)
    look(sow, Seen(steps, sides, sent is not None and sent.state in ("out", "signed")))
    marks = tuple(_mark(step) for step in steps)
    stamped = bool(marks) and all(mark.passed for mark in marks if mark.stamp)
    signed = sent is not None and sent.state == "signed"
    card = sending_card(actor, sent) if sent else None
    cards = tuple(signature_card(actor, row) for row in asked)
    told = _next(sow, marks, people, sent, asked, found)
    if told == SENDABLE:
        told = " ".join(shorts_of(actor, sow, people)) or told
    return Signing(
        sow.pk, sow.number, marks, stamped, sent.service if sent else providers.chosen().id,
        tuple(signatory_card(actor, row) for row in people), card, cards,
        tuple(countersigned_card(actor, row) for row in found), signed, told,
    ), Rows(people, sent, asked, found)  # fmt: skip


def _mark(step: Review) -> Mark:
    return Mark(
        step.name, is_stamp(step), step.state in PASSED, REVIEW.state(step.state).label, step.by_name, step.at
    )


def _next(
    sow: Sow,
    marks: Sequence[Mark],
    people: Sequence[Signatory],
    sent: Sending | None,
    asked: Sequence[Signature],
    found: Sequence[Countersigned],
) -> str:
    """What comes next, in a sentence."""
    if sent is not None and sent.state == "signed":
        if sow.is_proposal:
            return "Everyone has signed; it stands when its change is in force."
        won = sow.engagement.state == "closed-won"
        return f"Everyone has signed{'; the engagement is closed as won.' if won else '. It can be booked.'}"
    if sow.state != "proposed" and sow.engagement.state != "approved":
        return "The signature comes once the engagement is approved."
    stamps = [mark.name for mark in marks if mark.stamp and not mark.passed]
    if stamps or not marks:
        return f"Legal's stamp comes first: {', '.join(stamps)}." if stamps else "Nobody was asked yet."
    if sent is not None and sent.state == "out":
        return _next_out(sent, asked, found)
    missing = [side for side in (CUSTOMER, FIRM) if side not in {row.side for row in people}]
    if missing:
        return f"Say who signs for {' and '.join(f'the {side}' for side in missing)}."
    return SENDABLE


def _next_out(sent: Sending, asked: Sequence[Signature], found: Sequence[Countersigned]) -> str:
    looks = [row.name for row in found if COUNTERSIGNED.can(row.state, "accept")]
    if looks:
        return f"Somebody looks at {', '.join(looks)}, and accepts or refuses it."
    service = providers.known(sent.service)
    names = ", ".join(row.name for row in asked if row.state == SIGNATURE.initial)
    if service is None or not service.in_house:
        return f"It is signed elsewhere by {names}; the file that comes back is given in here."
    return f"Awaited: {names}."
