"""One typed line: its kind, its words, who does it and until when; and the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from fairlead.apps.workshops.lines import Line, read_line
from fairlead.apps.workshops.methods import BY_ID, METHODS, Attendee, fitting, missing
from fairlead.apps.workshops.moments import moment
from fairlead.apps.workshops.timer import clock
from fairlead.core.errors import Invalid
from fairlead.engines.prioritising import MODES

NAMES = ["Theo Lindqvist", "Thea Holm", "Carl Jensen"]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("r: Single sign-on", Line("requirement", "Single sign-on")),
        ("D:we go in March", Line("decision", "we go in March")),
        ("k: cutover slips", Line("risk", "cutover slips")),
        ("q: who pays? @carl", Line("question", "who pays?", "Carl Jensen")),
        ("s: licences are there", Line("assumption", "licences are there")),
        ("a: send it @theo by 2026-12-01", Line("action", "send it", "Theo Lindqvist", date(2026, 12, 1))),
        ("a: send it by 2026-12-01 @jensen", Line("action", "send it", "Carl Jensen", date(2026, 12, 1))),
        ("a plan for March", Line("", "a plan for March")),
        ("x: nothing", Line("", "x: nothing")),
        ("a: ask @the", Line("action", "ask @the")),
        ("a: ask @nobody by 2026-13-40", Line("action", "ask @nobody by 2026-13-40")),
        ("mail ops@example.org", Line("", "mail ops@example.org")),
        ("", Line("", "")),
    ],
)
def test_a_line_is_read(typed, line):
    assert read_line(typed, "", NAMES) == line


def test_the_letter_wins_over_the_kind_that_is_chosen():
    assert read_line("k: late", "action").kind == "risk"
    assert read_line("late", "action").kind == "action"


NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "spent", "ago", "left", "runs"),
    [(10, 0, 60, 540, True), (10, 30, None, 570, False), (1, 59, 2, -1, True), (5, 0, -3, 300, True)],
)
def test_the_clock_counts_what_went_by(minutes, spent, ago, left, runs):
    since = None if ago is None else NOW - timedelta(seconds=ago)
    found = clock(minutes, spent, since, NOW)
    assert (found.left, found.running) == (left, runs)


def test_every_method_is_whole():
    figures = {"unanswered", "clashes", "requirements", "unplanned", "high_risks", "no_risks", "estimated",
               "no_pains", "pains_only", "untouched"}  # fmt: skip
    for method in METHODS:
        assert method.minutes >= 45, method.id
        assert method.ranking in MODES
        assert any(need.part == "facilitator" for need in method.needs)
        assert {fit.figure for fit in method.fits} <= figures
        assert method.fits, f"{method.id} never fits"


def test_a_method_says_whom_it_misses_and_why():
    found = missing(BY_ID["roadmap"], [Attendee("facilitator", "senior"), Attendee("decider", "lead")])
    assert found == (
        "Decider, executive or above is missing: a roadmap moves money between teams.",
        "Expert, lead or above is missing: somebody has to know what waits for what.",
    )
    assert "(1 of 3)" in missing(BY_ID["dots"], [Attendee("expert", "")])[2]


def test_a_method_fits_from_its_figure_upwards():
    assert fitting(BY_ID["requirements"], {"unanswered": 4}) == ()
    assert fitting(BY_ID["requirements"], {"unanswered": 5}) == (
        "5 mandatory scoping questions have no answer.",
    )


@pytest.mark.parametrize(
    ("day", "time", "zone", "utc"),
    [
        ("2026-12-03", "14:30", "Europe/Berlin", "2026-12-03T13:30:00+00:00"),
        ("2026-07-03", "9:05", "America/New_York", "2026-07-03T13:05:00+00:00"),
    ],
)
def test_an_hour_of_a_zone_is_one_moment(day, time, zone, utc):
    assert moment(date.fromisoformat(day), time, zone).isoformat() == utc


@pytest.mark.parametrize(
    ("time", "zone", "where"),
    [("25:00", "UTC", "time"), ("noon", "UTC", "time"), ("09:00", "Mars/Base", "zone"),
     ("02:30", "Europe/Berlin", "time")],
)  # fmt: skip
def test_what_is_no_moment_is_refused_at_its_field(time, zone, where):
    with pytest.raises(Invalid) as caught:
        moment(date(2027, 3, 28), time, zone)
    assert caught.value.findings[0].where == where
