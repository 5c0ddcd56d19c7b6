"""How long the work takes: lines in their order, by the people there are, over the simulated hours.

A list schedule: each line in turn starts when all it waits for has ended and enough people are free. What
goes along with the rest (project management by the week) lengthens nothing. Days without work are laid
over the working days afterwards, so that a freeze moves every end by exactly its length.
docs/spec/estimating.md has the rules and worked numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np

from fairlead.engines.estimating.days import begin, day, tenth, weeks
from fairlead.engines.estimating.events import PricedEvent, event_hours
from fairlead.engines.estimating.frame import Frame
from fairlead.engines.estimating.lines import PricedLine
from fairlead.engines.estimating.network import Network, network_of
from fairlead.engines.estimating.ranges import Floats
from fairlead.engines.estimating.reasons import figure
from fairlead.engines.estimating.simulation import line_multiples, percentile
from fairlead.engines.estimating.values import Span, Stint, Timetable
from fairlead.engines.scoping.values import Pace

RUNS = 1_000  # of the trials of the estimate: a week is coarser than what more would tell apart
WEEK = 5
_PERCENTS = (50, 80, 90)

_Runs = Mapping[str, tuple[Floats, Floats]]


def timetable_of(
    frame: Frame, priced: Sequence[PricedLine], events: Sequence[PricedEvent], pace: Pace
) -> Timetable | None:
    """The timetable of an estimate; None when nothing is worked on."""
    lines = {p.line.id: p for p in priced if p.line.hours}
    works = tuple(work for work in frame.review.work if work.activity.id in lines)
    if not works:
        return None
    network = network_of(frame.review.offering, works)
    daily = float(pace.weekly_hours) / WEEK if pace.weekly_hours else float(frame.practice.hours_per_day)
    people = pace.people or network.people
    taken = {key: _days(frame, lines[key], min(team, people) * daily) for key, team in network.teams.items()}
    runs = _scheduled(network, taken, people)
    end = np.maximum.reduce([finish for _, finish in runs.values()])
    for event in events:
        end[1:] += event_hours(event, frame.terms.seed, frame.trials)[: len(end) - 1] / daily
    runs |= {key: (np.zeros(len(end)), end) for key in network.alongside}
    ordered = np.sort(end[1:])
    wanted = {p: percentile(ordered, p) for p in (frame.terms.confidence, *_PERCENTS)}
    long = {p: weeks(days, frame.terms.start, pace) for p, days in wanted.items()}
    last = {p: day(days, frame.terms.start, pace) for p, days in wanted.items()}
    quoted = frame.terms.confidence
    return Timetable(
        people, frame.terms.start, long[quoted], long[50], long[80], long[90],
        last[quoted], last[50], last[80], last[90],
        _phases(frame, network, runs, pace),
        tuple(_stint(frame, key, key in network.alongside, runs, pace) for key in lines if key in runs),
        _reasons(frame, people, daily, network, pace),
    )  # fmt: skip


def _days(frame: Frame, priced: PricedLine, a_day: float) -> Floats:
    """Days that a line takes in every run, the likely ones first."""
    count = min(RUNS, frame.trials)
    days = np.full(count + 1, float(priced.line.hours) / a_day)
    if priced.uncertain:
        rho, seed = float(frame.rho), frame.terms.seed
        days[1:] *= line_multiples(priced.uncertain, seed=seed, trials=frame.trials, rho=rho)[:count]
    return days


def _scheduled(network: Network, days: Mapping[str, Floats], people: int) -> dict[str, tuple[Floats, Floats]]:
    """Start and finish of every line in every run, each as early as its turn lets it."""
    runs: dict[str, tuple[Floats, Floats]] = {}
    free = np.zeros((people, len(days[network.order[0]])))
    for key in network.order:
        needed = min(ceil(network.teams[key]), people)
        start = free[needed - 1]
        if people > 1:  # one person is never free before what comes first has ended
            start = np.maximum.reduce([start, *(runs[before][1] for before in network.waits[key])])
        finish = start + days[key]
        runs[key] = (start, finish)
        free = (
            np.sort(np.vstack([np.tile(finish, (needed, 1)), free[needed:]]), axis=0)
            if people > 1
            else finish[None]
        )
    return runs


def _phases(frame: Frame, network: Network, runs: _Runs, pace: Pace) -> tuple[Span, ...]:
    start = frame.terms.start
    names = {phase.id: phase.name for phase in frame.review.offering.phases}
    spans = []
    for phase, keys in network.phases.items():
        first = min(float(runs[key][0][0]) for key in keys)
        finish = np.maximum.reduce([runs[key][1] for key in keys])
        ordered, last = np.sort(finish[1:]), float(finish[0])
        p50, p80, p90 = (tenth(percentile(ordered, percent)) for percent in _PERCENTS)
        aside = all(key in network.alongside for key in keys)
        spans.append(
            Span(
                phase, names.get(phase, phase), tenth(first), tenth(last), p50, p80, p90, aside,
                begin(first, start, pace), day(last, start, pace),
            )
        )  # fmt: skip
    return tuple(spans)


def _stint(frame: Frame, key: str, alongside: bool, runs: _Runs, pace: Pace) -> Stint:
    first, last, start = float(runs[key][0][0]), float(runs[key][1][0]), frame.terms.start
    return Stint(key, tenth(first), tenth(last), alongside, begin(first, start, pace), day(last, start, pace))


def _reasons(frame: Frame, people: int, daily: float, network: Network, pace: Pace) -> tuple[str, ...]:
    who = "one person" if people == 1 else f"{people} people"
    said = [f"At most {who} at once, {figure(round(daily, 4))} h a working day each."]
    if network.alongside:
        said.append("What is counted by the week goes along with the rest and lengthens nothing.")
    if pace.freezes:
        spans = ", ".join(f"{f.start} to {f.end}" for f in pace.freezes)
        said.append(f"Nothing is worked on from {spans} (the second day is worked again).")
    if pace.holidays:
        said.append(f"The public holidays of {pace.country} are free.")
    if frame.review.events:
        said.append("What risk events take is added at the end, worked on by one person.")
    return tuple(said)
