"""What reaches a margin, a budget or a last day. See docs/spec/estimating.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.engines.shaping.cases import MAY_GO, practice, priced, scoping, shaped

from fairlead.engines.estimating.pricing import discounted, margin
from fairlead.engines.money import Money
from fairlead.engines.scoping.values import Pace
from fairlead.engines.shaping.solving import Way, for_end, for_margin, for_price

CENT = Decimal("0.01")


def usd(amount: Decimal | int) -> Money:
    return Money(Decimal(amount), "USD").rounded()


def left(way: Way) -> set[str]:
    return {change.id for change in way.changes if change.kind == "leave"}


@pytest.mark.parametrize("wanted", ["0.40", "0.50", "0.60"])
def test_the_largest_discount_that_keeps_a_margin(wanted: str) -> None:
    now = shaped()
    (way,) = for_margin(practice(), now, Decimal(wanted)).ways
    assert way.margin >= Decimal(wanted)
    further = discounted(now.estimate.list_price, way.discount + CENT)[1]
    assert margin(further, now.estimate.cost) <= Decimal(wanted)
    assert [change.kind for change in way.changes] == ["discount"]
    assert way.price == priced(discount=way.discount).estimate.price  # ready: it is what it would be


def test_a_margin_that_cost_does_not_allow_says_so_and_the_best_there_is() -> None:
    found = for_margin(practice(), shaped(), Decimal("0.95"))
    assert found.ways == ()
    assert found.binding.startswith("Standard cost binds")
    assert found.nearest is not None and found.nearest.discount == 0


def test_a_budget_is_met_by_a_discount_where_the_floor_allows_it() -> None:
    now = shaped()
    budget = usd(round(now.estimate.list_price.amount * Decimal("0.9"), 2))
    ways = for_price(practice(), now, budget).ways
    assert ways and all(way.price <= budget and way.keeps_floor for way in ways)
    assert left(ways[0]) == set() and ways[0].lost == 0


def test_where_the_floor_binds_lines_go_with_the_least_loss() -> None:
    now = shaped()
    floor = now.estimate.floor_price
    assert floor is not None
    budget = floor - usd(2000)
    found = for_price(practice(), now, budget)
    assert found.ways
    for way in found.ways:
        assert way.price <= budget and way.margin >= practice().margin_floor and left(way)
    first = found.ways[0]
    assert first.lost == sum(MAY_GO[key] for key in left(first))
    gone = replace(scoping(), left_out=frozenset(left(first)))
    again = shaped(replace(gone, terms=replace(gone.terms, discount=first.discount))).estimate
    assert (again.price, again.margin) == (first.price, first.margin)


def test_a_budget_that_nothing_reaches_names_the_floor_and_the_nearest() -> None:
    found = for_price(practice(), shaped(), usd(20_000))
    assert found.ways == ()
    assert "the margin floor of 0.30 binds" in found.binding
    assert found.nearest is not None and found.nearest.margin >= Decimal("0.30")
    assert found.nearest.price > usd(20_000)


def test_a_budget_that_no_percentage_gives_names_the_list_price_that_does() -> None:
    now = shaped()
    budget = usd(now.estimate.list_price.amount - Decimal("1000.01"))
    (first, *_) = for_price(practice(), now, budget).ways
    assert "No discount with two decimals gives exactly" in first.note
    assert f"gives {budget}" in first.note


def test_more_people_bring_the_end_forward() -> None:
    now = shaped(replace(scoping(), pace=Pace(people=1)))
    table = now.estimate.timetable
    assert table is not None and table.end is not None
    wanted = table.end - timedelta(days=20)
    found = for_end(practice(), now, wanted)
    assert found.ways and all(way.end and way.end <= wanted for way in found.ways)
    people = next(way for way in found.ways if way.changes[0].kind == "people")
    assert people.lost == 0
    one_less = int(people.changes[0].after) - 1
    short = shaped(replace(scoping(), pace=Pace(people=one_less))).estimate.timetable
    assert short is not None and short.end is not None and short.end > wanted  # and with one less it is late


def test_a_day_that_nobody_reaches_names_the_order_of_things() -> None:
    now = shaped()
    table = now.estimate.timetable
    assert table is not None and table.start is not None
    found = for_end(practice(), now, table.start)
    assert found.ways == ()
    assert found.binding.startswith("What must follow each other binds")
    assert found.nearest is not None and found.nearest.end is not None


def test_without_a_start_there_is_no_end() -> None:
    assert "no wished start" in for_end(practice(), priced(start=None), scoping().terms.day).binding
