"""Rates on a day, exchange, standard cost, hours and discounts, with the worked numbers of the spec."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.estimating.builders import DAY, practice

from fairlead.engines.estimating.lines import role_hours
from fairlead.engines.estimating.pricing import (
    RateCard,
    discounted,
    exchange_on,
    margin,
    minimum_price,
    rate_card,
    rate_on,
    round_hours,
    split_hours,
    standard_cost,
)
from fairlead.engines.estimating.reasons import rates_reason
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Practice, Rate


def usd(text: str) -> Money:
    return Money(Decimal(text), "USD")


def card(**changes: object) -> RateCard:
    fields = {"day": DAY, "region": "", "currency": "USD", **changes}
    found, findings = rate_card(practice(), ["engineer", "manager"], ["trainer"], **fields)  # type: ignore[arg-type]
    assert found is not None, findings
    return found


def test_fixed_fee_of_120_hours() -> None:
    listed = usd("330") * 120
    assert listed == usd("39600")
    assert discounted(listed, Decimal("7.58")) == (usd("3001.68"), usd("36598.32"))


def test_block_of_48_hours() -> None:
    expert, coordination = Decimal(40), Decimal(40) * Decimal("0.20")
    hours = expert + coordination
    assert hours == 48 and usd("300") * hours == usd("14400")
    assert split_hours(hours, {"engineer": Decimal(5), "manager": Decimal(1)}) == {
        "engineer": 40,
        "manager": 8,
    }


def test_standard_cost_and_minimum_price() -> None:
    assert standard_cost(Decimal(188_000)) == Decimal("100.00")
    assert standard_cost(Decimal(150_000)) == Decimal("79.79")  # 79.787...
    assert minimum_price(usd("24000"), Decimal("0.40")) == usd("40000")
    assert minimum_price(usd("100"), Decimal("0.30")) == usd("142.86")  # 142.857..., never short
    assert margin(usd("40000"), usd("24000")) == Decimal("0.4000")
    assert margin(usd("0"), usd("10")) == 0
    assert margin(usd("100"), usd("130")) == Decimal("-0.3")


@pytest.mark.parametrize(
    ("day", "region", "amount"),
    [
        (date(2024, 12, 31), "", None),
        (date(2025, 1, 1), "", "300"),
        (date(2025, 12, 31), "", "300"),
        (date(2026, 1, 1), "", "330"),
        (date(2026, 11, 23), "emea", "290"),
        (date(2026, 11, 23), "apac", "330"),
        (date(2025, 6, 1), "emea", "300"),
    ],
)
def test_rates_run_half_open_and_the_region_comes_first(day: date, region: str, amount: str | None) -> None:
    found = rate_on(practice(), "engineer", day, region)
    assert (found and found.amount) == (amount and Decimal(amount))


def rated(*rates: tuple[str, str, str, str]) -> Practice:
    """A practice with these rates: role, amount, region, customer."""
    return practice(
        rates=tuple(
            Rate(role, Decimal(amount), "USD", date(2026, 1, 1), None, region, customer)
            for role, amount, region, customer in rates
        )
    )


LADDER = (
    ("engineer", "250", "emea", "Northwind Freight"),
    ("engineer", "260", "", "Northwind Freight"),
    ("engineer", "290", "emea", ""),
    ("engineer", "330", "", ""),
    ("default", "240", "", "Northwind Freight"),
    ("default", "310", "emea", ""),
    ("default", "320", "", ""),
)


@pytest.mark.parametrize("left", range(len(LADDER)))
def test_rates_are_looked_up_by_customer_region_role_and_then_for_every_role(left: int) -> None:
    firm = rated(*LADDER[left:])
    found = rate_on(firm, "engineer", DAY, "emea", "Northwind Freight")
    assert found is not None and str(found.amount) == LADDER[left][1]
    other = rate_on(firm, "engineer", DAY, "apac", "Tailspin")
    assert other is not None and str(other.amount) == ("330" if left < 4 else "320")


def test_a_rate_of_ones_own_keeps_the_list_rate_beside_it() -> None:
    firm = rated(*LADDER[1:])
    found, findings = rate_card(
        firm, ["engineer"], [], day=DAY, region="emea", currency="USD", customer="Northwind Freight"
    )
    assert found is not None, findings
    role = found.role("engineer")
    assert (role.rate, role.whose, role.listed) == (usd("260.00"), "Northwind Freight", usd("330.00"))
    assert "(the rate of Northwind Freight; list USD 330.00)" in rates_reason(
        role_hours({"engineer": Decimal(1)}, found), found
    )


def test_a_rate_that_is_missing_on_the_day_says_when_there_is_one() -> None:
    _, (found,) = rate_card(practice(), ["engineer"], [], day=date(2024, 6, 1), region="", currency="USD")
    assert found.message == (
        "Delivery engineer has no bill rate on 2024-06-01. "
        "It has one from 2025-01-01 to 2026-01-01, from 2026-01-01 on."
    )


def test_exchange_is_the_one_in_force() -> None:
    firm = practice()
    assert exchange_on(firm, "EUR", date(2026, 6, 30)) == Decimal("1.10")
    assert exchange_on(firm, "EUR", date(2026, 7, 1)) == Decimal("1.25")
    assert exchange_on(firm, "USD", date(1999, 1, 1)) == 1
    assert exchange_on(firm, "EUR", date(2024, 1, 1)) is None
    assert exchange_on(firm, "GBP", DAY) is None


def test_a_card_in_one_currency_needs_no_exchange() -> None:
    found = card()
    assert found.exchange == ()
    assert found.role("engineer").rate == usd("330.00") and found.role("engineer").unit_cost == usd("100.00")
    assert found.role("trainer").rate is None and found.role("trainer").unit_cost == usd("80.00")
    with pytest.raises(KeyError):
        found.role("nobody")


def test_a_card_in_another_currency_is_converted_once_to_cents() -> None:
    found = card(currency="EUR")
    assert found.exchange == (("EUR", Decimal("1.25")), ("USD", Decimal(1)))
    assert found.role("engineer").rate == Money(Decimal("264.00"), "EUR")  # 330 / 1.25
    assert found.role("engineer").unit_cost == Money(Decimal("80.00"), "EUR")
    assert found.role("engineer").stated == usd("330")
    local = card(currency="EUR", region="emea")
    assert local.role("engineer").rate == Money(Decimal("290.00"), "EUR")
    back = card(region="emea")
    assert back.role("engineer").rate == usd("362.50")  # EUR 290 * 1.25


def test_every_missing_rate_and_exchange_is_found_at_once() -> None:
    found, findings = rate_card(
        practice(), ["engineer", "trainer"], [], day=DAY, region="apac", currency="GBP"
    )
    assert found is None
    rate, exchange = findings
    assert (rate.code, rate.where, rate.file, rate.line) == ("no-rate", "rate.trainer", "practice.toml", 24)
    assert rate.message == "Trainer has no bill rate on 2026-11-23 in region apac."
    assert rate.fix.startswith('Add a [[rate]] with role = "trainer" that starts on or before 2026-11-23')
    assert (exchange.code, exchange.where, exchange.line) == ("no-exchange", "exchange.GBP", 60)
    bare = replace(practice(), exchange=())
    assert rate_card(bare, [], [], day=DAY, region="", currency="EUR")[1][0].file == ""


@pytest.mark.parametrize(
    ("hours", "rounded"),
    [
        (0.0, "0"),
        (0.124, "0"),
        (0.125, "0.25"),
        (32.5, "32.5"),
        (2.375, "2.5"),
        (2.3749999999, "2.5"),
        (2.374, "2.25"),
        (1e6, "1000000"),
    ],
)
def test_hours_are_rounded_to_the_quarter_halves_up(hours: float, rounded: str) -> None:
    assert round_hours(hours) == Decimal(rounded)


@given(
    quarters=st.integers(0, 4_000_000),
    shares=st.lists(st.decimals("0.01", 1, places=4), min_size=1, max_size=6),
)
def test_role_hours_keep_the_sum(quarters: int, shares: list[Decimal]) -> None:
    hours = Decimal(quarters) / 4
    split = split_hours(hours, {f"r{i}": share for i, share in enumerate(shares)})
    assert sum(split.values()) == hours
    for role, part in split.items():
        assert abs(part - hours * shares[int(role[1:])] / sum(shares)) < Decimal("0.01")


@given(cents=st.integers(0, 10**12), points=st.integers(0, 10_000))
def test_a_discount_is_right_to_the_cent(cents: int, points: int) -> None:
    listed, percent = Money(Decimal(cents).scaleb(-2), "USD"), Decimal(points).scaleb(-2)
    off, net = discounted(listed, percent)
    assert off + net == listed
    assert off.amount * 100 == (cents * points + 5_000) // 10_000


@given(cost=st.integers(0, 10**10), points=st.integers(0, 99))
def test_the_minimum_price_is_the_least_that_keeps_the_margin(cost: int, points: int) -> None:
    target, spent = Decimal(points) / 100, Money(Decimal(cost).scaleb(-2), "USD")
    price = minimum_price(spent, target)
    assert price.amount * (1 - target) >= spent.amount
    assert (price.amount - Decimal("0.01")) * (1 - target) < spent.amount
