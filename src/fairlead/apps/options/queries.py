"""Reads of options: the cards, the comparison, the negotiation frontier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.options.models import Criterion, Disagreement, Option
from fairlead.apps.options.negotiating import ScopesThatFit as ScopesThatFit
from fairlead.apps.options.negotiating import negotiate as negotiate
from fairlead.apps.options.states import DISAGREEMENT, OPTION, UNSETTLED
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading


@dataclass(frozen=True, slots=True)
class OptionCard:
    """One option. cost and margin are None for roles that do not see them; figures before any estimate."""

    id: int
    version: int
    engagement: int
    letter: str
    name: str
    idea: str
    approach: str
    state: str
    state_label: str
    origin: str
    answers: Mapping[str, Any]
    left_out: tuple[str, ...]
    terms: Mapping[str, str]
    currency: str
    price: Decimal | None
    price_p50: Decimal | None
    price_p80: Decimal | None
    price_p90: Decimal | None
    days: Decimal | None
    cost: Decimal | None
    margin: Decimal | None
    marks: Mapping[str, Any]
    reason: str
    estimated_at: datetime | None


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """The criteria of an engagement: weights in per cent by criterion, summing to 100."""

    id: int
    version: int
    engagement: int
    weights: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DisagreementCard:
    """Who cannot support the asked solution, why, and how far the way to a better one has come."""

    id: int
    version: int
    engagement: int
    state: str
    state_label: str
    raised_as: str
    raised_by: str
    asked: str
    why: str
    held_on: date | None
    em: str
    architect: str
    others: str
    alternative: str
    plan: str
    next_steps: str
    dri: str
    told_on: date | None
    outcome: str
    raised_at: datetime


@card(Option)
def option_card(actor: Actor, row: Option) -> OptionCard:
    costs = actor.has_any(COST_ROLES)
    return OptionCard(
        row.pk, row.version, row.engagement_id, row.letter, row.name, row.idea, row.approach, row.state,
        OPTION.state(row.state).label, row.origin, row.answers, tuple(row.left_out), row.terms, row.currency,
        row.price, row.price_p50, row.price_p80, row.price_p90, row.days, row.cost if costs else None,
        row.margin if costs else None, row.marks, row.reason, row.estimated_at,
    )  # fmt: skip


@card(Criterion)
def criterion_card(actor: Actor, row: Criterion) -> CriterionCard:
    weights = tuple((key, weight) for key, weight in row.weights)
    return CriterionCard(row.pk, row.version, row.engagement_id, weights)


@card(Disagreement)
def disagreement_card(actor: Actor, row: Disagreement) -> DisagreementCard:
    names = (row.em, row.architect, row.dri)
    em, architect, dri = (person.name if person else "" for person in names)
    return DisagreementCard(
        row.pk, row.version, row.engagement_id, row.state, DISAGREEMENT.state(row.state).label, row.raised_as,
        row.raised_by, row.asked, row.why, row.held_on, em, architect, row.others,
        str(row.alternative or ""), row.plan, row.next_steps, dri, row.told_on, row.outcome, row.created_at,
    )  # fmt: skip


@reading("option.list")
def options(actor: Actor, *, engagement: Engagement | None = None, state: str = "") -> QuerySet[Option]:
    """Solution options in the order in which they were opened."""
    rows = Option.objects.visible_to(actor)
    if engagement:
        rows = rows.filter(engagement=engagement)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("pk")


@reading("option.show")
def option(actor: Actor, option: Option) -> Option:
    """One solution option."""
    return option


@reading("criterion.list")
def criteria(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Criterion]:
    """The criteria by which options are compared, where somebody has weighed them."""
    rows = Criterion.objects.visible_to(actor)
    return (rows.filter(engagement=engagement) if engagement else rows).order_by("pk")


@reading("disagreement.list")
def disagreements(
    actor: Actor, *, engagement: Engagement | None = None, state: str = ""
) -> QuerySet[Disagreement]:
    """Disagreements about asked solutions, newest first."""
    rows = Disagreement.objects.visible_to(actor)
    rows = rows.select_related("em", "architect", "dri", "alternative", "engagement")
    if engagement:
        rows = rows.filter(engagement=engagement)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


@reading("disagreement.show")
def disagreement(actor: Actor, disagreement: Disagreement) -> Disagreement:
    """One disagreement."""
    return disagreement


def heeding(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Engagements that know whether a disagreement about them is not settled yet, as `disputed`."""
    found = Disagreement.objects.visible_to(actor).filter(engagement=OuterRef("pk"), state__in=UNSETTLED)
    return rows.annotate(disputed=Exists(found))


def inside(actor: Actor) -> None:
    """Refuse whoever is not of the firm."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("How options are weighed stays inside the firm.")
