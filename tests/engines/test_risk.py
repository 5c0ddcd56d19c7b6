"""The risk register reproduces the reference figures by draws and on a lattice (docs/spec/risk.md)."""

from math import sqrt

import numpy as np
import pytest
from tests.engines.estimating.reference import CASES, assert_simulates

from fairlead.engines.risk import Risk, check_risks, draws, exact_summary, moments, summary

CASE = CASES["risk_register"]
RISKS = tuple(Risk(f"r{i}", r["name"], r["p"], *r["tri"]) for i, r in enumerate(CASE["risks"]))
TRIALS = 200_000


def test_expected_value_spread_and_chance_of_nothing_are_exact() -> None:
    assert moments(RISKS) == pytest.approx((CASE["EMV"], CASE["sd"], CASE["P_zero"]), rel=1e-12)
    for risk, case in zip(RISKS, CASE["risks"], strict=True):
        assert risk.emv == pytest.approx(case["emv"], abs=1e-6)


def test_simulated_register_is_within_four_standard_errors() -> None:
    totals = draws(RISKS, seed=11, trials=TRIALS)
    assert_simulates(totals, CASE, mean_key="EMV")
    none = CASE["P_zero"]
    assert np.mean(totals == 0) == pytest.approx(none, abs=4 * sqrt(none * (1 - none) / TRIALS))
    found = summary(RISKS, seed=11, trials=TRIALS)
    tail = totals[totals >= found.percentiles[80]]
    assert found.tail_mean == pytest.approx(tail.mean())
    # The estimate of a tail mean varies with the tail and with where it is cut off.
    cut = 0.8 * (tail.mean() - found.percentiles[80]) ** 2
    error = 4 * sqrt((tail.var() + cut) / len(tail))
    assert found.tail_mean == pytest.approx(CASE["cov_P80_tail_mean"], abs=error)


def test_register_on_a_lattice_is_within_a_thousandth() -> None:
    found = exact_summary(RISKS)
    for percent in (50, 80, 90, 95):
        assert found.percentiles[percent] == pytest.approx(CASE[f"P{percent}"], rel=1e-4)
    assert found.tail_mean == pytest.approx(CASE["cov_P80_tail_mean"], rel=1e-4)
    assert found.percentiles[10] == 0  # nothing happens in 14.7 % of cases
    assert found.p_none == pytest.approx(CASE["P_zero"])


def test_answering_one_risk_leaves_the_draws_of_the_others() -> None:
    without = draws(RISKS[1:], seed=5, trials=1_000)
    alone = draws(RISKS[:1], seed=5, trials=1_000)
    assert np.allclose(draws(RISKS, seed=5, trials=1_000), without + alone, rtol=1e-12)


def test_small_and_certain_risks() -> None:
    tiny = Risk("tiny", "Tiny", 1.0, 10.0, 10.0001, 10.0002)
    big = Risk("big", "Big", 0.5, 0.0, 50_000.0, 100_000.0)
    found = exact_summary((tiny, big))
    assert found.emv == pytest.approx(25_010.0001)
    assert found.p_none == 0
    assert found.percentiles[10] == pytest.approx(10, abs=5)
    assert exact_summary(()).emv == 0 and exact_summary(()).p_none == 1
    assert summary((), seed=1, trials=10).tail_mean == 0


def test_every_absurd_risk_is_found_at_once() -> None:
    wrong = (
        Risk("a", "A", 1.2, 1, 2, 3),
        Risk("b", "B", 0.2, 3, 2, 4),
        Risk("b", "B again", 0.2, -1, 2, float("inf")),
    )
    assert [f.code for f in check_risks(wrong)] == [
        "absurd-probability",
        "absurd-impact",
        "absurd-impact",
        "double-risk",
    ]
    assert check_risks(RISKS) == ()
