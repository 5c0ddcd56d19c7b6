"""engagement.mark, engagement.ask, engagement.clocks: what happened, and what the clocks make of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.desk.models import Notice
from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement, Moment
from fairlead.apps.engagements.queries import board, engagement_card
from fairlead.apps.engagements.standing import clocks_of
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.people import actions as people
from fairlead.apps.scoping import actions as scoping
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.outbox import deliver_waiting
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast

CALL = "scoping-call-held"


def whats(engagement):
    return list(Moment.objects.filter(engagement=engagement).order_by("pk").values_list("what", flat=True))


def state(actor, engagement, clock):
    return next(one for one in clocks_of(actor, engagement).clocks if one.id == clock)


@pytest.fixture
def sold(sam, firm):
    """What Sam opened, and no manager has touched."""
    return actions.open_engagement(
        sam, firm.account, name="Second move", offering="migration-saas", em=cast.person("ana")
    )


def test_it_is_opened_and_touched_by_the_manager_who_opens_it(ana, firm):
    assert whats(firm.engagement) == ["scoping-opened", "engagement-manager-touched"]
    assert state(ana, firm.engagement, "first-touch").state == "met"
    assert Engagement.objects.get().due_at is None


def test_the_first_touch_is_due_a_day_after_opening(ana, sold):
    clock = state(ana, sold, "first-touch")
    assert (clock.state, sold.due_clock) == ("running", "first-touch")
    assert sold.due_at - Moment.objects.get(engagement=sold).at == timedelta(hours=24)
    assert engagement_card(ana, sold).due_clock == "First touch of a new scoping record"


@pytest.mark.parametrize(
    "touch",
    [
        lambda a, e: actions.edit(a, e, name="Renamed"),
        lambda a, e: actions.price(a, e, confidence=90),
        lambda a, e: actions.assign(a, e, seller=cast.person("sam")),
        lambda a, e: actions.move(a, e, action="triage"),
        lambda a, e: actions.mark(a, e, fact=CALL),
        lambda a, e: scoping.give(a, e, question="users", value=7),
    ],
)
def test_whatever_a_manager_does_first_is_the_touch(touch, ana, sold):
    touch(ana, sold)
    assert "engagement-manager-touched" in whats(sold)
    assert state(ana, sold, "first-touch").state == "met"
    assert cast.as_it_is(sold).touched_at is not None


def test_what_others_do_is_none(sam, sold):
    actions.edit(sam, sold, name="Renamed")
    scoping.give(sam, sold, question="users", value=7)
    assert whats(sold) == ["scoping-opened"]


def test_a_touch_by_an_answer_makes_no_page_stale(ana, sold):
    seen = find(ana, Engagement, sold.pk)
    scoping.give(ana, sold, question="users", value=7)
    assert actions.move(ana, seen, action="triage").state == "awaiting-discovery"


def test_undoing_the_touch_does_not_untouch_it(ana, sold):
    actions.edit(ana, sold, name="Renamed")
    undo(ana, AuditEntry.objects.latest("seq").seq)
    row = cast.as_it_is(sold)
    assert (row.name, row.due_at) == ("Second move", None)
    assert row.touched_at is not None


def test_moves_of_the_board_say_what_happened(ana, finn, firm):
    cast.approved(firm)
    cast.moved(firm.engagement, "share", "write", "ready", "approve")
    cast.booked(firm.engagement)
    assert whats(firm.engagement)[2:] == [
        "review-requested", "review-done", "estimate-sent", "sow-written", "sow-draft-sent",
        "sow-content-confirmed", "stamped-sow-sent", "booked",
    ]  # fmt: skip
    assert state(ana, firm.engagement, "stamp-after-content").state == "met"
    assert state(ana, firm.engagement, "welcome").state == "running"


def test_the_architects_review_runs_from_the_asking_to_the_answer(ana, theo, firm):
    estimate = cast.in_review(firm)
    assert state(ana, firm.engagement, "architect-review").state == "running"
    assert cast.as_it_is(firm.engagement).due_clock == "architect-review"
    estimates.approve(theo, estimate)
    assert state(ana, firm.engagement, "architect-review").state == "met"


def test_a_small_estimate_asks_no_architect_and_starts_no_review(ana, firm):
    estimates.submit(ana, cast.drawn_up_from(firm, cast.SMALL))
    assert "review-requested" not in whats(firm.engagement)


def test_a_marked_call_starts_the_estimates_clock_and_sharing_stops_it(ana, firm):
    held = timezone.now() - timedelta(hours=70)
    with cast.records("engagement.mark") as lines:
        row = actions.mark(ana, firm.engagement, fact=CALL, at=held.isoformat(), note="With Carl.")
    assert lines[0].facts["note"] == "With Carl."
    clock = state(ana, row, "estimate-after-call")
    assert (clock.state, row.due_clock) == ("running", "estimate-after-call")
    assert float(clock.left) == pytest.approx(2, abs=0.1)
    cast.drawn_up(firm)
    cast.moved(firm.engagement, "share")
    assert state(ana, firm.engagement, "estimate-after-call").state == "met"


def test_it_is_late_on_the_board_and_stands_still_on_hold(ana, firm):
    held = (timezone.now() - timedelta(hours=80)).isoformat()
    actions.mark(ana, firm.engagement, fact=CALL, at=held)
    assert sum(column.count for column in board(ana, late=True)) == 1
    held = cast.moved(firm.engagement, "hold")
    assert (held.due_at, sum(column.count for column in board(ana, late=True))) == (None, 0)
    late = state(ana, held, "estimate-after-call")
    assert (late.state, float(late.left)) == ("late", pytest.approx(-8, abs=0.1))


def test_a_hold_stops_a_running_clock_and_resuming_starts_it_again(ana, firm):
    actions.mark(ana, firm.engagement, fact=CALL)
    held = cast.moved(firm.engagement, "hold")
    assert (held.due_at, state(ana, held, "estimate-after-call").state) == (None, "paused")
    resumed = cast.moved(held, "resume")
    assert resumed.due_at is not None
    assert state(ana, resumed, "estimate-after-call").state == "running"


def test_times_are_in_the_readers_zone(ana, firm):
    people.edit(ana, cast.person("ana"), zone="Asia/Tokyo")
    yesterday = timezone.localdate() - timedelta(days=1)
    actions.mark(ana, firm.engagement, fact=CALL, at=f"{yesterday} 09:00")
    clock = state(ana, firm.engagement, "estimate-after-call")
    assert (clock.started.hour, clock.started.utcoffset(), clock.due.hour) == (9, timedelta(hours=9), 9)
    assert clocks_of(ana, firm.engagement).zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"fact": "scoping-call-heldd"}, "fact"), ({"fact": "booked"}, "fact"), ({"fact": ""}, "fact"),
        ({"fact": CALL, "at": "yesterday"}, "at"), ({"fact": CALL, "at": "2999-01-01 10:00"}, "at"),
        ({"fact": CALL, "at": "2001-01-01"}, "at"),
    ],
)  # fmt: skip
def test_what_cannot_be_marked_is_said_at_its_field(given, where, ana, firm):
    with cast.refused(Invalid) as refusal:
        actions.mark(ana, firm.engagement, **given)
    assert [finding.where for finding in refusal.value.findings] == [where]


@pytest.mark.parametrize("who", ["dan", "cora", "finn", "alma", "carl"])
def test_marking_by_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "mark what happened"):
        actions.mark(request.getfixturevalue(who), firm.engagement, fact=CALL)


def test_marking_is_refused_to_strangers_after_a_loss_and_on_a_stale_row(max, ana, rita, firm):
    with cast.refused(Missing):
        actions.mark(max, firm.engagement, fact=CALL)
    seen = find(ana, Engagement, firm.engagement.pk)
    actions.edit(rita, firm.engagement, name="Renamed")
    with cast.refused(Stale):
        actions.mark(ana, seen, fact=CALL)
    lost = cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "clocks have stopped"):
        actions.mark(ana, lost, fact=CALL)


def test_clocks_are_for_the_firm(carl, max, firm):
    for who in (carl, max):
        with pytest.raises(Forbidden):
            clocks_of(who, firm.engagement)


def test_an_architect_is_asked_with_notice_and_told(ana, theo, firm):
    cast.prepared(firm.engagement)
    with cast.records("engagement.ask") as lines:
        row = actions.ask(ana, firm.engagement, architect=cast.person("theo"), note="Tuesday's call.")
    assert lines[0].facts["after"]["architect_id"] == row.architect_id
    notice = state(ana, row, "architect-notice")
    assert (notice.state, notice.notice, row.due_at) == ("running", True, None)
    deliver_waiting()
    said = Notice.objects.get(user__username="theo").text
    assert said.startswith("Ana Ferreira asks you to a call")
    assert said.endswith("Tuesday's call.")


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ({}, "the pain points and the constraints"), ({"pains": "Slow"}, "the constraints"),
        ({"constraints": "None"}, "the pain points"),
    ],
)  # fmt: skip
def test_nobody_is_asked_before_it_is_written_why(written, missing, ana, firm):
    row = actions.edit(ana, firm.engagement, **written) if written else firm.engagement
    with cast.refused(WrongTime, f"Write {missing} first"):
        actions.ask(ana, row, architect=cast.person("theo"))


def test_asking_is_refused_to_others_to_strangers_and_for_those_who_are_no_architects(
    sam, max, ana, rita, firm
):
    cast.prepared(firm.engagement)
    theo = cast.person("theo")
    with cast.refused(Forbidden, "ask an architect"):
        actions.ask(sam, firm.engagement, architect=theo)
    with cast.refused(Missing):
        actions.ask(max, firm.engagement, architect=theo)
    with cast.refused(Invalid, "no technical architect"):
        actions.ask(ana, firm.engagement, architect=cast.person("sam"))
    seen = find(ana, Engagement, firm.engagement.pk)
    actions.edit(rita, cast.as_it_is(firm.engagement), name="Renamed")
    with cast.refused(Stale):
        actions.ask(ana, seen, architect=theo)
