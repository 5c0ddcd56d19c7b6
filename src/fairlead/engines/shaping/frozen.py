"""A scoping that was stored as plain JSON, read back to the very values that were shaped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fairlead.engines.scoping.values import Adjustment, Agreed, Answer, Freeze, Pace, Scoping, Terms

_DATES = ("day", "start", "end")
_DECIMALS = ("discount", "investment", "low", "likely", "high", "markup", "weekly_hours")


def scoping_from_plain(
    terms: Mapping[str, Any],
    answers: Mapping[str, Mapping[str, Any]],
    scope: Mapping[str, Any] | None = None,
) -> Scoping:
    """The inverse of `dataclasses.asdict` with dates and decimals as text.

    scope: what `scope_plain` gave; None for what was stored before there was any.
    """
    scope = scope or {}
    return Scoping(
        Terms(**_values(terms)),
        {question: Answer(**_values(answer)) for question, answer in answers.items()},
        tuple(_adjustment(said) for said in scope.get("adjustments", ())),
        frozenset(scope.get("left_out", ())),
        pace_from_plain(scope.get("pace", {})),
        agreed_from_plain(scope.get("agreed", {})),
    )


def agreed_from_plain(agreed: Mapping[str, Any]) -> Agreed:
    """What was agreed about the wording, stored as plain JSON."""
    figures = {name: Decimal(str(value)) for name, value in agreed.get("figures", {}).items()}
    return Agreed(**{**agreed, "figures": figures})


def pace_from_plain(pace: Mapping[str, Any]) -> Pace:
    """A pace that was stored as plain JSON."""
    freezes = tuple(Freeze(**_values(freeze)) for freeze in pace.get("freezes", ()))
    holidays = tuple(date.fromisoformat(day) for day in pace.get("holidays", ()))
    return Pace(**{**_values(pace), "freezes": freezes, "holidays": holidays})


def _adjustment(said: Mapping[str, Any]) -> Adjustment:
    roles = {role: Decimal(share) for role, share in said.get("roles", {}).items()}
    return Adjustment(**{**_values(said), "roles": roles})


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in given.items()}


def _value(name: str, value: Any) -> Any:
    if name in _DATES and isinstance(value, str):
        return date.fromisoformat(value)
    if name in _DECIMALS:
        return Decimal(str(value))
    return value
