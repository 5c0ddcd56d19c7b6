"""The simulation is seeded, keyed by line, and the same whether it remembers or not."""

from decimal import Decimal
from itertools import pairwise
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.estimating.builders import TABLE

from fairlead.engines.estimating.memory import Memory
from fairlead.engines.estimating.simulation import (
    Uncertain,
    correlation_for,
    forget,
    line_hours,
    normals,
    percentile,
    simulate,
)

GOLDEN_LINE = [1.120461926092, 0.688072676319, -0.589119775557]
GOLDEN_FACTOR = [0.184565991405, 0.688540390206, -0.636615879996]
CURVE = [(lines, float(rho)) for lines, rho in TABLE]


def lines(count: int, **changes: float) -> list[Uncertain]:
    return [
        Uncertain(
            f"l{i}", **{"hours": 10.0 + i, "low": 0.2, "high": 0.4, "price": 300.0, "cost": 90.0, **changes}
        )
        for i in range(count)
    ]


def test_the_draws_of_a_seed_never_change() -> None:
    """Stored estimates are replayed: another stream under the same seed would move their cents."""
    found = np.round(normals(20261123, "line", "waves", 3), 12).tolist()
    assert found == GOLDEN_LINE
    assert np.round(normals(20261123, "factor", "", 3), 12).tolist() == GOLDEN_FACTOR


def test_draws_are_normal_and_streams_unrelated() -> None:
    n = 100_000
    one, two = normals(1, "line", "a", n), normals(1, "line", "b", n)
    for draws in (one, two, normals(2, "line", "a", n)):
        assert abs(draws.mean()) < 4 / sqrt(n) and abs(draws.var() - 1) < 4 * sqrt(2 / n)
    for other in (two, normals(2, "line", "a", n), normals(1, "factor", "", n), normals(1, "line", "a ", n)):
        assert abs(np.corrcoef(one, other)[0, 1]) < 4 / sqrt(n)
    with pytest.raises(ValueError, match="read-only"):
        one[0] = 1


@pytest.mark.parametrize("rho", [0.0, 0.2, 0.7, 1.0])
def test_lines_move_together_as_much_as_was_asked(rho: float) -> None:
    n = 100_000
    one, two = (np.log(line_hours(x, seed=5, trials=n, rho=rho)) for x in lines(2, low=0.3, high=0.3))
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(rho, abs=4 * (1 - rho**2) / sqrt(n) + 1e-9)


def test_a_line_keeps_its_trials_whatever_the_others_do() -> None:
    line = lines(1)[0]
    alone = simulate([line], seed=9, rho=0.2).hours
    assert np.array_equal(alone, line_hours(line, seed=9, rho=0.2))
    both = simulate([line, Uncertain("x", 5.0, 0.1, 0.1)], seed=9, rho=0.2).hours
    assert np.allclose(both - line_hours(Uncertain("x", 5.0, 0.1, 0.1), seed=9, rho=0.2), alone, rtol=1e-12)


@settings(max_examples=25)
@given(count=st.integers(1, 30), at=st.integers(0, 29), hours=st.floats(0.25, 500))
def test_remembered_equals_fresh_bit_for_bit(count: int, at: int, hours: float) -> None:
    before = lines(count)
    simulate(before, seed=3, trials=200, rho=0.15)
    after = [*before]
    after[at % count] = Uncertain(before[at % count].id, hours, 0.3, 0.6, 310.0, 95.0)
    warm = simulate(after, seed=3, trials=200, rho=0.15)
    forget()
    cold = simulate(after, seed=3, trials=200, rho=0.15)
    for name in ("hours", "price", "cost"):
        assert getattr(warm, name).tobytes() == getattr(cold, name).tobytes()


def test_totals_are_the_sums_of_the_lines() -> None:
    many = lines(20)
    totals = simulate(many, seed=4, trials=1_000, rho=0.1)
    each = np.array([line_hours(line, seed=4, trials=1_000, rho=0.1) for line in many])
    assert np.allclose(totals.hours, each.sum(axis=0), rtol=1e-12)
    assert np.allclose(totals.price, 300 * each.sum(axis=0), rtol=1e-12)
    assert np.allclose(totals.cost, 90 * each.sum(axis=0), rtol=1e-12)


def test_more_correlation_spreads_the_total() -> None:
    spreads = [simulate(lines(20), seed=4, rho=rho).hours.std() for rho in (0, 0.1, 0.3, 0.6, 1)]
    assert all(a < b for a, b in pairwise(spreads))


def test_the_simulation_refuses_what_it_cannot_do() -> None:
    for rho in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="from 0 to 1"):
            simulate(lines(1), seed=1, rho=rho)
    with pytest.raises(ValueError, match="at least one trial"):
        simulate(lines(1), seed=1, trials=0)


def test_a_percentile_is_an_order_statistic() -> None:
    ordered = np.arange(1.0, 11.0)
    assert [percentile(ordered, p) for p in (1, 10, 11, 50, 80, 81, 100)] == [1, 1, 2, 5, 8, 9, 10]
    assert percentile(np.arange(1.0, 10_001.0), 80) == 8_000
    for wrong in (0, 101):
        with pytest.raises(ValueError, match="from 1 to 100"):
            percentile(ordered, wrong)


@pytest.mark.parametrize(
    ("count", "rho"),
    [
        (0, "0.2"),
        (1, "0.2"),
        (10, "0.2"),
        (14, "0.1757"),
        (20, "0.15"),
        (28, "0.1257"),
        (40, "0.1"),
        (237, "0.06"),
        (1400, "0.02"),
        (9999, "0.02"),
    ],
)
def test_correlation_follows_the_number_of_lines(count: int, rho: str) -> None:
    assert Decimal(repr(correlation_for(count, CURVE))) == Decimal(rho)


def test_correlation_between_points_is_straight_in_the_logarithm() -> None:
    assert correlation_for(28, CURVE) == round(0.15 - 0.05 * log(28 / 20) / log(2), 4)
    assert correlation_for(28, list(reversed(CURVE))) == correlation_for(28, CURVE)
    assert correlation_for(28, []) == 0 and correlation_for(28, [(10, 0.3)]) == 0.3


def test_memory_forgets_the_oldest_beyond_its_bound() -> None:
    memory: Memory[str] = Memory(10)
    for key in "abc":
        memory.put(key, key.upper(), 4)
    assert memory.get("a") is None and memory.get("b") == "B" and memory.weight == 8
    memory.put("d", "D", 4)
    assert memory.get("c") is None and memory.get("b") == "B"  # b was asked for later than c
    memory.put("b", "BB", 5)
    assert memory.get("b") == "BB" and memory.weight == 9 and len(memory) == 2
    assert memory.recall("b", lambda: "never", len) == "BB"
    assert memory.recall("e", lambda: "EEE", len) == "EEE" and memory.weight <= 10
    memory.put("huge", "H", 99)
    assert memory.get("huge") == "H" and len(memory) == 1
    memory.clear()
    assert memory.weight == 0 and memory.get("huge") is None
