"""One predicate a verb of intake: who may answer may import answers; who opens engagements, issues."""

from __future__ import annotations

from fairlead.apps.engagements import rules as engagements
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake.models import ColumnMapping, Intake, Upload
from fairlead.apps.intake.states import INTAKE
from fairlead.apps.scoping import rules as scoping
from fairlead.core.access import Rule, first, in_state, needs
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

_MAPPERS = ENGAGEMENT_MANAGERS | {Role.SALES, Role.TECHNICAL_ARCHITECT, Role.DIRECTOR}


def answers(actor: Actor, engagement: Engagement | None) -> Refused | None:
    """Import answers; of no engagement in particular: whether anybody of that role could."""
    if engagement is None:
        return needs(actor, _MAPPERS, "import answers")
    return scoping.give(actor, engagement)


def issues(actor: Actor, _: object) -> Refused | None:
    return engagements.open_engagement(actor, None)


def about(actor: Actor, intake: Intake) -> Refused | None:
    """What the file is about decides who may take it in."""
    return answers(actor, intake.engagement) if intake.engagement_id else issues(actor, None)


def _move(action: str) -> Rule:
    def rule(actor: Actor, intake: Intake) -> Refused | None:
        return first(about(actor, intake), in_state(INTAKE, intake.state, action))

    return rule


progress, check, refuse, map_columns, apply, stop = (
    _move(action) for action in ("progress", "check", "refuse", "map", "apply", "stop")
)


def holding(actor: Actor, intake: Intake) -> Refused | None:
    """Asked only from inside verbs that were allowed already: the bytes of a file come and go with it."""
    return about(actor, intake)


def held(actor: Actor, upload: Upload) -> Refused | None:
    return about(actor, upload.intake)


def keep_mapping(actor: Actor, _: object) -> Refused | None:
    return needs(actor, _MAPPERS, "keep what columns mean")


def forget_mapping(actor: Actor, _: ColumnMapping) -> Refused | None:
    return needs(actor, _MAPPERS, "forget what columns mean")
