"""Days and clocks: the worked numbers of docs/spec/calendar.md, and a reference counted by brute force."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.engines.calendar import (
    ALWAYS,
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    DateRange,
    Pause,
    Schedule,
    Span,
    Workdays,
    acceptance_day,
    add_business_days,
    add_working_days,
    breached,
    count_working_days,
    due,
    elapsed,
    spans,
)
from fairlead.engines.workdays import working_days

REFERENCE = json.loads(
    (Path(__file__).parents[1] / "examples/sla-clock-reference/cases.json").read_text(encoding="utf-8")
)
LONDON = ZoneInfo("Europe/London")
DESK = Schedule("Europe/London", time(9), time(17), working_days("GB"))


def at(text, zone=UTC):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def clock_of(text):
    return time(0) if text == "24:00" else time.fromisoformat(text)


def schedule_of(calendar):
    free = {date.fromisoformat(day): "holiday" for day in calendar["holidays"]}
    workdays = Workdays("reference", frozenset(calendar["days"]), free)
    return Schedule(calendar["tz"], clock_of(calendar["open"]), clock_of(calendar["close"]), workdays)


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: case["name"])
def test_the_reference_is_met_to_the_minute(case):
    schedule = schedule_of(REFERENCE["calendars"][case["calendar"]])
    start = datetime.fromisoformat(case["start_utc"])
    pauses = [Pause(*map(datetime.fromisoformat, pause)) for pause in case["pauses_utc"]]
    hours = Decimal(case["target_minutes"]) / 60
    expected = case["expected"]
    assert due(start, hours, schedule, pauses) == datetime.fromisoformat(expected["due_utc"])
    for moment, minutes in expected["elapsed_minutes_at"].items():
        ran = elapsed(start, datetime.fromisoformat(moment), schedule, pauses)
        assert ran == timedelta(minutes=minutes), moment
    for moment, late in expected["breached_at"].items():
        assert breached(start, datetime.fromisoformat(moment), hours, schedule, pauses) is late, moment


def test_the_reference_is_whole():
    assert len(REFERENCE["cases"]) == 14
    assert {case["calendar"] for case in REFERENCE["cases"]} == set(REFERENCE["calendars"])


class TestRanges:
    YEAR = DateRange(date(2026, 1, 1), date(2027, 1, 1))

    def test_the_end_is_not_in_it(self):
        assert date(2026, 12, 31) in self.YEAR
        assert date(2027, 1, 1) not in self.YEAR
        assert self.YEAR.length == 365
        assert [day.day for day in DateRange(date(2026, 2, 27), date(2026, 3, 2)).days()] == [27, 28, 1]

    def test_touching_is_not_overlapping(self):
        following = DateRange(self.YEAR.end, date(2028, 1, 1))
        assert not self.YEAR.overlaps(following)
        assert DateRange(date(2026, 12, 31)).common(self.YEAR) == DateRange(
            date(2026, 12, 31), date(2027, 1, 1)
        )
        assert DateRange(date(2026, 1, 1)).overlaps(DateRange(date(2099, 1, 1)))

    def test_an_open_range_goes_on(self):
        open_range = DateRange(date(2026, 1, 1))
        assert date(9999, 12, 31) in open_range
        assert str(open_range) == "[2026-01-01, open)"
        with pytest.raises(ValueError, match="no end and so no length"):
            list(open_range.days())

    def test_a_range_is_never_empty(self):
        with pytest.raises(ValueError, match="must end after that day"):
            DateRange(date(2026, 1, 1), date(2026, 1, 1))


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("day", "number", "answer"),
        [
            (date(2026, 11, 26), 2, date(2026, 11, 30)),  # Thursday: Friday, Monday
            (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday is no step of its own
            (date(2026, 11, 28), 0, date(2026, 11, 30)),
            (date(2026, 11, 27), 0, date(2026, 11, 27)),
            (date(2026, 11, 30), -1, date(2026, 11, 27)),
            (date(2026, 11, 29), -1, date(2026, 11, 27)),
            (date(2026, 11, 26), 250, date(2027, 11, 11)),
        ],
    )
    def test_adding(self, day, number, answer):
        assert add_working_days(day, number, MONDAY_TO_FRIDAY) == answer

    def test_holidays_are_stepped_over(self):
        # Thanksgiving 2026 is Thursday the 26th.
        assert add_working_days(date(2026, 11, 25), 1, working_days("US")) == date(2026, 11, 27)
        assert add_working_days(date(2026, 11, 25), 1, working_days("GB")) == date(2026, 11, 26)
        # Easter 2026: Good Friday 3 April, and in England also Monday the 6th.
        assert add_working_days(date(2026, 4, 2), 1, working_days("GB-ENG")) == date(2026, 4, 7)

    def test_a_moved_holiday_counts_where_it_was_moved_to(self):
        # 4 July 2026 is a Saturday.
        assert not working_days("US").works(date(2026, 7, 3))

    def test_weekends_are_the_countrys_own(self):
        assert working_days("IL").works(date(2026, 11, 29))  # a Sunday
        assert not working_days("IL").works(date(2026, 11, 27))  # a Friday

    def test_counting(self):
        november = DateRange(date(2026, 11, 1), date(2026, 12, 1))
        assert count_working_days(november, MONDAY_TO_FRIDAY) == 21
        assert count_working_days(november, working_days("US")) == 19  # Veterans Day, Thanksgiving

    def test_a_year_that_nobody_listed_is_not_a_year_without_holidays(self):
        with pytest.raises(ValueError, match=r"known for \[2015-01-01, 2046-01-01\), which leaves out 2046"):
            working_days("US").works(date(2046, 1, 2))

    def test_wrong_codes_and_calendars_are_said(self):
        with pytest.raises(ValueError, match="no holidays are known for 'XX'"):
            working_days("XX")
        with pytest.raises(ValueError, match="no holidays are known for 'US-XX'"):
            working_days("US-XX")
        with pytest.raises(ValueError, match="0 \\(Monday\\) to 6"):
            Workdays("none", frozenset())
        assert working_days("") is MONDAY_TO_FRIDAY

    def test_a_calendar_without_working_days_does_not_hang(self):
        start = date(2026, 1, 1)
        free = Workdays("closed", holidays={start + timedelta(days=n): "closed" for n in range(1000)})
        with pytest.raises(ValueError, match="closed has no working day"):
            add_working_days(start, 1, free)
        with pytest.raises(ValueError, match="closed has no working time"):
            due(at("2026-01-01"), 1, Schedule("UTC", time(9), time(17), free))

    @given(st.dates(date(2016, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
    def test_there_and_back(self, day, number):
        calendar = working_days("US")
        later = add_working_days(day, number, calendar)
        assert (
            count_working_days(DateRange(day + timedelta(days=1), later + timedelta(days=1)), calendar)
            == number
        )
        if calendar.works(day):
            assert add_working_days(later, -number, calendar) == day


class TestAcceptance:
    @pytest.mark.parametrize(
        ("sent", "number", "answer"),
        [
            (date(2026, 11, 19), 5, date(2026, 11, 25)),  # Thursday to next Wednesday
            (date(2026, 11, 19), 1, date(2026, 11, 19)),
            (date(2026, 11, 21), 5, date(2026, 11, 27)),  # Saturday: Monday is day 1
            (date(2026, 11, 20), 10, date(2026, 12, 3)),
        ],
    )
    def test_the_day_of_sending_is_day_one(self, sent, number, answer):
        assert acceptance_day(sent, number, MONDAY_TO_FRIDAY) == answer

    def test_a_holiday_gives_the_customer_a_day_more(self):
        assert acceptance_day(date(2026, 11, 25), 5, working_days("US")) == date(2026, 12, 2)

    def test_at_least_one_day(self):
        with pytest.raises(ValueError, match="at least 1 day, not 0"):
            acceptance_day(date(2026, 11, 19), 0, MONDAY_TO_FRIDAY)


class TestClocks:
    def test_ta_review(self):
        """Requested Thursday 15:00, 2 business days: Monday 15:00."""
        asked = at("2026-11-19T15:00", LONDON)
        assert add_business_days(asked, 2, MONDAY_TO_FRIDAY, "Europe/London") == at(
            "2026-11-23T15:00", LONDON
        )

    def test_business_days_keep_the_time_of_day_when_the_clocks_change(self):
        asked = at("2026-10-22T15:00", LONDON)
        assert asked.astimezone(UTC).hour == 14
        assert add_business_days(asked, 2, MONDAY_TO_FRIDAY, "Europe/London") == at(
            "2026-10-26T15:00+00:00"[:16]
        )

    def test_estimate(self):
        """Scoping call Friday 16:00, 72 plain hours: Monday 16:00."""
        assert due(at("2026-11-20T16:00"), 72) == at("2026-11-23T16:00")

    def test_welcome_mail(self):
        """Booked Friday 16:00, 72 business hours of 9 to 17 (9 days): Thursday 16:00 two weeks on."""
        booked = at("2026-11-20T16:00")
        assert due(booked, 72, DESK) == at("2026-12-03T16:00")
        assert due(booked, 72, Schedule("UTC", time(0), time(0))) == at("2026-11-25T16:00")

    def test_the_last_minute_of_a_shift_is_due_at_its_end(self):
        assert due(at("2026-11-20T16:00"), 1, DESK) == at("2026-11-20T17:00")
        assert due(at("2026-11-20T17:00"), 1, DESK) == at("2026-11-23T10:00")
        assert due(at("2026-11-21T12:00"), 1, DESK) == at("2026-11-23T10:00")

    def test_parts_of_hours(self):
        assert due(at("2026-11-20T10:00"), Decimal("0.25"), DESK) == at("2026-11-20T10:15")
        assert due(at("2026-11-21T10:00"), 0, DESK) == at("2026-11-21T10:00")
        with pytest.raises(ValueError, match="not for -1"):
            due(at("2026-11-20T10:00"), -1)

    def test_pauses_may_overlap_and_come_in_any_order(self):
        start = at("2026-11-20T10:00")
        pauses = [
            Pause(at("2026-11-20T12:00"), at("2026-11-20T14:00")),
            Pause(at("2026-11-20T11:00"), at("2026-11-20T13:00")),
            Pause(at("2026-11-20T11:30"), at("2026-11-20T11:45")),
        ]
        assert due(start, 2, DESK, pauses) == at("2026-11-20T15:00")
        assert elapsed(start, at("2026-11-20T13:00"), DESK, pauses) == timedelta(hours=1)

    def test_while_a_pause_has_no_end_nothing_falls_due(self):
        start, waiting = at("2026-11-20T10:00"), [Pause(at("2026-11-20T11:00"))]
        assert due(start, 2, DESK, waiting) is None
        assert due(start, 1, DESK, waiting) == at("2026-11-20T11:00")
        assert not breached(start, at("2036-01-01"), 2, DESK, waiting)
        assert elapsed(start, at("2036-01-01"), DESK, waiting) == timedelta(hours=1)

    def test_a_pause_does_not_end_before_it_starts(self):
        with pytest.raises(ValueError, match="cannot end earlier"):
            Pause(at("2026-11-20T11:00"), at("2026-11-20T10:59"))
        both = [Pause(at("2026-11-20T11:00")), Pause(at("2026-11-20T11:00"), at("2026-11-20T12:00"))]
        assert due(at("2026-11-20T10:00"), 2, DESK, iter(both)) is None

    def test_an_earlier_instant_has_nothing_elapsed(self):
        assert elapsed(at("2026-11-20T10:00"), at("2026-11-19T10:00"), DESK) == timedelta()

    def test_the_stretches_are_the_reason(self):
        found = spans(at("2026-11-20T16:00"), DESK)
        assert [next(found), next(found)] == [
            Span(at("2026-11-20T16:00"), at("2026-11-20T17:00")),
            Span(at("2026-11-23T09:00"), at("2026-11-23T17:00")),
        ]

    def test_hours_that_the_clocks_skip_or_repeat(self):
        # New York 2026: 8 March 02:00 becomes 03:00, 1 November 02:00 becomes 01:00.
        opening = Schedule("America/New_York", time(2, 30), time(10), EVERY_DAY)
        closing = Schedule("America/New_York", time(0), time(2, 30), EVERY_DAY)
        inside = Schedule("America/New_York", time(2, 10), time(2, 50), EVERY_DAY)
        spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
        assert opening.shift(spring) == Span(at("2026-03-08T07:00"), at("2026-03-08T14:00"))
        assert closing.shift(spring) == Span(at("2026-03-08T05:00"), at("2026-03-08T07:00"))
        assert inside.shift(spring) is None
        assert closing.shift(autumn) == Span(at("2026-11-01T04:00"), at("2026-11-01T07:30"))

    def test_times_without_a_zone_and_unknown_zones_are_refused(self):
        with pytest.raises(ValueError, match="has no time zone"):
            due(datetime(2026, 11, 20), 1)  # noqa: DTZ001 - the fault under test
        for wrong in ("Mars/Olympus", "", "../etc/passwd", "Europe"):
            with pytest.raises(ValueError, match="is not a time zone"):
                Schedule(wrong, time(9), time(17))

    @settings(max_examples=60)
    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001 - made UTC below
        st.integers(0, 3000),
        st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 3000)), max_size=3),
    )
    def test_due_and_elapsed_agree(self, start, minutes, stops):
        start = start.replace(tzinfo=UTC, microsecond=0)
        pauses = [
            Pause(start + timedelta(minutes=begin), start + timedelta(minutes=begin + length))
            for begin, length in stops
        ]
        end = due(start, Decimal(minutes) / 60, DESK, pauses)
        assert elapsed(start, end, DESK, pauses) == timedelta(minutes=minutes)
        if minutes:
            assert elapsed(start, end - timedelta(seconds=1), DESK, pauses) < timedelta(minutes=minutes)

    def test_always_is_every_hour(self):
        assert elapsed(at("2026-03-01"), at("2026-04-01"), ALWAYS) == timedelta(days=31)


def test_the_light_module_does_not_load_the_worlds_holidays():
    loaded = "import sys, fairlead.engines.calendar; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
