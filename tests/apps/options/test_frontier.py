"""option.frontier: the scopes that fit a budget, as they really come to, each ready to become an option."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.options import actions
from fairlead.apps.options.negotiating import negotiate
from fairlead.core.errors import Forbidden, Invalid
from tests import cast
from tests.apps.options import ground


def test_each_scope_fits_and_loses_no_less_than_the_one_before(ana, firm):
    found = negotiate(ana, ground.negotiable(firm), budget=Decimal(130_000), floor=Decimal(30))
    assert [scope.rank for scope in found.scopes] == [1, 2, 3, 4, 5]
    assert all(scope.price <= 130_000 and scope.margin >= Decimal("0.30") for scope in found.scopes)
    lost = [scope.lost for scope in found.scopes]
    assert lost == sorted(lost) and len(set(lost)) == len(lost)
    prices = [scope.list_price for scope in found.scopes]
    assert prices == sorted(prices, reverse=True)
    for scope in found.scopes:
        out = {line.id for line in scope.left_out}
        assert "provisioning" in out or "sign-on" not in out
        assert scope.lost == sum(ground.OPTIONAL[key][0] for key in out)
        assert scope.standing == "proven"


def test_a_scope_becomes_an_option_that_comes_to_the_same_cents(ana, firm):
    engagement = ground.negotiable(firm)
    found = negotiate(ana, engagement, budget=Decimal(120_000), most_discount=Decimal(12))
    best = found.scopes[0]
    out = [line.id for line in best.left_out]
    row = ground.estimated(engagement, "For 120,000", left_out=out, discount=best.discount)
    assert (row.price, row.margin, row.days) == (best.price, best.margin, best.days)


def test_with_room_for_everything_nothing_is_left_out(ana, firm):
    found = negotiate(ana, ground.negotiable(firm), budget=Decimal(500_000), count=1)
    assert (found.scopes[0].left_out, found.scopes[0].lost) == ((), 0)


def test_what_the_customer_values_stays_longest(ana, firm):
    engagement = ground.negotiable(firm)
    asked = {"budget": Decimal(140_000), "count": 1}
    worths = "hypercare=0, user-class: 9; runners=9"
    found = negotiate(ana, engagement, worths=worths, **asked).scopes[0]
    assert "hypercare" in {line.id for line in found.left_out}
    assert "user-class" not in {line.id for line in found.left_out}


def test_a_budget_that_nothing_meets_says_what_binds_and_what_would_do(ana, firm):
    engagement = ground.negotiable(firm)
    found = negotiate(ana, engagement, budget=Decimal(20_000))
    assert (found.scopes, found.binds) == ((), "The price after discount is at most the budget.")
    assert found.least_budget
    again = negotiate(ana, engagement, budget=found.least_budget)
    assert again.scopes[0].price <= found.least_budget
    less = negotiate(ana, engagement, budget=found.least_budget - Decimal("0.01"))
    assert less.scopes == ()


def test_a_floor_that_nothing_reaches_says_so(ana, firm):
    found = negotiate(ana, ground.negotiable(firm), budget=Decimal(120_000), floor=Decimal(90))
    assert (found.scopes, found.least_budget) == ((), None)
    assert "margin of 90 %" in found.why[0]


def test_everything_wrong_is_said_at_once(ana, firm):
    engagement = ground.negotiable(firm)
    with pytest.raises(Invalid) as caught:
        negotiate(
            ana, engagement, budget=Decimal("-1"), floor=Decimal(100), most_discount=Decimal("1.234"), count=0
        )
    where = [finding.where for finding in caught.value.findings]
    assert where == ["budget", "floor", "most_discount", "count"]
    for worths, code in (
        ("hypercare", "no-worth"),
        ("kickoff=3", "unknown-line"),
        ("hypercare=5000", "absurd-worth"),
    ):
        with pytest.raises(Invalid) as caught:
            negotiate(ana, engagement, budget=Decimal(1000), worths=worths)
        assert [finding.code for finding in caught.value.findings] == [code]


@pytest.mark.parametrize("who", ["sam", "cora", "max", "carl"])
def test_whoever_does_not_see_cost_sees_no_frontier(who, firm, request):
    """Its bounds would tell: the least budget at a known floor is the cost."""
    engagement = ground.negotiable(firm)
    with pytest.raises(Forbidden):
        negotiate(request.getfixturevalue(who), engagement, budget=Decimal(120_000))


def test_it_is_the_same_each_time_and_keeps_nothing(ana, firm):
    engagement = ground.negotiable(firm)
    before = cast.trace()
    first = negotiate(ana, engagement, budget=Decimal(120_000))
    assert negotiate(ana, engagement, budget=Decimal(120_000)) == first
    assert cast.trace() == before


def test_an_offering_without_optional_lines_says_so(ana, firm):
    texts = {
        name: "".join(
            line for line in text.splitlines(True) if not line.startswith(("optional =", "worth ="))
        )
        for name, text in cast.practice_texts().items()
    }
    practice = cast.catalog.load(cast.actor("dora"), texts=texts)
    engagement = cast.answered(firm)
    if engagement.practice_id != practice.pk:
        engagement = cast.engagements.adopt(ana, cast.as_it_is(engagement), practice=practice)
    with pytest.raises(Invalid, match="may be left out"):
        negotiate(ana, cast.as_it_is(engagement), budget=Decimal(120_000))
    assert actions.open_option(ana, cast.as_it_is(engagement), name="Still").letter == "A"
