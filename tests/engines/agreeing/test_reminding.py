"""When whoever owes an answer is reminded; the numbers are those of docs/spec/agreements.md."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairlead.engines.agreeing.reminding import point_due, reminded
from fairlead.engines.calendar import Schedule
from fairlead.engines.clocks import schedule
from fairlead.engines.practice.market import NINE_TO_FIVE
from fairlead.engines.workdays import working_days

OFFICE = schedule(NINE_TO_FIVE, working_days("US"))
UTC_OFFICE = Schedule("UTC", OFFICE.opens, OFFICE.closes)


def at(day: int, hour: int = 15) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("turn", "due", "now", "far"),
    [
        # Tuesday 15:00, 72 hours: Friday 15:00; three working days, so a day ahead.
        (at(10), at(13), at(12, 14), 0),
        (at(10), at(13), at(12, 16), 1),
        (at(10), at(13), at(13, 14), 1),
        (at(10), at(13), at(13, 16), 2),
        # Each further working day at the same hour: Monday to Thursday, and no more.
        (at(10), at(13), at(14, 16), 2),
        (at(10), at(13), at(16, 16), 3),
        (at(10), at(13), at(17, 16), 4),
        (at(10), at(13), at(19, 16), 6),
        (at(10), at(13), at(30, 16), 6),
        # Thursday to Monday are two working days: not ahead.
        (at(12), at(16), at(16, 14), 0),
        (at(12), at(16), at(16, 16), 2),
    ],
)
def test_ahead_when_overdue_and_on_four_further_days(turn, due, now, far):
    assert reminded(turn, due, now, UTC_OFFICE) == far


def test_a_point_is_answered_within_two_working_days():
    assert point_due(at(12), UTC_OFFICE) == at(16)
