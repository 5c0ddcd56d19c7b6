"""How fast work may go: checked, and as the days on which it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from fairlead.engines.calendar import DateRange, Workdays
from fairlead.engines.findings import Finding
from fairlead.engines.scoping.values import Pace

MOST_PEOPLE, MOST_WEEKLY, MOST_FREEZES, MOST_DAYS = 100, 60, 100, 3 * 366
_WEEK = frozenset(range(5))


def check_pace(pace: Pace) -> tuple[Finding, ...]:
    """Everything that is wrong with a pace, at its field."""
    return tuple(Finding("", 0, *fault) for fault in (*_size_faults(pace), *_freeze_faults(pace)))


def _size_faults(pace: Pace) -> Iterator[tuple[str, str, str, str]]:
    if not 0 <= pace.people <= MOST_PEOPLE:
        fix = f"Write a whole number from 0 (as the activities say) to {MOST_PEOPLE}."
        yield "people", "wrong-value", f"{pace.people} people cannot work on it at once.", fix
    if not pace.weekly_hours.is_finite() or not (
        pace.weekly_hours == 0 or 1 <= pace.weekly_hours <= MOST_WEEKLY
    ):
        fix = f"Write hours a week from 1 to {MOST_WEEKLY}, or 0 for whole working days."
        yield "weekly_hours", "wrong-value", f"Nobody gives {pace.weekly_hours} hours a week.", fix


def _freeze_faults(pace: Pace) -> Iterator[tuple[str, str, str, str]]:
    if len(pace.freezes) > MOST_FREEZES:
        yield "freezes", "too-many", f"{len(pace.freezes)} times without work are too many.", "Join some."
    whole = 0
    for freeze in pace.freezes:
        if freeze.end <= freeze.start:
            message = f"A freeze from {freeze.start} ends on {freeze.end}, which is not after it."
            yield "freezes", "empty-range", message, "The end is the first day on which work goes on."
        whole += max((freeze.end - freeze.start).days, 0)
    for one, next_ in pairwise(sorted(pace.freezes, key=lambda freeze: freeze.start)):
        if next_.start < one.end:
            message = f"The freezes from {one.start} and from {next_.start} overlap."
            yield "freezes", "overlap", message, "Make one of them."
    if whole > MOST_DAYS:
        yield "freezes", "too-long", "Nothing is worked on for more than three years.", "Check the years."


def days_of(pace: Pace) -> Workdays:
    """The days on which work goes on: Monday to Friday but for holidays and freezes."""
    closed = dict.fromkeys(pace.holidays, "Public holiday")
    for freeze in pace.freezes:
        for day in DateRange(freeze.start, freeze.end).days():
            closed[day] = freeze.reason or "Freeze"
    return Workdays("pace", _WEEK, closed, DateRange(date(2000, 1, 1), date(2200, 1, 1)))
