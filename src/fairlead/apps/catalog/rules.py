"""Who may load a practice: those who answer for it."""

from __future__ import annotations

from fairlead.core.access import needs
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused
from fairlead.core.roles import Role


def load(actor: Actor, _: object) -> Refused | None:
    return needs(actor, {Role.DIRECTOR, Role.SENIOR_ENGAGEMENT_MANAGER}, "load a practice")
