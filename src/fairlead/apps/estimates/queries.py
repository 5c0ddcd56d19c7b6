"""Reads of estimates: versions, their lines with reasons, what the present answers would come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import wording_actions as wording_actions  # its verb is registered with these
from fairlead.apps.estimates.bridge import (
    demand_of,
    figures_of,
    said_of,
    shaped,
)
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.apps.estimates.trying import drift as drift
from fairlead.apps.estimates.trying import inside
from fairlead.apps.estimates.trying import solve as solve
from fairlead.apps.estimates.trying import whatif as whatif
from fairlead.apps.estimates.wording import wording as wording
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor, said_by
from fairlead.core.errors import Invalid, WrongTime
from fairlead.core.roles import COST_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.estimating.demand import Demand
from fairlead.engines.estimating.explain import Waterfall, waterfall
from fairlead.engines.estimating.values import Line
from fairlead.engines.practice.diff import diff
from fairlead.engines.scoping.conditions import fill
from fairlead.engines.shaping.shape import in_practice_currency
from fairlead.engines.shaping.turning import turns


@dataclass(frozen=True, slots=True)
class Gate:
    """An approval that is asked for, and who gave it; `by` is "" while it waits."""

    id: str
    name: str
    role: str
    reason: str
    by: str
    at: str
    note: str


@dataclass(frozen=True, slots=True)
class EstimateCard:
    """One version. cost and margin are None for roles that do not see them."""

    id: int
    version: int
    engagement: int
    number: int
    state: str
    state_label: str
    practice: int
    currency: str
    price: Decimal
    price_p50: Decimal
    price_p90: Decimal
    days: Decimal
    cost: Decimal | None
    margin: Decimal | None
    unanswered: tuple[str, ...]
    contradictions: tuple[str, ...]
    gates: tuple[Gate, ...]
    drawn_at: datetime
    amends: int | None = None


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line: its hours and range, its price, the questions it depends on, and why it is what it is."""

    id: str
    phase: str
    name: str
    description: str
    kind: str
    hours: Decimal
    p10: Decimal
    p50: Decimal
    p80: Decimal
    p90: Decimal
    roles: Mapping[str, Decimal]
    price: Decimal
    cost: Decimal | None
    depends: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the present answers come to, before anything is frozen."""

    currency: str
    price: Decimal
    price_p50: Decimal
    price_p80: Decimal
    price_p90: Decimal
    days: Decimal
    days_p50: Decimal
    days_p80: Decimal
    days_p90: Decimal
    margin: Decimal | None
    route: str
    route_reason: str
    gates: tuple[str, ...]
    unanswered: tuple[str, ...]
    contradictions: tuple[str, ...]
    lines: tuple[LineCard, ...]


@dataclass(frozen=True, slots=True)
class Newer:
    """What another version of the practice would change for one engagement.

    changes: what it says otherwise, in sentences. waterfall: what that does to the price, None when the
    present answers cannot be priced by it; trouble then says why. unanswered: what it would ask besides.
    """

    changes: tuple[str, ...]
    waterfall: Waterfall | None
    unanswered: tuple[str, ...]
    trouble: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdjustmentCard:
    """What is said of a line. low, likely, high and markup are None where they are cost that the actor
    does not see, or where nothing is said of the size."""

    id: int
    version: int
    engagement: int
    line: str
    left_out: bool
    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None
    basis: str
    reason: str
    said_by: str
    name: str
    phase: str
    kind: str
    roles: Mapping[str, str]
    currency: str
    markup: Decimal | None
    billing: str
    pace: Mapping[str, Any]
    agreed: Mapping[str, Any]


@card(Adjustment)
def adjustment_card(actor: Actor, row: Adjustment) -> AdjustmentCard:
    seen = row.kind == "work" or actor.has_any(COST_ROLES)
    sizes = (row.low, row.likely, row.high) if seen else (None, None, None)
    return AdjustmentCard(
        row.pk, row.version, row.engagement_id, row.line, row.left_out, *sizes, row.basis, row.reason,
        row.said_by, row.name, row.phase, row.kind, row.roles, row.currency, row.markup if seen else None,
        row.billing, row.pace, row.agreed,
    )  # fmt: skip


@reading("adjustment.list")
def adjustments(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Adjustment]:
    """What people say of lines, of one engagement if given; the row without a line is pace and wording."""
    rows = Adjustment.objects.visible_to(actor)
    if engagement:
        rows = rows.filter(engagement=engagement)
    return rows.order_by("line", "pk")


@dataclass(frozen=True, slots=True)
class RouteTurn:
    """Were `fact` `value` instead of `now`, the sale would go `to` another vehicle."""

    fact: str
    now: str
    value: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class RouteCard:
    """The vehicle of the present answers, the rule that chose it and why, and what would change it."""

    to: str
    rule: str
    reason: str
    turns: tuple[RouteTurn, ...]


@card(Estimate)
def estimate_card(actor: Actor, row: Estimate) -> EstimateCard:
    costs = actor.has_any(COST_ROLES)
    given = {approval["gate"]: approval for approval in row.approvals}
    return EstimateCard(
        row.pk, row.version, row.engagement_id, row.number, row.state, ESTIMATE.state(row.state).label,
        row.practice_id, row.currency, row.price, row.price_p50, row.price_p90, row.days,
        row.cost if costs else None, row.margin if costs else None,
        tuple(row.figures["unanswered"]),
        tuple(clash["message"] for clash in row.figures["contradictions"]),
        tuple(_gate(gate, given.get(gate["id"], {})) for gate in row.gates),
        row.created_at, row.amends_id,
    )  # fmt: skip


def _gate(gate: Mapping[str, str], given: Mapping[str, str]) -> Gate:
    return Gate(
        gate["id"], gate["name"], gate["role"], gate["reason"],
        said_by(given.get("by", ""), given.get("instead_of", "")), given.get("at", ""), given.get("note", ""),
    )  # fmt: skip


def line_card(actor: Actor, line: Line) -> LineCard:
    """A line as doors show it."""
    roles = dict[str, Decimal]()
    for part in line.roles:
        roles[part.role] = roles.get(part.role, Decimal(0)) + part.hours
    return LineCard(
        line.id, line.phase, line.name, line.description, line.kind, line.hours, line.p10, line.p50, line.p80,
        line.p90, roles, line.price.amount, line.cost.amount if actor.has_any(COST_ROLES) else None,
        line.depends, why_of(actor, line),
    )  # fmt: skip


def hides_cost(actor: Actor, line: Line) -> bool:
    """Whether the formula and the reasons of a line say a cost that this actor does not see: those of what is
    bought do. The one place where that is decided."""
    bought = bool(line.amounts) or (line.kind == "contingency" and not line.roles)
    return bought and not actor.has_any(COST_ROLES)


def why_of(actor: Actor, line: Line) -> tuple[str, ...]:
    """The reasons of a line, for who may see the cost that they say."""
    return () if hides_cost(actor, line) else line.why


@reading("estimate.list")
def estimates(actor: Actor, *, engagement: Engagement | None = None, state: str = "") -> QuerySet[Estimate]:
    """Versions of estimates, newest first."""
    rows = Estimate.objects.visible_to(actor).select_related("engagement__account")
    if engagement:
        rows = rows.filter(engagement=engagement)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


@reading("estimate.show")
def estimate(actor: Actor, estimate: Estimate) -> Estimate:
    """One version."""
    return estimate


@reading("estimate.lines")
def lines(actor: Actor, estimate: Estimate) -> tuple[LineCard, ...]:
    """The frozen lines of a version, each with why it is what it is."""
    return tuple(line_card(actor, line) for line in figures_of(estimate).lines)


@reading("estimate.demand")
def demand(actor: Actor, estimate: Estimate) -> Demand | None:
    """Who is needed when: hours of each role by week or month, as the likely timetable has them."""
    inside(actor)
    return demand_of(estimate, figures_of(estimate))


@reading("estimate.changes")
def changes(actor: Actor, estimate: Estimate, *, since: Estimate) -> Waterfall:
    """What moved since another version of the same engagement, line by line, adding up to the cent."""
    if since.engagement_id != estimate.engagement_id:
        raise WrongTime("Two versions of one engagement can be compared, not those of two engagements.")
    return waterfall(figures_of(since), figures_of(estimate))


@reading("estimate.newer")
def newer(actor: Actor, engagement: Engagement, *, practice: PracticeVersion) -> Newer:
    """What another version of the practice would change for this engagement: words, lines and price."""
    inside(actor)
    held, wanted = practice_of(engagement.practice_id), practice_of(practice.pk)
    sentences = tuple(
        change.sentence for change in diff(held, wanted) if change.offering in ("", engagement.offering)
    )
    rows = present(actor, engagement)
    said = said_of(actor, engagement)
    now = shaped(engagement, rows, said=said)
    try:
        then = shaped(engagement, rows, practice.pk, said)
    except Invalid as refusal:
        return Newer(sentences, None, (), tuple(str(finding) for finding in refusal.findings))
    besides = tuple(key for key in then.review.unanswered if key not in now.review.unanswered)
    return Newer(sentences, waterfall(now.estimate, then.estimate), besides, ())


@reading("estimate.route")
def route(actor: Actor, engagement: Engagement) -> RouteCard:
    """Which vehicle carries the sale as it is answered now, why, and which single facts would change that."""
    inside(actor)
    found = shaped(engagement, present(actor, engagement))
    practice = practice_of(engagement.practice_id)
    facts = in_practice_currency(practice, found.estimate, found.facts)
    others = tuple(
        RouteTurn(one.fact, _said(one.now), _said(one.value), one.route.to, fill(one.route.reason, facts)[0])
        for one in turns(practice.routes, facts, facts.keys() - {"offering"})
    )
    return RouteCard(found.route.route.to, found.route.route.id, found.route.reason, others)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.2f}".removesuffix(".00") if isinstance(value, float) else str(value or "something else")


@reading("estimate.preview")
def preview(actor: Actor, engagement: Engagement) -> Preview:
    """What the present answers come to, with range, route, gates and lines; nothing is kept."""
    inside(actor)
    found = shaped(engagement, present(actor, engagement), said=said_of(actor, engagement))
    figures = found.estimate
    price, days = figures.spreads["price"], figures.spreads["days"]
    return Preview(
        figures.currency, figures.price.amount, price.p50, price.p80, price.p90,
        figures.days, days.p50, days.p80, days.p90, figures.margin if actor.has_any(COST_ROLES) else None,
        found.route.route.to, found.route.reason,
        tuple(f"{opened.gate.name}: {opened.reason}" for opened in found.gates),
        found.review.unanswered,
        tuple(clash.message for clash in found.review.contradictions),
        tuple(line_card(actor, line) for line in figures.lines),
    )  # fmt: skip
