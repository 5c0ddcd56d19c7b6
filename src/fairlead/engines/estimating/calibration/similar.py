"""The reference class of an engagement: the closed ones most like it by the answers that drive effort."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p
from typing import Any

import numpy as np

from fairlead.engines.estimating.calibration.classes import KITCHENHAM, DefaultClass
from fairlead.engines.estimating.calibration.corrected import Corrected, ranges
from fairlead.engines.estimating.calibration.values import Closed

NEAREST = 5
FARTHEST = 3.0  # one driver counts at most three spreads: a single odd answer decides nothing alone
UNKNOWN = 0.5  # an answer that only one of the two has
NARROWEST = 0.1  # of ln(1 + value): a tenth more is no other engagement, however alike the history is

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two engagements are apart in one driver: 0 for equal; values as they were answered."""

    driver: str
    mine: Any
    theirs: Any
    distance: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A closed engagement and its distance: the mean over the drivers, the largest differences first."""

    id: str
    distance: float
    differences: tuple[Difference, ...]


def _number(value: Any) -> float | None:
    counts = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return log1p(float(value)) if counts else None


def spreads(pool: Sequence[Answers], drivers: Collection[str]) -> dict[str, float]:
    """The robust spread of ln(1 + value) of each driver that is a number: 1.4826 × MAD, at least a tenth.

    Where half of the pool agree the MAD is 0, and the standard deviation stands in.
    """
    found = {}
    for driver in drivers:
        logs = [number for answers in pool if (number := _number(answers.get(driver))) is not None]
        if logs:
            values = np.array(logs)
            robust = 1.4826 * float(np.median(np.abs(values - np.median(values))))
            found[driver] = max(robust or float(values.std()), NARROWEST)
    return found


def _apart(mine: Any, theirs: Any, spread: float) -> float:
    """0 for equal answers; numbers by their logs in spreads, choices by what they do not share."""
    if mine is None or theirs is None:
        return 0.0 if mine is theirs else UNKNOWN
    a, b = _number(mine), _number(theirs)
    if a is not None and b is not None:
        return min(abs(a - b) / spread, FARTHEST)
    if isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        one, other = set(map(str, mine)), set(map(str, theirs))
        return 1 - len(one & other) / len(one | other) if one | other else 0.0
    return 0.0 if mine == theirs else 1.0


def nearest(
    mine: Answers,
    closed: Mapping[str, Answers],
    drivers: Collection[str],
    k: int = NEAREST,
) -> tuple[Neighbour, ...]:
    """The k closed engagements most like this one, nearest first, each with what sets it apart.

    drivers: ids of the questions that count; texts and dates should not be among them. Ties fall by id.
    """
    names = sorted(drivers)
    scale = spreads([mine, *closed.values()], names)
    found = []
    for name, theirs in closed.items():
        parts = [
            Difference(
                d, mine.get(d), theirs.get(d), round(_apart(mine.get(d), theirs.get(d), scale.get(d, 1.0)), 4)
            )
            for d in names
        ]
        distance = sum(part.distance for part in parts) / len(parts) if parts else 0.0
        apart = sorted((part for part in parts if part.distance), key=lambda part: -part.distance)
        found.append(Neighbour(name, round(distance, 4), tuple(apart)))
    return tuple(sorted(found, key=lambda one: (one.distance, one.id))[:k])


def reference(
    history: Sequence[Closed],
    neighbours: Collection[str],
    path: Sequence[tuple[str, str]],
    default: DefaultClass = KITCHENHAM,
) -> Corrected:
    """Percentiles of actual over estimate in a reference class, leaning on the line, phase and offering.

    history: line records; neighbours: ids of the engagements that are the class.
    """
    kind, name = "reference class", f"of {len(neighbours)} similar engagements"
    marked = [
        replace(one, groups={**one.groups, kind: name}) if one.project in neighbours else one
        for one in history
    ]
    return ranges(marked, ((kind, name), *path), default)
