"""What a question takes: one rule for a practice's defaults, for scoping files and for typed answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from fairlead.engines.expressions.formula import nearest
from fairlead.engines.practice.values import Kind, Question

MAX_TEXT = 10_000
# Above this no count, size or amount of a scoping is believed, unless the question names its own bound.
ABSURD = 1e9


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value is no answer: a code for findings, what is wrong, what would be right."""

    code: str
    message: str
    fix: str = ""


def taken(question: Question, value: object) -> float | bool | str | list[str] | Refusal:
    """The value as formulas see it: float for numbers, bool, str (dates as ISO), list of option ids.

    Refusals: "wrong-type", "out-of-bounds", "unknown-option", "too-long". A number without its own `least`
    may not be negative, one without its own `most` may not exceed 1e9.
    """
    if question.kind in (Kind.INTEGER, Kind.NUMBER):
        return _number(question, value)
    if question.kind is Kind.YESNO:
        return value if isinstance(value, bool) else _mistyped(question, value, "true or false")
    if question.kind is Kind.CHOICES:
        return _choices(question, value)
    if question.kind is Kind.DATE:
        return _date(question, value)
    if not isinstance(value, str):
        wanted = "a text in quotes" if question.kind is Kind.TEXT else "the id of an option in quotes"
        return _mistyped(question, value, wanted)
    if question.kind is Kind.CHOICE:
        return _option(question, value) or value
    if len(value) > MAX_TEXT:
        message = f"The answer to {question.id} has {len(value):,} characters; {MAX_TEXT:,} are allowed."
        return Refusal("too-long", message)
    return value


def neutral(question: Question) -> float | bool | str | list[str]:
    """What stands in for an answer that nobody gave and that has no default: 0, false, "" or []."""
    if question.kind in (Kind.INTEGER, Kind.NUMBER):
        return 0.0
    if question.kind is Kind.YESNO:
        return False
    return [] if question.kind is Kind.CHOICES else ""


def stand_in(question: Question) -> float | bool | str | list[str]:
    """The default as formulas see it, or the neutral value."""
    if question.default is None:
        return neutral(question)
    value = taken(question, question.default)
    return neutral(question) if isinstance(value, Refusal) else value


def shown(value: object) -> str:
    """A value as it stands in a file, cut where it is long."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return text if len(text) <= 60 else f"{text[:57]}..."


def _mistyped(question: Question, value: object, wanted: str) -> Refusal:
    message = f"{question.id} takes {wanted}, not {shown(value)}."
    sample = f" A sample: {question.sample}" if question.sample else ""
    return Refusal("wrong-type", message, f"Write {wanted}.{sample}")


def _number(question: Question, value: object) -> float | Refusal:
    whole = question.kind is Kind.INTEGER
    wanted = "a whole number without quotes" if whole else "a number without quotes"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return _mistyped(question, value, wanted)
    if isinstance(value, int) and abs(value) > 10**18:
        message = f"{question.id} is {shown(value)}, which is absurd."
        return Refusal("out-of-bounds", message, _bounds(question))
    number = float(value)
    if not math.isfinite(number) or (whole and number != math.floor(number)):
        return _mistyped(question, value, wanted)
    least = 0.0 if question.least is None else question.least
    most = max(ABSURD, least) if question.most is None else question.most
    if not least <= number <= most:
        message = f"{question.id} is {number:,g}, which is out of bounds."
        return Refusal("out-of-bounds", message, _bounds(question))
    return number


def _bounds(question: Question) -> str:
    least = 0.0 if question.least is None else question.least
    most = ABSURD if question.most is None else question.most
    unit = f" {question.unit}" if question.unit else ""
    return f"It lies between {least:,.15g} and {most:,.15g}{unit}."


def _option(question: Question, value: str) -> Refusal | None:
    options = [option.id for option in question.options]
    if value in options:
        return None
    fix = f"{nearest(value, options)} The options are: {', '.join(options)}.".lstrip()
    return Refusal("unknown-option", f"{shown(value)} is not an option of {question.id}.", fix)


def _choices(question: Question, value: object) -> list[str] | Refusal:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        return _mistyped(question, value, 'a list of option ids, like ["a", "b"]')
    for item in value:
        refusal = _option(question, item)
        if refusal:
            return refusal
    if len(set(value)) < len(value):
        return Refusal("wrong-value", f"{question.id} names an option twice.", "Name each option once.")
    return list(value)


def _date(question: Question, value: object) -> str | Refusal:
    wanted = "a date without quotes, like 2026-11-23"
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            return _mistyped(question, value, wanted)
    return _mistyped(question, value, wanted)
