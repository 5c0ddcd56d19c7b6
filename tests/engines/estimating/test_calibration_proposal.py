"""What is proposed for lines, when nothing is, and how old estimates fare with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.estimating.closings import START

from fairlead.engines.estimating.calibration.corrected import ranges
from fairlead.engines.estimating.calibration.correlation import own_fate, refit
from fairlead.engines.estimating.calibration.proposal import Rule, by_line, multiple, propose
from fairlead.engines.estimating.calibration.rerun import Estimated, Piece, percentiles, rerun
from fairlead.engines.estimating.calibration.similar import nearest, reference, spreads
from fairlead.engines.estimating.calibration.values import Closed, ClosedLine

LINES = (("kickoff", "discover"), ("waves", "move"), ("checks", "move"), ("close", "close"))
RULES = tuple(Rule(line, phase, line.title(), 0.8, 1.5) for line, phase in LINES)


def closings(
    count: int, over: dict[str, float] | None = None, seed: int = 5, sd: float = 0.2
) -> list[Closed]:
    """Line records of so many engagements of one offering, each line 20 hours; some run over by a factor."""
    stream = np.random.default_rng(seed)
    return [
        Closed(
            f"e{i}/{line}",
            {"offering": "move", "phase": phase, "line": line},
            20.0,
            20.0 * (over or {}).get(line, 1.0) * float(np.exp(stream.normal(0, sd))),
            START + timedelta(days=i),
            whole=f"e{i}",
        )
        for i in range(count)
        for line, phase in LINES
    ]


def test_a_line_that_runs_over_is_moved_and_says_why():
    found = propose(closings(24, {"waves": 1.3}), "move", RULES)
    waves = by_line(found.corrections)["waves"]
    assert 1.08 <= waves.shift <= 1.3
    assert (waves.n, waves.few, len(waves.engagements)) == (24, False, 24)
    assert waves.low < 1 < waves.high
    before, after = ({hit.level: hit.hits for hit in hits} for hits in (waves.before, waves.after))
    assert after[50] > before[50]
    assert after[80] >= before[80]
    assert any("24 closed, which weigh 55%" in reason for reason in waves.reasons)
    assert "IT services projects" in waves.reasons[-1]
    assert all(
        by_line(found.corrections)[line].shift == 1.0
        for line in by_line(found.corrections)
        if line != "waves"
    )


@pytest.mark.parametrize("count", [0, 1, 3, 4])
def test_three_data_points_do_not_shout(count):
    found = propose(closings(count, {line: 3.0 for line, _ in LINES}), "move", RULES)
    assert found.corrections == ()
    assert f"{count} closed engagements of move are too few" in found.reasons[0]
    assert 'class "IT services projects, effort"' in found.reasons[1]


def test_a_line_closed_three_times_rests_on_its_phase():
    history = [
        one for one in closings(24) if one.groups["line"] != "checks" or one.project in ("e1", "e2", "e3")
    ]
    tripled = [replace(one, actual=60.0) if one.groups["line"] == "checks" else one for one in history]
    checks = by_line(propose(tripled, "move", RULES).corrections).get("checks")
    assert checks is not None
    assert (checks.n, checks.few) == (3, True)
    assert checks.shift < 1.2
    assert "phase move: 3 closed with this line are too few" in checks.basis


def test_lines_of_one_engagement_lend_no_weight():
    """Three engagements with a hundred lines are three engagements."""
    many = [
        replace(one, id=f"{one.id}-{copy}", groups={**one.groups, "line": f"{one.groups['line']}-{copy}"})
        for copy in range(25)
        for one in closings(3, {line: 2.0 for line, _ in LINES}, sd=0.01)
    ]
    found = ranges(many, (), pseudo_count=20.0)
    assert found.n == 3
    assert found.at(50) == pytest.approx(0.973 * (2.0 / 0.973) ** (3 / 23), rel=0.02)
    assert found.at(80) == 1.131  # three engagements have no P80 of their own
    assert "300 lines of 3 closed" in found.reasons[0]


def test_what_agrees_is_left_alone():
    rules = tuple(replace(rule, low=0.77, high=1.3) for rule in RULES)
    found = propose(closings(200, sd=0.2), "move", rules)
    assert found.corrections == ()
    assert "200 closed engagements of move agree with the practice." in found.reasons


def test_other_offerings_are_not_corrected_by_these():
    assert propose(closings(24), "build", RULES).corrections == ()


def test_a_percentile_of_a_line_is_that_of_its_split_lognormal():
    assert multiple(50, 1.2, 0.8, 1.5) == pytest.approx(1.2)
    assert multiple(90, 1.0, 0.8, 1.5) == pytest.approx(1.5, rel=1e-6)
    assert multiple(10, 1.0, 0.8, 1.5) == pytest.approx(0.8, rel=1e-6)
    assert multiple(80, 1.0, 0.8, 1.5) == pytest.approx(1.5 ** (0.841621 / 1.281552), rel=1e-4)


@given(st.lists(st.floats(0.2, 5.0), min_size=5, max_size=40), st.floats(0.3, 1.0), st.floats(1.0, 3.0))
def test_whatever_was_closed_the_range_is_one(ratios, low, high):
    groups = {"offering": "move", "phase": "discover", "line": "kickoff"}
    history = [
        Closed(f"e{i}/kickoff", groups, 10, 10 * ratio, START, whole=f"e{i}")
        for i, ratio in enumerate(ratios)
    ]
    for one in propose(history, "move", (Rule("kickoff", "discover", "Kickoff", low, high),)).corrections:
        assert 0 < one.low <= 1 <= one.high <= 20
        assert 0 < one.shift < 6


def estimated(count: int, over: float) -> list[Estimated]:
    pieces = tuple(Piece(line, 20.0, 0.8, 1.5) for line, _ in LINES)
    return [Estimated(f"e{i}", START + timedelta(days=i), 80.0 * over, pieces, 0.2, 1) for i in range(count)]


def test_the_last_twenty_are_run_again():
    history = closings(24, {line: 1.4 for line, _ in LINES})
    corrections = by_line(propose(history, "move", RULES).corrections)
    asked = []

    def without(name):
        asked.append(name)
        rest = [one for one in history if one.project != name]
        return by_line(propose(rest, "move", RULES).corrections)

    found = rerun(estimated(24, 1.4), corrections, without)
    assert [row.id for row in found.rows] == asked == [f"e{i}" for i in range(4, 24)]
    p80 = {name: getattr(found, name)[1] for name in ("before", "after", "apart")}
    assert [hit.n for hit in p80.values()] == [20, 20, 20]
    assert p80["before"].hits == 0
    assert p80["after"].hits == p80["apart"].hits == 20
    assert found.rows[0].after[50] > found.rows[0].before[50]
    assert any("P80: 0 of 20 held with the practice" in reason for reason in found.reasons)


def test_a_total_without_correction_is_the_practices_own():
    one = estimated(1, 1.0)[0]
    assert percentiles(one, {})[50] == pytest.approx(80, rel=0.1)
    alone = replace(one, pieces=(Piece("kickoff", 20.0, 0.8, 1.5), Piece("nothing", 0.0, 0.8, 1.5)))
    assert percentiles(alone, {})[90] == pytest.approx(30, rel=0.03)
    assert rerun((), {}, lambda _: {}).rows == ()


def test_with_the_refitted_correlation_totals_are_wider():
    narrow, wide = (
        rerun(estimated(20, 1.38), {}, lambda _: {}),
        rerun(estimated(20, 1.38), {}, lambda _: {}, ((1, 0.9),)),
    )
    assert narrow.tied == ()
    assert narrow.before[2].hits < wide.tied[2].hits
    assert "totals hold best with both" in wide.reasons[-1]


def together(count: int, shared: float, own: float, bias: float = 1.0) -> list[Closed]:
    """Projects whose lines share a factor; the line "a" always runs over by `bias`."""
    stream = np.random.default_rng(11)
    found = []
    for i in range(count):
        factor = stream.normal(0, shared)
        lines = tuple(
            ClosedLine(
                name,
                10.0,
                10.0 * float(np.exp(factor + stream.normal(0, own))) * (bias if name == "a" else 1),
            )
            for name in "abcdefgh"
        )
        found.append(Closed(f"p{i}", {}, 80, 80, START, lines=lines))
    return found


TABLE = ((10, 0.2), (40, 0.1))


def test_the_correlation_is_refitted_from_ten_projects_on():
    few = refit(together(9, 0.4, 0.2), TABLE)
    assert few.table == () and "The practice's table holds" in few.reasons[0]
    found = refit(together(30, 0.4, 0.2), TABLE)
    assert found.fitted.rho == pytest.approx(0.8, abs=0.12)
    assert [count for count, _ in found.table] == [10, 40]
    assert found.table[0][1] > 0.4
    assert found.table[1][1] == pytest.approx(found.table[0][1] / 2, abs=0.01)


def test_a_table_that_agrees_stays():
    found = refit(together(30, 0.1, 0.2), TABLE)
    assert found.table == ()
    assert "it stays" in found.reasons[-1]


def test_what_always_runs_over_is_no_shared_fate():
    plain, biased = (refit(together(30, 0.4, 0.2, bias), TABLE).fitted.rho for bias in (1.0, 4.0))
    assert biased == pytest.approx(plain)
    assert len(own_fate(together(9, 0.4, 0.2))[0].lines) == 0


MINE = {"users": 1000, "source": "gitlab", "portfolio": ["a", "b"], "air_gap": False}


def test_the_nearest_are_those_with_like_answers_and_say_what_differs():
    closed = {
        "same": dict(MINE),
        "larger": {**MINE, "users": 3000},
        "other": {**MINE, "source": "bitbucket", "air_gap": True},
        "half": {**MINE, "portfolio": ["b", "c"]},
    }
    found = nearest(MINE, closed, MINE, k=3)
    assert found[0].id == "same"
    assert found[0].distance == 0 and found[0].differences == ()
    half = next(one for one in nearest(MINE, closed, MINE) if one.id == "half")
    assert [(d.driver, d.distance) for d in half.differences] == [
        ("portfolio", pytest.approx(2 / 3, abs=1e-3))
    ]
    other = next(one for one in nearest(MINE, closed, MINE) if one.id == "other")
    assert {d.driver for d in other.differences} == {"source", "air_gap"}
    assert (other.differences[0].mine, other.differences[0].theirs) in {
        ("gitlab", "bitbucket"),
        (False, True),
    }


def test_an_answer_that_only_one_has_counts_half_and_one_that_neither_has_nothing():
    found = nearest({"a": 1}, {"x": {}, "y": {"a": 1}}, {"a", "b"})
    assert [(one.id, one.distance) for one in found] == [("y", 0.0), ("x", 0.25)]


def test_numbers_are_measured_in_robust_spreads_of_their_logs():
    pool = [{"users": n} for n in (100, 110, 120, 130, 90_000)]
    scale = spreads(pool, {"users"})["users"]
    logs = np.log1p([100, 110, 120, 130, 90_000])
    assert scale == pytest.approx(max(1.4826 * np.median(np.abs(logs - np.median(logs))), 0.1))
    far = nearest({"users": 100}, {"far": {"users": 90_000}}, {"users"})[0]
    assert far.distance <= 3.0


def test_the_reference_class_leans_on_the_line():
    history = closings(24, {"waves": 1.3})
    path = (("line", "waves"), ("phase", "move"), ("offering", "move"))
    similar = {f"e{i}" for i in range(5)}
    found = reference(history, similar, path)
    assert found.n == 5
    assert found.at(10) <= found.at(50) <= found.at(80) <= found.at(90)
    whole = ranges(history, path)
    assert abs(log(found.at(50)) - log(whole.at(50))) < 0.1
    assert found.at(90) == whole.at(90)  # five engagements have no P90 of their own
