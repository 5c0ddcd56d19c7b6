"""The sheet of projects, counted in one pass: sums, special cases, where the report's flags differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fairlead.engines.findings import Finding
from fairlead.engines.intake.headings import cell_at
from fairlead.engines.intake.layouts import GB, LARGE_REPOSITORY, THRESHOLDS, Threshold
from fairlead.engines.intake.limits import LIMITS, Limits
from fairlead.engines.intake.reading import Faults, Sheet, Watch, is_total, unwatched, values_of

MOST_FLAGGED = 20_000
_SUMMED = (
    "pipelines", "issues", "branches", "commits", "merge_requests", "storage", "repository", "tags",
    "packages", "packages_size", "container_tags", "registry",
)  # fmt: skip
_COUNTED = ("archived", "mirror", "fork")


@dataclass(frozen=True, slots=True)
class Flagged:
    """A project that is a special case: its row, why, and which of the report's own flags say otherwise."""

    row: int
    project: str
    url: str
    reasons: tuple[str, ...]
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Projects:
    """What the sheet of projects comes to. sums: by role, sizes in bytes; years: last activity, newest first.

    flagged holds the first 20,000; flagged_count counts all. large: repositories of more than 5 GB.
    """

    rows: int
    sums: dict[str, float]
    counts: dict[str, int]
    kinds: dict[str, int]
    years: tuple[tuple[int, int], ...]
    first: date | None
    last: date | None
    large: int
    flagged: tuple[Flagged, ...]
    flagged_count: int
    differing: tuple[Flagged, ...]
    differing_count: int
    known: frozenset[str]

    def gb(self, role: str) -> float:
        """A sum of bytes in decimal gigabytes, with one place; what is there is never nought."""
        held = self.sums.get(role, 0)
        return max(round(held / GB, 1), 0.1) if held else 0.0


@dataclass
class _Tally:
    rows: int = 0
    large: int = 0
    sums: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)
    first: date | None = None
    last: date | None = None
    flagged: list[Flagged] = field(default_factory=list)
    flagged_count: int = 0
    differing: list[Flagged] = field(default_factory=list)
    differing_count: int = 0
    seen: set[Any] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Places of what is looked at in each row."""

    summed: tuple[tuple[int, int], ...]
    units: tuple[int, ...]
    counted: tuple[tuple[int, str], ...]
    thresholds: tuple[tuple[int, int, float, Threshold], ...]
    project: int
    id: int
    url: int
    kind: int
    activity: int
    repository: int
    large: float


def _plan(sheet: Sheet) -> _Plan:
    at = sheet.roles
    unit = {column.role: column.unit for column in sheet.columns}
    summed = [role for role in _SUMMED if role in at]
    return _Plan(
        tuple((place, at[role]) for place, role in enumerate(summed)),
        tuple(unit[role] for role in summed),
        tuple((at[role], role) for role in _COUNTED if role in at),
        tuple(
            (at[t.role], at.get(t.over, -1), t.limit / unit[t.role], t) for t in THRESHOLDS if t.role in at
        ),
        at["project"], at["id"], at.get("url", at["id"]), at.get("kind", -1), at.get("activity", -1),
        at.get("repository", -1), LARGE_REPOSITORY / unit.get("repository", 1),
    )  # fmt: skip


def read_projects(
    sheet: Sheet, faults: Faults, watch: Watch = unwatched, limits: Limits = LIMITS
) -> Projects:
    """Count every project of the sheet. Memory: its ids, and the first 20,000 special cases."""
    plan, tally = _plan(sheet), _Tally()
    tally.sums = [0.0] * len(plan.summed)
    for line, values in values_of(sheet, faults, watch, limits):
        if _is_project(sheet, plan, line, values, tally, faults):
            _add(plan, line, values, tally)
    scaled = {
        sheet.columns[at].role: total * unit
        for (_, at), total, unit in zip(plan.summed, tally.sums, plan.units, strict=True)
    }
    return Projects(
        tally.rows, scaled, dict(tally.counts), dict(tally.kinds.most_common(50)),
        tuple(sorted(tally.years.items(), reverse=True)), tally.first, tally.last, tally.large,
        tuple(tally.flagged), tally.flagged_count, tuple(tally.differing), tally.differing_count,
        frozenset(sheet.roles),
    )  # fmt: skip


def _is_project(
    sheet: Sheet, plan: _Plan, line: int, values: Sequence[Any], tally: _Tally, faults: Faults
) -> bool:
    project, key = values[plan.project], values[plan.id]
    where = cell_at(sheet.heading.sheet, line, sheet.at[plan.id if project else plan.project])
    if key is None and (is_total(project) or (project is None and values[plan.url] is None)):
        message = "a row of totals is left out." if project else "a row without a project is left out."
        faults.note(Finding(faults.file, line, where, "left-out", message))
        return False
    if key is None:
        faults.wrong(Finding(faults.file, line, where, "no-id", "this project has no id.", "Write it."), "id")
        return True
    if key in tally.seen:
        message = f"the project with the id {key} stands here a second time."
        faults.wrong(
            Finding(faults.file, line, where, "twice", message, "Keep one of the two rows."), "project"
        )
    tally.seen.add(key)
    return True


def _add(plan: _Plan, line: int, values: Sequence[Any], tally: _Tally) -> None:
    tally.rows += 1
    sums = tally.sums
    for place, at in plan.summed:
        value = values[at]
        if value:
            sums[place] += value
    for at, role in plan.counted:
        if values[at]:
            tally.counts[role] += 1
    if plan.repository >= 0 and (values[plan.repository] or 0) > plan.large:
        tally.large += 1
    if plan.kind >= 0:
        tally.kinds[str(values[plan.kind])[:40]] += 1
    if plan.activity >= 0 and (day := values[plan.activity]) is not None:
        tally.years[day.year] += 1
        if tally.first is None or day < tally.first:
            tally.first = day
        if tally.last is None or day > tally.last:
            tally.last = day
    _flag(plan, line, values, tally)


def _flag(plan: _Plan, line: int, values: Sequence[Any], tally: _Tally) -> None:
    reasons, differing = None, None
    for at, over, limit, threshold in plan.thresholds:
        value = values[at]
        ours = value is not None and value > limit
        if ours:
            reasons = [*(reasons or ()), threshold.said]
        if over >= 0 and values[over] is not None and value is not None and values[over] is not ours:
            differing = [*(differing or ()), threshold.said]
    if not reasons and not differing:
        return
    name, url = str(values[plan.project] or ""), str(values[plan.url] or "")
    found = Flagged(line, name[:200], url[:500], tuple(reasons or ()), tuple(differing or ()))
    if reasons:
        tally.flagged_count += 1
        if len(tally.flagged) < MOST_FLAGGED:
            tally.flagged.append(found)
    if differing:
        tally.differing_count += 1
        if len(tally.differing) < MOST_FLAGGED:
            tally.differing.append(found)
