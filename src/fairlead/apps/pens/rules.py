"""One predicate a verb of pens, and the one that others ask: who may write now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a pen: the user that they are, their name, and since when."""

    user: int
    name: str
    since: datetime


def holder_of(engagement: Engagement) -> Holder | None:
    """Who holds the pen, None while it lies: as a page has read it for its buttons, else by the table."""
    read = engagement.__dict__
    if "pen" not in read and "pen_user" in read:
        held = read["pen_user"] is not None
        return Holder(read["pen_user"], read["pen_name"], read["pen_since"]) if held else None
    pen: Pen | None = (
        read["pen"]
        if "pen" in read
        else Pen.objects.filter(engagement=engagement.pk).select_related("holder").first()
    )
    return Holder(pen.holder.user_id, pen.holder.name, pen.since) if pen and pen.holder else None


def is_free_for(actor: Actor, engagement: Engagement) -> Refused | None:
    """Whether this actor may write the statement of work now: nobody else holds its pen."""
    holder = holder_of(engagement)
    if holder is None or holder.user == actor.user_id or actor.is_system:
        return None
    since = formats.date_format(holder.since, "DATE_FORMAT")
    return WrongTime(f"{holder.name} holds the pen since {since}: ask for it, or take it and say why.")


def take(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(
        needs(actor, _TAKERS, "take the pen"),
        is_open(engagement),
        unless(_holds(actor, engagement), WrongTime("You hold the pen already.")),
    )


def ask(actor: Actor, engagement: Engagement) -> Refused | None:
    lies = holder_of(engagement) is None
    return first(
        needs(actor, HOLDERS, "ask for the pen"),
        is_open(engagement),
        unless(lies, WrongTime("Nobody holds the pen: an engagement manager takes it.")),
        unless(_holds(actor, engagement), WrongTime("You hold the pen already.")),
    )


def give(actor: Actor, engagement: Engagement) -> Refused | None:
    """The holder gives it away or lays it down; a pen that lies is given by whoever may take it."""
    return first(
        needs(actor, HOLDERS, "give the pen"),
        is_open(engagement),
        unless(
            not _holds(actor, engagement),
            WrongTime("You do not hold the pen: ask for it, or take it and say why."),
        ),
    )


def _holds(actor: Actor, engagement: Engagement) -> bool:
    holder = holder_of(engagement)
    return holder is not None and holder.user == actor.user_id
