"""Figures as a reader sees them: amounts by currency, hours, days, percentages; one rule for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from fairlead.engines.money import Money, apportion

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_CENT = Decimal("0.01")


def amount(money: Money) -> str:
    """The amount alone, for a column whose title names the currency: "1,234.50", "1,235" in JPY, "−8.00"."""
    return f"{money.rounded().amount:,}".replace("-", "−")


def spread_amount(value: Decimal, currency: str) -> str:
    """A simulated amount in whole units of the currency: cents of a range would claim too much."""
    return f"{currency} {value.quantize(Decimal(1), rounding=ROUND_HALF_UP):,}"


def hours(value: Decimal) -> str:
    """Hours or days, at most two decimals, no idle zeros: "12", "7.5", "7.33"."""
    text = f"{value.quantize(_CENT, rounding=ROUND_HALF_UP):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def column(values: Sequence[Decimal]) -> list[str]:
    """Hours or days for a column of figures: two decimals, in every table of a document."""
    return [f"{value.quantize(_CENT, rounding=ROUND_HALF_UP):,}" for value in values]


def parts_of(whole: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """Parts rounded to two decimals so that they add up to the whole, rounded, as a reader adds them
    (largest remainder); all of them at least 0."""
    units = int(whole.quantize(_CENT, rounding=ROUND_HALF_UP) / _CENT)
    return [unit * _CENT for unit in apportion(units, parts)]


def percent(value: Decimal) -> str:
    """A percentage given in percent: 7.58 -> "7.58%", 10 -> "10%"."""
    return f"{hours(value)}%"


def long_date(day: date) -> str:
    """A date that no reader can take for another: "23 November 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
