"""Ranges as distributions: quantiles, means and spreads of one uncertain quantity.

What people call minimum and maximum is P10 and P90 at best, so a line of work is a *split lognormal*:
median m = likely hours, one spread below it and one above it, taken from P10 and P90. Quantiles and mean
are closed forms; nothing here draws a random number except `sample`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, inf, lgamma, log, pi, sqrt
from statistics import NormalDist
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NORMAL = NormalDist()
Z90 = 1.2815515655  # 90 % quantile of the standard normal: P90 = m * exp(sigma * Z90)


class Range(Protocol):
    """An uncertain quantity: its mean and standard deviation in its own unit, and draws of it."""

    @property
    def mean(self) -> float: ...

    @property
    def sd(self) -> float: ...

    def sample(self, stream: np.random.Generator, trials: int) -> Floats: ...

    def density(self, at: Floats) -> Floats:
        """The probability density at each value, 0 outside the range."""
        ...


def _positive(name: str, value: float) -> None:
    if not 0 < value < inf:
        raise ValueError(f"{name} must be a positive number; it is {value}.")


def _probability(q: float) -> float:
    if not 0 < q < 1:
        raise ValueError(f"a quantile is asked at a probability between 0 and 1; it is {q}.")
    return q


@dataclass(frozen=True, slots=True)
class SplitLognormal:
    """exp of a normal with spread `low` below the median and `high` above it (natural logs).

    X = median * exp(low * z) for z < 0 and median * exp(high * z) for z >= 0, z standard normal, so the
    density is continuous in z and P(X <= median) = 1/2. ValueError for a median that is not positive or
    a spread below zero.
    """

    median: float
    low: float
    high: float

    def __post_init__(self) -> None:
        _positive("median", self.median)
        if not (0 <= self.low < inf and 0 <= self.high < inf):
            raise ValueError(f"spreads must be numbers from 0 up; they are {self.low} and {self.high}.")

    @classmethod
    def from_percentiles(cls, p10: float, p50: float, p90: float) -> SplitLognormal:
        """The split lognormal through three percentiles; ValueError unless 0 < p10 <= p50 <= p90."""
        if not 0 < p10 <= p50 <= p90 < inf:
            raise ValueError(f"percentiles must rise from above 0; they are {p10}, {p50}, {p90}.")
        return cls(p50, log(p50 / p10) / Z90, log(p90 / p50) / Z90)

    def at(self, z: float) -> float:
        """The value at a standard normal score."""
        return self.median * exp((self.low if z < 0 else self.high) * z)

    def quantile(self, q: float) -> float:
        """The value that is not exceeded with probability q."""
        return self.at(NORMAL.inv_cdf(_probability(q)))

    def _moment(self, k: int) -> float:
        below, above = k * self.low, k * self.high
        half = exp(below**2 / 2) * NORMAL.cdf(-below) + exp(above**2 / 2) * NORMAL.cdf(above)
        return float(self.median**k * half)

    @property
    def mean(self) -> float:
        """m * (exp(low²/2) * Phi(-low) + exp(high²/2) * Phi(high))."""
        return self._moment(1)

    @property
    def sd(self) -> float:
        return sqrt(max(self._moment(2) - self._moment(1) ** 2, 0.0))

    def sample(self, stream: np.random.Generator, trials: int) -> Floats:
        return self.median * split_exponential(stream.standard_normal(trials), self.low, self.high)

    def density(self, at: Floats) -> Floats:
        """phi(ln(x / m) / s) / (x s) with the spread s of the side; ValueError when a spread is 0."""
        _positive("the smaller spread", min(self.low, self.high))
        inside = at > 0
        x = np.where(inside, at, self.median)
        logs = np.log(x / self.median)
        spread = np.where(logs < 0, self.low, self.high)
        dense = np.exp(-((logs / spread) ** 2) / 2) / (sqrt(2 * pi) * spread * x)
        return np.where(inside, dense, 0.0)


def Lognormal(median: float, sigma: float) -> SplitLognormal:
    """The lognormal of a median and a spread of the natural log: a split lognormal with equal sides."""
    return SplitLognormal(median, sigma, sigma)


def split_exponential(scores: Floats, low: float, high: float) -> Floats:
    """exp(low * z) where z < 0, exp(high * z) elsewhere; overwrites and returns `scores`."""
    if low != high:
        below = np.minimum(scores, 0.0)
        below *= low - high
        scores *= high
        scores += below
    else:
        scores *= high
    return np.exp(scores, out=scores)


def _three_points(low: float, mode: float, high: float) -> None:
    if not (-inf < low <= mode <= high < inf and low < high):
        raise ValueError(f"a three-point range needs low <= mode <= high, low < high: {low}, {mode}, {high}.")


@dataclass(frozen=True, slots=True)
class Triangular:
    """The triangular distribution on [low, high] with its peak at `mode`."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _three_points(self.low, self.mode, self.high)

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def sd(self) -> float:
        a, m, b = self.low, self.mode, self.high
        return sqrt((a * a + m * m + b * b - a * m - a * b - m * b) / 18)

    def quantile(self, q: float) -> float:
        """The value that is not exceeded with probability q (inverse of the two parabola arcs)."""
        a, m, b = self.low, self.mode, self.high
        if _probability(q) < (m - a) / (b - a):
            return a + sqrt(q * (b - a) * (m - a))
        return b - sqrt((1 - q) * (b - a) * (b - m))

    def sample(self, stream: np.random.Generator, trials: int) -> Floats:
        return stream.triangular(self.low, self.mode, self.high, trials)

    def density(self, at: Floats) -> Floats:
        """Straight up from `low` to 2 / (high - low) at the mode and down to `high`."""
        return np.interp(
            at, (self.low, self.mode, self.high), (0.0, 2 / (self.high - self.low), 0.0), left=0.0, right=0.0
        )


@dataclass(frozen=True, slots=True)
class BetaPert:
    """Beta-PERT on [low, high]: alpha = 1 + shape (m-a)/(b-a), beta = 1 + shape (b-m)/(b-a), shape 4."""

    low: float
    mode: float
    high: float
    shape: float = 4.0

    def __post_init__(self) -> None:
        _three_points(self.low, self.mode, self.high)
        _positive("shape", self.shape)

    @property
    def alpha(self) -> float:
        return 1 + self.shape * (self.mode - self.low) / (self.high - self.low)

    @property
    def beta(self) -> float:
        return 1 + self.shape * (self.high - self.mode) / (self.high - self.low)

    @property
    def mean(self) -> float:
        return (self.low + self.shape * self.mode + self.high) / (self.shape + 2)

    @property
    def sd(self) -> float:
        """sqrt((mean - a)(b - mean) / (shape + 3))."""
        return sqrt((self.mean - self.low) * (self.high - self.mean) / (self.shape + 3))

    def sample(self, stream: np.random.Generator, trials: int) -> Floats:
        return self.low + (self.high - self.low) * stream.beta(self.alpha, self.beta, trials)

    def density(self, at: Floats) -> Floats:
        """u^(alpha-1) (1-u)^(beta-1) / B(alpha, beta) over the width, u = (x - low) / (high - low)."""
        width = self.high - self.low
        u = np.clip((at - self.low) / width, 0.0, 1.0)
        scale = exp(lgamma(self.alpha + self.beta) - lgamma(self.alpha) - lgamma(self.beta)) / width
        inside = (at >= self.low) & (at <= self.high)
        return np.where(inside, scale * u ** (self.alpha - 1) * (1 - u) ** (self.beta - 1), 0.0)


@dataclass(frozen=True, slots=True)
class PertPath:
    """Textbook PERT (1959) of a path: normal with the sum of (a+4m+b)/6 and of ((b-a)/6)².

    Kept to show what it misses: it ignores that merging paths wait for the later one, so it is low.
    """

    mean: float
    sd: float

    @classmethod
    def of(cls, tasks: Iterable[tuple[float, float, float]]) -> PertPath:
        """The path through tasks of (low, mode, high)."""
        points = tuple(tasks)
        mean = sum((a + 4 * m + b) / 6 for a, m, b in points)
        return cls(mean, sqrt(sum(((b - a) / 6) ** 2 for a, _, b in points)))

    def quantile(self, q: float) -> float:
        """The duration that is not exceeded with probability q, by the normal approximation."""
        return self.mean + self.sd * NORMAL.inv_cdf(_probability(q))


def lognormal_sum(
    medians: Iterable[float], sigmas: Iterable[float], correlation: float
) -> tuple[float, float]:
    """Exact mean and sd of a sum of lognormals whose logs are equally correlated.

    mean = sum M_i and var = sum_ij M_i M_j (exp(rho_ij s_i s_j) - 1) with M_i = median_i exp(s_i²/2),
    rho_ii = 1 (success-science C1).
    """
    spread = np.fromiter(sigmas, float)
    means = np.fromiter(medians, float) * np.exp(spread**2 / 2)
    rho = np.full((len(spread), len(spread)), correlation)
    np.fill_diagonal(rho, 1.0)
    variance = np.outer(means, means) * np.expm1(rho * np.outer(spread, spread))
    return float(means.sum()), sqrt(float(variance.sum()))
