"""One predicate a verb of calibration."""

from __future__ import annotations

from fairlead.apps.calibration.models import Actual, Calibration
from fairlead.apps.calibration.states import CALIBRATION
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.core.access import first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

# Whoever leads or delivers it says what it took; delivery closes out, the EM is told (em-process 2.17).
_RECORDERS = ENGAGEMENT_MANAGERS | {Role.PROJECT_MANAGER, Role.DELIVERY_MANAGER, Role.DIRECTOR}
_PROPOSERS = ENGAGEMENT_MANAGERS | {Role.DIRECTOR, Role.DELIVERY_MANAGER, Role.TECHNICAL_ARCHITECT}
_DECIDERS = {Role.DIRECTOR, Role.SENIOR_ENGAGEMENT_MANAGER}

# Whose estimates held is looked at by those who coach; everyone else sees their own.
COACHES = frozenset({Role.DIRECTOR, Role.SENIOR_ENGAGEMENT_MANAGER})


def is_delivered(engagement: Engagement) -> Refused | None:
    """Actuals are held against an approved estimate of work that was won."""
    won = engagement.state == "closed-won" and engagement.estimate_state == "approved"
    return unless(
        not won,
        WrongTime(
            "Actuals are recorded of an engagement that was won with an approved estimate; this one is"
            f" {ENGAGEMENT.said(engagement.state)}."
        ),
    )


def record(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, _RECORDERS, "record what an engagement took"), is_delivered(engagement))


def record_many(actor: Actor, _: object) -> Refused | None:
    return needs(actor, _RECORDERS, "record what an engagement took")


def correct(actor: Actor, actual: Actual) -> Refused | None:
    replaced = Actual.objects.filter(supersedes=actual.pk).exists()
    return first(
        needs(actor, _RECORDERS, "correct what an engagement took"),
        unless(
            replaced or actual.reversed,
            WrongTime("This was corrected or taken back already; look at what holds now."),
        ),
    )


def propose(actor: Actor, _: object) -> Refused | None:
    return needs(actor, _PROPOSERS, "propose a calibration")


def accept(actor: Actor, calibration: Calibration) -> Refused | None:
    return first(
        needs(actor, _DECIDERS, "accept a calibration"), in_state(CALIBRATION, calibration.state, "accept")
    )


def reject(actor: Actor, calibration: Calibration) -> Refused | None:
    return first(
        needs(actor, _DECIDERS, "reject a calibration"), in_state(CALIBRATION, calibration.state, "reject")
    )
