"""Numbers that somebody wrote."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

# What the database keeps in a column of whole numbers, and more than anybody counts.
MOST_DIGITS = 18


def whole_number(text: str) -> int | None:
    """The whole number that a text is, None for any other text.

    Python's own isdigit takes "²" as well, of which int makes an error.
    """
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def decimal_number(text: str) -> Decimal:
    """The figure that a text is; ValueError for any other text."""
    try:
        return sized(Decimal(text))
    except InvalidOperation:
        raise ValueError(f"{text!r} is no number") from None


def sized(figure: Decimal) -> Decimal:
    """The figure, if it is of a size that can be counted with; else ValueError.

    Decimal itself takes "nan" and "infinity" as well, with which nothing can be compared, and sizes that no
    sum of money has and that fail once they are rounded.
    """
    if not figure.is_finite() or abs(figure) >= 10**MOST_DIGITS:
        raise ValueError(f"{str(figure)!r} is no number of that size")
    return figure
