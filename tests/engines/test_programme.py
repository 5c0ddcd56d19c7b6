"""Programmes: exact tables within four standard errors, the same result on any executor, sound input only."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from math import sqrt
from multiprocessing import get_context

import numpy as np
import pytest
from tests.engines.estimating.reference import CASES, assert_simulates

from fairlead.engines.estimating.ranges import BetaPert, Lognormal, SplitLognormal, Triangular
from fairlead.engines.programme import (
    CHUNK,
    Event,
    Piece,
    programme,
    simulate_programme,
)

TRIALS = 40_000


def ready(pieces, events=()):
    made, findings = programme(pieces, events)
    assert not findings
    return made


@pytest.mark.parametrize("shape", ["triangular", "betapert"])
def test_a_network_ends_when_its_later_branch_does(shape):
    points = CASES["network_params"]
    kind = Triangular if shape == "triangular" else BetaPert
    after = {"A": (), "B": ("A",), "C": ("A",), "D": ("B", "C")}
    pieces = [Piece(name, "one", kind(*points[name]), pace=1.0, after=after[name]) for name in "ABCD"]
    assert_simulates(
        simulate_programme(ready(pieces), seed=11, trials=TRIALS).days, CASES[f"network_{shape}"]
    )


@pytest.mark.parametrize("rho", ["0", "0.2", "0.5", "0.8", "1"])
@pytest.mark.parametrize("level", ["common", "project"])
def test_correlated_lognormals_add_up_as_the_table_says(rho, level):
    """Whether all lines share one factor or one project shares its own, pairs are as strongly tied."""
    given = CASES["lognormal_sum_params"]
    pieces = [
        Piece(f"l{i}", "one", Lognormal(median, sigma), price=2.0, cost=0.5)
        for i, (median, sigma) in enumerate(zip(given["median"], given["sigma"], strict=True))
    ]
    tied = {"rho": float(rho)} if level == "common" else {"rho_project": float(rho)}
    totals = simulate_programme(ready(pieces), seed=5, trials=TRIALS, **tied)
    assert_simulates(totals.hours, CASES[f"lognormal_sum_rho{rho}"])
    np.testing.assert_allclose(totals.price, 2 * totals.hours)
    np.testing.assert_allclose(totals.cost, totals.hours / 2)


def test_risk_events_add_what_the_table_says():
    reference = CASES["risk_register"]
    anchor = Piece("work", "one", SplitLognormal(100.0, 0.0, 0.0))
    events = [Event(risk["name"], "work", risk["p"], Triangular(*risk["tri"])) for risk in reference["risks"]]
    totals = simulate_programme(ready([anchor], events), seed=3, trials=TRIALS)
    assert_simulates(totals.hours - 100.0, reference, mean_key="EMV")
    none = float((totals.hours == 100.0).mean())
    p = reference["P_zero"]
    assert abs(none - p) < 4 * sqrt(p * (1 - p) / TRIALS)


def test_projects_share_less_than_one_project():
    """Two lines of two projects are tied by rho alone, two of one project by both."""
    apart = ready([Piece("a", "x", Lognormal(10, 0.5)), Piece("b", "y", Lognormal(10, 0.5))])
    together = ready([Piece("a", "x", Lognormal(10, 0.5)), Piece("b", "x", Lognormal(10, 0.5))])
    spreads = [
        simulate_programme(p, seed=1, trials=TRIALS, rho=0.1, rho_project=0.6).hours.std()
        for p in (apart, together)
    ]
    mean = 10 * np.exp(0.125)
    for spread, rho in zip(spreads, (0.1, 0.7), strict=True):
        exact = sqrt(2 * mean**2 * ((np.exp(0.25) - 1) + (np.exp(0.25 * rho) - 1)))
        assert spread == pytest.approx(exact, rel=0.03)


def small():
    pieces = [
        Piece(
            f"l{i}", f"p{i // 4}", SplitLognormal(10.0 + i, 0.2, 0.4), 330.0, 100.0,
            after=(f"l{i - 1}",) if i % 4 else (),
        )
        for i in range(12)
    ]  # fmt: skip
    return pieces, [Event("late", "l3", 0.3, Triangular(1, 5, 20))]


def arrays(totals):
    return np.stack([totals.hours, totals.price, totals.cost, totals.days])


def test_every_executor_gives_the_same_bits():
    pieces, events = small()
    made = ready(pieces, events)
    asked = {"seed": 9, "trials": 3 * CHUNK + 7, "rho": 0.1, "rho_project": 0.2}
    alone = arrays(simulate_programme(made, **asked))
    assert alone.shape == (4, 3 * CHUNK + 7)
    for executor in (ThreadPoolExecutor(3), ProcessPoolExecutor(2, mp_context=get_context("spawn"))):
        with executor:
            assert np.array_equal(arrays(simulate_programme(made, **asked, executor=executor)), alone)


def test_more_trials_go_on_where_fewer_ended():
    made = ready(*small())
    few = arrays(simulate_programme(made, seed=2, trials=CHUNK))
    many = arrays(simulate_programme(made, seed=2, trials=2 * CHUNK))
    assert np.array_equal(many[:, :CHUNK], few)


def test_a_changed_project_moves_no_draw_of_another():
    pieces, _ = small()
    rest = [piece for piece in pieces if piece.project != "p1"]
    whole = simulate_programme(ready(pieces), seed=4, trials=CHUNK)
    without = simulate_programme(ready(rest), seed=4, trials=CHUNK)
    alone = simulate_programme(ready([p for p in pieces if p.project == "p1"]), seed=4, trials=CHUNK)
    np.testing.assert_allclose(whole.hours, without.hours + alone.hours)


def test_percentiles_name_every_total():
    found = simulate_programme(ready(*small()), seed=1, trials=1000).percentiles()
    assert set(found) == {"hours", "price", "cost", "days"}
    assert found["hours"][10] < found["hours"][50] < found["hours"][95]


def test_everything_wrong_with_a_programme_is_said_at_once():
    twice = Piece("a", "x", Lognormal(1, 0.1), pace=0)
    pieces = [twice, twice, Piece("b", "x", Lognormal(1, 0.1), after=("c",))]
    pieces.append(Piece("c", "x", Lognormal(1, 0.1), after=("b", "nowhere")))
    events = [Event("e", "gone", 2.0, Triangular(-1, 0, 1))]
    made, findings = programme(pieces, events)
    assert made is None
    assert {f.code for f in findings} == {
        "double-task", "unknown-task", "ring", "absurd-pace", "unknown-piece", "absurd-probability",
        "absurd-impact",
    }  # fmt: skip
    assert programme([])[1][0].code == "empty"


@pytest.mark.parametrize(
    "asked", [{"trials": 0}, {"rho": -0.1}, {"rho_project": -0.1}, {"rho": 0.6, "rho_project": 0.5}]
)
def test_absurd_runs_are_refused(asked):
    with pytest.raises(ValueError, match=r"trial|correlations"):
        simulate_programme(ready(*small()), seed=1, **asked)
