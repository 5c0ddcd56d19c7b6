"""What follows when nobody's signature is missing any more; called by the verbs, in their transaction."""

from __future__ import annotations

import hashlib

from django.utils import timezone

from fairlead.apps.agreements.actions import mark_signed
from fairlead.apps.engagements.actions import note_sow
from fairlead.apps.engagements.models import Engagement, Moment
from fairlead.apps.signing import rules
from fairlead.apps.signing.bridge import certificate_of, content_of, head_now
from fairlead.apps.signing.events import SowSigned
from fairlead.apps.signing.models import Countersigned, Sending, Signature
from fairlead.apps.signing.states import SENDING
from fairlead.core.actor import Actor, carried
from fairlead.core.writing import creating, writing
from fairlead.engines.signing.binding import bound, pages_of

SIGNED = "signed"

# What the clocks call it (em-process 0.5): the stamped document is in the customer's hands.
STAMPED_SENT = "stamped-sow-sent"


def in_their_hands(actor: Actor, sending: Sending) -> None:
    """The customer has what is out: the clock of the stamp stops, once a sending. No clock runs for what a
    change makes of it."""
    if sending.sow.is_proposal:
        return
    if facts := _facts(sending):
        engagement = Engagement.objects.visible_to(actor).get(pk=sending.sow.engagement_id)
        note_sow(actor, engagement, state=engagement.sow_state, facts=facts)


def _facts(sending: Sending) -> tuple[str, ...]:
    known = Moment.objects.filter(
        engagement=sending.sow.engagement_id, what=STAMPED_SENT, at__gte=sending.sent_at
    )
    return () if known.exists() else (STAMPED_SENT,)


def complete(actor: Actor, sending: Sending) -> None:
    """When all have signed here: the certificate behind the document, and the engagement may be booked."""
    rows = list(Signature.objects.filter(sending=sending.pk).order_by("at", "pk"))
    if any(row.state != SIGNED for row in rows):
        return
    inside = carried(actor, f"the last signature of sending {sending.pk}")
    entry, head = head_now()
    content = bound(content_of(sending), certificate_of(sending, rows, entry, head))
    signed = Countersigned(
        sending=sending, origin="built-in", name=f"{sending.sow.code}-signed.pdf", content=content,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), state="accepted", verdict="bytes",
        pages=pages_of(content), entry=entry, head=head, given_name=actor.name,
        decided_name=actor.name, decided_at=timezone.now(),
    )  # fmt: skip
    with creating(inside, "countersigned.keep", signed, rules.settle):
        pass
    close(inside, sending, signed.sha256)


def close(inside: Actor, sending: Sending, sha256: str) -> None:
    """The document is signed: nothing more is awaited. The board knows of what stands; of a proposal, whoever
    put it forward does."""
    fresh = Sending.objects.visible_to(inside).select_related("sow").get(pk=sending.pk)
    with writing(inside, "sending.complete", fresh, rules.settle) as change:
        change.row.state = SENDING.next(change.row.state, "complete")
        change.row.ended_at = timezone.now()
        sow = change.row.sow
        change.announce(SowSigned(sending.pk, sow.engagement_id, sow.title, sha256))
    if fresh.sow.is_proposal:
        mark_signed(inside, fresh.sow)
    else:
        tell_the_board(inside, fresh)


def tell_the_board(inside: Actor, sending: Sending) -> None:
    """The SOW that stands is signed: the engagement may be booked."""
    engagement = Engagement.objects.visible_to(inside).get(pk=sending.sow.engagement_id)
    # What they have signed they have had, whichever way it came to them.
    note_sow(inside, engagement, state=SIGNED, facts=_facts(sending))
