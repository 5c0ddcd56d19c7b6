"""Networks reproduce the reference figures and refuse what is no network (docs/spec/scheduling.md)."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.estimating.reference import CASES, PERCENTS, assert_simulates

from fairlead.engines.estimating.lattice import Lattice, total_of
from fairlead.engines.estimating.ranges import BetaPert, Range, Triangular
from fairlead.engines.estimating.simulation import stream
from fairlead.engines.findings import Unsound
from fairlead.engines.scheduling import (
    Task,
    check_network,
    clark_max,
    classic_pert,
    criticality,
    forward_pass,
    in_order,
    simulate_network,
)

NETWORK = (Task("A"), Task("B", ("A",)), Task("C", ("A",)), Task("D", ("B", "C")))
POINTS = {key: tuple(value) for key, value in CASES["network_params"].items()}
SHAPES = {"network_triangular": Triangular, "network_betapert": BetaPert}
TRIALS = 200_000


def ranges_of(name: str) -> dict[str, Range]:
    return {key: SHAPES[name](*points) for key, points in POINTS.items()}


@pytest.mark.parametrize("name", SHAPES)
def test_simulated_network_is_within_four_standard_errors(name: str) -> None:
    ranges = ranges_of(name)
    lengths = {key: ranges[key].sample(stream(7, "task", key), TRIALS) for key in ranges}
    run = forward_pass(NETWORK, lengths)
    assert_simulates(run.total, CASES[name])
    share = CASES[name]["P_B_critical"]
    error = 4 * sqrt(share * (1 - share) / TRIALS)
    shares = criticality(NETWORK, run)
    assert shares["B"] == pytest.approx(share, abs=error)
    assert shares["C"] == pytest.approx(1 - share, abs=error)
    assert shares["A"] == shares["D"] == 1


@pytest.mark.parametrize("name", SHAPES)
def test_network_on_a_lattice_is_within_a_thousandth(name: str) -> None:
    part = {key: Lattice.of(r, 0.01, r.low, r.high) for key, r in ranges_of(name).items()}
    total = total_of([part["A"], part["B"].later(part["C"]), part["D"]])
    case = CASES[name]
    assert total.mean == pytest.approx(case["mean"], rel=1e-4)
    assert total.sd == pytest.approx(case["sd"], rel=1e-4)
    for percent in PERCENTS:
        assert total.quantile(percent / 100) == pytest.approx(case[f"P{percent}"], rel=1e-4)
    assert part["B"].exceeds(part["C"]) == pytest.approx(case["P_B_critical"], rel=1e-3)


def test_summary_reads_the_run_it_was_made_of() -> None:
    ranges = ranges_of("network_betapert")
    found = simulate_network(NETWORK, ranges, seed=3, trials=10_000)
    lengths = {key: ranges[key].sample(stream(3, "task", key), 10_000) for key in ranges}
    total = forward_pass(NETWORK, lengths).total
    assert found.mean == pytest.approx(total.mean()) and found.sd == pytest.approx(total.std())
    assert np.mean(total <= found.percentiles[80]) == pytest.approx(0.8, abs=1e-3)
    assert list(found.critical) == ["A", "B", "C", "D"]


def test_a_task_keeps_its_draws_when_another_comes() -> None:
    ranges = ranges_of("network_triangular")
    longer = (*NETWORK, Task("E", ("A",)))
    fast = simulate_network(longer, {**ranges, "E": Triangular(0.001, 0.002, 0.003)}, seed=3, trials=5_000)
    assert fast.percentiles == simulate_network(NETWORK, ranges, seed=3, trials=5_000).percentiles
    assert fast.critical["E"] == 0


def test_textbook_pert_takes_the_longest_path_and_is_too_low() -> None:
    case = CASES["classic_pert_path_ABD"]
    path, pert = classic_pert((NETWORK[0], NETWORK[1], Task("D", ("B",))), POINTS)
    assert path == ("A", "B", "D")
    assert pert.mean == pytest.approx(case["mean"], rel=1e-12)
    assert pert.sd == pytest.approx(case["sd"], rel=1e-12)
    assert pert.quantile(0.8) == pytest.approx(case["P80"], rel=1e-9)
    assert pert.quantile(0.8) < CASES["network_betapert"]["P80"] < CASES["network_triangular"]["P80"]
    # B and C have the same middle (35 / 6): either is the textbook's path through the whole network.
    whole, same = classic_pert(NETWORK, POINTS)
    assert whole[0] == "A" and whole[2] == "D" and same.mean == pytest.approx(12.5, rel=1e-12)


@pytest.mark.parametrize("case", CASES["clark"], ids=lambda case: f"{case['m2']}-{case['rho']}")
def test_clark(case: dict[str, float]) -> None:
    found = clark_max(*(case[key] for key in ("m1", "s1", "m2", "s2", "rho")))
    assert found == pytest.approx((case["mean"], case["sd"]), rel=1e-9)


def test_clark_at_its_edges() -> None:
    assert clark_max(3, 1, 5, 1, 1) == (5, 1)
    assert clark_max(3, 0, 2, 0) == (3, 0)
    for wrong in ((1, -1, 1, 1, 0), (1, 1, 1, 1, 1.5)):
        with pytest.raises(ValueError, match="sds are from 0 up"):
            clark_max(*wrong)


def test_every_fault_of_a_network_is_found_at_once() -> None:
    tasks = (Task("a", ("c",)), Task("b", ("a",)), Task("c", ("b", "x")), Task("d"), Task("d"))
    found = check_network(tasks)
    assert {finding.code for finding in found} == {"double-task", "unknown-task", "ring"}
    ring = next(f for f in found if f.code == "ring")
    assert ring.message.count(" waits for ") == 3
    with pytest.raises(Unsound, match="waits for x, which is not there"):
        in_order(tasks)
    with pytest.raises(ValueError, match="at least one task"):
        forward_pass((), {})


@given(
    lengths=st.lists(st.integers(0, 50), min_size=1, max_size=12),
    links=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30),
)
def test_the_end_is_the_longest_of_all_paths(lengths: list[int], links: list[tuple[int, int]]) -> None:
    n = len(lengths)
    before = {i: sorted({a for a, b in links if b == i and a < i}) for i in range(n)}
    tasks = tuple(Task(str(i), tuple(map(str, before[i]))) for i in range(n))
    run = forward_pass(tasks, {str(i): np.array([float(x)]) for i, x in enumerate(lengths)})

    def longest(i: int) -> int:
        return lengths[i] + max((longest(j) for j in before[i]), default=0)

    ends = [longest(i) for i in range(n)]
    assert run.total[0] == max(ends)
    shares = criticality(tasks, run)
    assert all(shares[str(i)] in (0, 1) for i in range(n))
    assert any(shares[str(i)] for i in range(n) if ends[i] == max(ends))
    assert sum(lengths[i] for i in range(n) if shares[str(i)]) >= max(ends)
