"""Blind rounds: the pool is as wide as the experts are apart, wide lines go on, dissent is named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.estimating.consensus import Judgement, check_judgement, pooled, quantile

HALF = Decimal("0.5")


def said(expert, low, likely, high, reason="Did the same at Alder Rail."):
    return Judgement(expert, Decimal(str(low)), Decimal(str(likely)), Decimal(str(high)), reason)


def test_one_expert_is_taken_at_their_word():
    found = pooled([said("Theo", 20, 30, 60)], HALF)
    assert (found.low, found.likely, found.high) == (20, 30, 60)
    assert (found.spread, found.wide, found.dissent) == (0, False, ())


def test_experts_who_agree_keep_their_range():
    found = pooled([said("Theo", 20, 30, 60), said("Cora", 20, 30, 60)], HALF)
    assert (found.low, found.likely, found.high) == (20, 30, 60)
    assert not found.wide


def test_experts_who_differ_widen_the_range():
    """A mixture of 20-30-45 and 60-80-120: half of it lies below about 52 h, P10 and P90 reach to both."""
    near, far = said("Theo", 20, 30, 45), said("Cora", 60, 80, 120)
    found = pooled([near, far], HALF)
    assert found.low < 25 < 50 < found.likely < 60 < 100 < found.high
    assert found.spread == Decimal("0.91")  # (80 - 30) / 55
    assert found.wide
    assert found.dissent == ("Theo", "Cora")
    assert found.why[0] == "2 experts, from 30 h (Theo) to 80 h (Cora)."
    assert found.why[1] == "They are 91% of the median apart, more than the 50% that the panel allows."


def test_one_against_three_is_the_one_who_dissents():
    panel = [said(name, 24, 30, 40) for name in ("Theo", "Cora", "Dan")] + [said("Rita", 60, 90, 140)]
    assert pooled(panel, HALF).dissent == ("Rita",)


@pytest.mark.parametrize(("allowed", "wide"), [("0.91", False), ("0.90", True)])
def test_wide_is_more_than_the_panel_allows(allowed, wide):
    judgements = [said("Theo", 20, 30, 45), said("Cora", 60, 80, 120)]
    assert pooled(judgements, Decimal(allowed)).wide is wide


def test_a_range_without_width_is_a_step():
    assert quantile([said("Theo", 30, 30, 30)], 0.1) == pytest.approx(30)
    found = pooled([said("Theo", 30, 30, 30), said("Cora", 60, 60, 60)], HALF)
    assert (found.low, found.high) == (30, 60)


HOURS = st.decimals(Decimal("0.5"), Decimal(4000), places=2)


@given(st.lists(st.tuples(HOURS, HOURS, HOURS), min_size=1, max_size=6))
def test_the_pool_lies_within_its_experts_and_in_order(ranges):
    judgements = [said(f"e{i}", *sorted(three)) for i, three in enumerate(ranges)]
    found = pooled(judgements, HALF)
    step = Decimal("0.25")
    assert found.low <= found.likely <= found.high
    assert min(j.low for j in judgements) - step <= found.low
    assert found.high <= max(j.high for j in judgements) + step


@given(st.lists(st.tuples(HOURS, HOURS, HOURS), min_size=2, max_size=5), st.randoms())
def test_the_order_of_experts_does_not_matter(ranges, random):
    judgements = [said(f"e{i}", *sorted(three)) for i, three in enumerate(ranges)]
    shuffled = random.sample(judgements, len(judgements))
    one, other = pooled(judgements, HALF), pooled(shuffled, HALF)
    assert (one.low, one.likely, one.high, one.spread) == (other.low, other.likely, other.high, other.spread)
    assert set(one.dissent) == set(other.dissent)


def test_everything_wrong_with_a_judgement_is_said_at_once():
    found = check_judgement(Decimal(-1), Decimal("NaN"), Decimal(2_000_000), " ")
    assert [f.where for f in found] == ["low", "likely", "high", "reason"]
    assert [f.code for f in found] == ["absurd-hours"] * 3 + ["no-reason"]
    out_of_order = check_judgement(Decimal(30), Decimal(20), Decimal(40), "Because.")
    assert [f.code for f in out_of_order] == ["range-order"]
    assert check_judgement(Decimal(10), Decimal(10), Decimal(10), "Because.") == ()


def test_nobody_cannot_be_pooled():
    with pytest.raises(ValueError, match="at least one"):
        pooled([], HALF)
