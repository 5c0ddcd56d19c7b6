"""Reads of estimates that try something: what if, what would reach a target, what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.bridge import (
    said_of,
    scoping_frozen,
    scoping_with,
    shaped_from,
)
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.wishing import Wish, wish_of, wished
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, invalid
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_ROLES
from fairlead.core.verbs import reading
from fairlead.engines.estimating.explain import Waterfall
from fairlead.engines.estimating.serialise import agrees
from fairlead.engines.money import Money
from fairlead.engines.scoping.values import Scoping
from fairlead.engines.shaping.effects import Effects, Figure, RoleChange, Wording, effects
from fairlead.engines.shaping.solving import Lever, Solution, Way, for_end, for_margin, for_price


def inside(actor: Actor) -> None:
    """Refuse whoever is not of the firm."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("Estimates stay inside the firm.")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a wish would change, before anything is kept. Figures that the actor does not see are left out.

    ends and routes: before and after. opened and closed: approvals that would be asked for anew, or no
    more. words: sentences of the papers before and after.
    """

    currency: str
    figures: tuple[Figure, ...]
    waterfall: Waterfall
    lines: tuple[str, ...]
    roles: tuple[RoleChange, ...]
    ends: tuple[date | None, ...]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    routes: tuple[str, ...]
    words: tuple[Wording, ...]
    unanswered: tuple[str, ...]
    contradictions: tuple[str, ...]


@reading("estimate.whatif")
def whatif(
    actor: Actor,
    engagement: Engagement,
    *,
    answers: str = "",
    discount: Decimal | None = None,
    investment: Decimal | None = None,
    confidence: int | None = None,
    currency: str = "",
    billing: str = "",
    start: date | None = None,
    people: int | None = None,
    leave: str = "",
    take: str = "",
) -> WhatIf:
    """What other answers, terms, people or lines would change, without keeping anything.

    `answers` is written as in a scoping file, one a line: projects = 5000. `leave` and `take` are ids of
    optional lines, with commas between them.
    """
    inside(actor)
    terms = {
        "discount": discount, "investment": investment, "confidence": confidence, "currency": currency,
        "billing": billing, "start": start,
    }  # fmt: skip
    wish = wish_of(engagement, answers=answers, leave=leave, take=take, terms=terms, pace={"people": people})
    return tried(actor, present_scoping(actor, engagement), engagement.practice_id, wish)


def tried(actor: Actor, scoping: Scoping, practice: int, wish: Wish) -> WhatIf:
    """What a wish would change of a scoping, by a version of the practice."""
    now = shaped_from(scoping, practice)
    return whatif_card(actor, effects(now, shaped_from(wished(scoping, wish), practice)))


def present_scoping(actor: Actor, engagement: Engagement) -> Scoping:
    """Frame, answers and what people say of lines, as they are now."""
    return scoping_with(engagement, present(actor, engagement), said_of(actor, engagement))


def whatif_card(actor: Actor, found: Effects) -> WhatIf:
    """Effects as doors show them."""
    hidden = () if actor.has_any(COST_ROLES) else ("cost", "margin")
    return WhatIf(
        found.waterfall.after.currency, tuple(f for f in found.figures if f.id not in hidden),
        found.waterfall, found.lines, found.roles, found.ends, found.opened, found.closed, found.route,
        found.words, found.unanswered, found.contradictions,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WayCard:
    """One way to a target. margin and keeps_floor are None for roles that do not see margin."""

    changes: tuple[Lever, ...]
    price: Decimal
    discount: Decimal
    margin: Decimal | None
    keeps_floor: bool | None
    weeks: Decimal | None
    end: date | None
    lost: int
    note: str


@dataclass(frozen=True, slots=True)
class Solved:
    """The ways to a target; without one, what stands in the way and the nearest there is."""

    currency: str
    ways: tuple[WayCard, ...]
    binding: str
    nearest: WayCard | None


@reading("estimate.solve")
def solve(
    actor: Actor,
    engagement: Engagement,
    *,
    margin: Decimal | None = None,
    price: Decimal | None = None,
    end: date | None = None,
) -> Solved:
    """What reaches a target: a margin (0.40), a price at most, or a last day; give one of them.

    Ways are discounts, optional lines left out and people at once, with the margin floor kept.
    """
    inside(actor)
    given = [
        name for name, value in (("margin", margin), ("price", price), ("end", end)) if value is not None
    ]
    if len(given) != 1:
        raise invalid("margin", "A target is a margin, a price or a last day.", "Give exactly one of them.")
    if margin is not None and not actor.has_any(COST_ROLES):
        raise Forbidden("Margins are not shown to you.")
    if (margin is not None and not 0 <= margin < 1) or (price is not None and price <= 0):
        raise invalid(given[0], "Nothing reaches that.", "A margin is from 0 to below 1; a price is above 0.")
    practice = practice_of(engagement.practice_id)
    now = shaped_from(present_scoping(actor, engagement), engagement.practice_id)
    if margin is not None:
        found = for_margin(practice, now, margin)
    elif price is not None:
        found = for_price(practice, now, Money(price, now.estimate.currency))
    else:
        found = for_end(practice, now, end or date.max)
    return _solved(actor, found, now.estimate.currency)


def _solved(actor: Actor, found: Solution, currency: str) -> Solved:
    costs = actor.has_any(COST_ROLES)
    binding = (
        found.binding if costs or not found.binding else gettext("No way keeps what the firm has to earn.")
    )
    return Solved(
        currency,
        tuple(_way_card(way, costs) for way in found.ways),
        binding,
        _way_card(found.nearest, costs) if found.nearest else None,
    )


def _way_card(way: Way, costs: bool) -> WayCard:
    return WayCard(
        way.changes, way.price.amount, way.discount, way.margin if costs else None,
        way.keeps_floor if costs else None, way.weeks, way.end, way.lost, way.note,
    )  # fmt: skip


@reading("estimate.drift")
def drift(actor: Actor, estimate: Estimate) -> WhatIf | None:
    """What has changed since a version was drawn up, in answers, terms, lines or pace; None for nothing.

    A SOW is not drawn up from a version that no longer says what the answers say.
    """
    frozen = shaped_from(scoping_frozen(estimate), estimate.practice_id)
    engagement = estimate.engagement
    now = shaped_from(present_scoping(actor, engagement), estimate.practice_id)
    found = effects(frozen, now)
    same = agrees(estimate.figures["estimate"], now.estimate) and not found.words
    return None if same else whatif_card(actor, found)
