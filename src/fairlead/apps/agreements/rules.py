"""One predicate a verb of agreements."""

from __future__ import annotations

from fairlead.apps.agreements.models import SHARED, Sow
from fairlead.apps.agreements.states import SOW
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_in_the_making, is_open, is_signed, says_who_writes, stands
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.apps.pens.rules import is_free_for
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

CHANGE_LEADERS = ENGAGEMENT_MANAGERS | {Role.PROJECT_MANAGER, Role.DELIVERY_MANAGER}


def generate(actor: Actor, estimate: Estimate) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "draw up a SOW"),
        is_in_the_making(estimate.engagement),
        unless(
            estimate.amends_id is not None,
            WrongTime("This estimate is of a change; its SOW is drawn up when that is asked for."),
        ),
        unless(
            estimate.state != "approved",
            WrongTime(
                f"A SOW is drawn up from an approved estimate; this one is {ESTIMATE.said(estimate.state)}."
            ),
        ),
        is_free_for(actor, estimate.engagement),
    )


@says_who_writes
def writes(actor: Actor, engagement: Engagement) -> Refused | None:
    """Once a SOW stands, whoever holds its pen writes what the next one is made of."""
    held = is_free_for(actor, engagement)
    return held if held and Sow.objects.filter(engagement=engagement.pk, state="drawn-up").exists() else None


def is_current(sow: Sow) -> Refused | None:
    """Whether what a proposal amends still stands, so that it can come into force."""
    living = Sow.objects.filter(engagement=sow.engagement_id, state="drawn-up").first()
    gone = WrongTime(f"{sow.base} stands no more. Open the change anew for what does.")
    return first(stands(sow.engagement), unless(living is None or living.code != sow.base, gone))


def is_negotiable(sow: Sow) -> Refused | None:
    """Whether anybody still talks about its words."""
    return stands(sow.engagement) if sow.is_proposal else is_open(sow.engagement)


def propose(actor: Actor, estimate: Estimate) -> Refused | None:
    """Whoever leads a change proposes what it makes of the statement of work."""
    return first(
        needs(actor, CHANGE_LEADERS, "propose an amended SOW"),
        unless(
            estimate.amends_id is None or estimate.state != "approved",
            WrongTime("An amended SOW is drawn up from an approved estimate of its change."),
        ),
    )


def amended(action: str) -> Rule:
    """Asked only from inside the verbs of changes, which have been allowed already."""

    def rule(actor: Actor, sow: Sow) -> Refused | None:
        return in_state(SOW, sow.state, action)

    return rule


def _puts_before_the_customer(actor: Actor, sow: Sow) -> Refused | None:
    """What a change proposes is put before the customer by whoever leads it."""
    who = CHANGE_LEADERS if sow.is_proposal else ENGAGEMENT_MANAGERS
    label = SOW.state(sow.state).label.lower()
    said = f"This version is {label}: only what stands or is proposed is put before the customer."
    return first(
        needs(actor, who, "put a paper before the customer"),
        unless(sow.state not in SHARED, WrongTime(said)),
        is_negotiable(sow),
        unless(sow.state == "drawn-up" and stands(sow.engagement) is None, WrongTime(_IN_ANY_CASE)),
        is_free_for(actor, sow.engagement),
    )


def share(actor: Actor, sow: Sow) -> Refused | None:
    said = "It is before the customer already."
    return first(_puts_before_the_customer(actor, sow), unless(sow.shared_at is not None, WrongTime(said)))


_IN_ANY_CASE = "It is before the customer in any case: the engagement is approved for signature."


def withhold(actor: Actor, sow: Sow) -> Refused | None:
    said = "It was not put before the customer."
    return first(_puts_before_the_customer(actor, sow), unless(sow.shared_at is None, WrongTime(said)))


def is_before_them(sow: Sow) -> Refused | None:
    """Said as the customer reads it. That they see the paper at all is asked when it is found."""
    signed = sow.state == "signed" or (sow.state == "drawn-up" and is_signed(sow.engagement))
    over = sow.state not in SHARED or is_negotiable(sow) is not None
    return first(
        unless(
            signed, WrongTime("This document is signed. To change it, ask your contact for a change order.")
        ),
        unless(over, WrongTime("This version is not discussed any more. Ask your contact which one is.")),
    )


def agree(actor: Actor, sow: Sow) -> Refused | None:
    """The customer's own people, of what is before them; each once."""
    before = any(one["by"] == actor.user_id for one in sow.agreed)
    return first(
        needs(actor, {Role.CUSTOMER_CONTACT}, "agree to it for the customer"),
        unless(actor.is_system, Forbidden("A person agrees.")),
        is_before_them(sow),
        unless(before, WrongTime("You have agreed to this version already.")),
    )


def withdraw(actor: Actor, sow: Sow) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "withdraw a SOW"),
        is_open(sow.engagement),
        unless(
            sow.state in ("proposed", "signed"),
            WrongTime("This SOW is proposed by a change; take that back to its draft, or withdraw it."),
        ),
        in_state(SOW, sow.state, "withdraw"),
        is_free_for(actor, sow.engagement),
    )
