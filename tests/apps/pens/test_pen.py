"""pen.take, ask, give, lay: one holder at a time, and both sides hear of it."""

from __future__ import annotations

import pytest

from fairlead.apps.desk.models import Notice
from fairlead.apps.pens import actions
from fairlead.apps.pens.models import Pen
from fairlead.apps.pens.queries import pen_card, pens
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.outbox import deliver_waiting
from tests import cast


def test_it_lies_until_somebody_takes_it(ana, firm):
    assert not pens(ana, engagement=firm.engagement).exists()
    with cast.records("pen.take") as lines:
        pen = actions.take(ana, firm.engagement)
    assert (pen.holder.name, pen_card(ana, pen).holder_name) == ("Ana Ferreira", "Ana Ferreira")
    assert lines[0].thread == f"engagement:{firm.engagement.pk}"


def test_from_another_hand_it_is_taken_with_a_reason_and_they_hear_of_it(ana, rita, firm):
    actions.take(ana, firm.engagement)
    with cast.refused(Invalid, "taken with a reason"):
        actions.take(rita, firm.engagement)
    with cast.records("pen.take"):
        pen = actions.take(rita, firm.engagement, note="Ana is on a plane.")
    assert (pen.holder.name, pen.reason) == ("Rita Okafor", "Ana is on a plane.")
    deliver_waiting()
    (notice,) = Notice.objects.filter(user_id=ana.user_id, text__contains="pen")
    assert "Rita Okafor" in notice.text and "Ana is on a plane." in notice.text


def test_who_holds_it_does_not_take_it(ana, firm):
    actions.take(ana, firm.engagement)
    with cast.refused(WrongTime, "You hold the pen already"):
        actions.take(ana, firm.engagement, note="Again.")


@pytest.mark.parametrize("who", ["sam", "theo", "dan", "cora", "finn", "lea", "alma"])
def test_the_wrong_role_does_not_take_it(who, firm, request):
    with cast.refused(Forbidden, "take the pen"):
        actions.take(request.getfixturevalue(who), firm.engagement)


def test_it_is_asked_for_and_given(ana, lea, firm):
    with cast.refused(WrongTime, "Nobody holds the pen"):
        actions.ask(lea, firm.engagement)
    actions.take(ana, firm.engagement)
    with cast.records("pen.ask"):
        pen = actions.ask(lea, firm.engagement, note="For the liability clause.")
    assert (pen.asked_by.name, pen.asked_note) == ("Lea Brandt", "For the liability clause.")
    with cast.records("pen.give"):
        pen = actions.give(ana, firm.engagement, to=cast.person("lea"))
    assert (pen.holder.name, pen.asked_by) == ("Lea Brandt", None)
    deliver_waiting()
    assert Notice.objects.filter(user_id=ana.user_id, text__contains="asks for the pen").count() == 1
    assert Notice.objects.filter(user_id=lea.user_id, text__contains="pen").count() == 1


def test_only_its_holder_gives_it_or_lays_it_down(ana, rita, firm):
    actions.take(ana, firm.engagement)
    with cast.refused(WrongTime, "You do not hold the pen"):
        actions.give(rita, firm.engagement, to=cast.person("rita"))
    with cast.refused(WrongTime, "You do not hold the pen"):
        actions.lay(rita, firm.engagement)
    with cast.records("pen.lay"):
        assert actions.lay(ana, firm.engagement).holder is None
    assert actions.take(rita, firm.engagement).holder.name == "Rita Okafor"


def test_it_is_given_to_somebody_who_writes(ana, firm):
    actions.take(ana, firm.engagement)
    with cast.refused(Invalid, "writes no statement of work"):
        actions.give(ana, firm.engagement, to=cast.person("cora"))


def test_a_closed_engagement_has_no_pen(ana, firm):
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed-lost"):
        actions.take(ana, cast.as_it_is(firm.engagement))


@pytest.mark.parametrize("who", ["carl", "max"])
def test_customers_and_strangers_see_no_pen(who, ana, firm, request):
    actions.take(ana, firm.engagement)
    actor = request.getfixturevalue(who)
    assert not Pen.objects.visible_to(actor).exists()
    with cast.refused(Forbidden):
        actions.take(actor, firm.engagement, note="Mine.")


def test_a_stranger_does_not_find_the_engagement(max, firm):
    from fairlead.apps.engagements.models import Engagement
    from fairlead.core.rows import find

    with pytest.raises(Missing):
        find(max, Engagement, firm.engagement.pk)
