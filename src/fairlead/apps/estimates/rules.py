"""One predicate a verb of estimates."""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_in_the_making, is_open, is_theirs_to_write, stands
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.core.access import first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

_ESTIMATORS = ENGAGEMENT_MANAGERS | {Role.TECHNICAL_ARCHITECT}


def adjust(actor: Actor, about: Engagement | Adjustment) -> Refused | None:
    """Whoever draws up an estimate may say what a line takes, while the engagement can still change."""
    engagement = about.engagement if isinstance(about, Adjustment) else about
    return first(needs(actor, _ESTIMATORS, "say what a line takes"), is_open(engagement))


def agree(actor: Actor, about: Engagement | Adjustment) -> Refused | None:
    """The words and numbers of clauses are chosen by who may write the statement of work."""
    engagement = about.engagement if isinstance(about, Adjustment) else about
    return first(adjust(actor, about), is_theirs_to_write(actor, engagement))


def draft(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, _ESTIMATORS, "draw up an estimate"), is_in_the_making(engagement))


def amend(actor: Actor, estimate: Estimate) -> Refused | None:
    """For a change to what stands; nothing that was sold is touched by it."""
    return first(
        needs(actor, _ESTIMATORS, "draw up an estimate"),
        stands(estimate.engagement),
        unless(
            estimate.state != "approved",
            WrongTime(
                "What was sold is amended from its approved estimate;"
                f" this one is {ESTIMATE.said(estimate.state)}."
            ),
        ),
    )


def _goes_on(estimate: Estimate) -> Refused | None:
    """The life of a version goes on while its engagement is open; of one for a change, while that stands."""
    return is_open(estimate.engagement) if estimate.amends_id is None else stands(estimate.engagement)


def submit(actor: Actor, estimate: Estimate) -> Refused | None:
    return first(
        needs(actor, _ESTIMATORS, "send an estimate for review"),
        in_state(ESTIMATE, estimate.state, "submit"),
        _goes_on(estimate),
    )


def withdraw(actor: Actor, estimate: Estimate) -> Refused | None:
    return first(
        needs(actor, _ESTIMATORS, "take an estimate back"),
        in_state(ESTIMATE, estimate.state, "withdraw"),
        _goes_on(estimate),
    )


def _review(actor: Actor, estimate: Estimate, action: str) -> Refused | None:
    refused = needs(actor, estimate.awaited or {Role.TECHNICAL_ARCHITECT}, f"{action} this estimate")
    later = first(in_state(ESTIMATE, estimate.state, action), _goes_on(estimate))
    theirs = actor.user_id in makers_of(estimate) or actor.is_system
    # Whether somebody is away is looked up only where nothing else is in the way.
    if refused is not None and (later is not None or not in_whose_place(actor, estimate, estimate.awaited)):
        return refused
    own = f"Nobody may {action} their own estimate; someone else of the role that is asked has to."
    return first(unless(theirs, Forbidden(own)), _sells(actor, estimate) if refused else None, later)


def makers_of(estimate: Estimate) -> frozenset[int | None]:
    """Who drew it up or sent it for review: they decide nothing of it, and nobody does in their place."""
    return frozenset({estimate.drawn_by, estimate.submitted_by} - {None})


def in_whose_place(actor: Actor, estimate: Estimate, roles: Iterable[Role]) -> str | None:
    """In whose place somebody answers what an estimate asks of these roles, as `Actor.instead_of` says it."""
    return actor.instead_of(roles, but=makers_of(estimate))


def _sells(actor: Actor, estimate: Estimate) -> Refused | None:
    """Whoever sells it stands in for nobody who checks its figures."""
    seller = estimate.engagement.seller
    said = "Whoever sells an engagement answers for nobody but sales about it; someone else has to."
    return unless(seller is not None and seller.user_id == actor.user_id, Forbidden(said))


def approve(actor: Actor, estimate: Estimate) -> Refused | None:
    asked = Forbidden("An approval is given by the roles that are asked; nobody else is asked.")
    return first(_review(actor, estimate, "approve"), unless(not estimate.awaited, asked))


def send_back(actor: Actor, estimate: Estimate) -> Refused | None:
    return _review(actor, estimate, "return")
