"""Correlated totals by seeded simulation: one pass gives hours, price and cost together.

Lines are tied by a one-factor Gaussian copula, z_i = sqrt(rho) F + sqrt(1 - rho) e_i. Every line draws
e_i from its own stream, keyed by the seed and its id, and the factor has one of its own: a line that
comes, goes or changes never moves the draws of another. Lines of the same cause share a second factor
besides, z_i = sqrt(rho) F + sqrt(rho_c) G_cause + sqrt(1 - rho - rho_c) e_i, so that they correlate with
SAME_CAUSE at least. Draws, transformed lines and sums of a few lines
are remembered; every sum has one order, so a re-estimate equals a first estimate bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from math import ceil, log, sqrt

import numpy as np

from fairlead.engines.estimating.memory import Memory
from fairlead.engines.estimating.ranges import Floats, split_exponential

TRIALS = 10_000
SAME_CAUSE = 0.3  # correlation of lines that share a driver; why: docs/spec/estimating.md
_HELD_BYTES = 64_000_000
_draws: Memory[Floats] = Memory(_HELD_BYTES)
_multiples: Memory[Floats] = Memory(_HELD_BYTES)
_segments: Memory[Floats] = Memory(_HELD_BYTES)
_SEGMENT = 8  # lines: few enough that one changed line is cheap, enough that adding up segments is


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A line as the simulation sees it: likely hours, log spreads below and above them, and what one
    hour sells for and costs (any one currency).

    worked: False for what is bought: it has a size of 1, a price and a cost, and no hours.
    cause:  what its uncertainty shares with other lines of the same cause, "" for nothing."""

    id: str
    hours: float
    low: float
    high: float
    price: float = 0.0
    cost: float = 0.0
    worked: bool = True
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Simulated totals, one value a trial, in trial order."""

    hours: Floats
    price: Floats
    cost: Floats


def stream(seed: int, purpose: str, name: str = "") -> np.random.Generator:
    """The random stream of (seed, purpose, name): SFC64 seeded from the SHA-256 of the three."""
    digest = sha256(f"{seed}\x00{purpose}\x00{name}".encode()).digest()
    return np.random.Generator(np.random.SFC64(int.from_bytes(digest, "little")))


def _sealed(values: Floats) -> Floats:
    values.flags.writeable = False  # it is shared by every later estimate
    return values


def _weigh(values: Floats) -> int:
    return values.nbytes


def normals(seed: int, purpose: str, name: str, trials: int) -> Floats:
    """`trials` standard normal draws of a stream, remembered; the array is read-only."""
    key = (seed, purpose, name, trials)
    return _draws.recall(key, lambda: _sealed(stream(seed, purpose, name).standard_normal(trials)), _weigh)


def forget() -> None:
    """Drop what is remembered: for measuring a cold start."""
    _draws.clear()
    _multiples.clear()
    _segments.clear()


class _Copula:
    """Multiples of likely hours, line by line, for one seed, number of trials and correlation."""

    def __init__(self, seed: int, trials: int, rho: float) -> None:
        if trials < 1:
            raise ValueError(f"a simulation needs at least one trial; it was given {trials}.")
        if not 0 <= rho <= 1:
            raise ValueError(f"correlation must be from 0 to 1; it is {rho}.")
        self.seed, self.trials, self.rho = seed, trials, rho
        self._own = sqrt(1 - rho)
        self._caused = max(SAME_CAUSE - rho, 0.0)
        self._shared: Floats | None = None

    def _factor(self) -> Floats:
        if self._shared is None:
            self._shared = normals(self.seed, "factor", "", self.trials) * sqrt(self.rho)
        return self._shared

    def _make(self, line: Uncertain) -> Floats:
        scores = normals(self.seed, "line", line.id, self.trials)
        if line.cause and self._caused:
            scores = scores * sqrt(1 - self.rho - self._caused)
            scores += normals(self.seed, "cause", line.cause, self.trials) * sqrt(self._caused)
        else:
            scores = scores * self._own
        scores += self._factor()
        return _sealed(split_exponential(scores, line.low, line.high))

    def multiples(self, line: Uncertain) -> Floats:
        """Simulated hours as multiples of likely hours; read-only."""
        key = (self.seed, line.id, self.trials, self.rho, line.low, line.high, line.cause)
        return _multiples.recall(key, lambda: self._make(line), _weigh)


def line_multiples(line: Uncertain, *, seed: int, trials: int = TRIALS, rho: float = 0.0) -> Floats:
    """Simulated multiples of a line's likely size, in the trials that `simulate` adds up; read-only."""
    return _Copula(seed, trials, rho).multiples(line)


def line_hours(line: Uncertain, *, seed: int, trials: int = TRIALS, rho: float = 0.0) -> Floats:
    """Simulated hours of one line, in the trials that `simulate` adds up."""
    return line.hours * line_multiples(line, seed=seed, trials=trials, rho=rho)


def simulate(lines: Sequence[Uncertain], *, seed: int, trials: int = TRIALS, rho: float = 0.0) -> Totals:
    """Totals of hours, price and cost over `trials` trials.

    rho is the correlation of the lines' logs, 0 to 1. Lines are added up in their order within segments of
    eight and the segments in theirs; segments are remembered, so one changed line costs one segment.
    ValueError for no trial or a correlation outside 0 to 1.
    """
    copula = _Copula(seed, trials, rho)
    totals = np.zeros((3, trials))
    for start in range(0, len(lines), _SEGMENT):
        totals += _segment(copula, tuple(lines[start : start + _SEGMENT]))
    return Totals(totals[0], totals[1], totals[2])


def _segment(copula: _Copula, lines: tuple[Uncertain, ...]) -> Floats:
    """Rows of hours, price and cost of a few lines; read-only."""
    key = (copula.seed, copula.trials, copula.rho, lines)
    return _segments.recall(key, lambda: _sealed(_added(copula, lines)), _weigh)


def _added(copula: _Copula, lines: tuple[Uncertain, ...]) -> Floats:
    sums = np.empty((3, copula.trials))
    part = np.empty(copula.trials)
    for index, line in enumerate(lines):
        multiples = copula.multiples(line)
        weights = (line.hours if line.worked else 0.0, line.hours * line.price, line.hours * line.cost)
        for row, weight in zip(sums, weights, strict=True):
            np.multiply(multiples, weight, out=part if index else row)
            if index:
                row += part
    return sums


def percentile(ordered: Floats, percent: int) -> float:
    """The order statistic at a percentage: the ceil(percent * n / 100)-th smallest of n sorted values.

    It is always a value that was simulated, and at least `percent` per cent of the trials are at or
    below it. ValueError outside 1 to 100.
    """
    if not 1 <= percent <= 100:
        raise ValueError(f"a percentile is a whole number from 1 to 100; it is {percent}.")
    return float(ordered[ceil(percent * len(ordered) / 100) - 1])


def correlation_for(lines: int, table: Sequence[tuple[int, float]]) -> float:
    """The correlation for a number of uncertain lines: linear in ln(n) between the points of the table,
    the end values outside it, 0 for an empty table; rounded to 4 decimals.

    Finer breakdowns correlate less (success-science C3).
    """
    points = sorted(table)
    if not points:
        return 0.0
    if lines <= points[0][0]:
        return round(points[0][1], 4)
    for (n0, rho0), (n1, rho1) in pairwise(points):
        if lines <= n1:
            return round(rho0 + (rho1 - rho0) * log(lines / n0) / log(n1 / n0), 4)
    return round(points[-1][1], 4)
