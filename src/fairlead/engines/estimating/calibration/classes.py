"""Reference classes that stand in where a firm has no history: actual over estimate, with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

from fairlead.engines.estimating.calibration.values import LEVELS

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class DefaultClass:
    """Percentiles of actual / estimate of a published set, in the order of LEVELS; `source` says whose."""

    name: str
    source: str
    quantiles: tuple[float, ...]

    def at(self, level: int) -> float:
        """The ratio at one of LEVELS."""
        return self.quantiles[LEVELS.index(level)]


KITCHENHAM = DefaultClass(
    "IT services projects, effort",
    "Kitchenham, Pfleeger, McColl and Eagan 2002, J. Systems and Software 64:57: first estimates by people"
    " at bid time against actual hours, 145 projects of one IT services company",
    (0.651, 0.973, 1.131, 1.345, 1.531),
)

PUBLIC_IT = DefaultClass(
    "public IT activities, duration",
    "US federal IT Dashboard, Department of Health and Human Services 2011-2013: planned against actual"
    " days of 707 activities; self-reported after re-baselining, so it flatters",
    (0.89, 1.0, 1.062, 1.457, 1.826),
)


def optimism_bias(name: str, low: float, high: float) -> DefaultClass:
    """A class from a lower and an upper optimism bias in percent, as HM Treasury's guidance gives them.

    The guidance gives no percentiles. Our reading: the lower bias is the P50, the upper one the P90, with
    a lognormal above the median; below the median there is nothing, so P10 is P50. Few public projects
    stand behind it (Mott MacDonald 2002: 50), so it is a cautious stand-in and nothing more.
    ValueError unless 0 <= low <= high.
    """
    if not 0 <= low <= high:
        raise ValueError(f"optimism bias rises from 0 percent up; it is {low} to {high}.")
    middle, rise = 1 + low / 100, (1 + high / 100) / (1 + low / 100)
    scores = [max(_NORMAL.inv_cdf(level / 100), 0.0) / _NORMAL.inv_cdf(0.9) for level in LEVELS]
    source = (
        f"HM Treasury, Green Book guidance on optimism bias (Mott MacDonald 2002), {low:g} to {high:g} %;"
        " read as P50 and P90"
    )
    return DefaultClass(name, source, tuple(middle * rise**score for score in scores))


TREASURY_OUTSOURCING = optimism_bias("outsourcing, operating cost", 0, 41)
TREASURY_DEVELOPMENT = optimism_bias("equipment and development, duration", 10, 54)
