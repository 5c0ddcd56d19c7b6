"""One predicate a verb of workshops."""

from __future__ import annotations

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.risks.rules import KEEPERS, is_not_lost
from fairlead.apps.workshops.models import AgendaItem, Capture, Participant, Workshop
from fairlead.apps.workshops.states import CAPTURE, WORKSHOP
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

# Who leads workshops. What lands in the scope is answered for by those who shape it.
HOSTS = ENGAGEMENT_MANAGERS | {Role.TECHNICAL_ARCHITECT, Role.PROJECT_MANAGER, Role.DELIVERY_MANAGER}
LANDERS = ENGAGEMENT_MANAGERS | {Role.TECHNICAL_ARCHITECT}


def plan(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, HOSTS, "lead a workshop"), is_not_lost(engagement))


def _host(actor: Actor, workshop: Workshop) -> Refused | None:
    return plan(actor, workshop.engagement)


def edit(actor: Actor, workshop: Workshop) -> Refused | None:
    over = workshop.state in ("landed", "cancelled")
    return first(
        _host(actor, workshop),
        unless(
            over, WrongTime(f"This workshop is {WORKSHOP.said(workshop.state)}; open it again to change it.")
        ),
    )


def edit_item(actor: Actor, item: AgendaItem) -> Refused | None:
    return edit(actor, item.workshop)


def drop_item(actor: Actor, item: AgendaItem) -> Refused | None:
    return first(
        edit_item(actor, item),
        unless(
            item.workshop.item_id == item.pk and item.workshop.state == "running",
            WrongTime("This item is on now; go to the next one first."),
        ),
    )


def edit_participant(actor: Actor, participant: Participant) -> Refused | None:
    return edit(actor, participant.workshop)


def _moved(action: str) -> Rule:
    def rule(actor: Actor, workshop: Workshop) -> Refused | None:
        return first(_host(actor, workshop), in_state(WORKSHOP, workshop.state, action))

    return rule


start, close, reopen, cancel = (_moved(action) for action in ("start", "close", "reopen", "cancel"))


def time(actor: Actor, workshop: Workshop) -> Refused | None:
    return first(
        _host(actor, workshop),
        unless(workshop.state != "running", WrongTime("The clock runs while the workshop does.")),
    )


def land(actor: Actor, workshop: Workshop) -> Refused | None:
    return first(
        needs(actor, LANDERS, "land a workshop in scope, log and roadmap"),
        is_not_lost(workshop.engagement),
        in_state(WORKSHOP, workshop.state, "land"),
    )


def capture(actor: Actor, workshop: Workshop) -> Refused | None:
    """Captured is while it runs, and what was forgotten until it lands."""
    return first(
        needs(actor, KEEPERS, "capture in a workshop"),
        is_not_lost(workshop.engagement),
        unless(
            workshop.state not in ("running", "closed"),
            WrongTime(
                f"This workshop is {WORKSHOP.said(workshop.state)};"
                " captured is while it runs, and until it lands."
            ),
        ),
    )


def edit_capture(actor: Actor, row: Capture) -> Refused | None:
    return first(
        capture(actor, row.workshop),
        unless(
            bool(row.landed),
            WrongTime("This has landed; change what it became, in the log, the scope or the roadmap."),
        ),
    )


def move_capture(action: str) -> Rule:
    """The rule of one move of a capture."""

    def rule(actor: Actor, row: Capture) -> Refused | None:
        return first(edit_capture(actor, row), in_state(CAPTURE, row.state, action))

    return rule


def vote(actor: Actor, row: Capture) -> Refused | None:
    workshop = row.workshop
    return first(
        needs(actor, KEEPERS, "vote in a workshop"),
        is_not_lost(workshop.engagement),
        unless(workshop.state != "running", WrongTime("Votes are given while the workshop runs.")),
        unless(row.state != "kept", WrongTime(f"This is {CAPTURE.said(row.state)}; it takes no votes.")),
    )


def vote_for_a_guest(actor: Actor, row: Capture) -> Refused | None:
    return first(needs(actor, HOSTS, "give the dots of a guest"), vote(actor, row))
