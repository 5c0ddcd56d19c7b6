"""One risk: something that may happen and then costs a triangular amount. The register is `engines.risk`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairlead.engines.estimating.ranges import Floats, Triangular
from fairlead.engines.estimating.simulation import stream


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that happens with a probability and then costs a triangular amount, in any one unit
    (hours, days, money). With low = mode = high it costs exactly that."""

    id: str
    name: str
    probability: float
    low: float
    mode: float
    high: float

    @property
    def impact(self) -> Triangular:
        """The impact as a distribution; ValueError when it is a single amount."""
        return Triangular(self.low, self.mode, self.high)

    @property
    def _certain(self) -> bool:
        return self.low == self.high

    @property
    def _mean(self) -> float:
        return self.low if self._certain else self.impact.mean

    @property
    def emv(self) -> float:
        """Expected value: probability * (low + mode + high) / 3."""
        return self.probability * self._mean

    @property
    def variance(self) -> float:
        """p (sd² + mean²) - (p mean)² of the impact."""
        mean, sd = self._mean, 0.0 if self._certain else self.impact.sd
        return self.probability * (sd**2 + mean**2) - (self.probability * mean) ** 2

    def draws(self, seed: int, trials: int) -> Floats:
        """What it costs in every trial, 0 where it does not happen."""
        own = stream(seed, "risk", self.id)
        happens = own.random(trials) < self.probability
        return np.where(happens, self.low if self._certain else self.impact.sample(own, trials), 0.0)
