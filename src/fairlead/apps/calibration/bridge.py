"""Rows to engine values: closed engagements, their lines, and the roles on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fairlead.apps.calibration.models import Actual
from fairlead.apps.engagements.models import Engagement
from fairlead.core.actor import Actor
from fairlead.engines.estimating.calibration.corrected import banded
from fairlead.engines.estimating.calibration.values import Closed, ClosedLine

SIZE = banded((80, 240, 800), "h")


@dataclass(frozen=True, slots=True)
class History:
    """What was closed, as the engine takes it: whole engagements, their lines, and roles on lines."""

    wholes: tuple[Closed, ...]
    lines: tuple[Closed, ...]
    roles: tuple[Closed, ...]
    engagements: Mapping[str, Engagement]
    days: Mapping[str, Decimal]


def history_of(actor: Actor, *, offering: str = "") -> History:
    """Everything that is recorded, or what belongs to one offering: one query."""
    rows = (
        Actual.objects.visible_to(actor)
        .living()
        .select_related("engagement__account", "engagement__em")
        .defer("engagement__pains", "engagement__constraints")
        .order_by("finished", "pk")
    )
    if offering:
        rows = rows.filter(engagement__offering=offering)
    found: dict[int, list[Actual]] = {}
    for row in rows:
        found.setdefault(row.engagement_id, []).append(row)
    closings = [_closing(rows) for rows in found.values()]
    return History(
        tuple(whole for whole, _, _ in closings if whole),
        tuple(line for _, lines, _ in closings for line in lines),
        tuple(role for _, _, roles in closings for role in roles),
        {str(key): rows[0].engagement for key, rows in found.items()},
        {str(row.engagement_id): row.days for rows in found.values() for row in rows if row.days is not None},
    )


def _closing(rows: Sequence[Actual]) -> tuple[Closed | None, list[Closed], list[Closed]]:
    """One engagement: as a whole where that is recorded, its lines and its roles."""
    engagement = rows[0].engagement
    groups = {"offering": engagement.offering}
    if engagement.em_id:
        groups["em"] = str(engagement.em_id)
    whole = next((row for row in rows if not row.line), None)
    if whole is not None:
        groups["size"] = SIZE(float(whole.estimated))
    lines = list(_lines([row for row in rows if row.line], groups))
    roles = [
        _closed(row, {**groups, "role": row.role}, whole=str(engagement.pk))
        for row in rows
        if row.role and _counts(row)
    ]
    if whole is None or not _counts(whole):
        return None, lines, roles
    parts = tuple(ClosedLine(one.groups["line"], one.estimate, one.actual) for one in lines)
    return replace(_closed(whole, groups), id=str(engagement.pk), lines=parts), lines, roles


def _lines(rows: Iterable[Actual], groups: Mapping[str, str]) -> Iterable[Closed]:
    """A line by the fact about it as a whole, or by its roles where all of them are recorded."""
    by_line: dict[str, list[Actual]] = {}
    for row in rows:
        by_line.setdefault(row.line, []).append(row)
    for line, parts in by_line.items():
        of = {**groups, "line": line, "phase": parts[0].phase}
        one = next((row for row in parts if row.estimated == row.of_line), None)
        if one is not None:
            if _counts(one):
                yield _closed(one, of, whole=str(one.engagement_id))
            continue
        hours = sum((row.hours for row in parts if row.hours is not None), Decimal(0))
        if sum((row.estimated for row in parts), Decimal(0)) == parts[0].of_line and hours > 0:
            last = max(parts, key=lambda row: row.finished)
            whole = str(last.engagement_id)
            yield Closed(f"{whole}/{line}", of, float(last.of_line), float(hours), last.finished, whole=whole)


def _counts(row: Actual) -> bool:
    """Whether it has a ratio: something was estimated, and something was done."""
    return row.hours is not None and row.hours > 0 and row.estimated > 0


def _closed(row: Actual, groups: Mapping[str, str], whole: str = "") -> Closed:
    said = {50: row.p50, 80: row.p80, 90: row.p90}
    promised = {level: float(value) for level, value in said.items() if value is not None and value > 0}
    name = "/".join(filter(None, (str(row.engagement_id), row.line, row.role)))
    return Closed(
        name, groups, float(row.estimated), float(row.hours or 0), row.finished, promised, whole=whole
    )
