"""A register of independent risks: what it is expected to cost, how likely nothing happens, how bad it gets.

Expected value, spread and the chance of nothing are closed forms; percentiles come from seeded draws
(each risk from its own stream) or, without noise, from a lattice (docs/spec/risk.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod, sqrt

import numpy as np

from fairlead.engines.estimating.happening import Risk as Risk
from fairlead.engines.estimating.lattice import Lattice, total_of
from fairlead.engines.estimating.ranges import Floats, Triangular
from fairlead.engines.estimating.simulation import percentile
from fairlead.engines.findings import Finding

PERCENTS = (10, 50, 80, 90, 95)


@dataclass(frozen=True, slots=True)
class RegisterSummary:
    """A register in figures: emv, sd and p_none exact; percentiles of the total, and tail_mean the mean
    of totals at or above the percentile `tail_percent`."""

    emv: float
    sd: float
    p_none: float
    percentiles: Mapping[int, float]
    tail_percent: int
    tail_mean: float


def check_risks(risks: Sequence[Risk]) -> tuple[Finding, ...]:
    """Every risk whose probability or impact makes no sense, and every id used twice."""
    findings = []
    ids = [risk.id for risk in risks]
    for index, risk in enumerate(risks):
        where = f"risk.{risk.id}"
        if not 0 <= risk.probability <= 1:
            message = f"{risk.name} has a probability of {risk.probability}."
            findings.append(Finding("", 0, where, "absurd-probability", message, "It is from 0 to 1."))
        if not 0 <= risk.low <= risk.mode <= risk.high < float("inf"):
            message = f"{risk.name} has an impact of {risk.low}, {risk.mode}, {risk.high}."
            fix = "Impacts are 0 <= low <= mode <= high."
            findings.append(Finding("", 0, where, "absurd-impact", message, fix))
        if risk.id in ids[:index]:
            findings.append(Finding("", 0, where, "double-risk", f"{risk.id} is used twice.", "Rename one."))
    return tuple(sorted(findings))


def moments(risks: Sequence[Risk]) -> tuple[float, float, float]:
    """(EMV, sd, probability that nothing happens), exact for independent risks."""
    return (
        sum(risk.emv for risk in risks),
        sqrt(sum(risk.variance for risk in risks)),
        prod(1 - risk.probability for risk in risks),
    )


def draws(risks: Sequence[Risk], *, seed: int, trials: int) -> Floats:
    """Simulated totals. A risk draws whether it happens and what it costs from its own stream, so that
    answering one risk leaves the draws of the others as they were."""
    total = np.zeros(trials)
    for risk in risks:
        total += risk.draws(seed, trials)
    return total


def summary(
    risks: Sequence[Risk], *, seed: int, trials: int = 10_000, tail_percent: int = 80
) -> RegisterSummary:
    """The register by simulation; percentiles by order statistic. Risks must pass `check_risks`."""
    ordered = np.sort(draws(risks, seed=seed, trials=trials))
    emv, sd, none = moments(risks)
    tail = ordered[np.searchsorted(ordered, percentile(ordered, tail_percent)) :]
    found = {percent: percentile(ordered, percent) for percent in PERCENTS}
    return RegisterSummary(emv, sd, none, found, tail_percent, float(tail.mean()))


def exact_summary(risks: Sequence[Risk], *, cells: int = 20_000, tail_percent: int = 80) -> RegisterSummary:
    """The register on a lattice of `cells` points from 0 to the worst total: no draws, no noise."""
    emv, sd, none = moments(risks)
    worst = sum(risk.high for risk in risks)
    if not worst:
        return RegisterSummary(0.0, 0.0, none, dict.fromkeys(PERCENTS, 0.0), tail_percent, 0.0)
    step = worst / cells
    total = total_of(_on_lattice(risk, step) for risk in risks)
    found = {percent: total.quantile(percent / 100) for percent in PERCENTS}
    return RegisterSummary(emv, sd, none, found, tail_percent, total.tail_mean(tail_percent / 100))


def _on_lattice(risk: Risk, step: float) -> Lattice:
    # A single amount is a triangle too narrow to be told from it.
    low, high = (risk.low, risk.high) if risk.low < risk.high else (risk.low, risk.low + step / 1000)
    impact = Triangular(low, min(max(risk.mode, low), high), high)
    return Lattice.of(impact, step, low, high).perhaps(risk.probability)
