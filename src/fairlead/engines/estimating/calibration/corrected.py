"""Corrected ranges: percentiles of actual over estimate, narrow classes leaning on wide ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log

import numpy as np

from fairlead.engines.estimating.calibration.accuracy import conformal_rank
from fairlead.engines.estimating.calibration.classes import KITCHENHAM, DefaultClass
from fairlead.engines.estimating.calibration.values import (
    FEW,
    LEVELS,
    Closed,
    Floats,
    projects_of,
    ratios,
)

PSEUDO_COUNT = 20.0  # a class of 20 counts as much as the class above it
FIRM = "all closed engagements"
SPIKE = 0.10  # a value shared by this share of a class is a fact about it, not noise
ALIKE = (
    5  # and by so many: hours are written in quarters, so two or three of a small line are alike by chance
)

Path = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Quantile:
    """One percentile of actual / estimate and where it comes from.

    own:    the narrowest class's own value that took part, None when none had enough engagements.
    weight: how much of the step (in logs) from the class above to `own` was taken; 0 without `own`.
    """

    level: int
    value: float
    own: float | None = None
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Corrected:
    """Percentiles by which an estimate is multiplied, with the reasons in sentences.

    n: closed engagements of the narrowest class; few: fewer than 20 of them.
    """

    name: str
    n: int
    quantiles: tuple[Quantile, ...]
    default: DefaultClass
    pseudo_count: float
    few: bool
    reasons: tuple[str, ...]

    def at(self, level: int) -> float:
        """The multiple of an estimate at 10, 50, 80, 90 or 95 percent."""
        return self.quantiles[LEVELS.index(level)].value

    def of(self, estimate: float) -> dict[int, float]:
        """The corrected range of an estimate by level, in its unit."""
        return {quantile.level: estimate * quantile.value for quantile in self.quantiles}


@dataclass(frozen=True, slots=True)
class _Class:
    """The sorted ratios of a class. `n` counts engagements: lines of one share its fate, so they lend each
    other values, and no weight."""

    name: str
    ordered: Floats
    n: int

    @classmethod
    def of(cls, name: str, history: Sequence[Closed]) -> _Class:
        return cls(name, np.sort(ratios(history)), projects_of(history))

    def own(self, level: int) -> float | None:
        if conformal_rank(self.n, level) is None:
            return None
        rank = conformal_rank(len(self.ordered), level)
        return None if rank is None else float(self.ordered[rank - 1])

    def spiked(self, value: float) -> bool:
        """Whether so many equal this value that moving off it by a hair would change the hits."""
        equal = int(np.isclose(self.ordered, value, rtol=1e-9, atol=0).sum())
        return self.n >= FEW and equal >= max(ALIKE, SPIKE * len(self.ordered))


def _step(one: _Class, above: Quantile, pseudo: float) -> Quantile:
    """One percentile of a class, shrunk towards the class above: weight n / (n + pseudo) in logs."""
    own = one.own(above.level)
    if own is None:
        return above
    n = one.n
    if one.spiked(own):
        return Quantile(above.level, own, own, 1.0)
    weight = n / (n + pseudo)
    return Quantile(above.level, exp(weight * log(own) + (1 - weight) * log(above.value)), own, weight)


def _rising(quantiles: Sequence[Quantile]) -> tuple[Quantile, ...]:
    """The percentiles, none below the one before it: each was shrunk on its own."""
    highest = np.maximum.accumulate([quantile.value for quantile in quantiles])
    return tuple(
        replace(quantile, value=float(value)) for quantile, value in zip(quantiles, highest, strict=True)
    )


def _start(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _named(levels: Sequence[int]) -> str:
    return ", ".join(f"P{level}" for level in levels)


def _step_said(one: _Class, above: str, pseudo: float) -> list[str]:
    n = one.n
    if n == 0:
        nothing = f"Nothing of {one.name}" if one.name != FIRM else "Nothing"
        return [f"{nothing} is closed yet, so the range is that of {above}."]
    counted = f"{n} closed" if n == len(one.ordered) else f"{len(one.ordered)} lines of {n} closed"
    said = [f"{_start(one.name)}: {counted}, which weigh {n / (n + pseudo):.0%} against {above}."]
    owns = {level: one.own(level) for level in LEVELS}
    missing = [level for level, own in owns.items() if own is None]
    if missing:
        said.append(f"{n} are too few for {_named(missing)} of their own: there {above} holds.")
    spikes = sorted({own for own in owns.values() if own is not None and one.spiked(own)})
    for value in spikes:
        share = float(np.mean(np.isclose(one.ordered, value, rtol=1e-9, atol=0)))
        held = _named([level for level, own in owns.items() if own == value])
        said.append(f"{share:.0%} of them came to exactly {value:.2f} of the estimate, kept as {held}.")
    return said


def _default_said(default: DefaultClass) -> str:
    return f'Where history is thin, the class "{default.name}" stands in ({default.source}).'


@dataclass(frozen=True, slots=True)
class _Rung:
    """A class on the way from wide to narrow: who is left, what holds there, and what was said so far."""

    left: tuple[Closed, ...]
    one: _Class
    quantiles: tuple[Quantile, ...]
    above: str
    counted: int
    said: tuple[str, ...]


class Ladder:
    """Corrected percentiles of many classes of one history; what they share of the way is climbed once."""

    def __init__(
        self,
        history: Sequence[Closed],
        default: DefaultClass = KITCHENHAM,
        pseudo_count: float = PSEUDO_COUNT,
    ) -> None:
        if pseudo_count <= 0:
            raise ValueError(f"a pseudo-count is above 0; it is {pseudo_count}.")
        self._default, self._pseudo = default, pseudo_count
        start = tuple(Quantile(level, default.at(level)) for level in LEVELS)
        left = tuple(history)
        firm = _Class.of(FIRM, left)
        self._rungs: dict[Path, _Rung] = {(): self._climbed(left, firm, start, default.name, -1, ())}

    def _climbed(
        self,
        left: tuple[Closed, ...],
        one: _Class,
        quantiles: tuple[Quantile, ...],
        above: str,
        counted: int,
        said: tuple[str, ...],
    ) -> _Rung:
        if len(one.ordered) == counted > 0:
            same = f"{_start(one.name)}: the same {one.n} engagements, which are not counted twice."
            return _Rung(left, one, quantiles, above, counted, (*said, same))
        stepped = tuple(_step(one, quantile, self._pseudo) for quantile in quantiles)
        told = (*said, *_step_said(one, above, self._pseudo))
        return _Rung(left, one, stepped, one.name, len(one.ordered), told)

    def _rung(self, path: Path) -> _Rung:
        """The rung of a path from wide to narrow."""
        found = self._rungs.get(path)
        if found is None:
            wider, (kind, group) = self._rung(path[:-1]), path[-1]
            left = tuple(one for one in wider.left if one.groups.get(kind) == group)
            name = f"{kind} {group}" if len(path) == 1 else f"{kind} {group}, {wider.one.name}"
            one = _Class.of(name, left)
            found = self._climbed(left, one, wider.quantiles, wider.above, wider.counted, wider.said)
            self._rungs[path] = found
        return found

    def at(self, class_path: Iterable[tuple[str, str]] = ()) -> Corrected:
        """The percentiles of a class; see `ranges`."""
        rung = self._rung(tuple(reversed(tuple(class_path))))
        n, reasons = rung.one.n, (*rung.said, _default_said(self._default))
        quantiles = _rising(rung.quantiles)
        return Corrected(rung.one.name, n, quantiles, self._default, self._pseudo, n < FEW, reasons)


def ranges(
    history: Sequence[Closed],
    class_path: Iterable[tuple[str, str]] = (),
    default: DefaultClass = KITCHENHAM,
    pseudo_count: float = PSEUDO_COUNT,
) -> Corrected:
    """Corrected percentiles for a class, from the default class over the firm down to the narrowest.

    class_path: (kind, group) from the narrowest to the widest, each class within those after it:
    (("em", "ana"), ("offering", "migration")) is Ana's migrations, within all migrations, within the firm.

    At every class each percentile is its conformal rank's value, where the class is large enough for one,
    shrunk towards the class above with weight n / (n + pseudo_count) in logs (credibility, Bühlmann 1967).
    A class that holds the same engagements as the one above adds nothing and is passed over, so that three
    data points are never counted twice. ValueError for values that are not above 0.
    """
    return Ladder(history, default, pseudo_count).at(class_path)


def banded(edges: Sequence[float], unit: str) -> Callable[[float], str]:
    """A namer of size bands for `Closed.groups`: small work overruns more than large work does.

    banded((30, 90), "days")(30) is "30 to 90 days": a band holds its lower edge. ValueError when edges fall.
    """
    if list(edges) != sorted(edges) or not edges:
        raise ValueError(f"the edges of bands rise; they are {list(edges)}.")
    first, last = f"under {edges[0]:g} {unit}", f"{edges[-1]:g} {unit} and more"
    inner = [f"{low:g} to {high:g} {unit}" for low, high in pairwise(edges)]
    names = [first, *inner, last]
    return lambda value: names[int(np.searchsorted(edges, value, side="right"))]
