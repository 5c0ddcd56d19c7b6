"""Old estimates run again: how often their percentiles held as promised, and would have held corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fairlead.engines.estimating.calibration.classes import KITCHENHAM, DefaultClass
from fairlead.engines.estimating.calibration.corrected import PSEUDO_COUNT, Corrected, ranges
from fairlead.engines.estimating.calibration.track import PROMISES, Hit, count_hits, promised_hits
from fairlead.engines.estimating.calibration.values import FEW, Closed

LAST = 20


@dataclass(frozen=True, slots=True)
class Replayed:
    """One estimate run again: what it came to and its corrected percentiles, in its own unit."""

    id: str
    day: date
    estimate: float
    actual: float
    corrected: dict[int, float]


@dataclass(frozen=True, slots=True)
class Replay:
    """The last estimates run again, oldest first; hits at 50, 80 and 90 percent before and after."""

    rows: tuple[Replayed, ...]
    before: tuple[Hit, ...]
    after: tuple[Hit, ...]
    reasons: tuple[str, ...]


def _latest(estimates: Iterable[Closed], last: int) -> list[Closed]:
    ordered = sorted(estimates, key=lambda one: (one.day, one.id))
    return ordered[-last:] if last > 0 else []


def _said(before: Hit, after: Hit) -> str:
    was = "none was promised" if before.share is None else f"{before.hits} of {before.n} held as promised"
    return f"P{before.level}: {was}, {after.hits} of {after.n} would have held with the corrected range."


def _compare(rerun: Sequence[tuple[Closed, Corrected]], how: str) -> Replay:
    rows = tuple(Replayed(c.id, c.day, c.estimate, c.actual, fixed.of(c.estimate)) for c, fixed in rerun)
    before = tuple(promised_hits([one for one, _ in rerun], level) for level in PROMISES)
    after = tuple(
        count_hits(level, [(one.ratio, fixed.at(level)) for one, fixed in rerun]) for level in PROMISES
    )
    said = [_said(was, now) for was, now in zip(before, after, strict=True)] if rerun else []
    few = [f"{len(rerun)} estimates are too few to judge a percentile by."] if len(rerun) < FEW else []
    return Replay(rows, before, after, (how, *few, *said))


def replay(estimates: Iterable[Closed], corrected: Corrected, last: int = LAST) -> Replay:
    """The last estimates by closing day, each multiplied by one corrected range.

    Where these same engagements made the range, it flatters; `rolling` does not.
    """
    how = f"Run again with the range of {corrected.name}; where they are part of it, this flatters."
    return _compare([(one, corrected) for one in _latest(estimates, last)], how)


def rolling(
    history: Sequence[Closed],
    by: Sequence[str] = (),
    default: DefaultClass = KITCHENHAM,
    pseudo_count: float = PSEUDO_COUNT,
    last: int = LAST,
) -> Replay:
    """The last estimates, each with the range its own class had from engagements closed before its day.

    by: kinds of groups from the narrowest to the widest; a kind an engagement has no group of is left out.
    """
    rerun = []
    for one in _latest(history, last):
        known = [other for other in history if other.day < one.day]
        path = [(kind, one.groups[kind]) for kind in by if kind in one.groups]
        rerun.append((one, ranges(known, path, default, pseudo_count)))
    return _compare(rerun, "Each run again with what was closed before its own day.")
