"""Reads of calibration: actuals, the record of estimates by group, and what was proposed from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from fairlead.apps.calibration.bridge import History, history_of
from fairlead.apps.calibration.models import Actual, Calibration
from fairlead.apps.calibration.rules import COACHES
from fairlead.apps.calibration.similar import Similar, similar_to
from fairlead.apps.calibration.states import CALIBRATION
from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.queries import of_user
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, invalid
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.estimating.calibration.track import FIRM, Hit, Track, record
from fairlead.engines.estimating.calibration.values import Closed

KINDS = (FIRM, "offering", "em", "size", "line", "phase", "role")


@dataclass(frozen=True, slots=True)
class ActualCard:
    """What something took, beside what was estimated. cost is None for roles that do not see it."""

    id: int
    version: int
    engagement: int
    engagement_name: str
    line: str
    role: str
    name: str
    phase: str
    estimated: Decimal
    hours: Decimal | None
    days: Decimal | None
    cost: Decimal | None
    currency: str
    finished: date
    source: str
    note: str
    reversed: bool
    supersedes: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class HitCard:
    """How often actuals stayed within a promised percentile; share is None where none was promised."""

    level: int
    n: int
    hits: int
    share: float | None
    low: float
    high: float
    holds: bool


@dataclass(frozen=True, slots=True)
class TrackCard:
    """The record of one group: n closed, bias and spread of actual over estimate, hits of what was promised.

    bias is the geometric mean, middle the median; sdlog the spread in logs; trend the later half over the
    earlier one; few: below twenty engagements, too few to conclude from.
    """

    by: str
    group: str
    label: str
    n: int
    bias: float
    middle: float
    sdlog: float | None
    hits: tuple[HitCard, ...]
    trend: float | None
    few: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosedCard:
    """One closed engagement, or a line or role of one: hours estimated, promised at 80 percent, and taken."""

    engagement: int
    account: str
    name: str
    line: str
    finished: date
    estimate: float
    p80: float | None
    actual: float
    ratio: float
    days: Decimal | None


@dataclass(frozen=True, slots=True)
class CalibrationCard:
    id: int
    version: int
    offering: str
    state: str
    state_label: str
    practice: int
    closed: int
    until: date
    changes: list[dict[str, Any]]
    evidence: dict[str, Any]
    taken: tuple[str, ...]
    became: int | None
    reason: str
    proposed_at: datetime


@card(Actual)
def actual_card(actor: Actor, row: Actual) -> ActualCard:
    costs = actor.has_any(COST_ROLES)
    return ActualCard(
        row.pk, row.version, row.engagement_id, row.engagement.name, row.line, row.role, row.name, row.phase,
        row.estimated, row.hours, row.days, row.cost if costs else None, row.currency if costs else "",
        row.finished, row.source, row.note, row.reversed, row.supersedes_id, row.created_at,
    )  # fmt: skip


@card(Calibration)
def calibration_card(actor: Actor, row: Calibration) -> CalibrationCard:
    return CalibrationCard(
        row.pk, row.version, row.offering, row.state, CALIBRATION.state(row.state).label, row.practice_id,
        row.closed, row.until, row.changes, row.evidence, tuple(row.taken), row.became_id, row.reason,
        row.created_at,
    )  # fmt: skip


@reading("actual.list")
def actuals(
    actor: Actor, *, engagement: Engagement | None = None, replaced: bool = False
) -> QuerySet[Actual]:
    """What holds now, newest first; with `replaced` also what was corrected or taken back."""
    rows = Actual.objects.visible_to(actor).select_related("engagement")
    rows = rows if replaced else rows.living()
    if engagement:
        rows = rows.filter(engagement=engagement)
    return rows.order_by("-pk")


@reading("actual.show")
def actual(actor: Actor, actual: Actual) -> Actual:
    """One record of what something took."""
    return actual


@reading("calibration.list")
def calibrations(actor: Actor, *, offering: str = "", state: str = "") -> QuerySet[Calibration]:
    """What was proposed, newest first."""
    rows = Calibration.objects.visible_to(actor)
    if offering:
        rows = rows.filter(offering=offering)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


@reading("calibration.show")
def calibration(actor: Actor, calibration: Calibration) -> Calibration:
    """One proposal with its evidence."""
    return calibration


@reading("calibration.track")
def track(actor: Actor, *, by: str = FIRM, offering: str = "") -> tuple[TrackCard, ...]:
    """How estimates held, by firm, offering, em, size, line, phase or role.

    offering: only what belongs to it. By em those who coach see everyone, and everyone sees their own.
    """
    history, found = _asked(actor, by, offering)
    labels = _labels(actor, by, history)
    return tuple(
        _track_card(one, labels.get(one.group, one.group.replace("-", " ").capitalize()))
        for one in record(found, by)
    )


@reading("calibration.closed")
def closed(actor: Actor, *, by: str = FIRM, group: str = "", offering: str = "") -> tuple[ClosedCard, ...]:
    """The closed engagements behind a figure of the record, last finished first."""
    history, found = _asked(actor, by, offering)
    rows = [one for one in found if by == FIRM or one.groups.get(by) == group]
    return tuple(_closed_card(one, history) for one in sorted(rows, key=lambda one: one.day, reverse=True))


def _asked(actor: Actor, by: str, offering: str) -> tuple[History, tuple[Closed, ...]]:
    """The history and those of its records that are of a kind and that this actor may look at."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("How estimates held is for the firm.")
    if by not in KINDS:
        raise invalid("by", f"There is no record by {by!r}.", f"There are: {', '.join(KINDS)}.")
    history = history_of(actor, offering=offering)
    found = {"line": history.lines, "phase": history.lines, "role": history.roles}.get(by, history.wholes)
    if by == "em" and not (actor.has_any(COACHES) or actor.is_system):
        own = of_user(actor.user_id)
        found = tuple(one for one in found if own and one.groups.get("em") == str(own.pk))
    return history, found


def _labels(actor: Actor, by: str, history: History) -> dict[str, str]:
    """What people call the groups of a kind."""
    if by == FIRM:
        return {FIRM: "All closed engagements"}
    if by == "em":
        return {str(row.em_id): row.em.name for row in history.engagements.values() if row.em}
    practice = practice_of(newest(actor).pk)
    if by == "offering":
        return {one.id: one.name for one in practice.offerings}
    if by == "role":
        return {one.id: one.name for one in practice.roles}
    if by == "phase":
        return {phase.id: phase.name for one in practice.offerings for phase in one.phases}
    if by == "line":
        return {line.id: line.name for one in practice.offerings for line in one.activities}
    return {one.groups["size"]: one.groups["size"] for one in history.wholes}


def _track_card(one: Track, label: str) -> TrackCard:
    hits = tuple(map(hit_card, one.hits))
    return TrackCard(
        one.by, one.group, label, one.n, one.mean, one.bias, one.sdlog, hits, one.trend, one.few, one.reasons
    )


def hit_card(hit: Hit) -> HitCard:
    """A hit rate as doors show it."""
    return HitCard(hit.level, hit.n, hit.hits, hit.share, hit.low, hit.high, hit.holds)


def _closed_card(one: Closed, history: History) -> ClosedCard:
    row = history.engagements[one.project]
    line = "/".join(filter(None, (one.groups.get("line", ""), one.groups.get("role", ""))))
    return ClosedCard(
        row.pk, row.account.name, row.name, line, one.day, one.estimate, one.percentile(80), one.actual,
        one.ratio, history.days.get(one.project) if not line else None,
    )  # fmt: skip


@reading("calibration.similar")
def similar(actor: Actor, engagement: Engagement, *, line: str = "") -> Similar:
    """The closed engagements most like this one by the answers that drive its effort, with their actuals.

    line: only that line; without it, every line of work.
    """
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("What other engagements took is for the firm.")
    return similar_to(actor, engagement, line)
