"""Corrected ranges and replays: three data points do not shout (docs/spec/calibration.md)."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.estimating.closings import closed_at

from fairlead.engines.estimating.calibration.classes import (
    KITCHENHAM,
    PUBLIC_IT,
    TREASURY_OUTSOURCING,
    optimism_bias,
)
from fairlead.engines.estimating.calibration.corrected import banded, ranges
from fairlead.engines.estimating.calibration.replay import replay, rolling
from fairlead.engines.estimating.calibration.values import LEVELS

MIGRATION = (("offering", "migration"),)


def values(corrected):
    return {level: corrected.at(level) for level in LEVELS}


def test_without_history_the_default_class_stands_in_by_name():
    found = ranges([], MIGRATION)
    assert values(found) == dict(zip(LEVELS, KITCHENHAM.quantiles, strict=True))
    assert (found.n, found.few) == (0, True)
    assert found.reasons[0] == (
        "Nothing is closed yet, so the range is that of IT services projects, effort."
    )
    assert "Kitchenham" in found.reasons[-1]
    assert ranges([], default=PUBLIC_IT).at(90) == 1.457


@given(st.lists(st.floats(0.5, 3.0), min_size=3, max_size=3))
def test_three_data_points_do_not_shout(actuals):
    found = ranges(closed_at(actuals, {"offering": "migration"}), MIGRATION)
    before = dict(zip(LEVELS, KITCHENHAM.quantiles, strict=True))
    # A P80 needs four: those that set a price do not move, unless the median climbs past them.
    for level in (80, 90, 95):
        assert found.at(level) == max(before[level], found.at(50))
    moved = log(found.at(50) / before[50])
    assert abs(moved) <= 3 / 23 * abs(log(sorted(actuals)[1] / before[50])) + 1e-12
    assert abs(moved) < 0.16


def test_three_overruns_by_half_hardly_move_the_median():
    found = ranges(closed_at([1.5, 1.5, 1.5]))
    assert found.at(50) == pytest.approx(0.973 * (1.5 / 0.973) ** (3 / 23))  # 1.030
    assert found.at(80) == 1.131
    assert "3 are too few for P10, P80, P90, P95 of their own" in " ".join(found.reasons)


def test_the_same_engagements_are_not_counted_twice():
    history = closed_at([1.5, 1.6, 1.7], {"offering": "migration"})
    assert values(ranges(history, MIGRATION)) == values(ranges(history))
    assert (
        "Offering migration: the same 3 engagements, which are not counted twice."
        in ranges(history, MIGRATION).reasons
    )


def test_a_large_class_speaks_for_itself():
    stream = np.random.default_rng(3)
    actuals = np.exp(stream.normal(0.2, 0.3, 2000))
    found = ranges(closed_at(actuals))
    assert not found.few
    for level in LEVELS:
        assert found.at(level) == pytest.approx(np.quantile(actuals, level / 100), rel=0.01)


def test_a_class_leans_on_the_firm():
    firm = closed_at(np.linspace(0.9, 1.1, 200), {"offering": "other"}, name="f")
    own = closed_at(np.linspace(1.4, 1.6, 20), {"offering": "migration"}, name="m")
    found = ranges(firm + own, MIGRATION)
    above = ranges(firm + own)
    p80 = found.quantiles[LEVELS.index(80)]
    assert p80.own == sorted(one.ratio for one in own)[16]  # rank ceil(21 x 0.8) = 17
    assert p80.weight == 0.5
    assert p80.value == pytest.approx((p80.own * above.at(80)) ** 0.5)
    assert found.n == 20
    assert "Offering migration: 20 closed, which weigh 50% against all closed engagements." in found.reasons


def test_a_narrow_class_lies_within_the_wide_one():
    ana = closed_at([2.0] * 30, {"offering": "migration", "em": "ana"}, name="a")
    bo = closed_at([1.0] * 30, {"offering": "migration", "em": "bo"}, name="b")
    other = closed_at([3.0] * 30, {"offering": "audit", "em": "ana"}, name="o")
    found = ranges(ana + bo + other, (("em", "ana"), *MIGRATION))
    assert (found.name, found.n) == ("em ana, offering migration", 30)
    assert found.at(50) == 2.0


def test_a_spike_is_kept_where_a_hair_would_change_the_hits():
    actuals = [0.9] * 8 + [1.0] * 60 + list(np.linspace(1.01, 2, 32))
    found = ranges(closed_at(actuals))
    assert found.at(50) == 1.0
    assert np.mean(np.array(actuals) <= found.at(50)) == 0.68
    assert "60% of them came to exactly 1.00 of the estimate, kept as P10, P50." in found.reasons


@given(st.lists(st.floats(0.1, 10), min_size=0, max_size=60))
def test_percentiles_rise(actuals):
    found = [quantile.value for quantile in ranges(closed_at(actuals)).quantiles]
    assert found == sorted(found)


def test_unseen_engagements_of_the_same_kind_are_covered():
    stream = np.random.default_rng(7)
    hits = {80: [], 90: [], 95: []}
    for _ in range(60):
        # Spiked at 1 with a heavy tail, as real ones are.
        actuals = np.where(stream.random(500) < 0.5, 1.0, np.exp(0.1 + 0.4 * stream.standard_t(3, 500)))
        found = ranges(closed_at(actuals[:300]))
        for level, shares in hits.items():
            shares.append(np.mean(actuals[300:] <= found.at(level)))
    for level, shares in hits.items():
        assert np.mean(shares) == pytest.approx(level / 100, abs=0.015)


def test_an_estimate_gets_its_range():
    assert ranges([]).of(200)[80] == pytest.approx(226.2)


def test_a_pseudo_count_is_above_nothing():
    with pytest.raises(ValueError, match="above 0"):
        ranges([], pseudo_count=0)


def test_optimism_bias_is_read_as_median_and_p90():
    assert TREASURY_OUTSOURCING.at(50) == TREASURY_OUTSOURCING.at(10) == 1.0
    assert TREASURY_OUTSOURCING.at(90) == pytest.approx(1.41)
    assert TREASURY_OUTSOURCING.at(80) == pytest.approx(1.41 ** (0.8416212 / 1.2815516))  # 1.253
    assert "HM Treasury" in TREASURY_OUTSOURCING.source
    with pytest.raises(ValueError, match="rises"):
        optimism_bias("x", 50, 10)


def test_bands_hold_their_lower_edge():
    band = banded((30, 90), "days")
    assert [band(value) for value in (1, 30, 89, 90)] == [
        "under 30 days",
        "30 to 90 days",
        "30 to 90 days",
        "90 days and more",
    ]
    with pytest.raises(ValueError, match="rise"):
        banded((90, 30), "days")


def test_the_last_twenty_are_run_again():
    history = closed_at([1.0] * 10 + [1.2] * 15 + [1.6] * 5, promised={80: 1.1})
    found = replay(reversed(history), ranges(history))
    assert [row.id for row in found.rows] == [f"e{i}" for i in range(10, 30)]
    p50, p80, p90 = found.before
    assert (p50.hits, p80.hits, p80.n, p90.n) == (0, 0, 20, 0)
    assert [hit.hits for hit in found.after] == [15, 15, 20]
    assert found.rows[0].corrected[80] == pytest.approx(100 * ranges(history).at(80))
    assert (
        "P80: 0 of 20 held as promised, 15 of 20 would have held with the corrected range." in found.reasons
    )
    assert "P90: none was promised, 20 of 20 would have held with the corrected range." in found.reasons


def test_rolling_knows_only_what_was_closed_before():
    calm, wild = closed_at([1.0] * 30), closed_at([1.0] * 29 + [9.0])
    first, second = rolling(calm), rolling(wild)
    assert [row.corrected for row in first.rows] == [row.corrected for row in second.rows]
    assert (first.after[2].hits, second.after[2].hits) == (20, 19)
    assert rolling([]).rows == ()
    assert rolling(calm[:5]).rows[0].corrected[80] == pytest.approx(113.1)


def test_rolling_uses_each_ones_own_class():
    slow = closed_at([2.0] * 40, {"offering": "migration"}, name="s")
    quick = closed_at([1.0] * 40, {"offering": "audit"}, name="q")
    found = rolling(slow + quick, ("offering",), last=2)
    assert {row.id[0]: row.corrected[50] for row in found.rows} == {"q": 100.0, "s": 200.0}
