"""One predicate a verb of signing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.rules import is_current
from fairlead.apps.agreements.states import SOW
from fairlead.apps.approvals import rules as approvals
from fairlead.apps.approvals.models import Asking, Review
from fairlead.apps.approvals.states import PASSED
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_open, stands
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.signing import providers
from fairlead.apps.signing.bridge import is_busy, is_stamp, open_of, sides_of, steps_of, unanswered
from fairlead.apps.signing.models import CUSTOMER, FIRM, Countersigned, Sending, Signatory, Signature
from fairlead.apps.signing.states import COUNTERSIGNED, SENDING, SIGNATURE
from fairlead.core.access import first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role
from fairlead.engines.agreeing.steps import Hands, barred

# The account team takes the stamped document to the customer (em-process 1.9); whom the firm has sign, and
# what is taken for signed, is no matter of sales.
SENDERS = ENGAGEMENT_MANAGERS | {Role.SALES, Role.LEGAL}
KEEPERS = ENGAGEMENT_MANAGERS | {Role.LEGAL, Role.FINANCE, Role.DIRECTOR}
NAMERS = SENDERS | KEEPERS


def name(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, NAMERS, "say who signs"), _may_be_signed(engagement))


def name_for_firm(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, KEEPERS, "say who signs for the firm"), _may_be_signed(engagement))


def _may_be_signed(engagement: Engagement) -> Refused | None:
    """Of what was sold, a change may still be signed."""
    return None if stands(engagement) is None else is_open(engagement)


def remove(actor: Actor, signatory: Signatory) -> Refused | None:
    rule = name_for_firm if signatory.side == FIRM else name
    return first(
        rule(actor, signatory.engagement),
        unless(signatory.removed_at is not None, WrongTime(f"{signatory.name} does not sign any more.")),
    )


def send(actor: Actor, sow: Sow) -> Refused | None:
    return first(
        needs(actor, SENDERS, "send for signature"),
        _is_up(sow),
        stamped(sow),
        _nobody_missing(sow),
        unless(
            is_busy(sow),
            WrongTime("It is out for signature already; take that back first."),
        ),
    )  # fmt: skip


def _is_up(sow: Sow) -> Refused | None:
    """Whether it may be signed now: the SOW of an approved engagement, or what a change makes of it."""
    if sow.state == "proposed":
        return is_current(sow)
    engagement = sow.engagement
    column = ENGAGEMENT.said(engagement.state)
    said = f"It is sent for signature once the engagement is approved; it is {column}."
    return first(
        unless(
            sow.state != "drawn-up",
            WrongTime(f"This SOW is {SOW.said(sow.state)}; the newest one is signed."),
        ),
        unless(engagement.state != "approved", WrongTime(said)),
    )


def stamped(sow: Sow) -> Refused | None:
    """Whether every stamp is on it; and on what a change makes, for which no board moves, every approval."""
    steps = steps_of(sow)
    missing = [*(unanswered(sow) if sow.amends else ()), *open_of(steps, stamps=True)]
    return first(
        unless(not steps, WrongTime("Nobody was asked for its approvals, so there is no stamp on it.")),
        unless(bool(missing), WrongTime(f"First comes: {', '.join(missing)}.")),
    )


def _nobody_missing(sow: Sow) -> Refused | None:
    sides = sides_of(sow)
    missing = [said for side, said in ((CUSTOMER, "the customer"), (FIRM, "the firm")) if side not in sides]
    return unless(bool(missing), WrongTime(f"Say first who signs for {' and '.join(missing)}."))


def lives(sending: Sending) -> Refused | None:
    """Only what is out, of the newest version, with its stamp, while it is up for signature."""
    sow = sending.sow
    label = SENDING.state(sending.state).label.lower()
    return first(
        unless(sending.state != "out", WrongTime(f"This document is no longer out for signature: {label}.")),
        unless(_is_up(sow) is not None, WrongTime("This document is not up for signature at the moment.")),
        stamped(sow),
    )


def recall(actor: Actor, sending: Sending) -> Refused | None:
    return first(
        needs(actor, SENDERS, "take back what is out for signature"),
        in_state(SENDING, sending.state, "recall"),
    )


def void(actor: Actor, sending: Sending) -> Refused | None:
    return first(
        unless(not actor.is_system, Forbidden("A new version makes it void, nobody else.")),
        in_state(SENDING, sending.state, "void"),
    )


def refer(actor: Actor, sending: Sending) -> Refused | None:
    return unless(not actor.is_system, Forbidden("The service says what it calls the document."))


def link(actor: Actor, signature: Signature) -> Refused | None:
    return first(
        needs(actor, SENDERS, "give out signing links"),
        unless(signature.side != CUSTOMER, WrongTime("The firm's people sign signed in, by no link.")),
        in_state(SIGNATURE, signature.state, "give"),
        lives(signature.sending),
        _here(signature.sending),
    )


def _here(sending: Sending) -> Refused | None:
    service = providers.known(sending.service)
    return unless(
        service is None or not service.in_house,
        WrongTime("This one is signed elsewhere; the file that comes back is given in here."),
    )


def _theirs(actor: Actor, signature: Signature) -> Refused | None:
    """Their own signature, by their own hand: not even scheduled work or an agent signs for anybody."""
    if signature.side == CUSTOMER:
        mine = actor.signs == signature.pk
    else:
        person = signature.signatory.person
        named = person is not None and actor.user_id is not None and person.user_id == actor.user_id
        mine = named and actor.has_any(approvals.SPEAKERS)
    return first(
        unless(not mine, Forbidden(f"This signature is {signature.name}'s to give, and nobody else's.")),
        unless(
            bool(actor.reason), Forbidden("A person signs with their own hand; no agent does it for them.")
        ),
    )


def works(signature: Signature) -> Refused | None:
    """Whether the link of a signature still lets sign."""
    return first(
        in_state(SIGNATURE, signature.state, "give"),
        unless(signature.ended(timezone.now()), WrongTime("This link no longer works.")),
        lives(signature.sending),
    )


def decline(actor: Actor, signature: Signature) -> Refused | None:
    return first(
        _theirs(actor, signature),
        works(signature) if signature.side == CUSTOMER else None,
        in_state(SIGNATURE, signature.state, "decline"),
        lives(signature.sending),
        _here(signature.sending),
    )


def give(actor: Actor, signature: Signature) -> Refused | None:
    return first(
        decline(actor, signature),
        _for_the_firm(actor, signature) if signature.side == FIRM else None,
    )


def _for_the_firm(actor: Actor, signature: Signature) -> Refused | None:
    """Nobody signs what they drew up or stamped, and sales never does. Whoever signs answers the signer's
    step with it where it is theirs to answer; else that comes first."""
    sow = signature.sending.sow
    steps = steps_of(sow)
    if against := _barred(actor, sow, steps):
        return Forbidden(against)
    waits = [step for step in steps if not is_stamp(step) and step.state not in PASSED]
    refused = [step.name for step in waits if approvals.approve(actor, step) is not None]
    return unless(bool(refused), WrongTime(f"First comes: {', '.join(refused)}."))


def _barred(actor: Actor, sow: Sow, steps: Sequence[Review]) -> str:
    hands = hands_on(sow, steps)
    return barred("signature", "", (), actor.user_id or 0, actor.has(Role.SALES), hands)


def hands_on(sow: Sow, steps: Sequence[Review]) -> Hands:
    """Who drew up a SOW that approvals are asked for, who asked for them, and who stamped it."""
    asking = Asking.objects.select_related("sow__estimate", "sow__engagement__seller").get(
        sow=sow.pk, state="open"
    )
    stamped = frozenset(s.by for s in steps if is_stamp(s) and s.state in PASSED and s.by is not None)
    return replace(approvals.hands(asking, ()), signed=stamped)


def take(actor: Actor, sending: Sending) -> Refused | None:
    return first(needs(actor, NAMERS, "give in a signed file"), lives(sending))


def accept(actor: Actor, row: Countersigned) -> Refused | None:
    steps = steps_of(row.sending.sow)
    waits = open_of(steps, stamps=False)
    refused = first(
        needs(actor, KEEPERS, "accept a signed file"),
        unless(actor.is_system, Forbidden("A person accepts, by name.")),
        in_state(COUNTERSIGNED, row.state, "accept"),
        lives(row.sending),
        unless(bool(waits), WrongTime(f"First comes: {', '.join(waits)}.")),
    )
    if refused is not None or row.state != "unsure":
        return refused
    # Where a machine cannot tell, another pair of eyes than those that made it says that it is signed.
    hands = hands_on(row.sending.sow, steps)
    said = "A machine cannot tell that this is signed, and nobody vouches for it who drew it up or asked for "
    own = actor.user_id in {*hands.makers, hands.asker}
    return unless(own, Forbidden(f"{said}its approvals; someone else has to."))


def refuse(actor: Actor, row: Countersigned) -> Refused | None:
    return first(needs(actor, KEEPERS, "refuse a signed file"), in_state(COUNTERSIGNED, row.state, "refuse"))


def settle(actor: Actor, row: object) -> Refused | None:
    """Asked only from inside the verbs of signing, which have been allowed already."""
    return None
