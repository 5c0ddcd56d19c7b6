"""Who may answer: everyone who shapes the engagement, while it can still change."""

from __future__ import annotations

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_open
from fairlead.apps.scoping.models import Answer
from fairlead.core.access import first, needs
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

_ANSWERERS = ENGAGEMENT_MANAGERS | {Role.SALES, Role.TECHNICAL_ARCHITECT, Role.DIRECTOR}


def give(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, _ANSWERERS, "answer scoping questions"), is_open(engagement))


def clear(actor: Actor, answer: Answer) -> Refused | None:
    return give(actor, answer.engagement)
