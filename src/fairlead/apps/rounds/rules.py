"""One predicate a verb of rounds."""

from __future__ import annotations

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_in_the_making
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.rounds.models import Panel, Workbook
from fairlead.apps.rounds.states import PANEL
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, ENGAGEMENT_ROLES, Role
from fairlead.engines.estimating.consensus import MOST_ROUNDS

# Whoever shapes, sells or delivers may be asked; an administrator keeps the system and judges nothing.
EXPERTS = ENGAGEMENT_ROLES - {Role.ADMINISTRATOR}
_LEADERS = ENGAGEMENT_MANAGERS | {Role.TECHNICAL_ARCHITECT}


def open_panel(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, _LEADERS, "ask a panel of experts"), is_in_the_making(engagement))


def _lead(action: str) -> Rule:
    def rule(actor: Actor, panel: Panel) -> Refused | None:
        return first(
            needs(actor, _LEADERS, f"{action} a panel"),
            in_state(PANEL, panel.state, action),
            is_in_the_making(panel.engagement),
        )

    return rule


reveal = _lead("reveal")
close = _lead("close")
cancel = _lead("cancel")


def again(actor: Actor, panel: Panel) -> Refused | None:
    last = f"There are at most {MOST_ROUNDS} rounds; take the result, with its dissent on record."
    return first(_lead("again")(actor, panel), unless(panel.round >= MOST_ROUNDS, WrongTime(last)))


def judge(actor: Actor, panel: Panel) -> Refused | None:
    return first(
        needs(actor, EXPERTS, "judge lines"),
        unless(
            actor.user_id not in panel.users,
            Forbidden("Only the experts of this panel judge its lines; nobody does it in their place."),
        ),
        unless(
            panel.state != "judging",
            WrongTime(f"This panel is {PANEL.said(panel.state)}: what was said in a round stays as it is."),
        ),
        is_in_the_making(panel.engagement),
    )


def send(actor: Actor, estimate: Estimate) -> Refused | None:
    return first(
        needs(actor, _LEADERS, "send an estimate out as a workbook"),
        unless(
            estimate.state == "superseded",
            WrongTime("This version has been replaced; send the newest one."),
        ),
        is_in_the_making(estimate.engagement),
    )


def take(actor: Actor, workbook: Workbook) -> Refused | None:
    return first(
        needs(actor, _LEADERS, "take a workbook back"),
        is_in_the_making(workbook.estimate.engagement),
    )
