"""Distributions on a lattice: sums, maxima and mixtures of independent quantities without random draws.

A quantity is held as the probability of the points k * step. Sums are convolutions (by FFT), the later of
two is the product of their distribution functions, and halving the step divides the error by four. It
answers what the simulation answers, without noise, for networks of independent parts and registers of
independent risks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, prod, sqrt

import numpy as np

from fairlead.engines.estimating.ranges import NORMAL, Floats, Range, SplitLognormal

_FEWEST_CELLS = 4  # below this a range is only its mean


@dataclass(frozen=True, slots=True)
class Lattice:
    """Probability `mass[i]` of the value (first + i) * step; masses sum to 1. `nothing` is the part of
    the mass at zero that is exactly zero (a risk that does not happen). Both operands of an operation
    must share a step (ValueError otherwise)."""

    step: float
    first: int
    mass: Floats
    nothing: float = 0.0

    @classmethod
    def of(cls, quantity: Range, step: float, low: float, high: float) -> Lattice:
        """A range between two values that hold all but a negligible part of it."""
        if not (step > 0 and low < high):
            raise ValueError(f"a lattice needs a step above 0 and low < high: {step}, {low}, {high}.")
        if high - low < _FEWEST_CELLS * step:
            return cls._narrow(quantity.mean, step)
        first = floor(low / step)
        dense = quantity.density(np.arange(first, ceil(high / step) + 1, dtype=np.float64) * step)
        return cls(step, first, dense / dense.sum())

    @classmethod
    def _narrow(cls, mean: float, step: float) -> Lattice:
        """A range that the lattice cannot resolve: its mean, shared between the two points beside it."""
        first = floor(mean / step)
        part = mean / step - first
        return cls(step, first, np.array([1 - part, part]))

    @property
    def values(self) -> Floats:
        return np.arange(self.first, self.first + len(self.mass), dtype=np.float64) * self.step

    @property
    def mean(self) -> float:
        return float(self.values @ self.mass)

    @property
    def sd(self) -> float:
        return sqrt(float((self.values - self.mean) ** 2 @ self.mass))

    def _cut(self, q: float) -> tuple[int, float]:
        """(index of the cell that holds the q-quantile, part of the cell's mass below it)."""
        if not 0 < q < 1:
            raise ValueError(f"a quantile is asked at a probability between 0 and 1; it is {q}.")
        held = np.cumsum(self.mass)
        index = min(int(np.searchsorted(held, q)), len(held) - 1)
        below = float(held[index - 1]) if index else 0.0
        return index, min((q - below) / float(self.mass[index]), 1.0)

    def quantile(self, q: float) -> float:
        """The value at a probability, straight within a cell around its point."""
        index, part = self._cut(q)
        if self.first + index == 0 and part * float(self.mass[index]) <= self.nothing:
            return 0.0
        return float((self.first + index - 0.5 + part) * self.step)

    def tail_mean(self, q: float) -> float:
        """Mean of the values at or above the q-quantile (the cell of the quantile counts in part)."""
        index, part = self._cut(q)
        above = float(self.values[index + 1 :] @ self.mass[index + 1 :])
        rest = float(self.mass[index]) * (1 - part)
        middle = float(self.values[index]) + part * self.step / 2
        return (above + rest * middle) / (1 - q)

    def perhaps(self, probability: float) -> Lattice:
        """This quantity with a probability, else zero. ValueError when it reaches below zero."""
        if self.first < 0:
            raise ValueError("only a quantity from zero up can be left out with a probability.")
        mass = np.concatenate([np.zeros(self.first), self.mass * probability])
        mass[0] += 1 - probability
        return Lattice(self.step, 0, mass, 1 - probability * (1 - self.nothing))

    def later(self, other: Lattice) -> Lattice:
        """The larger of two independent quantities."""
        first, mine, theirs = _aligned(self, other)
        mass = np.diff(np.cumsum(mine) * np.cumsum(theirs), prepend=0.0)
        return Lattice(self.step, first, mass, self.nothing * other.nothing)

    def exceeds(self, other: Lattice) -> float:
        """The probability that this is larger than an independent other, ties counted half."""
        _, mine, theirs = _aligned(self, other)
        return float(mine @ (np.cumsum(theirs) - theirs / 2))


def _aligned(left: Lattice, right: Lattice) -> tuple[int, Floats, Floats]:
    _same_step((left, right))
    first = min(left.first, right.first)
    length = max(part.first + len(part.mass) for part in (left, right)) - first
    padded = np.zeros((2, length))
    for row, part in zip(padded, (left, right), strict=True):
        row[part.first - first : part.first - first + len(part.mass)] = part.mass
    return first, padded[0], padded[1]


def _same_step(parts: Sequence[Lattice]) -> None:
    if len({part.step for part in parts}) != 1:
        raise ValueError("lattices of different steps cannot be combined; give all the same step.")


def total_of(parts: Iterable[Lattice]) -> Lattice:
    """The sum of independent quantities, all convolved at once. ValueError for none."""
    held = tuple(parts)
    _same_step(held)
    length = sum(len(part.mass) for part in held) - len(held) + 1
    size = 1 << (length - 1).bit_length()
    spectrum = np.prod([np.fft.rfft(part.mass, size) for part in held], axis=0)
    mass = np.maximum(np.fft.irfft(spectrum, size)[:length], 0.0)  # FFT noise can dip below zero
    nothing = prod(part.nothing for part in held)
    return Lattice(held[0].step, sum(part.first for part in held), mass / mass.sum(), nothing)


def correlated_sum(
    parts: Sequence[SplitLognormal], rho: float, *, step: float, nodes: int = 97, reach: float = 6.0
) -> Lattice:
    """The sum of lognormals tied by one factor: given the factor they are independent.

    Their sums are averaged over the factor by the trapezium rule at `nodes` points, which converges fast
    for a smooth integrand that fades at both ends. `reach` is how many spreads the factor and the lattice
    cover. ValueError for uneven spreads or rho outside 0 to below 1 (at 1 see `comonotonic_quantile`).
    """
    if not 0 <= rho < 1 or any(part.low != part.high for part in parts):
        raise ValueError("needs even spreads and a correlation from 0 to below 1.")
    scores = np.linspace(-reach, reach, nodes) if rho else np.zeros(1)
    weights = np.exp(-(scores**2) / 2)
    sums = [_given(parts, rho, float(score), step, reach) for score in scores]
    first = min(part.first for part in sums)
    mass = np.zeros(max(part.first + len(part.mass) for part in sums) - first)
    for part, weight in zip(sums, weights / weights.sum(), strict=True):
        mass[part.first - first : part.first - first + len(part.mass)] += weight * part.mass
    return Lattice(step, first, mass)


def _given(parts: Sequence[SplitLognormal], rho: float, factor: float, step: float, reach: float) -> Lattice:
    own, held = sqrt(1 - rho), []
    for part in parts:
        spread = part.high * own
        median = part.median * exp(part.high * sqrt(rho) * factor)
        quantity = SplitLognormal(median, spread, spread)
        held.append(Lattice.of(quantity, step, quantity.at(-reach), quantity.at(reach)))
    return total_of(held)


def comonotonic_quantile(parts: Iterable[SplitLognormal], q: float) -> float:
    """The quantile of a sum whose parts move as one (correlation 1): the sum of their quantiles."""
    score = NORMAL.inv_cdf(q)
    return sum(part.at(score) for part in parts)
