"""Networks of tasks under uncertainty: forward pass over samples, criticality, and the classic formulas.

Merging paths wait for the later one, so an expected duration is more than the longest expected path;
sampling shows it, textbook PERT does not (docs/spec/scheduling.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from math import sqrt

import numpy as np

from fairlead.engines.estimating.ranges import NORMAL, Floats, PertPath, Range
from fairlead.engines.estimating.simulation import percentile, stream
from fairlead.engines.findings import Finding, Unsound

PERCENTS = (10, 50, 80, 90, 95)


@dataclass(frozen=True, slots=True)
class Task:
    """A task that starts when all of `after` are finished."""

    id: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkRun:
    """One value a trial: start and finish of every task, and the finish of the whole."""

    start: Mapping[str, Floats]
    finish: Mapping[str, Floats]
    total: Floats


@dataclass(frozen=True, slots=True)
class NetworkSummary:
    """Duration of a network: mean, sd, percentiles (10, 50, 80, 90, 95 by order statistic), and how
    often each task lay on a longest path."""

    mean: float
    sd: float
    percentiles: Mapping[int, float]
    critical: Mapping[str, float]


def check_network(tasks: Sequence[Task]) -> tuple[Finding, ...]:
    """Every task named twice, every predecessor that is not there, and the first ring of tasks."""
    ids = [task.id for task in tasks]
    known = set(ids)
    findings = [
        Finding(
            "", 0, f"task.{key}", "double-task", f"There are {ids.count(key)} tasks {key}.", "Rename one."
        )
        for key in sorted(known)
        if ids.count(key) > 1
    ]
    for task in tasks:
        for before in sorted(set(task.after) - known):
            message, fix = f"{task.id} waits for {before}, which is not there.", "Name a task of the network."
            findings.append(Finding("", 0, f"task.{task.id}", "unknown-task", message, fix))
    try:
        TopologicalSorter({task.id: task.after for task in tasks}).prepare()
    except CycleError as ring:
        path = " waits for ".join(reversed(ring.args[1]))
        message = f"The tasks wait for each other: {path}."
        findings.append(Finding("", 0, f"task.{ring.args[1][0]}", "ring", message, "Take one link out."))
    return tuple(sorted(findings))


def in_order(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks so that each stands behind its predecessors. Unsound when the network is not."""
    findings = check_network(tasks)
    if findings:
        raise Unsound(findings)
    by_id = {task.id: task for task in tasks}
    return tuple(by_id[key] for key in TopologicalSorter({t.id: t.after for t in tasks}).static_order())


def forward_pass(tasks: Sequence[Task], durations: Mapping[str, Floats]) -> NetworkRun:
    """Earliest start and finish in every trial: a task starts at the latest finish before it.

    durations: one array of equal length a task, any unit of time. Unsound for an unsound network,
    ValueError for no tasks, KeyError for a task without durations.
    """
    if not tasks:
        raise ValueError("a network needs at least one task.")
    start: dict[str, Floats] = {}
    finish: dict[str, Floats] = {}
    for task in in_order(tasks):
        length = durations[task.id]
        begins = [finish[before] for before in task.after] or [np.zeros(len(length))]
        start[task.id] = np.maximum.reduce(begins)
        finish[task.id] = start[task.id] + length
    return NetworkRun(start, finish, np.maximum.reduce(list(finish.values())))


def criticality(tasks: Sequence[Task], run: NetworkRun) -> dict[str, float]:
    """The share of trials in which each task lay on a longest path: its finish cannot slip.

    Backward pass: a task may finish as late as the earliest late start behind it, the whole's end when
    nothing waits for it; it is critical when that is its earliest finish (up to float noise).
    """
    late = {task.id: run.total for task in tasks}
    shares: dict[str, float] = {}
    noise = 1e-9 * (1 + np.abs(run.total))
    for task in reversed(in_order(tasks)):
        slack = late[task.id] - run.finish[task.id]
        shares[task.id] = float(np.mean(slack <= noise))
        late_start = run.start[task.id] + slack
        for before in task.after:
            late[before] = np.minimum(late[before], late_start)
    return {task.id: shares[task.id] for task in tasks}


def simulate_network(
    tasks: Sequence[Task], ranges: Mapping[str, Range], *, seed: int, trials: int
) -> NetworkSummary:
    """The duration of a network of independent tasks; each task draws from its own stream."""
    durations = {task.id: ranges[task.id].sample(stream(seed, "task", task.id), trials) for task in tasks}
    run = forward_pass(tasks, durations)
    ordered = np.sort(run.total)
    return NetworkSummary(
        mean=float(ordered.mean()),
        sd=float(ordered.std()),
        percentiles={percent: percentile(ordered, percent) for percent in PERCENTS},
        critical=criticality(tasks, run),
    )


def classic_pert(
    tasks: Sequence[Task], points: Mapping[str, tuple[float, float, float]]
) -> tuple[tuple[str, ...], PertPath]:
    """Textbook PERT: the path of largest summed (a+4m+b)/6 and its normal distribution.

    points: (low, mode, high) a task. Shown beside the simulation, never instead of it.
    """
    longest: dict[str, tuple[float, tuple[str, ...]]] = {}
    for task in in_order(tasks):
        a, m, b = points[task.id]
        length, path = max((longest[before] for before in task.after), default=(0.0, ()))
        longest[task.id] = (length + (a + 4 * m + b) / 6, (*path, task.id))
    path = max(longest.values())[1]
    return path, PertPath.of(points[key] for key in path)


def clark_max(m1: float, s1: float, m2: float, s2: float, rho: float = 0.0) -> tuple[float, float]:
    """Exact mean and sd of the larger of two normals with means m, sds s and correlation rho (Clark 1961).

    a² = s1² + s2² - 2 rho s1 s2, alpha = (m1 - m2) / a, mean = m1 Phi(alpha) + m2 Phi(-alpha) + a phi(alpha).
    ValueError for a negative sd or rho outside -1 to 1.
    """
    if s1 < 0 or s2 < 0 or not -1 <= rho <= 1:
        raise ValueError(f"sds are from 0 up and rho from -1 to 1; they are {s1}, {s2} and {rho}.")
    a = sqrt(max(s1 * s1 + s2 * s2 - 2 * rho * s1 * s2, 0.0))
    if a == 0:  # they differ by a constant
        return max((m1, s1), (m2, s2))
    alpha = (m1 - m2) / a
    above, below, dense = NORMAL.cdf(alpha), NORMAL.cdf(-alpha), a * NORMAL.pdf(alpha)
    mean = m1 * above + m2 * below + dense
    square = (m1 * m1 + s1 * s1) * above + (m2 * m2 + s2 * s2) * below + (m1 + m2) * dense
    return mean, sqrt(max(square - mean * mean, 0.0))
