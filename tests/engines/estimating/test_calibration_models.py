"""Correlation of lines and effort from size: published and simulated figures (docs/spec/calibration.md)."""

from datetime import date

import numpy as np
import pytest

from fairlead.engines.estimating.calibration.correlation import fit_correlation
from fairlead.engines.estimating.calibration.size import fit_size
from fairlead.engines.estimating.calibration.values import Closed, ClosedLine

DAY = date(2026, 1, 1)
# Shrout and Fleiss 1979, Psychological Bulletin 86:420, table 2: six targets, four judges; ICC(1,1) = 0.17.
SHROUT = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))


def project(name, logs):
    lines = tuple(ClosedLine(str(i), 10.0, 10.0 * float(np.exp(log))) for i, log in enumerate(logs))
    return Closed(name, {}, 100.0, 100.0, DAY, lines=lines)


def simulated(stream, projects, lines, rho):
    factor = stream.standard_normal((projects, 1))
    logs = 0.4 * (np.sqrt(rho) * factor + np.sqrt(1 - rho) * stream.standard_normal((projects, lines)))
    return [project(f"p{i}", row) for i, row in enumerate(logs)]


def test_the_correlation_is_the_published_one():
    found = fit_correlation([project(str(i), row) for i, row in enumerate(SHROUT)], enough=6)
    assert found.rho == pytest.approx(0.1657, abs=5e-5)
    # F = 11.2417 / 6.2639, 5 and 18 degrees: ln F + 1/5 - 1/18 +- 1.96 sqrt(2/5 + 2/18); low F is under 1.
    assert (found.low, found.high) == (0.0, pytest.approx(0.6497, abs=5e-4))


def test_below_ten_projects_it_is_refused_with_a_reason():
    nine = [project(str(i), row) for i, row in enumerate(SHROUT + SHROUT[:3])]
    alone = project("alone", (1,))
    found = fit_correlation([*nine, alone])
    assert (found.rho, found.projects, found.lines) == (None, 9, 36)
    assert found.reasons == (
        "9 closed projects have two lines or more; the correlation is fitted from 10 on."
        " The practice's table holds until then.",
    )
    assert fit_correlation([*nine, project("ten", (1, 2))]).rho is not None


def test_lines_without_an_actual_are_passed_over():
    stream = np.random.default_rng(1)
    whole = simulated(stream, 10, 5, 0.3)
    more = [Closed(c.id, {}, 100, 100, DAY, lines=(*c.lines, ClosedLine("open", 5, 0))) for c in whole]
    assert fit_correlation(more) == fit_correlation(whole)


def test_lines_that_all_moved_alike_cannot_be_fitted():
    found = fit_correlation([project(str(i), (0.1 * i, 0.1 * i)) for i in range(10)])
    assert found.rho is None and "one factor" in found.reasons[0]


def test_the_interval_covers_what_was_put_in():
    stream = np.random.default_rng(11)
    fits = [fit_correlation(simulated(stream, 12, 10, 0.2)) for _ in range(200)]
    assert np.median([fit.rho for fit in fits]) == pytest.approx(0.2, abs=0.04)
    covered = np.mean([fit.low <= 0.2 <= fit.high for fit in fits])
    assert 0.9 <= covered <= 0.99


def test_unequal_projects_count_by_their_lines():
    stream = np.random.default_rng(5)
    whole = simulated(stream, 200, 30, 0.15)
    cut = [Closed(c.id, {}, 100, 100, DAY, lines=c.lines[: 2 + i % 29]) for i, c in enumerate(whole)]
    found = fit_correlation(cut)
    assert found.rho == pytest.approx(0.15, abs=0.04)
    assert found.low < 0.15 < found.high


def test_an_exact_power_law_comes_back():
    sizes = [10, 20, 40, 80, 160, 320]
    model = fit_size(sizes, [5 * size**1.2 for size in sizes])
    assert model.predict(100) == pytest.approx(5 * 100**1.2)
    assert model.percentile(100, 80) == pytest.approx(5 * 100**1.2)


def test_one_wild_project_does_not_carry_the_line_away():
    sizes = list(range(10, 50))
    efforts = [10.0 * size for size in sizes]
    efforts[-1] *= 50
    model = fit_size(sizes, efforts)
    assert model.predict(30) == pytest.approx(300, rel=0.02)
    least_squares = np.polyfit(np.log(sizes), np.log(efforts), 1)
    assert np.exp(np.polyval(least_squares, np.log(30))) > 310


def test_percentiles_of_unseen_projects_hold():
    stream = np.random.default_rng(2)
    hits, centre = [], []
    for _ in range(300):
        size = np.exp(stream.normal(5, 1, 25))
        effort = 8 * size**0.9 * np.exp(0.6 * stream.standard_t(5, 25))
        model = fit_size(size[:24].tolist(), effort[:24].tolist())
        hits.append(effort[24] <= model.percentile(float(size[24]), 80))
        centre.append(effort[24] <= model.predict(float(size[24])))
    assert np.mean(hits) == pytest.approx(0.8, abs=0.05)
    assert np.mean(centre) == pytest.approx(0.5, abs=0.06)


def test_far_sizes_are_less_certain():
    sizes = [float(np.exp(x)) for x in range(8)]
    model = fit_size(sizes, [size * (1.5 if i % 2 else 0.8) for i, size in enumerate(sizes)])
    # Leverage 1/8 + (x - 3.5)² / 42: 0.125 in the middle, 2.054 at x = 12.5.
    a, b = model.line
    steps = [np.log(model.percentile(float(np.exp(x)), 10)) - a - b * x for x in (3.5, 12.5)]
    assert steps[1] / steps[0] == pytest.approx(np.sqrt(3.0535714 / 1.125))


def test_percentiles_rise_with_their_level():
    stream = np.random.default_rng(4)
    size = np.exp(stream.normal(5, 1, 30))
    model = fit_size(size.tolist(), (size * np.exp(stream.normal(0, 0.5, 30))).tolist())
    found = [model.percentile(100, level) for level in (10, 50, 80, 90, 95)]
    assert found == sorted(found)
    assert found[0] < model.predict(100) <= found[1]


@pytest.mark.parametrize(
    ("sizes", "efforts", "why"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], "5 projects or more"),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 0], "above 0"),
        ([7, 7, 7, 7, 7], [1, 2, 3, 4, 5], "sizes that differ"),
    ],
)
def test_a_size_model_says_what_it_lacks(sizes, efforts, why):
    with pytest.raises(ValueError, match=why):
        fit_size(sizes, efforts)
