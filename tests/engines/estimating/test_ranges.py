"""Ranges: closed forms agree with draws, densities and the reference sums (docs/spec/estimating.md)."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.estimating.reference import CASES, PERCENTS, assert_simulates

from fairlead.engines.estimating.lattice import (
    Lattice,
    comonotonic_quantile,
    correlated_sum,
    total_of,
)
from fairlead.engines.estimating.ranges import (
    BetaPert,
    Lognormal,
    PertPath,
    Range,
    SplitLognormal,
    Triangular,
    lognormal_sum,
)
from fairlead.engines.estimating.simulation import Uncertain, simulate, stream

MEDIANS = CASES["lognormal_sum_params"]["median"]
SIGMAS = CASES["lognormal_sum_params"]["sigma"]
PARTS = tuple(Lognormal(median, sigma) for median, sigma in zip(MEDIANS, SIGMAS, strict=True))
RHOS = {"0": 0.0, "0.2": 0.2, "0.5": 0.5, "0.8": 0.8, "1": 1.0}
RANGES = (SplitLognormal(40, 0.2, 0.5), Lognormal(10, 0.3), Triangular(2, 4, 9), BetaPert(2, 4, 9))


def test_the_three_percentiles_come_back() -> None:
    line = SplitLognormal.from_percentiles(32, 40, 60)
    assert [line.quantile(q) for q in (0.1, 0.5, 0.9)] == pytest.approx([32, 40, 60], rel=1e-10)
    assert line.quantile(0.8) == pytest.approx(40 * exp(log(1.5) * 0.8416212336 / 1.2815515655), rel=1e-9)
    assert line.quantile(0.8) == pytest.approx(52.20, abs=0.005)
    assert line.mean == pytest.approx(43.75, abs=0.005)


@given(m=st.floats(0.01, 1e5), low=st.floats(0.05, 1), high=st.floats(1, 20), q=st.floats(0.01, 0.98))
def test_quantiles_rise_and_halve_at_the_likely_hours(m: float, low: float, high: float, q: float) -> None:
    line = SplitLognormal.from_percentiles(m * low, m, m * high)
    assert line.quantile(0.5) == pytest.approx(m)
    assert line.quantile(q) <= line.quantile(q + 0.01) * (1 + 1e-12)
    assert line.quantile(0.1) <= line.quantile(0.9) and line.mean >= line.quantile(0.1)


@pytest.mark.parametrize("quantity", RANGES, ids=str)
def test_mean_and_spread_agree_with_draws_and_with_the_density(quantity: Range) -> None:
    draws = quantity.sample(stream(3, "test"), 400_000)
    n, mean, sd = len(draws), draws.mean(), draws.std()
    assert abs(mean - quantity.mean) < 4 * sd / sqrt(n)
    kurtosis = ((draws - mean) ** 4).mean() / sd**4
    assert abs(sd - quantity.sd) < 4 * sd * sqrt((kurtosis - 1) / (4 * n))
    low, high = (0.001, 600.0) if isinstance(quantity, SplitLognormal) else (quantity.low, quantity.high)
    held = Lattice.of(quantity, 0.005, low, high)
    assert held.mean == pytest.approx(quantity.mean, rel=1e-4)
    assert held.sd == pytest.approx(quantity.sd, rel=1e-3)
    outside = np.array([low - 1, high + 1e9])
    assert np.allclose(quantity.density(outside), 0)


@pytest.mark.parametrize("quantity", [RANGES[0], RANGES[1], RANGES[2]], ids=str)
@pytest.mark.parametrize("q", [0.05, 0.3, 0.5, 0.8, 0.97])
def test_closed_quantiles_cut_the_density_where_they_say(quantity: Triangular, q: float) -> None:
    low, high = (2, 9) if isinstance(quantity, Triangular) else (0.001, 2000)
    held = Lattice.of(quantity, 0.005, low, high)
    assert held.quantile(q) == pytest.approx(quantity.quantile(q), rel=1e-4)


@pytest.mark.parametrize("name", RHOS)
def test_lognormal_sums_simulated_within_four_standard_errors(name: str) -> None:
    lines = [Uncertain(f"t{i}", p.median, p.low, p.high, price=2.0) for i, p in enumerate(PARTS)]
    totals = simulate(lines, seed=42, trials=200_000, rho=RHOS[name])
    assert_simulates(totals.hours, CASES[f"lognormal_sum_rho{name}"])
    assert np.allclose(totals.price, 2 * totals.hours, rtol=1e-12) and not totals.cost.any()


@pytest.mark.parametrize("name", RHOS)
def test_lognormal_sums_without_noise_within_a_thousandth(name: str) -> None:
    case, rho = CASES[f"lognormal_sum_rho{name}"], RHOS[name]
    assert lognormal_sum(MEDIANS, SIGMAS, rho) == pytest.approx((case["mean"], case["sd"]), rel=1e-6)
    for percent in PERCENTS:
        if rho < 1:
            found = correlated_sum(PARTS, rho, step=0.1).quantile(percent / 100)
        else:
            found = comonotonic_quantile(PARTS, percent / 100)
        assert found == pytest.approx(case[f"P{percent}"], rel=1e-4)


def test_textbook_pert_path() -> None:
    points = [CASES["network_params"][key] for key in "ABD"]
    case = CASES["classic_pert_path_ABD"]
    path = PertPath.of(points)
    assert (path.mean, path.sd) == pytest.approx((case["mean"], case["sd"]), rel=1e-12)
    assert path.quantile(0.8) == pytest.approx(case["P80"], rel=1e-12)


def test_ranges_refuse_what_is_no_range() -> None:
    for wrong in ((0, 1, 2), (2, 1, 3), (1, 3, 2), (1, 2, float("inf"))):
        with pytest.raises(ValueError, match="percentiles must rise"):
            SplitLognormal.from_percentiles(*wrong)
    for wrong in ((-1, 0.1, 0.1), (1, -0.1, 0.1), (1, 0.1, float("nan"))):
        with pytest.raises(ValueError, match="must be"):
            SplitLognormal(*wrong)
    for kind in (Triangular, BetaPert):
        with pytest.raises(ValueError, match="low <= mode <= high"):
            kind(3, 2, 4)
    for q in (0, 1, -0.1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            RANGES[0].quantile(q)
    with pytest.raises(ValueError, match="smaller spread"):
        SplitLognormal(1, 0, 0.2).density(np.array([1.0]))


def test_lattices_refuse_what_does_not_fit() -> None:
    one = Lattice.of(Triangular(2, 4, 9), 0.1, 2, 9)
    other = Lattice.of(Triangular(2, 4, 9), 0.2, 2, 9)
    for clash in (lambda: one.later(other), lambda: total_of([one, other]), lambda: one.exceeds(other)):
        with pytest.raises(ValueError, match="same step"):
            clash()
    with pytest.raises(ValueError, match="step above 0"):
        Lattice.of(Triangular(2, 4, 9), 0, 2, 9)
    with pytest.raises(ValueError, match="from zero up"):
        Lattice.of(Triangular(-2, 4, 9), 0.1, -2, 9).perhaps(0.5)
    with pytest.raises(ValueError, match="even spreads"):
        correlated_sum([SplitLognormal(1, 0.1, 0.2)], 0.2, step=0.1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        one.quantile(1)
