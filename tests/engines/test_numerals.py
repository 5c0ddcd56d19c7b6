"""Numbers that somebody wrote: what is one, and what Python alone would take for one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.engines.numerals import decimal_number, whole_number


@pytest.mark.parametrize(("text", "number"), [
    ("0", 0), ("007", 7), ("9" * 18, int("9" * 18)), ("\u0663", 3),
    ("9" * 19, None), ("\u00b2", None), ("1\u00b2", None), ("-1", None), ("1.0", None), (" 1", None),
    ("", None),
])  # fmt: skip
def test_a_whole_number(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(("text", "figure"), [("7.58", "7.58"), ("-1", "-1"), ("1e3", "1000"), ("0.00", "0")])
def test_a_figure(text: str, figure: str) -> None:
    assert decimal_number(text) == Decimal(figure)


@pytest.mark.parametrize(
    "text", ["", "much", "nan", "sNaN", "Infinity", "-inf", "1e18", "-1e999999", "\u00b2"]
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        decimal_number(text)
