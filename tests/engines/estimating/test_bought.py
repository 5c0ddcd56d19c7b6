"""SKU lines, and what is bought: prices of the day, markups, ranges in money. See docs/spec/estimating.md."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.engines.estimating.builders import practice, review, terms, work

from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.values import Estimate, Line
from fairlead.engines.findings import Finding
from fairlead.engines.practice.market import Sku
from fairlead.engines.practice.values import ActivityKind, Place, Practice
from fairlead.engines.scoping.values import Work

BOOK = (
    Sku("class", "Remote class", "education", "class", Decimal(5000), "USD", date(2022, 1, 1),
        date(2026, 7, 1), place=Place("skus.toml", 3)),
    Sku("class", "Remote class", "education", "class", Decimal(6000), "USD", date(2026, 7, 1),
        place=Place("skus.toml", 9)),
    Sku("old", "Quick start", "consulting", "package", Decimal(16000), "EUR", date(2022, 1, 1),
        date(2023, 1, 1), place=Place("skus.toml", 15)),
)  # fmt: skip


def selling(sku: str, quantity: float, hours: float = 20.0) -> Work:
    made = work("teach", hours, roles={"trainer": "1"}, education=True, low="1", high="1")
    return replace(made, activity=replace(made.activity, sku=sku, quantity="seats"), quantity=quantity)


def buying(cost: float, *, kind: str = "travel", low: str = "1", high: str = "1", markup: str = "0") -> Work:
    made = work("journey", 0.0, low=low, high=high)
    activity = replace(made.activity, kind=ActivityKind(kind), cost="trips * 1200.0", markup=Decimal(markup))
    return replace(made, activity=activity, cost=cost)


def made(*works: Work, book: tuple[Sku, ...] = BOOK, **changes: object) -> Estimate:
    values = {"seats": 3.0, "trips": 2.0}
    result, findings = estimate(practice(skus=book), review(*works, values=values), terms(**changes))
    assert result is not None, findings
    return result


def refused(*works: Work, firm: Practice, **changes: object) -> tuple[Finding, ...]:
    result, findings = estimate(firm, review(*works), terms(**changes))
    assert result is None
    return findings


def line(of: Estimate, line_id: str) -> Line:
    return next(line for line in of.lines if line.id == line_id)


@pytest.mark.parametrize(("day", "price"), [(date(2026, 6, 30), "15000"), (date(2026, 7, 1), "18000")])
def test_a_sku_sells_units_at_the_price_of_the_day(day: date, price: str) -> None:
    taught = line(made(selling("class", 3.0), day=day), "teach")
    assert (taught.kind, taught.sku, taught.price.amount) == ("fixed", "class", Decimal(price))
    assert (taught.hours, taught.cost.amount) == (Decimal("20.00"), Decimal("1600.00"))
    assert "3 x class" in taught.why[0] and f"the price book of {day}" in taught.why[0]


def test_its_price_is_converted_with_the_frozen_rate() -> None:
    taught = line(made(selling("class", 2.5), currency="EUR"), "teach")
    assert str(taught.price) == "EUR 12,000.00"  # 6,000 at 1.25 is 4,800
    assert "EUR 4,800.00 (stated as USD 6,000.00)" in taught.why[0]


def test_a_price_that_is_missing_on_the_day_is_found_where_the_book_stands() -> None:
    (found,) = refused(selling("old", 1.0), firm=practice(skus=BOOK))
    assert (found.file, found.line, found.where, found.code) == (
        "skus.toml", 15, "activity.teach.sku", "no-price",
    )  # fmt: skip
    assert "no price of old on 2026-11-23. It has one from 2022-01-01 to 2023-01-01." in found.message
    (found,) = refused(selling("none", 1.0), firm=practice(skus=BOOK))
    assert (found.file, found.line) == ("offerings/move/activities.toml", 7)


def test_a_journey_costs_and_sells_without_hours() -> None:
    whole = made(work("waves", 40.0, low="1", high="1"), buying(2400.0, markup="0.10"))
    journey = line(whole, "journey")
    assert (journey.kind, str(journey.cost), str(journey.price)) == (
        "travel", "USD 2,400.00", "USD 2,640.00",
    )  # fmt: skip
    assert (journey.hours, journey.p90, journey.roles) == (0, 0, ())
    assert journey.why[:2] == (
        "trips * 1200.0 with trips = 2 gives USD 2,400.00.",
        "With 10 % on top it sells for USD 2,640.00.",
    )
    assert (whole.hours, whole.price.amount) == (40, 40 * 330 + 2640)
    assert whole.cost.amount == 40 * 100 + 2400


def test_its_range_is_in_money_and_has_an_allowance_of_its_own() -> None:
    whole = made(buying(10_000.0, kind="vendor", low="0.9", high="1.6"))
    bought, spare = whole.lines
    assert bought.amounts[0] == 9000 and bought.amounts[1] == 10_000 and bought.amounts[3] == 16_000
    assert (spare.id, spare.kind, spare.hours) == ("contingency-bought", "contingency", 0)
    assert whole.spreads["price"].p80 == whole.price.amount  # nothing else is uncertain
    assert whole.spreads["hours"].p90 == 0
    assert spare.cost == spare.price  # no markup, no margin


def test_hours_held_back_count_before_money_is() -> None:
    alone = made(work("waves", 400.0, high="1.9"))
    both = made(work("waves", 400.0, high="1.9"), buying(500.0, high="1.5", low="0.9"))
    assert line(both, "contingency") == line(alone, "contingency")
    extra = [item for item in both.lines if item.id == "contingency-bought"]
    assert both.price.amount >= both.spreads["price"].p80
    assert len(extra) <= 1


def test_what_is_bought_without_a_cost_is_found() -> None:
    made_ = buying(0.0)
    (found,) = refused(replace(made_, cost=None), firm=practice())
    assert (found.where, found.code) == ("activity.journey.cost", "no-cost")
    (found,) = refused(replace(made_, cost=float("inf")), firm=practice())
    assert found.code == "absurd-cost"
