"""Live: captures, votes and weights of several people; who is here; what is stale and what never is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from fairlead.apps.workshops import actions, live, presence, queries
from fairlead.apps.workshops.models import Capture, Participant, Presence, Vote, Workshop
from fairlead.core.audit import verify
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.undoing import undo
from tests import cast, meeting
from tests.apps.scoping.test_at_once import at_once

VERBS = {
    "capture.edit": lambda actor, row: actions.edit_capture(actor, row, moscow="must"),
    "capture.move": lambda actor, row: actions.move_capture(actor, row, action="park"),
    "vote.cast": lambda actor, row: actions.cast(actor, row, dots=2),
}


@pytest.fixture
def workshop(firm):
    return meeting.running(firm)


@pytest.fixture
def capture(workshop):
    return meeting.captured(workshop)


def test_a_line_is_kept_with_who_said_it_and_where(cora, workshop):
    with cast.records("capture.add") as lines:
        row = actions.capture(cora, workshop, text="a: Send the plan @theo by 2026-12-10")
    card = queries.capture_card(cora, Capture.objects.get())
    assert (card.kind, card.text, card.by, card.owner) == ("action", "Send the plan", "Cora Nilsen",
                                                           "Theo Lindqvist")  # fmt: skip
    assert (card.due_on, card.item, card.state) == (date(2026, 12, 10), workshop.item_id, "kept")
    assert lines[0].thread == row.workshop.room


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("kind", {"text": "no kind at all"}),
        ("kind", {"text": "what", "kind": "wish"}),
        ("text", {"text": "r:   "}),
        ("text", {"text": "r: " + "x" * 1001}),
        ("question", {"text": "r: many users", "question": "usrs"}),
        ("question", {"text": "r: many users", "answer": "1200"}),
        ("answer", {"text": "r: many users", "question": "users", "answer": "many"}),
    ],
)
def test_a_wrong_capture_is_named_at_its_field(field, said, ana, workshop):
    with cast.refused(Invalid) as caught:
        actions.capture(ana, workshop, **said)
    assert [finding.where for finding in caught.value.findings] == [field]
    assert not Capture.objects.exists()


def test_item_and_owner_are_of_the_same_workshop(ana, firm, workshop):
    other = meeting.planned(firm, "dots")
    item = queries.agenda(ana, workshop=other).first()
    with cast.refused(Invalid, "another workshop"):
        actions.capture(ana, workshop, text="r: x", item=item)
    with cast.refused(Invalid, "another workshop"):
        actions.capture(ana, workshop, text="r: x", owner=meeting.seat(other, "Theo"))


@pytest.mark.parametrize("who", ["finn", "alma", "carl", "max"])
def test_the_wrong_role_captures_changes_and_votes_nothing(who, firm, workshop, capture, request):
    actor = request.getfixturevalue(who)
    with cast.refused((Forbidden, Missing)):
        actions.capture(actor, workshop, text="r: x")
    for verb in VERBS.values():
        with cast.refused((Forbidden, Missing)):
            verb(actor, capture)


@pytest.mark.parametrize("state", ["planned", "landed", "cancelled"])
def test_it_is_captured_while_it_runs_and_until_it_lands(state, ana, workshop, capture):
    Workshop.objects.update(state=state)
    with cast.refused(WrongTime):
        actions.capture(ana, workshop, text="r: x")
    for verb in VERBS.values():
        with cast.refused(WrongTime):
            verb(ana, Capture.objects.get())


def test_after_closing_what_was_forgotten_is_added_and_nobody_votes(ana, workshop, capture):
    actions.close(ana, Workshop.objects.get())
    assert actions.capture(ana, workshop, text="d: We start in March").kind == "decision"
    with cast.refused(WrongTime, "while the workshop runs"):
        actions.cast(ana, Capture.objects.first(), dots=1)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_on_record_in_the_room_and_not_in_the_feed(verb, theo, capture):
    with cast.records(verb) as lines:
        VERBS[verb](theo, capture)
    assert lines[0].thread == f"workshop:{capture.workshop_id}"


def test_who_edits_what_another_changed_is_told_and_both_texts_are_there(ana, theo, capture):
    mine, theirs = Capture.objects.get(), Capture.objects.get()
    actions.edit_capture(theo, theirs, text="Single sign-on through Okta")
    with cast.refused(Stale, "you saw version 1, it is now 2"):
        actions.edit_capture(ana, mine, text="Single sign-on by March")
    assert Capture.objects.get().text == "Single sign-on through Okta"
    entry = AuditEntry.objects.filter(noun="capture", verb="capture.edit").get()
    assert entry.facts["before"]["text"] == "Single sign-on for everyone"
    with cast.refused(Stale):
        actions.move_capture(ana, mine, action="drop")


def test_an_edit_can_be_undone(ana, capture):
    with cast.records("capture.edit") as lines:
        actions.edit_capture(ana, capture, value=5, effort=2, kind="decision")
    undo(ana, lines[0].seq)
    row = Capture.objects.get()
    assert (row.value, row.effort, row.kind) == (None, None, "requirement")


@pytest.mark.parametrize("said", [{"value": 6}, {"effort": 0}, {"moscow": "maybe"}])
def test_a_weight_is_one_of_its_scale(said, ana, capture):
    with cast.refused(Invalid):
        actions.edit_capture(ana, capture, **said)


def test_parked_dropped_and_taken_back_in(ana, capture):
    parked = actions.move_capture(ana, capture, action="park")
    with cast.refused(WrongTime, "takes no votes"):
        actions.cast(ana, parked, dots=1)
    dropped = actions.move_capture(ana, parked, action="drop")
    assert actions.move_capture(ana, dropped, action="keep").state == "kept"


def test_nobody_gives_more_dots_than_there_are(ana, theo, workshop, capture):
    other = meeting.captured(workshop, "r: Runners")
    actions.cast(ana, capture, dots=3)
    actions.cast(ana, other, dots=2)
    with cast.refused(Invalid, "5 dots for each; 0 are left"):
        actions.cast(ana, other, dots=3)
    actions.cast(ana, capture, dots=1)
    actions.cast(ana, other, dots=4)
    actions.cast(theo, other, dots=5)
    with cast.refused(Invalid, "5 dots for each; 0 are left"):
        actions.cast(theo, capture, dots=1)
    actions.cast(theo, other, dots=0)
    wall = live.wall(ana, Workshop.objects.get())
    assert [(note.dots, note.mine) for note in wall.notes] == [(1, 1), (4, 4)]
    assert wall.left == 0
    assert live.wall(theo, Workshop.objects.get()).left == 5


def test_no_dot_is_taken_back_where_none_is(ana, capture):
    with cast.refused(Invalid, "no dot to take back"):
        actions.cast(ana, capture, dots=0)


def test_with_fewer_dots_than_were_given_they_can_only_be_taken_back(ana, capture):
    actions.cast(ana, capture, dots=4)
    actions.edit(ana, Workshop.objects.get(), dots=2)
    assert actions.cast(ana, capture, dots=3).dots == 3
    with cast.refused(Invalid, "2 dots for each"):
        actions.cast(ana, capture, dots=4)


def test_a_guest_votes_through_who_leads(ana, cora, firm, workshop, capture):
    guest = meeting.seat(workshop, "Gus")
    assert actions.cast(ana, capture, dots=5, guest=guest).dots == 5
    runners = meeting.captured(workshop, "r: Runners")
    with cast.refused(Invalid, "0 are left"):
        actions.cast(ana, runners, dots=1, guest=guest)
    with cast.refused(Forbidden, "dots of a guest"):
        actions.cast(cora, capture, dots=1, guest=guest)
    with cast.refused(Invalid, "votes for themselves"):
        actions.cast(ana, capture, dots=1, guest=meeting.seat(workshop, "Theo"))
    other = meeting.seat(meeting.planned(firm, "dots"), "Gus")
    with cast.refused(Invalid, "another workshop"):
        actions.cast(ana, capture, dots=1, guest=other)
    assert {queries.vote_card(ana, vote).voter for vote in queries.votes(ana)} == {"Gus Guest"}


@pytest.mark.django_db(transaction=True)
def test_two_capture_and_vote_at_once_and_nothing_is_lost():
    """Six threads write and vote at the same moment: every line is there, every dot is counted once."""
    firm = cast.firm()
    workshop = meeting.running(firm)
    ana, theo = cast.actor("ana"), cast.actor("theo")
    first = meeting.captured(workshop)

    def write(actor, n):
        return lambda: actions.capture(actor, workshop, text=f"k: risk {n}")

    def vote(actor, n):
        return lambda: actions.cast(actor, first, dots=n)

    results = at_once(
        *(write(actor, n) for n, actor in enumerate([ana, theo] * 3)),
        vote(ana, 2),
        vote(theo, 5),
        vote(ana, 2),
    )
    assert [r for r in results if isinstance(r, Exception)] == []
    assert sorted(Capture.objects.filter(kind="risk").values_list("text", flat=True)) == [
        f"risk {n}" for n in range(6)
    ]
    assert sorted(Vote.objects.values_list("dots", flat=True)) == [2, 5]
    assert verify()[1] == ()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_one_capture_at_once_one_is_told():
    firm = cast.firm()
    capture = meeting.captured(meeting.running(firm))
    rows = {who: Capture.objects.get(pk=capture.pk) for who in ("ana", "theo")}
    results = at_once(*(
        lambda who=who: actions.edit_capture(cast.actor(who), rows[who], text=f"said {who}") for who in rows
    ))  # fmt: skip
    assert sorted(type(result).__name__ for result in results) == ["Capture", "Stale"]
    assert verify()[1] == ()


def test_the_mark_changes_with_what_is_to_be_seen(ana, theo, workshop):
    def mark():
        row = Workshop.objects.get()
        return live.mark(row, presence.present(row, timezone.now()))

    seen = [mark()]
    capture = meeting.captured(workshop)
    seen.append(mark())
    actions.cast(theo, capture, dots=1)
    seen.append(mark())
    actions.time_it(ana, Workshop.objects.get(), action="next")
    seen.append(mark())
    presence.beat(theo, workshop, timezone.now())
    seen.append(mark())
    assert len(set(seen)) == 5
    assert mark() == seen[-1]


def test_who_asked_within_fifteen_seconds_is_here(ana, theo, workshop):
    now = timezone.now()
    presence.beat(ana, workshop, now - timedelta(seconds=14))
    presence.beat(theo, workshop, now - timedelta(seconds=16))
    assert [name for _, name in presence.present(workshop, now)] == ["Ana Ferreira"]


def test_a_heartbeat_is_written_every_five_seconds_and_on_no_record(ana, workshop):
    now, before = timezone.now(), cast.trace()
    for seconds in (0, 2, 4):
        presence.beat(ana, workshop, now + timedelta(seconds=seconds))
    assert Presence.objects.get().at == now
    presence.beat(ana, workshop, now + timedelta(seconds=6))
    assert Presence.objects.get().at == now + timedelta(seconds=6)
    assert cast.trace() == before


def test_the_wall_shows_the_order(ana, workshop):
    for text, moscow in (("r: Runners", "could"), ("r: Sign-on", "must"), ("k: Freeze", "")):
        row = meeting.captured(workshop, text)
        if moscow:
            actions.edit_capture(ana, row, moscow=moscow)
    wall = live.wall(ana, Workshop.objects.get())
    places = {note.card.text: (note.place.rank, note.place.horizon) for note in wall.notes}
    assert places == {"Runners": (2, "later"), "Sign-on": (1, "now"), "Freeze": (1, "")}
    assert wall.clock is not None
    assert wall.clock.running
    assert Participant.objects.count() == 4
