"""How strongly the lines of one engagement move together, fitted from closed engagements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp, inf, log, sqrt

import numpy as np

from fairlead.engines.estimating.calibration.accuracy import Z95
from fairlead.engines.estimating.calibration.values import Closed, Floats, positive
from fairlead.engines.estimating.simulation import correlation_for

ENOUGH = 10
MOST = 0.95  # lines that move as one would have no range of their own


@dataclass(frozen=True, slots=True)
class Correlation:
    """The intraclass correlation of ln(actual / estimate) between lines of one project, 95 % interval.

    rho is None when it is refused; `reasons` say why, or what it was fitted from.
    """

    rho: float | None
    low: float
    high: float
    projects: int
    lines: int
    reasons: tuple[str, ...]


def _logs(one: Closed) -> Floats:
    usable = [line for line in one.lines if positive(line.estimate) and positive(line.actual)]
    return np.log([line.actual / line.estimate for line in usable])


def _squares(groups: list[Floats]) -> tuple[float, float, float]:
    """Mean squares between and within groups, and the group size that stands for unequal ones.

    One-way analysis of variance: n0 = (N - sum n_i² / N) / (k - 1) (Donner 1986).
    """
    sizes = np.array([len(group) for group in groups], float)
    means = np.array([group.mean() for group in groups])
    total, k = sizes.sum(), len(groups)
    grand = (sizes * means).sum() / total
    between = (sizes * (means - grand) ** 2).sum() / (k - 1)
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in groups) / (total - k)
    return float(between), float(within), float((total - (sizes**2).sum() / total) / (k - 1))


def _interval(ratio: float, between: float, within: float) -> tuple[float, float]:
    """F over its noise: ln F is about normal, variance 2/df1 + 2/df2, mean 1/df2 - 1/df1 (Fisher 1925)."""
    centre = log(ratio) + 1 / between - 1 / within
    half = Z95 * sqrt(2 / between + 2 / within)
    return exp(centre - half), exp(centre + half)


def _refused(projects: int, lines: int, why: str) -> Correlation:
    return Correlation(None, 0.0, 1.0, projects, lines, (why,))


def fit_correlation(projects: Iterable[Closed], enough: int = ENOUGH) -> Correlation:
    """The correlation of lines within a project, once at least ten with two or more lines are closed.

    Intraclass correlation of a one-way random model, (F - 1) / (F + n0 - 1) with F = MSB / MSW (Fisher 1925;
    ICC(1), Shrout and Fleiss 1979); below 0 it is 0. Lines without a positive estimate and actual are
    passed over. Below `enough` projects, or when lines within projects do not differ, it is refused.
    """
    groups = [logs for logs in map(_logs, projects) if len(logs) > 1]
    k, lines = len(groups), sum(map(len, groups))
    if k < enough:
        why = f"{k} closed projects have two lines or more; the correlation is fitted from {enough} on."
        return _refused(k, lines, f"{why} The practice's table holds until then.")
    between, within, size = _squares(groups)
    if within <= 1e-12:
        return _refused(k, lines, "The lines of each project were off by one factor: nothing to fit.")
    ratio = max(between / within, 1e-12)
    bounds = (ratio, *_interval(ratio, k - 1, lines - k))
    rho, low, high = (0.0 if f <= 1 else (f - 1) / (f + size - 1) if f < inf else 1.0 for f in bounds)
    said = (
        f"Fitted from {lines} lines of {k} closed projects: {rho:.2f}, 95 % interval {low:.2f} to"
        f" {high:.2f}.",
        f"It holds for projects cut into about {lines / k:.0f} lines; finer cuts correlate less.",
    )
    return Correlation(rho, low, high, k, lines, said)


@dataclass(frozen=True, slots=True)
class Refit:
    """A table of correlation by number of lines, moved to what was fitted. `table` is () when it stays."""

    table: tuple[tuple[int, float], ...]
    was: tuple[tuple[int, float], ...]
    fitted: Correlation
    reasons: tuple[str, ...]


def own_fate(projects: Iterable[Closed], enough: int = ENOUGH) -> tuple[Closed, ...]:
    """Projects with the bias of each kind of line taken out: what always runs over is no shared fate.

    Lines that were closed in fewer than `enough` projects have no bias to speak of and are left out.
    """
    held = list(projects)
    logs: dict[str, list[float]] = {}
    for one in held:
        for line in one.lines:
            if positive(line.estimate) and positive(line.actual):
                logs.setdefault(line.id, []).append(log(line.actual / line.estimate))
    bias = {name: sum(values) / len(values) for name, values in logs.items() if len(values) >= enough}
    return tuple(
        replace(
            one,
            lines=tuple(
                replace(line, estimate=line.estimate * exp(bias[line.id]))
                for line in one.lines
                if line.id in bias
            ),
        )
        for one in held
    )


def refit(projects: Iterable[Closed], table: Iterable[tuple[int, float]], pseudo: float = 20.0) -> Refit:
    """The practice's table moved by the factor that brings it, at the usual number of lines, to the fit.

    The fit weighs k / (k + pseudo) against the table. It stays when the fit's interval holds what it says,
    when fewer than ten projects are closed, or when it says nothing to move.
    """
    was = tuple(sorted(table))
    fitted = fit_correlation(own_fate(projects))
    if fitted.rho is None or not was:
        return Refit((), was, fitted, fitted.reasons)
    lines = round(fitted.lines / fitted.projects)
    held = correlation_for(lines, was)
    if fitted.low <= held <= fitted.high or held <= 0:
        agree = f"The table says {held:.2f} for {lines} lines, which the interval holds; it stays."
        return Refit((), was, fitted, (*fitted.reasons, agree))
    weight = fitted.projects / (fitted.projects + pseudo)
    wanted = weight * fitted.rho + (1 - weight) * held
    moved = tuple((count, round(min(value * wanted / held, MOST), 2)) for count, value in was)
    why = (
        f"The table says {held:.2f} for {lines} lines; {fitted.projects} projects weigh {weight:.0%} against"
        f" it, which gives {wanted:.2f}."
    )
    return Refit(moved if moved != was else (), was, fitted, (*fitted.reasons, why))
