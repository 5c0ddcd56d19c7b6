"""Landing: what each capture becomes, all at once, once, and back to where it came from."""

from __future__ import annotations

from datetime import date

import pytest

from fairlead.apps.risks.models import Entry, RoadmapItem
from fairlead.apps.scoping.models import Answer
from fairlead.apps.workshops import actions, landing, queries
from fairlead.apps.workshops.answering import questions_of
from fairlead.apps.workshops.models import Capture, Workshop
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from tests import cast, meeting

LINES = (
    "r: Single sign-on for everyone",
    "r: A runner in Japan",
    "r: Dark mode",
    "d: We go in two waves",
    "a: Send the user list @carl by 2026-12-10",
    "k: The freeze begins on 15 December",
    "q: Who owns the domain? @gus",
    "s: Licences are bought in time",
)


@pytest.fixture
def workshop(ana, firm):
    """Everything captured once, weighed, and closed."""
    running = meeting.running(firm)
    rows = [meeting.captured(running, line) for line in LINES]
    actions.edit_capture(ana, rows[0], moscow="must")
    actions.edit_capture(ana, rows[1], moscow="should")
    actions.edit_capture(ana, rows[2], moscow="wont")
    actions.cast(ana, rows[5], dots=3)
    parked = meeting.captured(running, "r: Move the wiki too")
    actions.move_capture(ana, parked, action="park")
    gone = meeting.captured(running, "r: Nonsense")
    actions.move_capture(ana, gone, action="drop")
    return actions.close(ana, Workshop.objects.get())


def left() -> tuple[int, int, int]:
    return Entry.objects.count(), RoadmapItem.objects.count(), Answer.objects.count()


def test_everything_lands_where_it_belongs(ana, firm, workshop):
    done = actions.land(ana, workshop, dry_run=False)
    entries = {row.title: row for row in Entry.objects.all()}
    assert {title: (row.kind, row.state, row.priority) for title, row in entries.items()} == {
        "Single sign-on for everyone": ("requirement", "open", "high"),
        "A runner in Japan": ("requirement", "open", "medium"),
        "Dark mode": ("exclusion", "open", "medium"),
        "We go in two waves": ("decision", "done", "medium"),
        "Send the user list": ("action", "open", "medium"),
        "The freeze begins on 15 December": ("risk", "open", "high"),
        "Who owns the domain?": ("question", "open", "medium"),
        "Licences are bought in time": ("assumption", "open", "medium"),
    }
    assert entries["Send the user list"].owner_name == "Carl Jensen"
    assert entries["Send the user list"].due_on == date(2026, 12, 10)
    assert entries["Who owns the domain?"].owner_name == "Gus Guest"
    roadmap = RoadmapItem.objects.order_by("pk").values_list("title", "horizon")
    assert list(roadmap) == [("Single sign-on for everyone", "now"), ("A runner in Japan", "next")]
    assert len(done.steps) == 10
    assert Workshop.objects.get().state == "landed"


def test_each_points_to_the_other(ana, workshop):
    actions.land(ana, workshop, dry_run=False)
    for row in (*Entry.objects.all(), *RoadmapItem.objects.all()):
        capture = Capture.objects.get(pk=row.capture)
        went = queries.capture_card(ana, capture).landed
        assert (row.noun, row.pk) in {(w.noun, w.id) for w in went}
    assert Capture.objects.filter(landed=[]).count() == 2


def test_a_dry_run_says_the_same_and_changes_nothing(ana, workshop):
    before, trace = left(), cast.trace()
    said = actions.land(ana, workshop)
    assert (left(), cast.trace(), Workshop.objects.get().state) == (before, trace, "closed")
    done = actions.land(ana, Workshop.objects.get(), dry_run=False)
    assert [(s.capture, s.noun, s.label, s.note) for s in said.steps] == [
        (s.capture, s.noun, s.label, s.note) for s in done.steps
    ]
    assert (said.dry_run, done.dry_run) == (True, False)


def test_landing_twice_adds_nothing_and_later_only_what_is_new(ana, workshop):
    actions.land(ana, workshop, dry_run=False)
    there = left()
    with cast.records("workshop.land"):
        assert actions.land(ana, Workshop.objects.get(), dry_run=False).steps == ()
    assert left() == there
    again = actions.reopen(ana, Workshop.objects.get())
    meeting.captured(again, "k: The network is slow")
    actions.close(ana, Workshop.objects.get())
    (step,) = actions.land(ana, Workshop.objects.get(), dry_run=False).steps
    assert (step.text, left()[0]) == ("The network is slow", there[0] + 1)


def test_what_has_landed_is_changed_where_it_went(ana, workshop):
    actions.land(ana, workshop, dry_run=False)
    actions.reopen(ana, Workshop.objects.get())
    with cast.refused(WrongTime, "has landed"):
        actions.edit_capture(ana, Capture.objects.first(), text="Else")


def test_all_of_it_is_on_record_in_one_transaction(ana, firm, workshop):
    captures = Capture.objects.filter(state="kept").count()
    last = cast.AuditEntry.objects.latest("seq").seq
    actions.land(ana, workshop, dry_run=False)
    verbs = list(cast.AuditEntry.objects.filter(seq__gt=last).values_list("verb", flat=True))
    assert {verb: verbs.count(verb) for verb in set(verbs)} == {
        "entry.raise": 8, "roadmap.add": 2, "capture.land": captures, "workshop.land": 1,
    }  # fmt: skip


def test_when_one_cannot_be_laid_down_none_is(ana, workshop, monkeypatch):
    laid = landing.lay

    def breaks(*args, **said):
        if said["kind"] == "assumption":
            raise Invalid([])
        return laid(*args, **said)

    monkeypatch.setattr(landing, "lay", breaks)
    before = left()
    with cast.refused(Invalid):
        actions.land(ana, workshop, dry_run=False)
    assert (left(), Workshop.objects.get().state) == (before, "closed")
    assert Capture.objects.exclude(landed=[]).count() == 0


@pytest.mark.parametrize("who", ["sam", "dan", "dora", "cora", "finn", "alma", "carl", "max"])
def test_who_does_not_shape_the_scope_lands_nothing(who, workshop, request):
    with cast.refused((Forbidden, Missing)):
        actions.land(request.getfixturevalue(who), workshop, dry_run=False)


@pytest.mark.parametrize("state", ["planned", "running", "cancelled"])
def test_it_lands_when_it_is_closed(state, ana, workshop):
    Workshop.objects.update(state=state)
    with cast.refused(WrongTime):
        actions.land(ana, Workshop.objects.get())


def test_a_stale_workshop_is_not_landed(ana, theo, workshop):
    actions.edit(theo, Workshop.objects.get(), title="Needs")
    with cast.refused(Stale):
        actions.land(ana, workshop)


def answering(firm, question, answer, text="r: As they said"):
    workshop = Workshop.objects.first() or meeting.running(firm)
    return meeting.captured(workshop, text, question=question, answer=answer)


def landed(ana):
    return actions.land(ana, actions.close(ana, Workshop.objects.get()), dry_run=False)


def test_a_requirement_that_answers_a_question_answers_it(ana, firm):
    answering(firm, "users", "2,600")
    (step,) = landed(ana).steps
    row = Answer.objects.get(question="users")
    assert (step.noun, step.id, row.value) == ("answer", row.pk, 2600)
    assert (row.source, row.said_by, row.said_on) == (
        "customer-call", "What they need, Ana Ferreira", meeting.DAY,
    )  # fmt: skip
    assert left()[:2] == (0, 0)


@pytest.mark.parametrize(
    ("question", "said", "value"), [("air_gap", "Yes", True), ("source_scm", "GitLab self-managed", None)]
)
def test_answers_are_read_as_their_questions_take_them(question, said, value, ana, firm):
    asked = {one.id: one for one in questions_of(firm.engagement)}
    option = next((o for o in asked[question].options), None)
    answering(firm, question, option.label if option else said)
    landed(ana)
    assert Answer.objects.get(question=question).value == (option.id if option else value)


def test_an_answer_that_contradicts_is_asked_about_and_never_replaced(ana, firm):
    cast.scoping.give(ana, firm.engagement, question="users", value=1200, said_by="Carl")
    answering(firm, "users", "2600")
    done = landed(ana)
    assert Answer.objects.get(state="stands").value == 1200
    assert Answer.objects.get(state="beside").value == 2600
    entry = Entry.objects.get()
    assert (entry.kind, entry.priority) == ("question", "high")
    assert "2600" in entry.title
    assert "stands beside the answer on file" in entry.text
    assert [step.conflict for step in done.steps] == [True]
    assert done.conflicts[0].id == entry.pk


def test_an_answer_that_stands_already_is_no_conflict(ana, firm):
    row = cast.scoping.give(ana, firm.engagement, question="users", value=1200, said_by="Carl")
    answering(firm, "users", "1200")
    (step,) = landed(ana).steps
    assert (step.noun, step.id, step.conflict) == ("answer", row.pk, False)
    assert Answer.objects.get().said_by == "Carl"


def test_after_the_sale_an_answer_becomes_a_question(ana, firm):
    sow = cast.signable(firm)
    cast.booked(sow.engagement)
    answering(cast.firm(), "users", "9999")
    (step,) = landed(ana).steps
    assert step.conflict
    assert Entry.objects.get().kind == "question"


@pytest.mark.parametrize(("form", "magic"), [("pdf", b"%PDF-"), ("docx", b"PK\x03\x04")])
def test_the_minutes_are_the_same_bytes_for_the_same_record(form, magic, ana, workshop):
    first = queries.minutes(ana, workshop, form=form)
    assert first.content.startswith(magic)
    assert queries.minutes(ana, Workshop.objects.get(), form=form).content == first.content
    with pytest.raises(Invalid):
        queries.minutes(ana, workshop, form="exe")
