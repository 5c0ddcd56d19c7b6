"""Reads of the log and of the roadmap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.apps.risks.models import Entry, RoadmapItem
from fairlead.apps.risks.states import ENTRY, LIVE, LOG, ROADMAP, SCOPE
from fairlead.core.actor import Actor
from fairlead.core.files import Download, table
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading

# Names for groups of kinds and of states, beside the single ones.
GROUPS = {"log": [kind for kind, _ in LOG], "scope": [kind for kind, _ in SCOPE]}
STANDINGS = {"live": LIVE, "closed": tuple(state for state in ENTRY.ids if state not in LIVE)}


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One line of the log. What it would cost is for the firm alone."""

    id: int
    version: int
    engagement: int
    kind: str
    kind_label: str
    title: str
    text: str
    state: str
    state_label: str
    owner: str
    due_on: date | None
    priority: str
    probability: int | None
    impact_days: int | None
    impact_budget: Decimal | None
    impact_scope: str
    impact_quality: str
    response: str
    outcome: str
    escalated: bool
    shared: bool
    capture: int | None
    raised_at: datetime

    @property
    def live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class RoadmapCard:
    id: int
    version: int
    engagement: int
    title: str
    text: str
    state: str
    state_label: str
    horizon: str
    period: str
    place: int
    needs: tuple[int, ...]
    capture: int | None


@card(Entry)
def entry_card(actor: Actor, row: Entry) -> EntryCard:
    inside = actor.has_any(ENGAGEMENT_ROLES)
    return EntryCard(
        row.pk, row.version, row.engagement_id, row.kind, row.get_kind_display(), row.title, row.text,
        row.state, ENTRY.state(row.state).label, row.owner.name if row.owner else row.owner_name, row.due_on,
        row.priority, row.probability, row.impact_days, row.impact_budget if inside else None,
        row.impact_scope, row.impact_quality, row.response, row.outcome, row.escalated, row.shared,
        row.capture, row.created_at,
    )  # fmt: skip


@card(RoadmapItem)
def roadmap_card(actor: Actor, row: RoadmapItem) -> RoadmapCard:
    return RoadmapCard(
        row.pk, row.version, row.engagement_id, row.title, row.text, row.state,
        ROADMAP.state(row.state).label, row.horizon, row.period, row.place, tuple(row.needs), row.capture,
    )  # fmt: skip


@reading("entry.list")
def entries(
    actor: Actor,
    *,
    engagement: Engagement | None = None,
    kind: str = "",
    state: str = "",
    owner: Person | None = None,
    due_by: date | None = None,
    q: str = "",
) -> QuerySet[Entry]:
    """Entries, weightiest first. `kind` may be log or scope, `state` live or closed; `q` looks into them."""
    rows = Entry.objects.visible_to(actor).select_related("owner", "engagement")
    if engagement:
        rows = rows.filter(engagement=engagement)
    if kind:
        rows = rows.filter(kind__in=GROUPS.get(kind, [kind]))
    if state:
        rows = rows.filter(state__in=STANDINGS.get(state, [state]))
    if owner:
        rows = rows.filter(owner=owner)
    if due_by:
        rows = rows.filter(due_on__lte=due_by)
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(text__icontains=q))
    return rows.order_by("weight", "pk")


@reading("entry.show")
def entry(actor: Actor, entry: Entry) -> Entry:
    """One entry of the log."""
    return entry


_HEADINGS = (
    "Number", "Kind", "Title", "Text", "State", "Priority", "Probability %", "Owner", "Due", "Days",
    "Budget", "Currency", "Scope", "Quality", "Response", "Outcome", "Escalated", "Shared", "Raised",
)  # fmt: skip


@reading("entry.export")
def export(actor: Actor, engagement: Engagement, *, kind: str = "", state: str = "") -> Download:
    """The log of an engagement as a CSV file; for a customer, what was shared with them."""
    rows = entries(actor, engagement=engagement, kind=kind, state=state)
    lines = [_line(entry_card(actor, row), engagement.currency) for row in rows]
    return table(f"RAID-{engagement.pk}.csv", _HEADINGS, lines)


def _line(card: EntryCard, currency: str) -> tuple[Any, ...]:
    return (
        card.id, card.kind_label, card.title, card.text, card.state_label, card.priority, card.probability,
        card.owner, card.due_on, card.impact_days, card.impact_budget,
        currency if card.impact_budget is not None else "", card.impact_scope, card.impact_quality,
        card.response, card.outcome, "yes" if card.escalated else "no", "yes" if card.shared else "no",
        card.raised_at.date(),
    )  # fmt: skip


@reading("roadmap.list")
def roadmap(
    actor: Actor, *, engagement: Engagement | None = None, horizon: str = ""
) -> QuerySet[RoadmapItem]:
    """Items of roadmaps in their order, of one engagement or one horizon if it is given."""
    rows = RoadmapItem.objects.visible_to(actor).select_related("engagement")
    if engagement:
        rows = rows.filter(engagement=engagement)
    if horizon:
        rows = rows.filter(horizon=horizon)
    return rows.order_by("place", "pk")


@reading("roadmap.show")
def roadmap_item(actor: Actor, item: RoadmapItem) -> RoadmapItem:
    """One item of a roadmap."""
    return item
