"""One predicate a verb of options, criteria and disagreements."""

from __future__ import annotations

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_in_the_making, is_open
from fairlead.apps.options.models import Disagreement, Option
from fairlead.apps.options.states import DISAGREEMENT, LIVING, OPTION
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

MOST_LIVING = 5

_SHAPERS = ENGAGEMENT_MANAGERS | {Role.TECHNICAL_ARCHITECT}
_JUDGES = _SHAPERS | {Role.SALES, Role.DIRECTOR}


def open_option(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(
        needs(actor, _SHAPERS, "open a solution option"),
        is_in_the_making(engagement),
        _has_room(actor, engagement),
    )


def _has_room(actor: Actor, engagement: Engagement) -> Refused | None:
    living = Option.objects.visible_to(actor).filter(engagement_id=engagement.pk, state__in=LIVING).count()
    return unless(
        living >= MOST_LIVING,
        WrongTime(f"There are {living} options already; drop one before you open another."),
    )


def _asked(action: str, roles: frozenset[Role], what: str) -> Rule:
    def rule(actor: Actor, option: Option) -> Refused | None:
        return first(
            needs(actor, roles, what),
            in_state(OPTION, option.state, action),
            is_in_the_making(option.engagement),
        )

    return rule


change = _asked("change", _SHAPERS, "change a solution option")
estimate = _asked("estimate", _SHAPERS, "estimate a solution option")
recommend = _asked("recommend", _SHAPERS, "recommend a solution option")
relieve = _asked("relieve", _SHAPERS, "recommend another option")
choose = _asked("choose", ENGAGEMENT_MANAGERS, "choose a solution option")
passed = _asked("pass", ENGAGEMENT_MANAGERS, "choose another option")
drop = _asked("drop", _SHAPERS, "drop a solution option")


def score(actor: Actor, option: Option) -> Refused | None:
    living = option.state in LIVING
    return first(
        needs(actor, _JUDGES, "judge a solution option"),
        unless(
            not living, WrongTime(f"This option is {OPTION.said(option.state)}; only living ones are judged.")
        ),
        is_in_the_making(option.engagement),
    )


def weigh(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, _SHAPERS, "weigh the criteria"), is_in_the_making(engagement))


def raise_disagreement(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, _SHAPERS, "record a disagreement"), is_open(engagement))


def _stepped(action: str) -> Rule:
    def rule(actor: Actor, disagreement: Disagreement) -> Refused | None:
        return first(
            needs(actor, _SHAPERS, f"{action} a disagreement"),
            in_state(DISAGREEMENT, disagreement.state, action),
            is_open(disagreement.engagement),
        )

    return rule


discuss = _stepped("discuss")
define = _stepped("define")
communicate = _stepped("communicate")
close = _stepped("close")
withdraw = _stepped("withdraw")
