"""Days and clocks: half-open ranges, working days, service levels in working hours.

Numbers and their sources stand in docs/spec/calendar.md. Nothing here reads the time of day or a list of
holidays: both are arguments (`engines.workdays` knows the holidays of countries).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)

# A working day must turn up within this many days, or the calendar has none.
LONGEST_BREAK = 400


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone; give it one")
    return moment.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone; write one like 'Europe/London'") from error


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from `start` up to, not including, `end`; without an end it goes on for ever.

    Raises ValueError when it would be empty or backwards.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a range from {self.start} must end after that day, not on {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def __str__(self) -> str:
        return f"[{self.start}, {self.end or 'open'})"

    @property
    def length(self) -> int:
        """Number of days. Raises ValueError for a range without an end."""
        if self.end is None:
            raise ValueError(f"the range {self} has no end and so no length")
        return (self.end - self.start).days

    def days(self) -> Iterator[date]:
        """Every day in order. Raises ValueError for a range without an end."""
        return (self.start + timedelta(days=number) for number in range(self.length))

    def common(self, other: DateRange) -> DateRange | None:
        """The days that both hold, None when there are none."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends) if ends else None
        return DateRange(start, end) if end is None or start < end else None

    def overlaps(self, other: DateRange) -> bool:
        """Whether any day is in both. Ranges that only touch do not overlap."""
        return self.common(other) is not None


@dataclass(frozen=True, slots=True)
class Workdays:
    """Which days are worked. `weekdays` counts from 0 for Monday; `holidays` names the free days.

    `known` is the range of days whose holidays are listed; a day outside it raises ValueError, so that a
    missing year cannot pass for a year without holidays.
    """

    name: str = "Monday to Friday"
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    holidays: Mapping[date, str] = field(default_factory=dict, hash=False)
    known: DateRange | None = None

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError(
                f"{self.name}: weekdays are some of 0 (Monday) to 6, not {sorted(self.weekdays)}"
            )

    def works(self, day: date) -> bool:
        """Whether `day` is worked."""
        if self.known is not None and day not in self.known:
            raise ValueError(
                f"the holidays of {self.name} are known for {self.known}, which leaves out {day}"
            )
        return day.weekday() in self.weekdays and day not in self.holidays


MONDAY_TO_FRIDAY = Workdays()
EVERY_DAY = Workdays("every day", frozenset(range(7)))


def add_working_days(day: date, number: int, calendar: Workdays) -> date:
    """The `number`-th working day after `day` (before it when negative).

    With 0: `day` itself if it is worked, else the next worked one. A free `day` is no step of its own:
    Saturday + 1 is Monday. Raises ValueError when the calendar has no working day within reach.
    """
    if number == 0:
        return day if calendar.works(day) else add_working_days(day, 1, calendar)
    step = ONE_DAY if number > 0 else -ONE_DAY
    left, since = abs(number), 0
    while left:
        day += step
        since += 1
        if calendar.works(day):
            left, since = left - 1, 0
        elif since > LONGEST_BREAK:
            raise ValueError(f"{calendar.name} has no working day in the {LONGEST_BREAK} days to {day}")
    return day


def count_working_days(days: DateRange, calendar: Workdays) -> int:
    """How many days of a range (with an end) are worked."""
    return sum(1 for day in days.days() if calendar.works(day))


def acceptance_day(sent: date, number: int, calendar: Workdays) -> date:
    """The last day on which a customer may still object; silence until its end accepts.

    The day of sending counts as day 1 (em-process 4.4): sent Thursday, 5 days, gives next Wednesday.
    Sent on a free day, day 1 is the next working day. Raises ValueError for fewer than 1 day.
    """
    if number < 1:
        raise ValueError(f"passive acceptance takes at least 1 day, not {number}")
    return add_working_days(add_working_days(sent, 0, calendar), number - 1, calendar)


def fiscal_quarter(day: date, first_month: int) -> str:
    """The quarter of a fiscal year that starts on the 1st of a month, as "Q322": the third of FY22.

    A fiscal year is named by the calendar year in which it ends (em-process 0.2): with February first,
    1 August 2021 is Q322 and 31 January 2022 is Q422.
    """
    if not 1 <= first_month <= 12:
        raise ValueError(f"a fiscal year starts in a month from 1 to 12, not {first_month}")
    place = (day.month - first_month) % 12
    ends = day.year + (day.month >= first_month and first_month > 1)
    return f"Q{place // 3 + 1}{ends % 100:02}"


def add_business_days(moment: datetime, number: int, calendar: Workdays, zone: str) -> datetime:
    """The same time of day, in `zone`, `number` working days later (em-process 0.5); the answer is UTC.

    Requested Thursday 15:00, 2 days, gives Monday 15:00.
    """
    local = _aware(moment).astimezone(_zone(zone))
    return _instant(add_working_days(local.date(), number, calendar), local.time(), _zone(zone))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a clock runs: from `opens` to `closes`, local time of `zone`, on working days.

    A closing time that is not after the opening one is on the next day, so midnight to midnight is the
    whole day. A night shift belongs to the day it starts on. Raises ValueError for an unknown zone.
    """

    zone: str
    opens: time
    closes: time
    workdays: Workdays = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        _zone(self.zone)

    def shift(self, day: date) -> Span | None:
        """The span worked on `day`, in UTC; None on a free day, and where a clock change swallows it."""
        if not self.workdays.works(day):
            return None
        zone = _zone(self.zone)
        last = day if self.closes > self.opens else day + ONE_DAY
        span = Span(_instant(day, self.opens, zone), _instant(last, self.closes, zone))
        return span if span.start < span.end else None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Time from `start` up to, not including, `end`, both in UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock stands still from `start` up to `end`; without an end it still does.

    Raises ValueError for one that ends before it starts and for times without a zone.
    """

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and _aware(self.end) < _aware(self.start):
            raise ValueError(f"a pause from {self.start} cannot end earlier, on {self.end}")


ALWAYS = Schedule("UTC", MIDNIGHT, MIDNIGHT, EVERY_DAY)


def spans(start: datetime, schedule: Schedule, pauses: Iterable[Pause] = ()) -> Iterator[Span]:
    """The stretches, in order and without end, in which a clock started at `start` runs.

    Stops early only when a pause without an end has begun. Raises ValueError for times without a zone
    and when the calendar has no working day within reach.
    """
    began = _aware(start)
    stops = [(_aware(one.start), _aware(one.end) if one.end else None) for one in pauses]
    stops.sort(key=lambda stop: stop[0])
    for_good = min((at for at, end in stops if end is None), default=None)
    # Yesterday's night shift may still run.
    day = began.astimezone(_zone(schedule.zone)).date() - ONE_DAY
    idle = 0
    while idle <= LONGEST_BREAK:
        shift = schedule.shift(day)
        day += ONE_DAY
        idle = 0 if shift else idle + 1
        if shift is None or shift.end <= began:
            continue
        if for_good is not None and shift.start >= for_good:
            return
        yield from _without(Span(max(shift.start, began), shift.end), stops)
    raise ValueError(f"{schedule.workdays.name} has no working time in the {LONGEST_BREAK} days to {day}")


def due(
    start: datetime, hours: Decimal | int, schedule: Schedule = ALWAYS, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """The instant, in UTC, at which the last of `hours` working hours has run.

    None while a pause without an end keeps it from coming. Without a schedule every hour counts.
    0 hours are due at the start. Raises ValueError for negative hours and as `spans` does.
    """
    left = _length(hours)
    if not left:
        return _aware(start)
    for span in spans(start, schedule, pauses):
        if left <= span.length:
            return span.start + left
        left -= span.length
    return None


def elapsed(
    start: datetime, until: datetime, schedule: Schedule = ALWAYS, pauses: Iterable[Pause] = ()
) -> timedelta:
    """The working time that has run from `start` up to `until`; nothing when `until` is earlier."""
    end = _aware(until)
    total = timedelta()
    for span in spans(start, schedule, pauses):
        if span.start >= end:
            break
        total += min(span.end, end) - span.start
    return total


def breached(
    start: datetime,
    until: datetime,
    hours: Decimal | int,
    schedule: Schedule = ALWAYS,
    pauses: Iterable[Pause] = (),
) -> bool:
    """Whether `until` is later than the due instant; done exactly on time is in time."""
    at = due(start, hours, schedule, pauses)
    return at is not None and _aware(until) > at


def _without(span: Span, stops: list[tuple[datetime, datetime | None]]) -> Iterator[Span]:
    """What pauses, in order of their starts, leave of a span."""
    at = span.start
    for start, end in stops:
        if start >= span.end:
            break
        if at < start:
            yield Span(at, start)
        if end is None:
            return
        at = max(at, end)
    if at < span.end:
        yield Span(at, span.end)


def _length(hours: Decimal | int) -> timedelta:
    if hours < 0:
        raise ValueError(f"a clock runs for some hours, not for {hours}")
    # Rounded, for 68 minutes are no finite number of hours.
    return timedelta(microseconds=round(Decimal(hours) * 3_600_000_000))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local time. Of a time that comes twice the first; for one that the clocks
    skip, the moment of the skip."""
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    found = local.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None, fold=0) == local:
        return found
    # Skipped: the two readings of such a time lie on either side of the change.
    before, after = local.replace(tzinfo=zone, fold=1).astimezone(UTC), found
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
