"""Working days as calendar days: a pace laid over the days of work that a schedule counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import ceil

from fairlead.engines.estimating.pace import days_of
from fairlead.engines.scoping.values import Pace

MOST_DAYS = 4_000
_NOISE = 6  # decimals of a day that are arithmetic and not work


def tenth(number: float) -> Decimal:
    """Up to the next tenth."""
    return Decimal(ceil(round(number * 10, _NOISE))).scaleb(-1)


def day(days: float, start: date | None, pace: Pace) -> date | None:
    """The day on which something ends that takes so many days of work; None without a start."""
    return None if start is None else _nth(ceil(round(days, _NOISE)) - 1, start, pace)


def begin(days: float, start: date | None, pace: Pace) -> date | None:
    """The day on which something begins after so many days of work; None without a start."""
    return None if start is None else _nth(int(round(days, _NOISE)), start, pace)


def weeks(days: float, start: date | None, pace: Pace) -> Decimal:
    """Calendar weeks from the start to the end of that day, or weeks of work without a start."""
    end = day(days, start, pace)
    return tenth(days / 5) if start is None or end is None else tenth(((end - start).days + 1) / 7)


@lru_cache(maxsize=64)
def _days(start: date, pace: Pace, reach: int) -> tuple[date, ...]:
    """The first `reach` days of work on or after the start."""
    calendar, at, found = days_of(pace), start, list[date]()
    while len(found) < reach:
        if calendar.works(at):
            found.append(at)
        at += timedelta(days=1)
    return tuple(found)


def _nth(number: int, start: date, pace: Pace) -> date:
    """The `number`-th day of work, counted from 0; what lies beyond all reason is its last day."""
    number = min(max(number, 0), MOST_DAYS - 1)
    reach = 128
    while reach <= number:
        reach *= 2
    return _days(start, pace, min(reach, MOST_DAYS))[number]
