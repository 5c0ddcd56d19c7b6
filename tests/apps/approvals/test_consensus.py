"""sow.consensus, the reminders, and what stands on the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.approvals import actions
from fairlead.apps.approvals.queries import awaited, consensus, delegations, points, reviews
from fairlead.apps.approvals.reminding import remind
from fairlead.apps.desk.models import Notice
from fairlead.apps.desk.queries import todo
from fairlead.apps.engagements import actions as engagements
from fairlead.core.actor import system
from fairlead.core.errors import Forbidden
from fairlead.core.outbox import deliver_waiting
from tests import cast
from tests.apps.approvals import agreeing


def test_before_anybody_is_asked_there_is_nothing(ana, firm):
    cast.approved(firm)
    found = consensus(ana, cast.sow_of(firm.engagement))
    assert (found.asking, found.steps) == (None, ())


def test_who_stands_where_since_when_and_due_when(ana, finn, firm):
    sow = agreeing.asked(firm)
    actions.object_to(finn, agreeing.step("finance"), note="Too cheap.", remedy="List price.")
    found = consensus(ana, sow)
    steps = {step.review.gate: step for step in found.steps}
    assert (found.passed, len(found.steps), found.open_points, found.agreed) == (0, 7, 1, False)
    assert steps["finance"].review.by_name == "Finn Marlowe"
    assert steps["finance"].points[0].remedy == "List price."
    assert steps["director"].waits_for[0] == "Account team and customer agree the size"
    assert steps["director"].due is None
    # 72 hours from the last word to the stamped SOW (em-process 0.5).
    assert steps["account-team"].due - found.asking.asked_at == timedelta(hours=72)
    assert steps["account-team"].since == found.asking.asked_at
    assert "Discount is approved" in found.skipped


@pytest.mark.parametrize("who", ["carl", "max"])
def test_it_stays_inside_the_firm(who, firm, request):
    sow = agreeing.asked(firm)
    actor = request.getfixturevalue(who)
    with pytest.raises(Forbidden):
        consensus(actor, sow)
    assert not reviews(actor, sow=sow).exists()
    assert not points(actor).exists()
    assert not delegations(actor).exists()


def test_it_asks_few_queries(ana, firm, django_assert_max_num_queries):
    sow = agreeing.asked(firm)
    actions.object_to(cast.actor("finn"), agreeing.step("finance"), note="A\nB", remedy="C")
    with django_assert_max_num_queries(5):
        consensus(ana, sow)


CLOCK = system("the clocks of the practice remind")


def in_days(number: int):
    return timezone.now() + timedelta(days=number)


def said_to(actor, text: str) -> int:
    return Notice.objects.filter(user_id=actor.user_id, text__startswith=text).count()


def test_an_overdue_answer_is_told_and_whoever_leads_hears_of_it_once(sam, ana, firm):
    sow = agreeing.asked(firm)
    engagements.assign(ana, cast.as_it_is(sow.engagement), em=cast.person("ana"))
    assert remind(CLOCK, timezone.now() + timedelta(hours=1)) == 0
    with cast.records(*["review.remind"] * 4):
        assert remind(CLOCK, in_days(6)) == 4
    assert remind(CLOCK, in_days(6)) == 0
    deliver_waiting()
    assert (said_to(sam, "Overdue"), said_to(ana, "An answer is overdue")) == (1, 4)
    assert remind(CLOCK, in_days(30)) == 4
    assert remind(CLOCK, in_days(60)) == 0
    deliver_waiting()
    assert (said_to(sam, "Overdue"), said_to(ana, "An answer is overdue")) == (2, 4)
    cast.agreed(firm.engagement)
    deliver_waiting()
    assert not Notice.objects.filter(kind__in=("overdue", "late"), read=False).exists()


def test_a_point_is_chased_with_whoever_speaks_next(ana, finn, firm):
    sow = agreeing.asked(firm)
    engagements.assign(ana, cast.as_it_is(sow.engagement), em=cast.person("ana"))
    actions.object_to(finn, agreeing.step("finance"), note="Too cheap.\nToo early.", remedy="List price.")
    assert [remind(CLOCK, in_days(7)), remind(CLOCK, in_days(7))] == [2 + 3, 0]
    deliver_waiting()
    assert (said_to(ana, "Raised, and waits for an answer"), said_to(finn, "Answered")) == (1, 0)
    assert Notice.objects.get(kind="point").text.endswith("Too cheap. (and 1 more)")
    for point in agreeing.step("finance").points.all():
        actions.answer(ana, point, note="They asked for it.")
    deliver_waiting()
    assert Notice.objects.get(kind="point").read
    remind(CLOCK, in_days(14))
    deliver_waiting()
    assert said_to(finn, "Answered, and yours to resolve") == 1
    for point in agreeing.step("finance").points.all():
        actions.resolve(finn, point)
    deliver_waiting()
    assert not Notice.objects.filter(kind="point", read=False).exists()


def test_a_reminder_makes_nobodys_sight_stale(finn, firm):
    agreeing.asked(firm)
    seen = agreeing.step("finance")
    remind(CLOCK, timezone.now() + timedelta(days=6))
    assert actions.approve(finn, seen).state == "approved"


def test_what_is_held_or_answered_is_not_reminded_of(finn, firm):
    sow = agreeing.asked(firm)
    actions.approve(finn, agreeing.step("finance"))
    cast.moved(cast.as_it_is(sow.engagement), "hold")
    assert remind(CLOCK, timezone.now() + timedelta(days=30)) == 0


def test_the_desk_says_what_waits_for_you(dora, sam, finn, ana, firm):
    sow = agreeing.asked(firm)
    assert [row.gate for row in awaited(finn)] == ["revenue-wording", "finance"]
    assert awaited(dora) == []
    assert [item.what for item in todo(sam)] == ["Approve the SOW: Account team and customer agree the size"]
    cast.agreed(sow.engagement, "director")
    assert [row.gate for row in awaited(dora)] == ["director"]
    assert awaited(ana) == []


def test_notices_go_to_whom_they_concern(ana, sam, finn, dora, lea, firm):
    sow = agreeing.asked(firm)
    actions.object_to(finn, agreeing.step("finance"), note="Too cheap.", remedy="List price.")
    deliver_waiting()
    heard = {
        notice.user.username: notice.text for notice in Notice.objects.select_related("user").order_by("pk")
    }
    assert "asks for your approval" in heard["sam"]
    assert "Objected" in heard["ana"]
    actions.resolve(finn, agreeing.step("finance").points.get())
    cast.moved(sow.engagement, "approve")
    deliver_waiting()
    deliver_waiting()  # the move asks for signatures, and that is told
    assert Notice.objects.filter(user_id=lea.user_id, text__contains="asks for your approval").count() == 1
    assert Notice.objects.filter(user_id=dora.user_id, text__contains="Everyone agrees").count() == 1
