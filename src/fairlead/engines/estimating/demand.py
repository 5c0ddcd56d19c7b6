"""Who is needed when: the hours of each role over the calendar, as the likely timetable has its lines.

docs/spec/estimating.md has the rules and worked numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from fairlead.engines.estimating.days import begin
from fairlead.engines.estimating.values import Line, Stint, Timetable
from fairlead.engines.money import apportion
from fairlead.engines.scoping.values import Pace

WEEK = 5
MONTH = 20
MOST_WEEKS = 26
_HUNDREDTH = Decimal("0.01")

_Key = date | int


@dataclass(frozen=True, slots=True)
class Needed:
    """One role: hours in each period and in all of them."""

    role: str
    hours: tuple[Decimal, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Demand:
    """The hours of each role over time.

    unit:    "week" or, for what is longer than 26 weeks, "month".
    starts:  the first day of each period; empty while the start is not known.
    periods: how many there are; without a start they count from it, 5 working days a week, 20 a month.
    roles:   most hours first.
    sums:    hours of all roles in each period.
    total:   their sum.
    aside:   hours of lines that are not in the timetable (the contingency): in no period.
    """

    unit: str
    periods: int
    starts: tuple[date, ...]
    roles: tuple[Needed, ...]
    sums: tuple[Decimal, ...]
    total: Decimal
    aside: Decimal


def demand(lines: Iterable[Line], table: Timetable, pace: Pace) -> Demand:
    """Spread the hours of each line and role evenly over its likely days; hundredths add up exactly.

    pace: the one that the timetable was made with, for its days without work.
    """
    stints = {stint.id: stint for stint in table.lines}
    unit = "week" if max((stint.finish for stint in table.lines), default=0) <= MOST_WEEKS * WEEK else "month"
    spread: dict[str, dict[_Key, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    aside = Decimal(0)
    for line in lines:
        if line.id not in stints:
            aside += sum((role.hours for role in line.roles), Decimal(0))
            continue
        days = _days(stints[line.id], unit, table.start, pace)
        for role in line.roles:
            parts = apportion(int(role.hours / _HUNDREDTH), list(days.values()))
            for key, part in zip(days, parts, strict=True):
                spread[role.role][key] += part * _HUNDREDTH
    return _laid_out(spread, unit, table.start, aside)


def _days(stint: Stint, unit: str, start: date | None, pace: Pace) -> dict[_Key, Decimal]:
    """How many days of a stint fall into each period."""
    found: dict[_Key, Decimal] = defaultdict(Decimal)
    at = stint.start
    if at == stint.finish:  # shorter than the tenth of a day that stints are told in
        return {_period(max(ceil(at) - 1, 0), unit, start, pace): Decimal(1)}
    while at < stint.finish:
        till = min(Decimal(int(at) + 1), stint.finish)
        found[_period(int(at), unit, start, pace)] += till - at
        at = till
    return found


def _period(number: int, unit: str, start: date | None, pace: Pace) -> _Key:
    """The period of a working day, counted from 0: its first day, or its number while nobody knows days."""
    day = begin(number, start, pace)
    if day is None:
        return number // (WEEK if unit == "week" else MONTH)
    return day - timedelta(days=day.weekday()) if unit == "week" else day.replace(day=1)


def _laid_out(
    spread: Mapping[str, Mapping[_Key, Decimal]], unit: str, start: date | None, aside: Decimal
) -> Demand:
    keys = _between({key for hours in spread.values() for key in hours}, unit)
    rows = [
        Needed(role, tuple(hours.get(key, Decimal(0)) for key in keys), sum(hours.values(), Decimal(0)))
        for role, hours in spread.items()
    ]
    sums = tuple(sum((row.hours[place] for row in rows), Decimal(0)) for place in range(len(keys)))
    return Demand(
        unit, len(keys), tuple(key for key in keys if isinstance(key, date)),
        tuple(sorted(rows, key=lambda row: (-row.total, row.role))), sums, sum(sums, Decimal(0)), aside,
    )  # fmt: skip


def _between(found: set[_Key], unit: str) -> list[_Key]:
    """Every period from the first to the last, those without work (a freeze) as well."""
    if not found:
        return []
    at, last = min(found), max(found)
    keys = [at]
    while at != last:
        if isinstance(at, int):
            at += 1
        else:
            at = at + timedelta(days=7) if unit == "week" else (at + timedelta(days=32)).replace(day=1)
        keys.append(at)
    return keys
