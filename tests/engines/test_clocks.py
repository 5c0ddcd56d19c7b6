"""The clocks of em-process 0.5 and its worked checks of section 12, to the minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from fairlead.engines.calendar import MONDAY_TO_FRIDAY, Pause
from fairlead.engines.clocks import (
    BOOKED,
    HELD,
    LOST,
    RESUMED,
    Moment,
    most_urgent,
    pauses,
    schedule,
    standings,
)
from fairlead.engines.practice.market import WorkingHours
from fairlead.engines.practice.values import Clock
from fairlead.engines.workdays import working_days

UTC = ZoneInfo("UTC")
WHOLE_DAYS = schedule(WorkingHours(open="00:00", close="00:00"), MONDAY_TO_FRIDAY)
NINE_TO_FIVE = schedule(WorkingHours(), MONDAY_TO_FRIDAY)
ESTIMATE = Clock("estimate-after-call", "Estimate", "call-held", "estimate-sent", Decimal(72), False)
REVIEW = Clock("review", "Review", "review-requested", "review-done", Decimal(48), True)
NOTICE = Clock("notice", "Notice", "architect-invited", "call-held", Decimal(24), True, notice=True)


def at(day, hour=0, minute=0):
    """A moment of the week of Monday 23 November 2026; 8 is the Monday after."""
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC) + timedelta(days=day)


MON, TUE, WED, THU, FRI, SAT, SUN, NEXT_MON, NEXT_TUE = range(1, 10)


def one(clock, moments, now, office=WHOLE_DAYS):
    (found,) = standings([clock], [Moment(*pair) for pair in moments], office, now)
    return found


def test_the_estimate_of_friday_afternoon_is_due_on_monday_afternoon_by_plain_hours():
    found = one(ESTIMATE, [("call-held", at(FRI, 16))], at(SAT, 16))
    assert (found.state, found.due) == ("running", at(NEXT_MON, 16))
    assert found.left == timedelta(hours=48)


@pytest.mark.parametrize(("office", "hours"), [(WHOLE_DAYS, 48), (NINE_TO_FIVE, 16)])
def test_two_business_days_from_thursday_afternoon_are_monday_afternoon(office, hours):
    clock = Clock("review", "Review", "review-requested", "review-done", Decimal(hours), True)
    found = one(clock, [("review-requested", at(THU, 15))], at(SAT, 12), office)
    assert (found.state, found.due) == ("running", at(NEXT_MON, 15))
    # Over the weekend nothing runs: what was left on Friday evening is left on Monday morning.
    assert found.left == timedelta(hours=15) if hours == 48 else timedelta(hours=6)


def test_a_holiday_of_the_country_is_no_business_day():
    office = schedule(
        WorkingHours(zone="America/New_York", open="00:00", close="00:00", country="US"), working_days("US")
    )
    thanksgiving_eve = datetime(2026, 11, 25, 15, tzinfo=ZoneInfo("America/New_York"))
    found = one(REVIEW, [("review-requested", thanksgiving_eve)], thanksgiving_eve, office)
    assert found.due == datetime(2026, 11, 30, 15, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(("minute", "state"), [(0, "met"), (1, "missed")])
def test_done_exactly_on_time_is_in_time(minute, state):
    moments = [("call-held", at(MON, 9)), ("estimate-sent", at(THU, 9, minute))]
    found = one(ESTIMATE, moments, at(FRI))
    assert (found.state, found.left) == (state, timedelta(minutes=-minute))


def test_it_is_late_by_the_time_that_it_counts():
    assert one(ESTIMATE, [("call-held", at(MON, 9))], at(THU, 11)).left == timedelta(hours=-2)
    late = one(REVIEW, [("review-requested", at(WED, 12))], at(NEXT_MON, 1))
    assert (late.state, late.due, late.left) == ("late", at(FRI, 12), timedelta(hours=-13))


def test_it_does_not_run_on_hold():
    moments = [("call-held", at(MON, 9)), (HELD, at(TUE, 9))]
    held = one(ESTIMATE, moments, at(FRI, 9))
    assert (held.state, held.due, held.left) == ("paused", None, timedelta(hours=48))
    resumed = one(ESTIMATE, [*moments, (RESUMED, at(FRI, 9))], at(FRI, 9))
    assert (resumed.state, resumed.due, resumed.left) == ("running", at(SUN, 9), timedelta(hours=48))
    sent = [*moments, ("estimate-sent", at(WED, 9)), (RESUMED, at(FRI, 9))]
    assert one(ESTIMATE, sent, at(FRI, 9)).state == "met"


def test_pauses_are_from_hold_to_resume_and_a_second_hold_changes_nothing():
    moments = [Moment(HELD, at(1)), Moment(HELD, at(2)), Moment(RESUMED, at(3)), Moment(HELD, at(4))]
    assert pauses(moments) == (Pause(at(1), at(3)), Pause(at(4)))
    assert pauses([Moment(RESUMED, at(1))]) == ()
    assert pauses([Moment(HELD, at(1)), Moment(LOST, at(2))]) == (Pause(at(1), at(2)),)


def test_a_promise_is_as_old_as_its_first_giving_and_runs_anew_after_it_was_kept():
    twice = [("call-held", at(MON)), ("call-held", at(TUE))]
    assert one(ESTIMATE, twice, at(WED)).started == at(MON)
    again = [*twice, ("estimate-sent", at(WED)), ("call-held", at(FRI))]
    assert (one(ESTIMATE, again, at(SAT)).started, one(ESTIMATE, again, at(SAT)).state) == (
        at(FRI),
        "running",
    )
    assert one(ESTIMATE, [("estimate-sent", at(MON))], at(TUE)).state == "not-started"
    assert one(ESTIMATE, [("call-held", at(WED))], at(TUE)).state == "not-started"


def test_a_notice_is_kept_by_what_comes_late_enough():
    invited = [("architect-invited", at(THU, 15))]
    assert (one(NOTICE, invited, at(FRI, 14)).state, one(NOTICE, invited, at(FRI, 15)).state) == (
        "running", "free",
    )  # fmt: skip
    assert one(NOTICE, [*invited, ("call-held", at(FRI, 15))], at(SAT)).state == "met"
    early = one(NOTICE, [*invited, ("call-held", at(FRI, 12))], at(SAT))
    assert (early.state, early.left) == ("missed", timedelta(hours=3))
    assert not one(NOTICE, invited, at(FRI, 14)).presses


def test_what_closed_drops_what_was_promised_before_and_keeps_what_starts_then():
    welcome = Clock("welcome", "Welcome", BOOKED, "welcome-sent", Decimal(72), True)
    moments = [Moment("call-held", at(MON)), Moment(BOOKED, at(TUE))]
    found = standings([ESTIMATE, welcome], moments, WHOLE_DAYS, at(WED))
    assert [standing.state for standing in found] == ["dropped", "running"]


def test_the_most_urgent_is_due_first_and_neither_a_notice_nor_on_hold():
    moments = [Moment(what, at(MON)) for what in ("call-held", "review-requested", "architect-invited")]
    found = standings([ESTIMATE, REVIEW, NOTICE], moments, WHOLE_DAYS, at(TUE))
    assert most_urgent(found).clock == REVIEW
    assert most_urgent(standings([ESTIMATE], [*moments, Moment(HELD, at(TUE))], WHOLE_DAYS, at(WED))) is None
