"""Money never mixes currencies, rounds by name and splits without losing a cent (docs/spec/money.md)."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.money import (
    CurrencyMix,
    Money,
    Rounding,
    allocate,
    apportion,
    minor_unit,
    total,
)

AMOUNTS = st.integers(-(10**12), 10**12).map(lambda cents: Decimal(cents).scaleb(-2))
SHARES = st.lists(st.decimals(0, 1000, places=4), min_size=1, max_size=12).filter(any)


def usd(text: str) -> Money:
    return Money(Decimal(text), "USD")


def test_two_currencies_never_meet_in_one_sum() -> None:
    euro = Money(Decimal(1), "EUR")
    for clash in (
        lambda: usd("1") + euro,
        lambda: usd("1") - euro,
        lambda: usd("1") < euro,
        lambda: usd("1") <= euro,
        lambda: total([usd("1"), euro], "USD"),
    ):
        with pytest.raises(CurrencyMix, match="USD and EUR cannot be mixed"):
            clash()


@pytest.mark.parametrize(
    ("amount", "rule", "expected"),
    [
        ("0.125", Rounding.COMMERCIAL, "0.13"),
        ("-0.125", Rounding.COMMERCIAL, "-0.13"),
        ("0.125", Rounding.BANKERS, "0.12"),
        ("0.135", Rounding.BANKERS, "0.14"),
        ("0.121", Rounding.UP, "0.13"),
        ("0.120", Rounding.UP, "0.12"),
    ],
)
def test_rounding_follows_the_named_rule(amount: str, rule: Rounding, expected: str) -> None:
    assert usd(amount).rounded(rule) == usd(expected)


def test_minor_units_follow_the_currency() -> None:
    assert Money(Decimal("1234.5"), "JPY").rounded().amount == Decimal(1235)
    assert Money(Decimal("1.2345"), "KWD").rounded().amount == Decimal("1.235")
    assert minor_unit("EUR") == Decimal("0.01")


def test_arithmetic_and_text() -> None:
    assert usd("330") * 120 == usd("39600")
    assert -usd("1.50") == usd("-1.50")
    assert usd("2") - usd("0.5") == usd("1.5")
    assert usd("1") < usd("1.01") and usd("1") <= usd("1")
    assert not usd("0.00") and usd("0.01")
    assert str(usd("36598.32")) == "USD 36,598.32"
    assert total([], "USD") == usd("0")


def test_a_hundred_in_three_parts() -> None:
    parts = allocate(usd("100.00"), [Decimal(1)] * 3)
    assert parts == (usd("33.34"), usd("33.33"), usd("33.33"))
    assert allocate(usd("-100.00"), [Decimal(1)] * 3) == (usd("-33.33"), usd("-33.33"), usd("-33.34"))


def test_a_split_needs_a_positive_share_and_whole_minor_units() -> None:
    for shares in ([], [Decimal(0)], [Decimal(2), Decimal(-1)]):
        with pytest.raises(ValueError, match="shares that are not negative and not all zero"):
            allocate(usd("1.00"), shares)
    with pytest.raises(ValueError, match="not whole minor units"):
        allocate(usd("1.005"), [Decimal(1)])


@given(amount=AMOUNTS, shares=SHARES)
def test_parts_add_up_and_stay_within_a_unit_of_their_share(amount: Decimal, shares: list[Decimal]) -> None:
    parts = allocate(Money(amount, "USD"), shares)
    assert total(parts, "USD").amount == amount
    whole = sum(shares)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.amount - amount * share / whole) < Decimal("0.01000001")


@given(units=st.integers(0, 10**9), shares=SHARES)
def test_a_share_of_nothing_gets_nothing_and_larger_shares_no_less(units: int, shares: list[Decimal]) -> None:
    parts = apportion(units, shares)
    assert all(part == 0 for part, share in zip(parts, shares, strict=True) if share == 0)
    ranked = sorted(zip(shares, parts, strict=True))
    assert all(a[1] <= b[1] for a, b in pairwise(ranked) if a[0] < b[0])
