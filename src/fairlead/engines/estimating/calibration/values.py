"""Closed engagements: what was estimated, what it came to, and which groups it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from fairlead.engines.findings import Finding

Floats = NDArray[np.float64]
LEVELS = (10, 50, 80, 90, 95)  # the percentiles a corrected range gives
FEW = 20  # below this many closed engagements a record is flagged


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """One line of a closed engagement, in the unit of its engagement; `role` names who did it."""

    id: str
    estimate: float
    actual: float
    role: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """One closed engagement.

    groups:   what it belongs to by kind: {"offering": "migration", "em": "ana"}.
    estimate: the likely value given at the start (P50) and `actual` what it came to, both in one unit
              (hours, days or money), above 0.
    day:      the day it closed.
    promised: the percentiles given at the start, by level: {80: 470.0}. P50 is the estimate unless given.
    whole:    of a line, the engagement it is part of: lines of one engagement are no new evidence each.
    """

    id: str
    groups: Mapping[str, str]
    estimate: float
    actual: float
    day: date
    promised: Mapping[int, float] = field(default_factory=dict)
    lines: tuple[ClosedLine, ...] = ()
    whole: str = ""

    @property
    def project(self) -> str:
        """The engagement that this is, or is a line of."""
        return self.whole or self.id

    @property
    def ratio(self) -> float:
        """Actual over estimate: 1.2 is a fifth more than estimated."""
        return self.actual / self.estimate

    def percentile(self, level: int) -> float | None:
        """The percentile given at the start; None when none was given."""
        return self.promised.get(level, self.estimate if level == 50 else None)


def positive(value: float) -> bool:
    """Whether a value is a number above 0."""
    return isfinite(value) and value > 0


def _wrong(one: Closed) -> Iterable[Finding]:
    values = {"estimate": one.estimate, "actual": one.actual}
    values |= {f"promised.{level}": value for level, value in one.promised.items()}
    for line in one.lines:
        values |= {f"line.{line.id}.estimate": line.estimate, f"line.{line.id}.actual": line.actual}
    for where, value in values.items():
        if not positive(value):
            message = f"A closed engagement needs a number above 0; it is {value}."
            yield Finding("", 0, f"{one.id}.{where}", "not-positive", message)
    given = [one.promised[level] for level in sorted(one.promised)]
    if given != sorted(given):
        message = "Its promised percentiles fall where they should rise."
        yield Finding("", 0, f"{one.id}.promised", "percentiles-fall", message)


def check(history: Iterable[Closed]) -> tuple[Finding, ...]:
    """Everything that keeps a history from being used, all at once; () when it is sound."""
    found: list[Finding] = []
    seen: set[str] = set()
    for one in history:
        if one.id in seen:
            found.append(Finding("", 0, one.id, "closed-twice", "This engagement is closed twice."))
        seen.add(one.id)
        found.extend(_wrong(one))
    return tuple(found)


def ratios(history: Sequence[Closed]) -> Floats:
    """Actual over estimate of each, in order; ValueError naming those that are not above 0 (see `check`)."""
    estimates: Floats = np.array([one.estimate for one in history], dtype=float)
    actuals: Floats = np.array([one.actual for one in history], dtype=float)
    sound = (estimates > 0) & (actuals > 0) & np.isfinite(estimates) & np.isfinite(actuals)
    if not sound.all():
        wrong = [one.id for one, fit in zip(history, sound, strict=True) if not fit]
        raise ValueError(f"estimates and actuals must be above 0: {', '.join(wrong)}.")
    found: Floats = actuals / estimates
    return found


def projects_of(history: Iterable[Closed]) -> int:
    """How many engagements stand behind these records."""
    return len({one.project for one in history})


def as_lines(history: Iterable[Closed]) -> tuple[Closed, ...]:
    """Each line as a record of its own with its role among the groups, so that roles have a record.

    Lines of one engagement share its fate, so intervals over lines are narrower than they should be.
    """
    return tuple(
        Closed(
            f"{one.id}/{line.id}",
            {**one.groups, "role": line.role},
            line.estimate,
            line.actual,
            one.day,
            whole=one.project,
        )
        for one in history
        for line in one.lines
    )
