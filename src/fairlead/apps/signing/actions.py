"""Verbs of signing: who signs, what goes out, and what comes back of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from fairlead.apps.accounts.models import Contact
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import current_practice
from fairlead.apps.people.models import Person
from fairlead.apps.signing import keys, providers, rules
from fairlead.apps.signing.bridge import (
    PAPER,
    SALES_SIGN,
    authority_of,
    sells,
    short_of,
    stamp_of,
    steps_of,
    total_of,
)
from fairlead.apps.signing.completing import in_their_hands
from fairlead.apps.signing.countersigned_actions import accept as accept
from fairlead.apps.signing.countersigned_actions import refuse as refuse
from fairlead.apps.signing.countersigned_actions import take as take
from fairlead.apps.signing.events import SendingRecalled, SowSent
from fairlead.apps.signing.models import CUSTOMER, FIRM, Sending, Signatory, Signature
from fairlead.apps.signing.signature_actions import decline as decline
from fairlead.apps.signing.signature_actions import give as give
from fairlead.apps.signing.states import SENDING
from fairlead.core import outbox
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, invalid
from fairlead.core.secrets import digest_of
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.findings import Finding
from fairlead.engines.practice.values import Practice
from fairlead.engines.signing.binding import pages_of

MOST_SIGNATORIES = 10
MOST_DAYS = 60


@verb("signatory.name", rules.name)
def name(
    actor: Actor,
    engagement: Engagement,
    *,
    side: str,
    name: str = "",
    title: str = "",
    email: str = "",
    contact: Contact | None = None,
    person: Person | None = None,
    basis: str = "officer",
    up_to: Decimal | None = None,
    currency: str = "",
    evidence: str = "",
) -> Signatory:
    """Say who signs for the customer or for the firm, on what authority, and up to which amount.

    side: customer or firm; basis: officer, power-of-attorney or delegated. Somebody of the firm is a
    `person`, somebody of the customer may be a `contact`; what their record says need not be said again.
    """
    admit(actor, engagement, rules.name_for_firm if side == FIRM else rules.name)
    who = person if side == FIRM else contact
    row = Signatory(
        engagement=engagement, side=side, contact=contact, person=person, basis=basis, up_to=up_to,
        name=name.strip() or (who.name if who else ""), title=title.strip() or (who.title if who else ""),
        email=email.strip() or (who.email if who else ""), evidence=evidence.strip(),
        currency=(currency.strip() or engagement.currency) if up_to is not None else "",
    )  # fmt: skip
    _sound(row)
    with creating(actor, "signatory.name", row, rules.name, about=engagement):
        pass
    return row


def _sound(row: Signatory) -> None:
    findings = list[Finding]()

    def wrong(where: str, message: str, fix: str) -> None:
        findings.append(Finding("", 0, where, "invalid", message, fix))

    if row.side == FIRM and row.person is None:
        wrong("person", "For the firm one of its people signs.", "Choose the person.")
    if row.side == FIRM and row.person is not None and not row.person.active:
        wrong("person", f"{row.person.name} has left.", "Choose somebody who is there.")
    if sells(row):
        wrong("person", SALES_SIGN.format(row.name), "Choose somebody who sells nothing.")
    if row.side == FIRM and row.person is not None and row.name != row.person.name:
        wrong("name", f"The person is called {row.person.name}.", "Leave the name out.")
    if row.side == CUSTOMER and row.person is not None:
        wrong("person", "Nobody of the firm signs for the customer.", "Leave the person out.")
    if row.contact is not None and row.contact.account_id != row.engagement.account_id:
        wrong("contact", f"{row.contact} is a contact of another account.", "Choose one of this account.")
    if not row.name:
        wrong("name", "Whoever signs has a name.", "Write it as they sign.")
    if row.side == CUSTOMER and row.basis != "officer" and not row.evidence:
        wrong("evidence", "What shows this authority?", "Name the deed, its day, and who gave it.")
    there = Signatory.objects.filter(engagement=row.engagement, removed_at=None)
    if there.count() >= MOST_SIGNATORIES:
        wrong("name", f"At most {MOST_SIGNATORIES} sign.", "Remove somebody first.")
    if there.filter(side=row.side, name__iexact=row.name).exists():
        wrong("name", f"{row.name} signs already.", "Remove the entry that is there first.")
    if findings:
        raise Invalid(findings)


@verb("signatory.remove", rules.remove)
def remove(actor: Actor, signatory: Signatory, *, note: str = "") -> Signatory:
    """Somebody does not sign after all. What they have signed, and what is out, stays as it is."""
    with writing(actor, "signatory.remove", signatory, rules.remove, note=note) as change:
        change.row.removed_at = timezone.now()
    return change.row


@verb("sow.send", rules.send)
def send(actor: Actor, sow: Sow, *, note: str = "") -> Sending:
    """Send a stamped SOW for signature: its PDF is fixed by its SHA-256, and everyone named is asked.

    Refused with the reason for each of them whose authority does not reach its total.
    """
    admit(actor, sow, rules.send)
    with transaction.atomic():
        take_turn()
        practice = practice_of(current_practice(actor))
        signatories = _who_may(sow, practice)
        sending = _sending(actor, sow)
        with creating(actor, "sow.send", sending, rules.send, about=sow, note=note) as change:
            for one in signatories:
                change.bear(_asked(sending, one, practice))
            firm = tuple(one.person.user_id for one in signatories if one.person is not None)
        if not providers.chosen().in_house:
            in_their_hands(actor, sending)
        outbox.put(SowSent(sending.pk, sow.engagement_id, sow.title, firm, actor.name))
    return change.row


def _who_may(sow: Sow, practice: Practice) -> list[Signatory]:
    """Everyone who signs, the customer's first; Invalid with every authority that does not reach."""
    rows = Signatory.objects.filter(engagement=sow.engagement_id, removed_at=None)
    found = list(
        rows.select_related("person__user").prefetch_related("person__user__grants").order_by("side", "pk")
    )
    today = timezone.localdate()
    findings = [
        Finding("", 0, f"signatory {one.pk}", "authority", short, "Name somebody whose authority reaches.")
        for one in found
        if (short := short_of(one, total_of(sow), practice, today))
    ]
    if findings:
        raise Invalid(findings)
    return found


def _sending(actor: Actor, sow: Sow) -> Sending:
    paper = Paper.objects.get(sow=sow, kind=PAPER)
    return Sending(
        sow=sow, paper=paper, sha256=paper.sha256, size=paper.size, pages=pages_of(bytes(paper.content)),
        service=providers.chosen().id, stamped=stamp_of(steps_of(sow)), sent_name=actor.name,
        sent_at=timezone.now(),
    )  # fmt: skip


def _asked(sending: Sending, one: Signatory, practice: Practice) -> Signature:
    """What a signatory is asked for, with who they are at this moment."""
    return Signature(
        sending=sending, signatory=one, side=one.side, name=one.name, title=one.title, email=one.email,
        authority=authority_of(one, practice), evidence=one.evidence,
    )  # fmt: skip


@verb("sending.recall", rules.recall)
def recall(actor: Actor, sending: Sending, *, note: str) -> Sending:
    """Take back what is out for signature, with the reason; its links end, signatures stay on record."""
    if not note.strip():
        raise invalid("note", "Those who were to sign hear why.", "Say in a sentence why.")
    with writing(actor, "sending.recall", sending, rules.recall, note=note) as change:
        end(change.row, "recall", note)
        asked = Signature.objects.filter(sending=change.row.pk, signatory__person__isnull=False)
        users = tuple(asked.values_list("signatory__person__user", flat=True))
        sow = change.row.sow
        change.announce(SendingRecalled(sow.engagement_id, sow.title, users, note.strip()[:400], actor.name))
    return change.row


def end(row: Sending, action: str, note: str) -> None:
    """A document is out no more."""
    row.state = SENDING.next(row.state, action)
    row.ended_at, row.ended_note = timezone.now(), note.strip()[:2000]


@dataclass(frozen=True, slots=True)
class SigningLink:
    """A link for one signature: its secret is shown this once."""

    id: int
    name: str
    expires_at: datetime
    secret: str


@verb("signature.link", rules.link)
def link(actor: Actor, signature: Signature, *, days: int = 14) -> SigningLink:
    """Give a signatory of the customer their link, for 1 to 60 days; an earlier one ends with it.

    With the first of them the document is in the customer's hands, and the clock of the stamp stops.
    """
    if not 1 <= days <= MOST_DAYS:
        raise invalid("days", f"A link works for 1 to {MOST_DAYS} days.", "Give out a new one later.")
    secret = keys.new_secret()
    with transaction.atomic():
        take_turn()
        with writing(actor, "signature.link", signature, rules.link) as change:
            change.row.digest = digest_of(secret)
            change.row.expires_at = timezone.now() + timedelta(days=days)
        in_their_hands(actor, change.row.sending)
    return SigningLink(change.row.pk, change.row.name, change.row.expires_at, secret)
