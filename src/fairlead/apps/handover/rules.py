"""One predicate a verb of hand-overs."""

from __future__ import annotations

from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.states import SOW
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import stands
from fairlead.apps.handover.models import Handover, Question
from fairlead.apps.handover.states import HANDOVER, QUESTION
from fairlead.core.access import first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

# Those who read a pack to run the work, and those who answer for what is in it.
DELIVERY = frozenset({
    Role.DELIVERY_MANAGER, Role.PROJECT_MANAGER, Role.CONSULTANT, Role.COORDINATOR, Role.TECHNICAL_ARCHITECT,
})  # fmt: skip
TELLERS = ENGAGEMENT_MANAGERS | {Role.TECHNICAL_ARCHITECT, Role.SALES}
STATERS = ENGAGEMENT_MANAGERS | {Role.SALES, Role.COORDINATOR, Role.PROJECT_MANAGER}


def hand(actor: Actor, sow: Sow) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "hand work over"),
        unless(
            sow.state != "drawn-up",
            WrongTime(f"This SOW is {SOW.said(sow.state)}; the newest one is handed over."),
        ),
        stands(sow.engagement),
    )


def _lives(handover: Handover) -> Refused | None:
    gone = handover.state == "replaced"
    return unless(gone, WrongTime("A newer version was handed over; go on with that one."))


def read(actor: Actor, handover: Handover) -> Refused | None:
    return first(
        needs(actor, DELIVERY, "read it for delivery"),
        unless(actor.user_id is None, Forbidden("A person reads it, by name.")),
        _lives(handover),
    )


ask = read


def accept(actor: Actor, handover: Handover) -> Refused | None:
    named = handover.pm is not None and handover.pm.user_id == actor.user_id
    own = actor.user_id is not None and actor.user_id == handover.handed_by
    return first(
        None if named else needs(actor, {Role.DELIVERY_MANAGER}, "accept it (or be its project manager)"),
        unless(actor.user_id is None, Forbidden("A person accepts it, by name.")),
        unless(own, Forbidden("You handed it over; somebody else accepts it.")),
        in_state(HANDOVER, handover.state, "accept"),
    )


def replace(actor: Actor, handover: Handover) -> Refused | None:
    """Asked only from inside handover.hand, which has been allowed already."""
    return in_state(HANDOVER, handover.state, "replace")


def answer(actor: Actor, question: Question) -> Refused | None:
    return first(
        needs(actor, TELLERS, "answer a question of delivery"), in_state(QUESTION, question.state, "answer")
    )


def close(actor: Actor, question: Question) -> Refused | None:
    own = actor.user_id is not None and actor.user_id == question.asked_by
    return first(
        needs(actor, DELIVERY, "close a question of delivery"),
        unless(not own, Forbidden(f"It is open until {question.asked_name}, who asked, closes it.")),
        in_state(QUESTION, question.state, "close"),
    )


def state(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(
        needs(actor, STATERS, "say what is ready"),
        unless(
            engagement.state == "closed-lost",
            WrongTime("This engagement is closed-lost; nothing is scheduled."),
        ),
    )
