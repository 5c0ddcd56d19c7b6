"""A programme of many lines under uncertainty: effort, price, cost and finish together, chunk by chunk.

Trials are cut into chunks of a fixed size. A chunk draws from streams keyed by the seed, the project and
its own number, and knows nothing of the others: memory is bounded by one chunk, any executor may run them
anywhere, and the result is the same to the bit, since sums have one order and no linear-algebra library
takes part. Lines are tied by a two-level one-factor Gaussian copula,
z = sqrt(rho) F + sqrt(rho_project) G + sqrt(1 - rho - rho_project) e, with F common to all and G common to
a project (success-science C1). A project that comes, goes or changes never moves the draws of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from fairlead.engines.estimating.ranges import NORMAL, BetaPert, Floats, SplitLognormal, Triangular
from fairlead.engines.estimating.simulation import TRIALS, percentile, stream
from fairlead.engines.findings import Finding
from fairlead.engines.scheduling import Task, check_network, in_order

CHUNK = 500  # trials: a project's lines then stay in the processor's cache from draw to sum
PERCENTS = (10, 50, 80, 90, 95)
_SCORES = np.linspace(-8.0, 8.0, 4001)  # the grid on which ranges without a closed form are held

Quantity = SplitLognormal | Triangular | BetaPert


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a programme.

    hours: its range. price, cost: of one hour, in any one currency. pace: hours of it that are done in a
    working day. after: ids of the pieces that end before it starts, of whatever project.
    """

    id: str
    project: str
    hours: Quantity
    price: float = 0.0
    cost: float = 0.0
    pace: float = 8.0
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A risk that happens with a probability and then adds hours to a piece, independent of all else."""

    id: str
    piece: str
    probability: float
    impact: Triangular


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one project: rows [start, end), their spreads and medians as columns, and tables of
    hours by normal score for the rows whose range is no split lognormal."""

    project: str
    start: int
    end: int
    hours: Floats
    low: Floats
    high: Floats
    even: bool
    tables: tuple[tuple[int, Floats], ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme ready to be run: blocks in the order of projects, lines in the order of time."""

    blocks: tuple[_Block, ...]
    weights: Floats  # rows: 1, price, cost; a column a line
    days: Floats  # working days that an hour of each line takes
    before: tuple[tuple[int, tuple[int, ...]], ...]  # (line, lines that it waits for), in order of time
    events: tuple[tuple[int, Event], ...]


@dataclass(frozen=True, slots=True)
class ProgrammeTotals:
    """Simulated totals, one value a trial in trial order; `days` is when the last line ends, in working
    days from the start."""

    hours: Floats
    price: Floats
    cost: Floats
    days: Floats

    def percentiles(self) -> Mapping[str, Mapping[int, float]]:
        """P10 to P95 of each total, by order statistic."""
        found = {}
        for name in ("hours", "price", "cost", "days"):
            ordered = np.sort(getattr(self, name))
            found[name] = {percent: percentile(ordered, percent) for percent in PERCENTS}
        return found


def programme(
    pieces: Sequence[Piece], events: Sequence[Event] = ()
) -> tuple[Programme | None, tuple[Finding, ...]]:
    """A programme made ready, or every finding: ids twice or unknown, rings, a pace or probability that
    makes no sense."""
    findings = tuple(sorted(_check(pieces, events)))
    if findings:
        return None, findings
    lined_up = sorted(pieces, key=lambda piece: piece.project)  # stable: file order within a project
    row = {piece.id: index for index, piece in enumerate(lined_up)}
    ordered = in_order([Task(piece.id, piece.after) for piece in lined_up])
    return Programme(
        tuple(_blocks(lined_up)),
        np.array([[1.0, piece.price, piece.cost] for piece in lined_up]).T.copy(),
        np.array([1 / piece.pace for piece in lined_up])[:, None],
        tuple((row[task.id], tuple(row[before] for before in task.after)) for task in ordered),
        tuple((row[event.piece], event) for event in events),
    ), ()


def _check(pieces: Sequence[Piece], events: Sequence[Event]) -> Iterator[Finding]:
    if not pieces:
        yield Finding("", 0, "programme", "empty", "A programme needs at least one line.")
    yield from check_network([Task(piece.id, piece.after) for piece in pieces])
    for piece in pieces:
        if not 0 < piece.pace < float("inf"):
            message = f"{piece.id} does {piece.pace} hours a day."
            yield Finding("", 0, f"piece.{piece.id}", "absurd-pace", message, "It is more than 0.")
    known = {piece.id for piece in pieces}
    for event in events:
        where = f"event.{event.id}"
        if event.piece not in known:
            message = f"{event.id} hits {event.piece}, which is not there."
            yield Finding("", 0, where, "unknown-piece", message, "Name a line of the programme.")
        if not 0 <= event.probability <= 1:
            message = f"{event.id} has a probability of {event.probability}."
            yield Finding("", 0, where, "absurd-probability", message, "It is from 0 to 1.")
        if event.impact.low < 0:
            message = f"{event.id} takes hours away."
            yield Finding("", 0, where, "absurd-impact", message, "An impact is from 0 up.")


def _blocks(pieces: Sequence[Piece]) -> Iterator[_Block]:
    start = 0
    for project, members in groupby(pieces, key=lambda piece: piece.project):
        held = [piece.hours for piece in members]
        spreads = [(h.low, h.high) if isinstance(h, SplitLognormal) else (0.0, 0.0) for h in held]
        medians = [h.median if isinstance(h, SplitLognormal) else 1.0 for h in held]
        low, high = (np.array(side)[:, None] for side in zip(*spreads, strict=True))
        tables = tuple((i, _table(h)) for i, h in enumerate(held) if not isinstance(h, SplitLognormal))
        hours = np.array(medians)[:, None]
        yield _Block(
            project, start, start + len(held), hours, low, high, bool(np.array_equal(low, high)), tables
        )
        start += len(held)


def _table(quantity: Triangular | BetaPert) -> Floats:
    """Hours at every normal score of the grid: the distribution function by the trapezium rule over the
    density, turned round. 20,001 points hold a quantile to about 1e-5 of the width."""
    at = np.linspace(quantity.low, quantity.high, 20_001)
    density = quantity.density(at)
    held = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    share = np.array([NORMAL.cdf(score) for score in _SCORES])
    table: Floats = np.interp(share, held / held[-1], at)
    return table


def simulate_programme(
    ready: Programme,
    *,
    seed: int,
    trials: int = TRIALS,
    rho: float = 0.0,
    rho_project: float = 0.0,
    executor: Executor | None = None,
) -> ProgrammeTotals:
    """Effort, price, cost and finish of a programme in `trials` trials.

    rho: correlation of the normal scores of any two lines; rho_project: what lines of one project share
    on top. executor: any `concurrent.futures.Executor` (threads, processes, a cluster's); without one the
    chunks run here, one after the other. The result does not depend on it.
    ValueError for no trial, or correlations that are negative or together above 1.
    """
    if trials < 1:
        raise ValueError(f"a simulation needs at least one trial; it was given {trials}.")
    if rho < 0 or rho_project < 0 or rho + rho_project > 1:
        raise ValueError(f"correlations are from 0 up and at most 1 together: {rho}, {rho_project}.")
    sizes = [min(CHUNK, trials - start) for start in range(0, trials, CHUNK)]
    work = partial(run_chunk, ready, seed, rho, rho_project)
    parts = (executor.map if executor else map)(work, range(len(sizes)), sizes)
    totals = np.concatenate(list(parts), axis=1)
    return ProgrammeTotals(totals[0], totals[1], totals[2], totals[3])


def run_chunk(
    ready: Programme, seed: int, rho: float, rho_project: float, number: int, trials: int
) -> Floats:
    """One chunk of trials: rows of hours, price, cost and finish. It may run in any process."""
    hours = np.empty((len(ready.days), trials))
    common = stream(seed, "programme factor", str(number)).standard_normal(trials) * sqrt(rho)
    own = sqrt(max(1 - rho - rho_project, 0.0))
    for block in ready.blocks:
        draws = stream(seed, "programme", f"{block.project}\x00{number}")
        shared = draws.standard_normal(trials) * sqrt(rho_project) + common
        rows = hours[block.start : block.end]
        draws.standard_normal(out=rows)
        rows *= own
        rows += shared
        _to_hours(block, rows)
    for row, event in ready.events:
        draws = stream(seed, "programme event", f"{event.id}\x00{number}")
        happens = draws.random(trials) < event.probability
        hours[row] += np.where(happens, event.impact.sample(draws, trials), 0.0)
    totals = np.empty((4, trials))
    np.einsum("kl,lt->kt", ready.weights, hours, out=totals[:3])
    hours *= ready.days
    _finish(ready.before, hours, totals[3])
    return totals


def _to_hours(block: _Block, scores: Floats) -> None:
    """Normal scores of a project's lines turned into hours, in place."""
    others = [(row, np.interp(scores[row], _SCORES, table)) for row, table in block.tables]
    if block.even:
        scores *= block.high
    else:
        below = np.minimum(scores, 0.0)
        below *= block.low - block.high
        scores *= block.high
        scores += below
    np.exp(scores, out=scores)
    scores *= block.hours
    for row, values in others:
        scores[row] = values


def _finish(before: Sequence[tuple[int, tuple[int, ...]]], days: NDArray[np.float64], finish: Floats) -> None:
    """Durations turned into finishes, in place, in order of time; `finish` gets the latest of all."""
    for line, waits_for in before:
        if waits_for:
            begins = days[waits_for[0]]
            for other in waits_for[1:]:
                begins = np.maximum(begins, days[other])
            days[line] += begins
    np.maximum.reduce(days, axis=0, out=finish)
