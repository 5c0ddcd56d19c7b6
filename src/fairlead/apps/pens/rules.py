"""One predicate a verb of pens, and the one that others ask: who may write now."""

from __future__ import annotations

from django.utils import formats

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_open
from fairlead.apps.pens.models import Pen
from fairlead.core.access import first, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, ENGAGEMENT_ROLES, Role

# Whoever writes or reads the document may hold its pen; an administrator keeps the system and writes nothing.
HOLDERS = ENGAGEMENT_ROLES - {Role.ADMINISTRATOR, Role.CONSULTANT, Role.COORDINATOR}
_TAKERS = ENGAGEMENT_MANAGERS | {Role.DIRECTOR}


def pen_of(engagement: Engagement) -> Pen | None:
    """The pen as it lies or is held: as the table has it, or as a page has read it for its buttons."""
    if "pen" in engagement.__dict__:
        seen: Pen | None = engagement.__dict__["pen"]
        return seen
    return Pen.objects.filter(engagement=engagement.pk).select_related("holder").first()


def is_free_for(actor: Actor, engagement: Engagement) -> Refused | None:
    """Whether this actor may write the statement of work now: nobody else holds its pen."""
    pen = pen_of(engagement)
    if pen is None or pen.holder is None or pen.holder.user_id == actor.user_id:
        return None
    since = formats.date_format(pen.since, "DATE_FORMAT")
    return WrongTime(f"{pen.holder.name} holds the pen since {since}: ask for it, or take it and say why.")


def take(actor: Actor, engagement: Engagement) -> Refused | None:
    pen = pen_of(engagement)
    held = pen is not None and pen.holder is not None and pen.holder.user_id == actor.user_id
    return first(
        needs(actor, _TAKERS, "take the pen"),
        is_open(engagement),
        unless(held, WrongTime("You hold the pen already.")),
    )


def ask(actor: Actor, engagement: Engagement) -> Refused | None:
    pen = pen_of(engagement)
    holder = pen.holder if pen else None
    mine = holder is not None and holder.user_id == actor.user_id
    return first(
        needs(actor, HOLDERS, "ask for the pen"),
        is_open(engagement),
        unless(holder is None, WrongTime("Nobody holds the pen: an engagement manager takes it.")),
        unless(mine, WrongTime("You hold the pen already.")),
    )


def give(actor: Actor, engagement: Engagement) -> Refused | None:
    """The holder gives it away or lays it down; a pen that lies is given by whoever may take it."""
    return first(
        needs(actor, HOLDERS, "give the pen"), is_open(engagement), _holds(actor, pen_of(engagement))
    )


def _holds(actor: Actor, pen: Pen | None) -> Refused | None:
    if pen is not None and pen.holder is not None and pen.holder.user_id == actor.user_id:
        return None
    return WrongTime("You do not hold the pen: ask for it, or take it and say why.")
