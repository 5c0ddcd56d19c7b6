"""The record of a group: how far its estimates were off and how often its percentiles held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fairlead.engines.estimating.calibration.accuracy import (
    mar,
    pinball,
    pred25,
    standardised_accuracy,
    wilson,
)
from fairlead.engines.estimating.calibration.values import FEW, Closed, projects_of, ratios

PROMISES = (50, 80, 90)
FIRM = "firm"
TREND = 10  # from so many on the later half is held against the earlier one


@dataclass(frozen=True, slots=True)
class Hit:
    """How often actuals stayed at or under a percentile: `share` of `n` with its 95 % interval."""

    level: int
    n: int
    hits: int
    low: float
    high: float
    pinball: float  # as a share of the estimate; 0 when nothing was promised

    @property
    def share(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def holds(self) -> bool:
        """Whether the promised share lies within the interval."""
        return self.low <= self.level / 100 <= self.high


@dataclass(frozen=True, slots=True)
class Track:
    """What a group's closed engagements say about its estimates.

    bias:  median of actual / estimate; mean: its geometric mean.
    sdlog: standard deviation of ln(actual / estimate), None for one.
    mar:   mean absolute residual in the unit of the estimates; sa: against guessing, None when all are equal.
    trend: geometric mean of the later half over that of the earlier one, by closing day; None below ten.
    few:   fewer than 20: read nothing final into it.
    """

    by: str
    group: str
    n: int
    bias: float
    mean: float
    sdlog: float | None
    mar: float
    sa: float | None
    pred25: float
    hits: tuple[Hit, ...]
    trend: float | None
    few: bool
    reasons: tuple[str, ...]

    def at(self, level: int) -> Hit:
        """The hits of one level: 50, 80 or 90."""
        return next(hit for hit in self.hits if hit.level == level)


def count_hits(level: int, pairs: Sequence[tuple[float, float]]) -> Hit:
    """Hits of (ratio, promised ratio) pairs; a value equal to its percentile is a hit."""
    ratio, promise = np.array(pairs, float).reshape(-1, 2).T
    within = int((ratio <= promise).sum())
    low, high = wilson(within, len(pairs))
    loss = pinball(ratio, promise, level) if pairs else 0.0
    return Hit(level, len(pairs), within, low, high, loss)


def promised_hits(history: Iterable[Closed], level: int) -> Hit:
    """Hits of a percentile as it was promised, over those engagements that promised one."""
    promised = [(one, one.percentile(level)) for one in history]
    return count_hits(level, [(c.ratio, value / c.estimate) for c, value in promised if value is not None])


def _bias_said(bias: float) -> str:
    if abs(bias - 1) < 0.005:
        return "The typical engagement came to its estimate."
    return f"The typical engagement came to {bias:.2f} of its estimate."


def _hit_said(hit: Hit) -> str:
    if hit.share is None:
        return f"No P{hit.level} was promised."
    verdict = "which agrees with" if hit.holds else "which does not agree with"
    return (
        f"{hit.hits} of {hit.n} stayed within their P{hit.level}: {hit.share:.0%} (95 % interval"
        f" {hit.low:.0%} to {hit.high:.0%}), {verdict} {hit.level} %."
    )


def _reasons(n: int, bias: float, equal: float, hits: Iterable[Hit]) -> tuple[str, ...]:
    said = [f"Only {n} closed: too few to conclude from, {FEW} are needed."] if n < FEW else []
    said.append(_bias_said(bias))
    if equal >= 0.1:
        said.append(f"{equal:.0%} came to exactly their estimate, so no smooth curve fits these.")
    return (*said, *map(_hit_said, hits))


def _trend(history: Sequence[Closed]) -> float | None:
    if len(history) < TREND:
        return None
    logs = np.log([one.ratio for one in sorted(history, key=lambda one: (one.day, one.id))])
    half = len(logs) // 2
    return float(np.exp(logs[half:].mean() - logs[:half].mean()))


def track(history: Sequence[Closed], by: str, group: str) -> Track:
    """The record of one group; ValueError without engagements or with values that are not above 0."""
    if not history:
        raise ValueError("a record needs at least one closed engagement.")
    ratio, n, closed = ratios(history), len(history), projects_of(history)
    actuals, estimates = [one.actual for one in history], [one.estimate for one in history]
    hits = tuple(promised_hits(history, level) for level in PROMISES)
    bias = float(np.median(ratio))
    return Track(
        by=by,
        group=group,
        n=n,
        bias=bias,
        mean=float(np.exp(np.log(ratio).mean())),
        sdlog=float(np.std(np.log(ratio), ddof=1)) if n > 1 else None,
        mar=mar(actuals, estimates),
        sa=standardised_accuracy(actuals, estimates),
        pred25=pred25(actuals, estimates),
        hits=hits,
        trend=_trend(history),
        few=closed < FEW,
        reasons=_reasons(closed, bias, float(np.mean(np.abs(ratio - 1) < 1e-9)), hits),
    )


def record(closed: Iterable[Closed], by: str = FIRM) -> tuple[Track, ...]:
    """The record of each group of a kind ("offering", "em"; roles after `as_lines`), by name; "firm" is all.

    Engagements that belong to no group of that kind are left out.
    """
    groups: dict[str, list[Closed]] = {}
    for one in closed:
        name = FIRM if by == FIRM else one.groups.get(by)
        if name is not None:
            groups.setdefault(name, []).append(one)
    return tuple(track(groups[name], by, name) for name in sorted(groups))
