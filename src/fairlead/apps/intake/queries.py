"""Reads of intake: files that were given in, their lines, and what columns are remembered to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake.models import ColumnMapping, Intake, Reference
from fairlead.apps.intake.outcomes import Outcome, outcome_from
from fairlead.apps.intake.states import INTAKE
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading

_HEAVY = ("outcome", "plan")


@dataclass(frozen=True, slots=True)
class IntakeCard:
    id: int
    version: int
    engagement: int | None
    kind: str
    state: str
    state_label: str
    name: str
    size: int
    sha256: str
    rows_read: int
    rows_there: int
    columns: dict[str, str]
    counts: dict[str, int]
    given_in_by: str
    given_in_at: datetime
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class MappingCard:
    id: int
    version: int
    name: str
    headings: list[str]
    columns: dict[str, str]
    forgotten: bool


@card(Intake)
def intake_card(actor: Actor, row: Intake) -> IntakeCard:
    return IntakeCard(
        row.pk or 0, row.version, row.engagement_id, row.kind, row.state, INTAKE.state(row.state).label,
        row.name, row.size, row.sha256, row.rows_read, row.rows_there, row.columns, row.counts,
        row.given_in_by, row.created_at, row.applied_at,
    )  # fmt: skip


@card(ColumnMapping)
def mapping_card(actor: Actor, row: ColumnMapping) -> MappingCard:
    return MappingCard(row.pk or 0, row.version, row.name, row.headings, row.columns, row.forgotten)


@reading("intake.list")
def intakes(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Intake]:
    """Files that were given in, the newest first; of one engagement if it is given."""
    rows = Intake.objects.visible_to(actor).defer(*_HEAVY)
    if engagement:
        rows = rows.filter(engagement=engagement)
    return rows.order_by("-created_at", "-pk")


@reading("intake.show")
def outcome(actor: Actor, intake: Intake) -> Outcome:
    """The dry run of a file, or what was done with it: its totals and every line that is kept."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("What customers sent is for the firm.")
    if intake.outcome is None:
        return Outcome(intake.kind, intake.name, intake.sha256, "", intake.rows_read, {}, ())
    return outcome_from(intake.outcome)


@reading("mapping.list")
def mappings(actor: Actor, *, q: str = "") -> QuerySet[ColumnMapping]:
    """What columns are remembered to mean, by name."""
    rows = ColumnMapping.objects.visible_to(actor).filter(forgotten=False)
    return (rows.filter(name__icontains=q) if q else rows).order_by("name", "pk")


def remembered(actor: Actor, signature: str) -> ColumnMapping | None:
    """The newest mapping for a table with these headings."""
    return mappings(actor).filter(signature=signature).order_by("-pk").first()


def came_from(actor: Actor, engagement: Engagement) -> str:
    """The address of the issue that an engagement was opened from; "" when there is none."""
    row = Reference.objects.visible_to(actor).filter(engagement=engagement).first()
    return row.url if row else ""


def meaning(columns: Mapping[str, Any], column: str) -> tuple[str, str, str]:
    """(question, way, word) of one column, for a form."""
    question, _, rest = str(columns.get(column, "")).partition(" ")
    way, _, word = rest.partition(" ")
    return question, way or "value", word
