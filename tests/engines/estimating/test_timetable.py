"""How long the work takes: turns, people, freezes, days. See docs/spec/estimating.md."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.engines.estimating.builders import practice, review, terms, work

from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.pace import check_pace
from fairlead.engines.estimating.values import Timetable
from fairlead.engines.practice.values import Driver, Phase
from fairlead.engines.scoping.values import Freeze, Pace, Work

MONDAY = date(2027, 1, 4)
PHASES = (Phase("plan", "Plan"), Phase("run", "Run"), Phase("steer", "Steer"))
WEEKS = Driver("weeks", "Weeks", "4.0", "weeks")


def line(name: str, hours: float, phase: str = "run", *, team: str = "1", **fields: object) -> Work:
    made = work(name, hours, low="1", high="1")
    return replace(made, activity=replace(made.activity, phase=phase, team=Decimal(team), **fields))


def timed(*works: Work, pace: Pace = Pace(), start: date | None = None, **changes: object) -> Timetable:  # noqa: B008
    held = review(*works, **changes)
    activities = tuple(w.activity for w in works)
    offering = replace(held.offering, phases=PHASES, drivers=(WEEKS,), activities=activities)
    result, findings = estimate(practice(), replace(held, offering=offering), terms(start=start), pace=pace)
    assert result is not None, findings
    assert result.timetable is not None
    return result.timetable


def when(found: Timetable) -> dict[str, tuple[str, str]]:
    return {stint.id: (str(stint.start), str(stint.finish)) for stint in found.lines}


def test_one_person_takes_turns() -> None:
    found = timed(line("a", 16, "plan"), line("b", 40), line("c", 24))
    assert when(found) == {"a": ("0.0", "2.0"), "b": ("2.0", "7.0"), "c": ("7.0", "10.0")}
    assert (found.people, found.weeks, found.weeks_p90, found.end) == (1, 2, 2, None)


def test_two_people_work_side_by_side_within_a_phase() -> None:
    found = timed(line("a", 16, "plan"), line("b", 40), line("c", 24), pace=Pace(people=2))
    assert when(found) == {"a": ("0.0", "2.0"), "b": ("2.0", "7.0"), "c": ("2.0", "5.0")}


def test_a_team_is_faster_and_needs_its_people() -> None:
    found = timed(line("a", 32, team="2"), line("b", 16))
    assert found.people == 2
    assert when(found) == {"a": ("0.0", "2.0"), "b": ("2.0", "4.0")}


def test_what_is_named_is_waited_for_whatever_its_phase() -> None:
    found = timed(
        line("a", 16, "plan"),
        line("b", 40, after=("c",)),
        line("c", 8, "plan", after=("a",)),
        pace=Pace(people=3),
    )
    assert when(found) == {"a": ("0.0", "2.0"), "b": ("3.0", "8.0"), "c": ("2.0", "3.0")}


def test_a_line_that_does_not_apply_is_stood_for_by_what_it_waits_for() -> None:
    works = (line("a", 16, "plan"), line("c", 8, after=("b",)))
    held = review(*works)
    gone = line("b", 8, after=("a",)).activity
    offering = replace(held.offering, phases=PHASES, activities=(works[0].activity, gone, works[1].activity))
    result, _ = estimate(practice(), replace(held, offering=offering), terms(), pace=Pace(people=2))
    assert result is not None and result.timetable is not None
    assert when(result.timetable)["c"] == ("2.0", "3.0")


def test_what_is_counted_by_the_week_goes_along() -> None:
    found = timed(
        line("a", 40), line("manage", 14, "steer", effort="3.5 * weeks"), line("half", 20, team="0.5")
    )
    assert when(found) == {"a": ("0.0", "5.0"), "manage": ("0.0", "5.0"), "half": ("0.0", "5.0")}
    assert [stint.id for stint in found.lines if stint.alongside] == ["manage", "half"]
    assert [(p.id, p.alongside) for p in found.phases] == [("run", False), ("steer", True)]


def test_hours_a_week_stretch_it() -> None:
    found = timed(line("a", 40), pace=Pace(weekly_hours=Decimal(16)))
    assert (when(found)["a"], str(found.weeks)) == (("0.0", "12.5"), "2.5")


def test_days_are_working_days_and_freezes_push() -> None:
    found = timed(line("a", 40), line("b", 40, after=("a",)), start=MONDAY)
    assert (found.end, found.weeks) == (date(2027, 1, 15), Decimal("1.8"))  # Monday to Friday of next week
    a, b = found.lines
    assert (a.begins, a.ends, b.begins, b.ends) == (
        MONDAY, date(2027, 1, 8), date(2027, 1, 11), date(2027, 1, 15),
    )  # fmt: skip
    frozen = Pace(freezes=(Freeze(date(2027, 1, 6), date(2027, 1, 13), "Quarter end"),))
    later = timed(line("a", 40), line("b", 40, after=("a",)), start=MONDAY, pace=frozen)
    assert later.end == date(2027, 1, 22)  # five working days later
    assert any("2027-01-06 to 2027-01-13" in reason for reason in later.why)


def test_holidays_are_free() -> None:
    off = Pace(country="DE", holidays=(date(2027, 1, 6),))
    assert timed(line("a", 40), start=MONDAY, pace=off).end == date(2027, 1, 11)


def test_a_start_on_a_free_day_begins_on_the_next() -> None:
    found = timed(line("a", 8), start=date(2027, 1, 9))
    assert found.lines[0].begins == found.end == date(2027, 1, 11)


def test_spread_hours_spread_the_end_and_more_people_never_slow_it() -> None:
    works = tuple(
        replace(
            work(f"l{i}", 60.0, high="1.9"),
        )
        for i in range(6)
    )
    one, four = timed(*works), timed(*works, pace=Pace(people=4))
    assert one.weeks_p50 < one.weeks_p80 < one.weeks_p90
    assert four.weeks_p90 < one.weeks_p90
    assert one == timed(*works)


def test_nothing_to_do_takes_no_time() -> None:
    result, _ = estimate(practice(), review(), terms(), pace=Pace())
    assert result is not None and result.timetable is None


def test_lines_that_wait_for_each_other_are_taken_in_turn() -> None:
    found = timed(line("a", 8, after=("b",)), line("b", 8, after=("a",)))
    assert str(found.weeks) == "0.4"


@pytest.mark.parametrize(
    ("pace", "where"),
    [
        (Pace(people=-1), "people"),
        (Pace(weekly_hours=Decimal(61)), "weekly_hours"),
        (Pace(weekly_hours=Decimal("nan")), "weekly_hours"),
        (Pace(freezes=(Freeze(MONDAY, MONDAY),)), "freezes"),
        (Pace(freezes=(Freeze(MONDAY, date(2031, 1, 1)),)), "freezes"),
    ],
)
def test_a_pace_that_nobody_can_go_is_found(pace: Pace, where: str) -> None:
    assert [f.where for f in check_pace(pace)] == [where]
