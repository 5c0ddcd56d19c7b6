"""Effort from size alone: the reference a scoped estimate should beat, with its own percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from fairlead.engines.estimating.calibration.accuracy import between_ranks
from fairlead.engines.estimating.calibration.values import Floats, positive

HUBER = 1.345  # 95 % as efficient as least squares on normal errors (Huber 1981)
LEAST = 5


@dataclass(frozen=True, slots=True)
class SizeModel:
    """ln effort = a + b ln size, by Huber for the likely value and by least squares for the range."""

    likely: tuple[float, float]
    line: tuple[float, float]
    centre: float  # mean of ln size
    spread: float  # sum of squared deviations of ln size
    residuals: Floats  # of the least-squares line, each over sqrt(1 - its leverage), sorted

    def predict(self, size: float) -> float:
        """The likely effort of a size, in the unit of the efforts it was fitted on."""
        return exp(self.likely[0] + self.likely[1] * log(size))

    def percentile(self, size: float, level: int) -> float:
        """The effort not exceeded with `level` percent; from the median up never below the likely one.

        Line + r sqrt(1 + h(x)), r the fractional rank (n + 1) p of the residuals over sqrt(1 - h_i): a
        prediction interval with the residuals' own quantile in place of Student's t.
        """
        x = log(size)
        leverage = 1 / len(self.residuals) + (x - self.centre) ** 2 / self.spread
        step = between_ranks(self.residuals, level) * sqrt(1 + leverage)
        value = exp(self.line[0] + self.line[1] * x + step)
        return max(value, self.predict(size)) if level >= 50 else value


def _weighted(x: Floats, y: Floats, w: Floats) -> tuple[float, float]:
    """Weighted least squares of y on x: intercept and slope."""
    total = w.sum()
    mx, my = (w * x).sum() / total, (w * y).sum() / total
    slope = float((w * (x - mx) * (y - my)).sum() / (w * (x - mx) ** 2).sum())
    return float(my - slope * mx), slope


def _huber(x: Floats, y: Floats, start: tuple[float, float]) -> tuple[float, float]:
    """Huber's line by reweighting: full weight within 1.345 robust spreads (MAD / 0.6745), less outside."""
    a, b = start
    for _ in range(50):
        away = np.abs(y - a - b * x)
        scale = max(float(np.median(away)) / 0.6745, 1e-9)
        new = _weighted(x, y, 1 / np.maximum(1.0, away / (HUBER * scale)))
        moved = max(abs(new[0] - a), abs(new[1] - b))
        a, b = new
        if moved < 1e-10:
            break
    return a, b


def fit_size(sizes: Sequence[float], efforts: Sequence[float]) -> SizeModel:
    """The size model; ValueError below five projects, for values not above 0, or when all sizes are equal."""
    if len(sizes) != len(efforts) or len(sizes) < LEAST:
        raise ValueError(f"a size model needs {LEAST} projects or more, each with a size and an effort.")
    if not all(map(positive, (*sizes, *efforts))):
        raise ValueError("sizes and efforts must be above 0.")
    x: Floats = np.log(np.asarray(sizes, float))
    y: Floats = np.log(np.asarray(efforts, float))
    centre = float(x.mean())
    spread = float(((x - centre) ** 2).sum())
    if spread <= 1e-12:
        raise ValueError("a size model needs sizes that differ.")
    line = _weighted(x, y, np.ones(len(x)))
    leverage = 1 / len(x) + (x - centre) ** 2 / spread
    residuals = (y - line[0] - line[1] * x) / np.sqrt(np.maximum(1 - leverage, 1e-9))
    return SizeModel(_huber(x, y, line), line, centre, spread, np.sort(residuals))
