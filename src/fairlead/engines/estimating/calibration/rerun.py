"""Old estimates run again, line by line, with corrected lines: did their percentiles hold in total?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log

from fairlead.engines.estimating.calibration.proposal import SHOWN, Correction
from fairlead.engines.estimating.calibration.replay import LAST
from fairlead.engines.estimating.calibration.track import Hit, count_hits
from fairlead.engines.estimating.calibration.values import FEW
from fairlead.engines.estimating.ranges import Z90
from fairlead.engines.estimating.simulation import Uncertain, correlation_for, percentile, simulate

TRIALS = 4_000
TIED = (
    "The lines of these engagements moved together otherwise than the table of correlation says; that is a"
    " proposal of its own, and totals hold best with both."
)

Corrections = Mapping[str, Correction]


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of an old estimate: likely hours and its P10 and P90 as multiples of them."""

    id: str
    hours: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimated:
    """An old estimate with what it came to, in hours. `rho` ties its lines together, as it did then."""

    id: str
    day: date
    actual: float
    pieces: tuple[Piece, ...]
    rho: float
    seed: int


@dataclass(frozen=True, slots=True)
class Again:
    """One estimate run again: hours at 50, 80 and 90 percent with the practice, and corrected."""

    id: str
    day: date
    actual: float
    before: Mapping[int, float]
    after: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Rerun:
    """The last estimates run again, oldest first, and their hits: with the practice, with the corrections,
    with corrections that were made without the engagement itself (`apart`), which does not flatter, and with
    the corrections and the refitted correlation (`tied`), () where that stays as it is."""

    rows: tuple[Again, ...]
    before: tuple[Hit, ...]
    after: tuple[Hit, ...]
    apart: tuple[Hit, ...]
    tied: tuple[Hit, ...]
    reasons: tuple[str, ...]


def percentiles(one: Estimated, corrections: Corrections) -> dict[int, float]:
    """Total hours at 50, 80 and 90 percent with these corrections of lines."""
    lines = [_uncertain(piece, corrections.get(piece.id)) for piece in one.pieces if piece.hours > 0]
    totals = sorted(simulate(lines, seed=one.seed, trials=TRIALS, rho=one.rho).hours)
    return {level: percentile(totals, level) for level in SHOWN}  # type: ignore[arg-type]


def _uncertain(piece: Piece, corrected: Correction | None) -> Uncertain:
    shift, low, high = (
        (corrected.shift, corrected.low, corrected.high) if corrected else (1.0, piece.low, piece.high)
    )
    return Uncertain(piece.id, piece.hours * shift, -log(low) / Z90, log(high) / Z90)


def _hits(rows: Sequence[Estimated], promises: Sequence[Mapping[int, float]]) -> tuple[Hit, ...]:
    """Hits of actual over promise; in shares of the P50, so that no large engagement drowns the small."""
    pairs = list(zip(rows, promises, strict=True))
    return tuple(
        count_hits(level, [(one.actual / said[50], said[level] / said[50]) for one, said in pairs])
        for level in SHOWN
    )


def _said(before: Hit, after: Hit, apart: Hit) -> str:
    return (
        f"P{before.level}: {before.hits} of {before.n} held with the practice, {after.hits} with the"
        f" corrections, {apart.hits} with corrections made without the engagement itself."
    )


def _tied(one: Estimated, table: Sequence[tuple[int, float]]) -> Estimated:
    return replace(one, rho=correlation_for(len(one.pieces), table))


def rerun(
    estimates: Sequence[Estimated],
    corrections: Corrections,
    without: Callable[[str], Corrections],
    table: Sequence[tuple[int, float]] = (),
    last: int = LAST,
) -> Rerun:
    """Run the last estimates by closing day again.

    without: the corrections as they would be if the engagement of that id had never been closed.
    table:   the table of correlation that closed engagements propose, () when they propose none.
    """
    rows = sorted(estimates, key=lambda one: (one.day, one.id))[-last:]
    promised = [percentiles(one, {}) for one in rows]
    corrected = [percentiles(one, corrections) for one in rows]
    apart = [percentiles(one, without(one.id)) for one in rows]
    hits = _hits(rows, promised), _hits(rows, corrected), _hits(rows, apart)
    few = [f"{len(rows)} estimates are too few to judge a percentile by."] if len(rows) < FEW else []
    said = [_said(*three) for three in zip(*hits, strict=True)] if rows else []
    tied = _hits(rows, [percentiles(_tied(one, table), corrections) for one in rows]) if table else ()
    if table:
        said.append(TIED)
    again = tuple(
        Again(one.id, one.day, one.actual, was, now)
        for one, was, now in zip(rows, promised, corrected, strict=True)
    )
    return Rerun(again, *hits, tied, (*few, *said))
