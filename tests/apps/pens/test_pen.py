"""pen.take, ask, give, lay: one holder at a time, and both sides hear of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.desk.models import Notice
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates.wording_actions import agree
from fairlead.apps.pens import actions
from fairlead.apps.pens.models import Pen
from fairlead.apps.pens.queries import pen_card, pens
from fairlead.apps.redlines import actions as redlines
from fairlead.apps.redlines.models import Redline
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.outbox import deliver_waiting
from tests import cast
from tests.apps.redlines import coming


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
    assert notice.text.startswith("Rita Okafor took the pen, Northwind Freight")
    assert "Ana is on a plane." in notice.text


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
    assert [(one.name, one.note) for one in pen_card(ana, pen).asks] == [
        ("Lea Brandt", "For the liability clause.")
    ]
    with cast.records("pen.give"):
        pen = actions.give(ana, firm.engagement, to=cast.person("lea"))
    assert (pen.holder.name, pen.asks) == ("Lea Brandt", [])
    deliver_waiting()
    assert Notice.objects.filter(user_id=ana.user_id, text__contains="asks for the pen").count() == 1
    (notice,) = Notice.objects.filter(user_id=lea.user_id, text__contains="pen")
    assert notice.text.startswith("Ana Ferreira gave the pen to Lea Brandt")


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
    with cast.refused(WrongTime, "closed lost"):
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


def test_who_asks_second_stands_beside_who_asked_first(ana, lea, rita, firm):
    actions.take(ana, firm.engagement)
    actions.ask(lea, firm.engagement, note="For the liability clause.")
    actions.ask(rita, firm.engagement, note="For the price.")
    pen = actions.ask(lea, firm.engagement, note="For the law that governs.")
    assert [(one.name, one.note) for one in pen_card(ana, pen).asks] == [
        ("Rita Okafor", "For the price."), ("Lea Brandt", "For the law that governs."),
    ]  # fmt: skip
    pen = actions.give(ana, firm.engagement, to=cast.person("lea"))
    assert [one.name for one in pen_card(ana, pen).asks] == ["Rita Okafor"]
    assert actions.lay(lea, firm.engagement).asks == []


@pytest.fixture
def sow(firm):
    cast.approved(firm)
    return cast.sow_of(firm.engagement)


def writes(who: str, sow) -> dict[str, Callable[[], object]]:
    """What changes what the present or the next version says, or where it goes."""
    actor, engagement = cast.actor(who), cast.as_it_is(sow.engagement)
    sow.engagement = engagement
    return {
        "sow.submit": lambda: approvals.submit(actor, sow),
        "sow.share": lambda: agreements.share(actor, sow),
        "sow.withdraw": lambda: agreements.withdraw(actor, sow, note="Wrong."),
        "engagement.price": lambda: engagements.price(actor, engagement, discount=Decimal(5)),
        "adjustment.agree": lambda: agree(actor, engagement, jurisdiction="Ohio"),
        "sow.generate": lambda: agreements.generate(actor, sow.estimate),
    }


@pytest.mark.parametrize("verb", [
    "sow.submit", "sow.share", "sow.withdraw", "engagement.price", "adjustment.agree", "sow.generate",
])  # fmt: skip
def test_while_somebody_holds_it_nobody_else_writes(verb, ana, sow):
    actions.take(ana, sow.engagement)
    with cast.refused(WrongTime, "Ana Ferreira holds the pen since"):
        writes("rita", sow)[verb]()


def test_what_is_shared_is_taken_back_and_what_is_asked_recalled_by_its_holder(ana, rita, sow):
    agreements.share(ana, sow)
    actions.take(ana, sow.engagement)
    with cast.refused(WrongTime, "holds the pen"):
        agreements.withhold(rita, Sow.objects.get())
    approvals.submit(ana, Sow.objects.get())
    with cast.refused(WrongTime, "holds the pen"):
        approvals.recall(rita, Sow.objects.get(), note="Too early.")
    approvals.recall(ana, Sow.objects.get(), note="Too early.")


def test_before_a_sow_stands_the_terms_are_anybodys(ana, rita, firm):
    actions.take(ana, firm.engagement)
    assert engagements.price(rita, cast.as_it_is(firm.engagement), discount=Decimal(5)).discount == 5


def test_answers_to_their_changes_are_given_by_who_holds_it(ana, rita, firm):
    sow = coming.sent(firm)
    coming.taken(sow)
    redline = Redline.objects.exclude(kind="commented").order_by("pk")[0]
    actions.take(ana, cast.as_it_is(firm.engagement))
    with cast.refused(WrongTime, "holds the pen"):
        redlines.refuse(rita, redline, note="No.")
    assert redlines.reply(rita, redline, text="We look at it.").pk
    redlines.refuse(ana, Redline.objects.get(pk=redline.pk), note="No.")
