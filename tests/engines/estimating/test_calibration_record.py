"""Records of closed engagements: published intervals, exact guessing, hits (docs/spec/calibration.md)."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.estimating.closings import closed_at

from fairlead.engines.estimating.calibration.accuracy import (
    between_ranks,
    conformal_rank,
    pinball,
    pred25,
    random_guess,
    standardised_accuracy,
    wilson,
)
from fairlead.engines.estimating.calibration.track import record
from fairlead.engines.estimating.calibration.values import Closed, ClosedLine, as_lines, check

# Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
NEWCOMBE = {
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0, 0.1611),
    (1, 29): (0.0061, 0.1718),
}


@pytest.mark.parametrize(("counted", "interval"), NEWCOMBE.items())
def test_intervals_are_the_published_ones(counted, interval):
    assert wilson(*counted) == pytest.approx(interval, abs=5e-5)


def test_nothing_counted_says_nothing():
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=40))
def test_guessing_is_the_exact_double_sum(actuals):
    y = np.array(actuals)
    assert random_guess(y) == pytest.approx(np.abs(y[:, None] - y[None, :]).mean(), rel=1e-9, abs=1e-9)


def test_accuracy_against_guessing():
    # Residuals 10, 0, 10; pairs differ by 100, 100 and 200, each counted twice among nine.
    assert random_guess([100, 200, 300]) == pytest.approx(800 / 9)
    assert standardised_accuracy([100, 200, 300], [110, 200, 290]) == pytest.approx(1 - (20 / 3) / (800 / 9))
    assert standardised_accuracy([5, 5], [4, 6]) is None


def test_pred25_counts_the_edge():
    assert pred25([100, 100, 100, 100], [75, 125, 74, 126]) == 0.5


def test_pinball_is_least_at_the_percentile():
    values = np.arange(1, 101, dtype=float)
    losses = {q: pinball(values, q, 80) for q in range(1, 101)}
    assert min(losses, key=losses.__getitem__) == 80
    assert pinball([10], [8], 80) == pytest.approx(1.6)
    assert pinball([8], [10], 80) == pytest.approx(0.4)


def test_a_rank_needs_enough_values():
    assert {
        level: next(n for n in range(1, 99) if conformal_rank(n, level)) for level in (10, 50, 80, 90, 95)
    } == {
        10: 9,
        50: 1,
        80: 4,
        90: 9,
        95: 19,
    }
    assert conformal_rank(145, 80) == 117  # ceil(146 x 0.8)
    assert conformal_rank(19, 10) == 2  # floor(20 x 0.1)


def test_the_fractional_rank_lies_between_its_neighbours():
    ordered = np.arange(1.0, 25.0)
    assert between_ranks(ordered, 80) == pytest.approx(20.0)  # 25 x 0.8
    assert between_ranks(ordered[:23], 80) == pytest.approx(19.2)
    assert between_ranks(ordered[:2], 95) == 2.0


def test_a_record_of_five():
    history = closed_at([0.8, 0.9, 1.0, 1.3, 2.0], {"offering": "migration"}, {80: 1.3})
    (found,) = record(history, "offering")
    assert (found.group, found.n, found.few) == ("migration", 5, True)
    assert found.bias == pytest.approx(1.0)
    assert found.sdlog == pytest.approx(np.std(np.log([0.8, 0.9, 1.0, 1.3, 2.0]), ddof=1))
    assert found.mar == pytest.approx(32.0)  # (20 + 10 + 0 + 30 + 100) / 5
    assert found.pred25 == pytest.approx(0.8)  # 20 / 80 is a quarter
    p50, p80, p90 = found.hits
    assert (p50.hits, p80.hits, p80.n) == (3, 4, 5)
    assert p80.share == 0.8 and p80.holds
    assert p80.pinball == pytest.approx((0.2 * (0.5 + 0.4 + 0.3) + 0.8 * 0.7) / 5)
    assert (p90.n, p90.share) == (0, None)
    assert found.reasons[0] == "Only 5 closed: too few to conclude from, 20 are needed."
    assert "No P90 was promised." in found.reasons


def test_a_record_that_misses_its_promise_says_so():
    history = closed_at([1.5] * 20 + [1.0] * 5, promised={80: 1.1})
    (found,) = record(history)
    assert not found.few
    assert found.at(80).share == pytest.approx(0.2)
    assert not found.at(80).holds
    assert any("5 of 25 stayed within their P80" in why and "not agree" in why for why in found.reasons)
    assert "The typical engagement came to 1.50 of its estimate." in found.reasons


def test_groups_have_records_of_their_own():
    history = (
        closed_at([1.0, 1.0], {"em": "bo"}, name="b")
        + closed_at([2.0], {"em": "ana"})
        + closed_at([3.0], name="c")
    )
    assert [(found.group, found.n) for found in record(history, "em")] == [("ana", 1), ("bo", 2)]
    assert [found.n for found in record(history)] == [4]
    assert record([], "em") == ()


def test_roles_have_records_through_their_lines():
    lines = (
        ClosedLine("a", 10, 20, "lead"),
        ClosedLine("b", 40, 40, "engineer"),
        ClosedLine("c", 10, 30, "lead"),
    )
    whole = Closed("x", {"em": "ana"}, 60, 90, date(2026, 1, 1), lines=lines)
    by_role = {found.group: found.bias for found in record(as_lines([whole]), "role")}
    assert by_role == {"engineer": 1.0, "lead": 2.5}
    assert {one.groups["em"] for one in as_lines([whole])} == {"ana"}


def test_everything_wrong_is_found_at_once():
    day = date(2026, 1, 1)
    wrong = Closed("x", {}, 0, float("nan"), day, {80: 9.0, 90: 8.0}, (ClosedLine("l", 1, -1),))
    codes = [(one.where, one.code) for one in check([wrong, wrong])]
    once = [
        ("x.estimate", "not-positive"),
        ("x.actual", "not-positive"),
        ("x.line.l.actual", "not-positive"),
        ("x.promised", "percentiles-fall"),
    ]
    assert codes == [*once, ("x", "closed-twice"), *once]
    assert check(closed_at([1.0])) == ()
    with pytest.raises(ValueError, match="above 0: x"):
        record([wrong])
