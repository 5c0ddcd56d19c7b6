"""When whoever owes an answer is reminded: before it is due, and after. The numbers are in
docs/spec/agreements.md."""

from __future__ import annotations

from datetime import datetime

from fairlead.engines.calendar import DateRange, Schedule, add_business_days, count_working_days

# Longer terms, in working days, are reminded of a working day ahead.
SHORT_TERM = 2
# How often once it is overdue: when it is, and on each further working day.
MOST_AFTER = 5
# Within how many working days a condition or an objection is answered, and its answer judged.
POINT_DAYS = 2


def reminded(turn: datetime, due: datetime, now: datetime, office: Schedule) -> int:
    """How far reminding has come: 0 not yet, 1 ahead of time, 2 overdue, and one more on each further working
    day. turn: since when the answer is asked."""
    after = (add_business_days(due, days, office.workdays, office.zone) for days in range(1, MOST_AFTER))
    late = sum(moment < now for moment in (due, *after))
    if late:
        return 1 + late
    ahead = add_business_days(due, -1, office.workdays, office.zone)
    term = count_working_days(DateRange(turn.date(), due.date()), office.workdays) if turn < due else 0
    return int(term > SHORT_TERM and ahead < now)


def point_due(since: datetime, office: Schedule) -> datetime:
    """When a condition or an objection is to be answered, or its answer to be judged."""
    return add_business_days(since, POINT_DAYS, office.workdays, office.zone)
