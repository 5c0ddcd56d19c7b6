"""A scoping file that was stored as plain JSON, read back to the very values that were shaped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fairlead.engines.scoping.values import Answer, Scoping, Terms

_DATES = ("day", "start")
_DECIMALS = ("discount", "investment")


def scoping_from_plain(terms: Mapping[str, Any], answers: Mapping[str, Mapping[str, Any]]) -> Scoping:
    """The inverse of `dataclasses.asdict` with dates and decimals as text."""
    return Scoping(
        Terms(**{name: _value(name, value) for name, value in terms.items()}),
        {
            question: Answer(**{name: _value(name, value) for name, value in answer.items()})
            for question, answer in answers.items()
        },
    )


def _value(name: str, value: Any) -> Any:
    if name in _DATES and isinstance(value, str):
        return date.fromisoformat(value)
    if name in _DECIMALS:
        return Decimal(str(value))
    return value
