"""One predicate a verb of the log and of the roadmap.

The log goes on after the sale, for delivery works with it; only an engagement that was lost is closed to it.
"""

from __future__ import annotations

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.risks.models import Entry, RoadmapItem
from fairlead.apps.risks.states import ENTRY, ROADMAP, moves_of
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

LEADERS = ENGAGEMENT_MANAGERS | {Role.PROJECT_MANAGER, Role.DELIVERY_MANAGER, Role.DIRECTOR}
KEEPERS = LEADERS | {Role.TECHNICAL_ARCHITECT, Role.SALES, Role.CONSULTANT, Role.COORDINATOR}


def is_not_lost(engagement: Engagement) -> Refused | None:
    return unless(
        engagement.state == "closed-lost",
        WrongTime("This engagement was lost; nothing about it changes any more."),
    )


def raise_entry(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, KEEPERS, "write into the log"), is_not_lost(engagement))


def edit(actor: Actor, entry: Entry) -> Refused | None:
    return raise_entry(actor, entry.engagement)


def any_move(actor: Actor, entry: Entry) -> Refused | None:
    return raise_entry(actor, entry.engagement)


def move(action: str) -> Rule:
    """The rule of one move of an entry."""

    def rule(actor: Actor, entry: Entry) -> Refused | None:
        kind, known = entry.get_kind_display().lower(), moves_of(entry.kind)
        return first(
            raise_entry(actor, entry.engagement),
            unless(
                action not in known,
                WrongTime(f"{kind.capitalize()} knows no {action}; it knows: {', '.join(known)}."),
            ),
            in_state(ENTRY, entry.state, action),
        )

    return rule


def _sharing(actor: Actor, entry: Entry, needless: bool, said: str) -> Refused | None:
    return first(
        needs(actor, LEADERS, "share with the customer or take that back"),
        is_not_lost(entry.engagement),
        unless(needless, WrongTime(said)),
    )


def share(actor: Actor, entry: Entry) -> Refused | None:
    return _sharing(actor, entry, entry.shared, "This is shared with the customer already.")


def withhold(actor: Actor, entry: Entry) -> Refused | None:
    return _sharing(actor, entry, not entry.shared, "This is not shared with the customer.")


def plan(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(
        needs(actor, LEADERS | {Role.TECHNICAL_ARCHITECT, Role.SALES}, "change the roadmap"),
        is_not_lost(engagement),
    )


def replan(actor: Actor, item: RoadmapItem) -> Refused | None:
    return plan(actor, item.engagement)


def move_item(action: str) -> Rule:
    """The rule of one move of a roadmap item."""

    def rule(actor: Actor, item: RoadmapItem) -> Refused | None:
        return first(replan(actor, item), in_state(ROADMAP, item.state, action))

    return rule
