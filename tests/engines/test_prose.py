"""Figures in prose, whatever the locale they were written in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairlead.engines.prose import readings, said


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,234.56", ["1234.56"]),
        ("1.234,56", ["1234.56"]),
        ("1 234,56", ["1234.56"]),
        ("1\u202f234,56", ["1234.56"]),
        ("1'234'567", ["1234567"]),
        ("1,234", ["1234", "1.234"]),
        ("1.234", ["1234", "1.234"]),
        ("1,234,567", ["1234567"]),
        ("7,5", ["7.5"]),
        ("thirty", ["30"]),
        ("Twenty-one", ["21"]),
    ],
)
def test_a_number_is_read_in_every_way_it_may_be_meant(text: str, values: list[str]) -> None:
    assert list(readings(text)) == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("The fee is USD 1,234.50.", "money", "1234.50", "USD"),
        ("The fee is 1.234,50 € net.", "money", "1234.50", "EUR"),
        ("about $120k", "money", "120000", "$"),
        ("CA$ 120k", "money", "120000", "CAD"),
        ("NZ$120", "money", "120", "NZD"),
        ("£120", "money", "120", "GBP"),
        ("¥ 12,000", "money", "12000", "¥"),
        ("USD 1.5 million", "money", "1500000", "USD"),
        ("thirty days after their date", "days", "30", ""),
        ("within 5 business day(s)", "days", "5", "business"),
        ("fifteen days' notice", "days", "15", ""),
        ("sixteen hours a week", "hours", "16", ""),
        ("twelve months", "months", "12", ""),
        ("a discount of 7.58 %", "percent", "7.58", ""),
        ("1.234,5 hours", "hours", "1234.5", ""),
        ("five (5) working days", "days", "5", "business"),
        ("one hundred and twenty days", "days", "120", ""),
        ("two years", "years", "2", ""),
        ("15 Werktage", "days", "15", "business"),
        ("30 Tagen", "days", "30", ""),
        ("10 jours ouvrés", "days", "10", "business"),
        ("10 días hábiles", "days", "10", "business"),
        ("6 Monate", "months", "6", ""),
        ("3 semanas", "weeks", "3", ""),
        ("US$ 90,000.00", "money", "90000", "USD"),
        ("U.S. $90", "money", "90", "USD"),
        ("90,000 US dollars", "money", "90000", "USD"),
        ("ninety thousand dollars", "money", "90000", "$"),
        ("ninety thousand (90,000) euros", "money", "90000", "EUR"),
        ("a hundred thousand dollars", "money", "100000", "$"),
        ("The price is 100,000.00.", "money", "100000", ""),
        ("The fee of 90000 is due.", "money", "90000", ""),
        ("An engineer costs 250 per hour.", "money", "250", ""),
        ("The rate is 250.", "money", "250", ""),
    ],
)
def test_a_figure_is_found_with_its_kind(text: str, kind: str, value: str, unit: str) -> None:
    (one,) = said(text, ["USD", "EUR"])
    assert (one.kind, one.values[0], one.unit) == (kind, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "currency", "fits"),
    [
        ("$ 120.00", "CAD", True),
        ("$ 120.00", "EUR", False),
        ("US$ 120.00", "CAD", False),
        ("A$ 120.00", "AUD", True),
        ("¥ 120", "CNY", True),
        ("120 dollars", "AUD", True),
        ("120 US dollars", "AUD", False),
        ("The fee is 120.00.", "CHF", True),
        ("CHF 120", "CHF", True),
    ],
)
def test_a_sign_of_many_currencies_may_be_any_of_theirs(text: str, currency: str, fits: bool) -> None:
    (one,) = said(text, ["USD", "CHF"])
    assert one.is_in(currency) is fits


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 11 January 2027", [date(2027, 1, 11)]),
        ("on January 11th, 2027", [date(2027, 1, 11)]),
        ("on 2027-01-11", [date(2027, 1, 11)]),
        ("on 11.01.2027", [date(2027, 1, 11), date(2027, 11, 1)]),
        ("on 31/01/2027", [date(2027, 1, 31)]),
    ],
)
def test_a_date_is_read_in_both_orders(text: str, days: list[date]) -> None:
    (one,) = said(text, ())
    assert list(one.days) == days


@pytest.mark.parametrize(
    "text",
    [
        "The price covers 13 waves and 2,500 projects.",
        "The price holds until 2027.",
        "The fees of section 7.",
        "The move is of 100,000 records.",
    ],
)
def test_a_number_beside_the_price_is_no_amount(text: str) -> None:
    assert said(text, ["USD"]) == ()


def test_words_and_digits_that_differ_agree_with_nothing() -> None:
    (one,) = said("five (15) business days", ())
    assert one.values == ()


def test_things_are_counted_across_an_adjective() -> None:
    found = said("1,200 active users and 13 waves, of 30 others", (), {"users", "waves", "others"})
    assert [(one.unit, one.values[0]) for one in found] == [("users", 1200), ("waves", 13), ("others", 30)]


@pytest.mark.parametrize(
    "text", ["5 GB of data", "GitLab 17.8", "section 4.2", "wave 3", "on 31/02/2027", "IPv6", ""]
)
def test_what_is_no_figure_of_a_deal_is_let_be(text: str) -> None:
    assert said(text, ["USD"]) == ()


def test_endless_digits_are_read_without_a_fuss() -> None:
    assert len(said("9" * 20_000 + " hours and " + "1," * 20_000, ["USD"])) <= 2
