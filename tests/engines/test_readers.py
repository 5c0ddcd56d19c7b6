"""What a report may add, and what visits come to. The numbers are those of docs/spec/readers.md."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.engines.readers import Part, Seen, added, goes_on, readers, summed, unread

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
PARTS = tuple(Part(f"c{n}", n, f"Clause {n}") for n in ("1", "2", "3.1", "3.2", "4", "5", "6"))


def seen(reader: str = "carl", at: int = 0, files: dict[str, datetime] | None = None, **clauses: int) -> Seen:
    begun = NOW + timedelta(hours=at)
    return Seen(reader, reader.title(), False, begun, begun + timedelta(minutes=5), clauses, files or {})


@pytest.mark.parametrize(("minutes", "same"), [(0, True), (29, True), (30, True), (31, False)])
def test_a_visit_goes_on_for_half_an_hour(minutes, same):
    assert goes_on(NOW - timedelta(minutes=minutes), NOW) is same


def test_what_is_not_there_is_dropped():
    assert added({"c1": 5, "forged": 50, "": 2, "c2": -7, "c4": 0}, ["c1", "c2", "c4"], 60) == {
        "c1": 5,
        "": 2,
    }


@pytest.mark.parametrize(("said", "passed", "kept"), [
    ({"c1": 30, "c2": 10}, 40, {"c1": 30, "c2": 10}),
    ({"c1": 30, "c2": 10}, 20.9, {"c1": 15, "c2": 5}),
    ({"c1": 10**30}, 7, {"c1": 7}),
    ({"c1": 5}, 0, {}),
    ({"c1": 5}, -3, {}),
])  # fmt: skip
def test_a_report_adds_no_more_than_the_time_that_passed(said, passed, kept):
    assert added(said, ["c1", "c2"], passed) == kept


def test_seconds_add_up_clause_by_clause():
    assert summed({"c1": 2}, {"c1": 3, "c2": 1}) == {"c1": 5, "c2": 1}


def test_less_than_three_seconds_are_passing_by():
    (one,) = readers(PARTS, [seen(c1=2, c2=3)])
    assert (one.read("c1"), one.read("c2")) == (0, 3)
    (one,) = readers(PARTS, [seen(c1=2), seen(at=2, c1=1)])
    assert one.read("c1") == 3


def test_sections_of_which_nothing_was_read_are_said_as_ranges():
    assert unread(PARTS, {"c1": 9, "c3.2": 9, "c5": 1}) == ("2", "4–6")
    assert unread(PARTS, {}) == ("1–6",)
    assert unread(PARTS, {part.id: 9 for part in PARTS}) == ()
    assert unread((), {}) == ()


def test_the_visits_of_a_reader_are_put_together():
    first, second = NOW, NOW + timedelta(hours=3)
    visits = [seen(at=3, files={"docx": second}, c1=1, c4=60), seen(files={"docx": first}, c1=30, c4=20)]
    other = seen("gina", at=1, c2=5)
    carl, gina = readers(PARTS, [*visits, other])
    assert (carl.name, gina.name) == ("Carl", "Gina")
    assert (len(carl.visits), carl.seconds, carl.clauses) == (2, 111, {"c1": 31, "c4": 80})
    assert carl.last == second + timedelta(minutes=5)
    assert carl.longest == PARTS[4]
    assert carl.files == {"docx": first}
    assert carl.unread == ("2–3", "5–6")
    assert gina.longest == PARTS[1]


def test_who_only_opened_it_stayed_nowhere():
    (one,) = readers(PARTS, [seen()])
    assert (one.longest, one.seconds, one.unread) == (None, 0, ("1–6",))
