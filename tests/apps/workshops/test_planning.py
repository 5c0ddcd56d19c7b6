"""Planning a workshop: its agenda, who takes part, its clock; and who may do what, when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.workshops import actions, queries
from fairlead.apps.workshops.models import AgendaItem, Capture, Participant, Vote, Workshop
from fairlead.apps.workshops.states import WORKSHOP
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast, meeting

RUNNING, CLOSED, PLANNED = meeting.running, meeting.closed, meeting.planned


def item_of(workshop):
    return AgendaItem.objects.filter(workshop=workshop, dropped=False).order_by("-place").first()


# verb: (a state that allows it, a state that does not, the row it is asked of, the call)
VERBS = {
    "workshop.edit": (PLANNED, "landed", lambda w: w, lambda a, r: actions.edit(a, r, title="Needs")),
    "workshop.start": (PLANNED, "running", lambda w: w, actions.start),
    "workshop.close": (RUNNING, "planned", lambda w: w, actions.close),
    "workshop.reopen": (CLOSED, "running", lambda w: w, actions.reopen),
    "workshop.cancel": (PLANNED, "closed", lambda w: w, lambda a, r: actions.cancel(a, r, note="Ill.")),
    "workshop.time": (RUNNING, "closed", lambda w: w, lambda a, r: actions.time_it(a, r, action="next")),
    "agenda.edit": (PLANNED, "cancelled", item_of, lambda a, r: actions.edit_item(a, r, minutes=25)),
    "agenda.order": (PLANNED, "landed", item_of, lambda a, r: actions.order_item(a, r, action="up")),
    "agenda.drop": (PLANNED, "landed", item_of, actions.drop_item),
    "participant.edit": (
        PLANNED, "landed", lambda w: meeting.seat(w, "Theo"),
        lambda a, r: actions.edit_participant(a, r, part="scribe"),
    ),
    "participant.drop": (
        PLANNED, "landed", lambda w: meeting.seat(w, "Theo"), actions.drop_participant,
    ),
    "agenda.add": (
        PLANNED, "landed", lambda w: w, lambda a, r: actions.add_item(a, r, title="Break", minutes=10),
    ),
    "participant.add": (
        PLANNED, "landed", lambda w: w, lambda a, r: actions.add_participant(a, r, name="Nell"),
    ),
}  # fmt: skip
CHANGES = [verb for verb in VERBS if not verb.endswith(".add")]


def asked(verb, firm, state=""):
    make, _, row, _ = VERBS[verb]
    workshop = make(firm)
    if state:
        Workshop.objects.filter(pk=workshop.pk).update(state=state)
    return row(Workshop.objects.get(pk=workshop.pk))


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_works_for_who_leads_and_is_on_record(verb, dan, firm):
    row = asked(verb, firm)
    lines = ("agenda.order", "agenda.order") if verb == "agenda.order" else (verb,)
    with cast.records(*lines):
        VERBS[verb][3](dan, row)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["sam", "cora", "finn", "alma", "carl", "max"])
def test_a_verb_refuses_the_wrong_role_and_the_stranger(verb, who, firm, request):
    row = asked(verb, firm)
    with cast.refused((Forbidden, Missing)):
        VERBS[verb][3](request.getfixturevalue(who), row)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_refuses_the_wrong_state(verb, ana, firm):
    row = asked(verb, firm, state=VERBS[verb][1])
    with cast.refused(WrongTime):
        VERBS[verb][3](ana, row)


@pytest.mark.parametrize("verb", CHANGES)
def test_a_verb_refuses_a_stale_version(verb, ana, firm):
    row = asked(verb, firm)
    type(row).objects.filter(pk=row.pk).update(version=row.version + 1)
    with cast.refused(Stale):
        VERBS[verb][3](ana, row)


@pytest.mark.parametrize("verb", VERBS)
def test_of_a_lost_engagement_no_workshop_changes(verb, ana, firm):
    row = asked(verb, firm)
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "was lost"):
        VERBS[verb][3](ana, type(row).objects.get(pk=row.pk))


@pytest.mark.parametrize("model", [Workshop, AgendaItem, Participant, Capture, Vote])
@pytest.mark.parametrize("who", ["carl", "max"])
def test_nobody_outside_sees_anything_of_it(model, who, firm, request):
    meeting.rows(firm)
    actor = request.getfixturevalue(who)
    assert not model.objects.visible_to(actor).exists()
    with pytest.raises(Missing):
        find(actor, model, model.objects.first().pk)


def test_a_plan_comes_with_agenda_and_leader(ana, firm):
    with cast.records("workshop.plan", "agenda.add", "participant.add"):
        workshop = actions.plan(ana, firm.engagement, method="premortem", day=meeting.DAY, time="09:00")
    card = queries.workshop_card(ana, workshop)
    assert (card.title, card.state, card.zone, card.dots) == ("Risk pre-mortem", "planned", "UTC", 5)
    items = list(queries.agenda(ana, workshop=workshop))
    assert [item.place for item in items] == [1, 2, 3, 4, 5]
    assert sum(item.minutes for item in items) == 75
    (seat,) = queries.participants(ana, workshop=workshop)
    assert (seat.name, seat.part, seat.side) == ("Ana Ferreira", "facilitator", "firm")


@pytest.mark.parametrize("who", ["sam", "cora", "finn", "alma", "carl"])
def test_others_plan_none(who, firm, request):
    with cast.refused(Forbidden, "lead a workshop"):
        actions.plan(
            request.getfixturevalue(who), firm.engagement, method="dots", day=meeting.DAY, time="09:00"
        )
    assert not Workshop.objects.exists()


@pytest.mark.parametrize(
    ("field", "said"),
    [("method", {"method": "guessing"}), ("time", {"time": "9"}), ("zone", {"zone": "Nowhere"}),
     ("title", {"title": "x" * 161}), ("dots", {"dots": 51}), ("purpose", {"purpose": "x" * 2001})],
)  # fmt: skip
def test_a_wrong_field_of_a_plan_is_named(field, said, ana, firm):
    with cast.refused(Invalid) as caught:
        actions.plan(ana, firm.engagement, **{"method": "dots", "day": meeting.DAY, "time": "09:00", **said})
    assert [finding.where for finding in caught.value.findings] == [field]
    assert not Workshop.objects.exists()


def test_the_hour_stays_in_its_zone(ana, firm):
    workshop = PLANNED(firm)
    assert workshop.starts_at.isoformat() == "2026-12-03T13:30:00+00:00"
    moved = actions.edit(ana, workshop, zone="America/New_York")
    assert moved.starts_at.isoformat() == "2026-12-03T19:30:00+00:00"
    assert f"{actions.edit(ana, moved, time='10:00').local:%H:%M %Z}" == "10:00 EST"


def test_only_people_of_the_account_take_part_and_once(ana, firm):
    workshop = PLANNED(firm)
    other = cast.accounts.open_account(ana, name="Alder Rail")
    stranger = cast.accounts.add_contact(ana, other, name="Arno", email="a@alder.example")
    for said, match in [
        ({}, "one person"),
        ({"name": "X", "contact": firm.contact}, "one person"),
        ({"contact": stranger}, "another account"),
        ({"name": "Carl Jensen"}, "takes part already"),
        ({"name": "Nell", "part": "boss"}, "not a valid choice"),
    ]:
        with cast.refused(Invalid, match):
            actions.add_participant(ana, workshop, **said)
    gone = actions.drop_participant(ana, meeting.seat(workshop, "Gus"))
    assert gone.dropped
    actions.add_participant(ana, workshop, name="Gus Guest")


def test_dropped_from_the_agenda_it_can_be_undone(ana, firm):
    workshop = PLANNED(firm)
    item = item_of(workshop)
    with cast.records("agenda.drop") as lines:
        actions.drop_item(ana, item)
    assert item.pk not in {row.pk for row in queries.agenda(ana, workshop=workshop)}
    undo(ana, lines[0].seq)
    assert item.pk in {row.pk for row in queries.agenda(ana, workshop=workshop)}


def test_what_is_on_is_not_dropped(ana, firm):
    workshop = RUNNING(firm)
    with cast.refused(WrongTime, "on now"):
        actions.drop_item(ana, workshop.item)


def test_the_clock_goes_along_the_agenda_and_is_kept_by_the_server(ana, firm):
    workshop = RUNNING(firm)
    first = workshop.item
    assert (first.place, workshop.spent) == (1, 0)
    Workshop.objects.update(since=timezone.now() - timedelta(seconds=90))
    paused = actions.time_it(ana, Workshop.objects.get(), action="pause")
    assert (paused.since, 90 <= paused.spent <= 95) == (None, True)
    again = actions.time_it(ana, paused, action="pause")
    assert again.spent == paused.spent
    assert actions.time_it(ana, again, action="resume").since is not None
    onward = actions.time_it(ana, Workshop.objects.get(), action="next")
    assert (onward.item.place, onward.spent) == (2, 0)
    back = actions.time_it(ana, onward, action="back")
    with cast.refused(WrongTime, "cannot go up"):
        actions.time_it(ana, back, action="back")
    with cast.refused(Invalid, "faster"):
        actions.time_it(ana, back, action="faster")


def test_two_who_press_next_go_on_by_one(ana, theo, firm):
    seen = RUNNING(firm)
    other = Workshop.objects.get()
    actions.time_it(ana, seen, action="next")
    with cast.refused(Stale):
        actions.time_it(theo, other, action="next")
    assert Workshop.objects.get().item.place == 2


def test_a_workshop_without_agenda_has_no_clock(ana, firm):
    workshop = PLANNED(firm)
    for item in queries.agenda(ana, workshop=workshop):
        actions.drop_item(ana, item)
    started = actions.start(ana, workshop)
    assert (started.item, started.since) == (None, None)
    with cast.refused(WrongTime, "no agenda"):
        actions.time_it(ana, started, action="next")


def test_a_workshop_is_called_off_with_its_reason(ana, firm):
    workshop = PLANNED(firm)
    with cast.refused(Invalid, "reason"):
        actions.cancel(ana, workshop, note=" ")
    actions.cancel(ana, workshop, note="The decider is ill.")
    assert WORKSHOP.actions(Workshop.objects.get().state) == ()
    assert b"STATUS:CANCELLED" in queries.calendar(ana, Workshop.objects.get()).content


def test_what_the_method_misses_is_said(ana, firm):
    workshop = PLANNED(firm, "requirements")
    found = queries.gaps(ana, workshop)
    assert [text.partition(" is missing")[0] for text in found] == ["Expert, senior or above", "Scribe"]
    assert "(1 of 2)" in found[0]
    actions.edit_participant(ana, meeting.seat(workshop, "Theo"), absent=True)
    assert "(0 of 2)" in queries.gaps(ana, workshop)[0]


def test_methods_that_fit_come_first_with_the_reason(ana, carl, firm):
    found = queries.methods(ana, firm.engagement)
    assert [card.id for card in found if card.fits] == ["requirements", "strategy"]
    assert "mandatory scoping questions have no answer" in found[0].fits[0]
    cast.drawn_up(firm)
    cast.engagements.edit(ana, cast.as_it_is(firm.engagement), pains="Slow merges")
    fits = {card.id: card.fits for card in queries.methods(ana, cast.as_it_is(firm.engagement)) if card.fits}
    assert fits["premortem"] == ("An estimate is drawn up and no risk is in the log.",)
    assert "requirements" not in fits
    with pytest.raises(Missing):
        queries.methods(carl, firm.engagement)


def test_the_invitation_says_when_what_and_who(ana, firm):
    mail = queries.invitation(ana, PLANNED(firm))
    assert mail.subject == "Invitation: What they need, 2026-12-03 14:30"
    assert "Thursday 03 December 2026, 14:30 (Europe/Berlin), 120 minutes" in mail.text
    assert "- Carl Jensen (decider)" in mail.text
    assert set(mail.to) == {"ana@harbour.example", "carl@northwind.example", "theo@harbour.example"}


def test_the_calendar_file_has_its_hours(ana, firm):
    file = queries.calendar(ana, PLANNED(firm))
    text = file.content.decode()
    assert file.name.endswith(".ics")
    assert "DTSTART:20261203T133000Z\r\n" in text
    assert "DTEND:20261203T153000Z\r\n" in text
    assert queries.calendar(ana, Workshop.objects.get()).content == file.content
