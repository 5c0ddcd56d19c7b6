"""Measures of how estimates held: absolute error against guessing, hit rates with intervals, pinball loss.

No method is judged on MMRE: it favours underestimates (Shepperd and MacDonell 2012), so it is not here.
"""

from __future__ import annotations

from math import ceil, floor, sqrt

import numpy as np
from numpy.typing import ArrayLike

from fairlead.engines.estimating.calibration.values import Floats

Z95 = 1.959963984540054  # two-sided 95 % of the standard normal


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927): (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    (0, 1) when nothing was counted.
    """
    if n == 0:
        return 0.0, 1.0
    share, spread = hits / n, z * z / n
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = share + spread / 2 - half, share + spread / 2 + half
    return max(low / (1 + spread), 0.0), min(high / (1 + spread), 1.0)


def mar(actuals: ArrayLike, predicted: ArrayLike) -> float:
    """Mean absolute residual, in the unit of the actuals."""
    return float(np.mean(np.abs(np.asarray(actuals, float) - np.asarray(predicted, float))))


def random_guess(actuals: ArrayLike) -> float:
    """MARP0: the mean absolute error of guessing one actual by another drawn at random, i = j included.

    (1/n²) sum_ij |y_i - y_j| = (2/n²) sum_k (2k - n - 1) y_(k) over the sorted values: exact in
    O(n log n) (Langdon, Dolado, Sarro and Harman 2016).
    """
    y: Floats = np.sort(np.asarray(actuals, float))
    n = len(y)
    return float(2 * np.dot(2 * np.arange(1, n + 1) - n - 1, y)) / n**2


def standardised_accuracy(actuals: ArrayLike, predicted: ArrayLike) -> float | None:
    """SA = 1 - MAR / MARP0: 1 is perfect, 0 as good as guessing (Shepperd and MacDonell 2012).

    None when all actuals are equal: guessing is never wrong then.
    """
    guess = random_guess(actuals)
    return 1 - mar(actuals, predicted) / guess if guess > 0 else None


def pred25(actuals: ArrayLike, predicted: ArrayLike) -> float:
    """PRED(25): the share with |actual - predicted| / actual at most a quarter."""
    y = np.asarray(actuals, float)
    return float(np.mean(np.abs(y - np.asarray(predicted, float)) / y <= 0.25))


def pinball(actuals: ArrayLike, quantiles: ArrayLike, level: int) -> float:
    """Mean pinball loss: p (y - q) above a percentile, (1 - p)(q - y) below (Koenker and Bassett 1978)."""
    over = np.asarray(actuals, float) - np.asarray(quantiles, float)
    share = level / 100
    return float(np.mean(np.where(over > 0, share * over, (share - 1) * over)))


def conformal_rank(n: int, level: int) -> int | None:
    """The rank among n sorted values that the next one stays at or under with at least `level` percent.

    ceil((n + 1) p) from the median up (Vovk, Gammerman and Shafer 2005), floor((n + 1) p) below it, where
    the next value lies under it with at most `level` percent. None when n is too small for such a rank:
    P80 needs 4 values, P90 and P10 need 9, P95 needs 19.
    """
    rank = -(-(n + 1) * level // 100) if level >= 50 else (n + 1) * level // 100
    return rank if 1 <= rank <= n else None


def between_ranks(ordered: Floats, level: int) -> float:
    """The value at the fractional rank (n + 1) p of sorted values, straight between its neighbours.

    E[F(x_(k))] = k / (n + 1), so the next value stays under it in `level` percent on average (Weibull's
    plotting position). With few values a whole rank is several percent of coverage; this is not. The
    smallest or largest value where the rank lies outside.
    """
    at = min(max((len(ordered) + 1) * level / 100, 1.0), float(len(ordered)))
    below, above = ordered[floor(at) - 1], ordered[ceil(at) - 1]
    return float(below + (at - floor(at)) * (above - below))
