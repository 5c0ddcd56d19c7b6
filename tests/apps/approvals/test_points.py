"""point.answer, resolve, overrule: a condition or an objection goes only on the record."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.approvals import actions
from fairlead.apps.approvals.models import Point
from fairlead.apps.approvals.queries import consensus, point_card
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.models import Event
from fairlead.core.rows import find
from tests import cast
from tests.apps.approvals import agreeing


@pytest.fixture
def sow(firm):
    return agreeing.asked(firm)


def conditions(*texts: str) -> list[Point]:
    actions.approve_with(cast.actor("finn"), agreeing.step("finance"), note="\n".join(texts or ("A PO.",)))
    return list(Point.objects.order_by("pk"))


def objection(gate: str = "finance", who: str = "finn") -> Point:
    actions.object_to(cast.actor(who), agreeing.step(gate), note="Too cheap.", remedy="List price.")
    return Point.objects.latest("pk")


def test_a_point_names_the_clause_or_figure_that_it_is_about(finn, sow):
    with cast.records("review.condition"):
        actions.approve_with(finn, agreeing.step("finance"), note="Net 30.", about="discount")
    card = point_card(finn, Point.objects.get())
    assert (card.about, card.title) == ("discount", "Discount, percent")
    with cast.records("review.object"):
        actions.object_to(
            finn, agreeing.step("finance"), note="Too long.", remedy="Five days.", about="acceptance_days"
        )
    assert Point.objects.latest("pk").title == "Days of silent acceptance"


def test_what_was_not_asked_about_is_refused_with_what_was(finn, sow):
    with cast.refused(Invalid, "no clause or figure 'clause.nothing'"):
        actions.object_to(finn, agreeing.step("finance"), note="No.", remedy="Yes.", about="clause.nothing")


def test_an_answer_is_kept_and_its_author_hears_of_it(ana, finn, sow):
    (point,) = conditions()
    with cast.records("point.answer"):
        row = actions.answer(ana, point, note="It is number 4711.")
    assert (row.state, row.answers[0]["name"], row.answers[0]["text"]) == (
        "answered", "Ana Ferreira", "It is number 4711.",
    )  # fmt: skip
    facts = Event.objects.get(name="point.said").facts
    assert (facts["author"], facts["act"]) == (finn.user_id, "answered")
    assert agreeing.states()["finance"] == "conditional"


@pytest.mark.parametrize(("who", "why"), [("alma", Forbidden), ("carl", Missing), ("max", Missing)])
def test_who_has_no_part_in_it_does_not_answer(who, why, sow, request):
    (point,) = conditions()
    with cast.refused(why):
        actions.answer(request.getfixturevalue(who), point, note="Hello.")


def test_an_answer_says_something(ana, sow):
    (point,) = conditions()
    for note in (" ", "x" * 2001):
        with cast.refused(Invalid):
            actions.answer(ana, point, note=note)


def test_conditions_met_approve_the_step(finn, sow):
    first, second = conditions("A PO.", "Net 30.")
    with cast.records("point.resolve"):
        actions.resolve(finn, first)
    assert agreeing.states()["finance"] == "conditional"
    with cast.records("point.resolve", "review.meet"):
        actions.resolve(finn, second, note="Seen.")
    assert agreeing.states()["finance"] == "approved"


def test_an_objection_that_is_taken_back_asks_again(finn, sow):
    actions.resolve(finn, objection())
    row = agreeing.step("finance")
    assert (row.state, row.digests) == ("waiting", {})
    assert actions.approve(finn, row).state == "approved"


@pytest.mark.parametrize("who", ["ana", "sam", "dora", "alma"])
def test_only_who_is_asked_resolves(who, sow, request):
    (point,) = conditions()
    with cast.refused(Forbidden, "asked of"):
        actions.resolve(request.getfixturevalue(who), point)


def test_a_director_overrules_on_the_record(dora, sow):
    point = objection()
    with cast.refused(Invalid, "for a reason"):
        actions.overrule(dora, point, note="")
    with cast.records("point.overrule", "review.overrule"):
        row = actions.overrule(dora, point, note="We want this customer.")
    assert (row.state, row.closed_name, row.closed_note) == (
        "overruled", "Dora Castellan", "We want this customer.",
    )  # fmt: skip
    assert agreeing.states()["finance"] == "overruled"
    cast.agreed(sow.engagement)
    assert cast.as_it_is(sow.engagement).sow_state == "agreed"


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "dan", "finn", "alma"])
def test_nobody_else_overrules(who, sow, request):
    point = objection()
    with cast.refused(Forbidden):
        actions.overrule(request.getfixturevalue(who), point, note="Because.")
    assert Point.objects.get().state == "open"


def test_ones_own_point_is_resolved_and_not_overruled(dora, sow):
    point = objection("director", "dora")
    with cast.refused(Forbidden, "This point is yours"):
        actions.overrule(dora, point, note="Never mind.")
    assert actions.resolve(dora, point).state == "resolved"


def test_nobody_overrules_legal(dora, lea, sow):
    cast.moved(sow.engagement, "approve")
    actions.object_to(lea, agreeing.step("legal"), note="Wrong entity.", remedy="The right one.")
    with cast.refused(Forbidden, "Nobody overrules this step"):
        actions.overrule(dora, Point.objects.get(), note="It is urgent.")


def test_what_is_closed_stays_closed(ana, finn, dora, sow):
    (point,) = conditions()
    actions.resolve(finn, point)
    closed = find(finn, Point, point.pk)
    for act, actor in ((actions.resolve, finn), (actions.answer, ana), (actions.overrule, dora)):
        with cast.refused(WrongTime, "resolved"):
            act(actor, closed, note="More.")


def test_what_is_open_goes_with_its_step_to_the_next_version(finn, sow):
    point = objection()
    agreeing.again(sow, acceptance_days=10)
    assert agreeing.states()["finance"] == "objected"
    assert Point.objects.get().review == agreeing.step("finance")
    actions.resolve(finn, find(finn, Point, point.pk))
    assert agreeing.states()["finance"] == "waiting"


def test_a_changed_version_asks_again_and_what_is_open_is_resolved_first(finn, sow):
    point = objection()
    agreeing.again(sow, discount=Decimal("2.00"))
    row = agreeing.step("finance")
    assert (row.state, row.was) == ("waiting", "objected")
    with cast.refused(WrongTime, "What was raised is resolved first"):
        actions.approve(finn, row)
    actions.resolve(finn, find(finn, Point, point.pk))
    assert actions.approve(finn, agreeing.step("finance")).state == "approved"


def at_discount(sow, *percents: str):
    """One version after another, each at its discount; the gate *discount* is asked from 1 % up."""
    for percent in percents:
        sow = agreeing.again(sow, discount=Decimal(percent))
    return sow


def test_a_version_that_does_not_ask_a_step_settles_nothing_of_it(dora, sow):
    """Objected at 7.58 %, not asked at 0 %, asked again at 7.58 %: the objection stands where it stood."""
    second = at_discount(sow, "7.58")
    point = objection("discount", "dora")
    third = at_discount(second, "0.00")
    assert "discount" not in agreeing.states()
    at_discount(third, "7.58")
    row = agreeing.step("discount")
    assert (row.state, [one.pk for one in row.points.all()]) == ("objected", [point.pk])
    with cast.refused(WrongTime, "objected"):
        actions.approve(dora, row)
    assert find(dora, Point, point.pk).state == "open"


def test_what_was_raised_stays_open_at_another_figure_too(dora, sow):
    second = at_discount(sow, "7.58")
    point = objection("discount", "dora")
    at_discount(second, "0.00", "6.00")
    row = agreeing.step("discount")
    assert (row.state, row.was) == ("waiting", "objected")
    with cast.refused(WrongTime, "What was raised is resolved first"):
        actions.approve(dora, row)
    actions.resolve(dora, find(dora, Point, point.pk))
    assert actions.approve(dora, agreeing.step("discount")).state == "approved"


def thread(actor, sow, gate: str = "finance"):
    return next(one for one in consensus(actor, sow).steps if one.review.gate == gate)


def test_what_was_overruled_is_read_with_the_answer_that_holds_again(ana, dora, sow):
    point = objection()
    actions.answer(ana, point, note="They asked for it.")
    actions.overrule(dora, agreeing.fresh(point), note="We want this customer.")
    for days in (10, 15):
        sow = agreeing.again(sow, acceptance_days=days)
        step = thread(ana, sow)
        assert (step.review.state, step.given_on) == ("overruled", 1)
        (card,) = step.points
        assert (card.id, card.state, card.closed_name, card.closed_note, card.answers[0].text) == (
            point.pk, "overruled", "Dora Castellan", "We want this customer.", "They asked for it.",
        )  # fmt: skip
    assert consensus(ana, sow).open_points == 0


def test_what_was_carried_and_overruled_later_is_read_as_well(ana, dora, sow):
    """Raised on version 1, overruled on version 2, read on version 3 and, as it was, on version 2."""
    point = objection()
    second = agreeing.again(sow, acceptance_days=10)
    actions.overrule(dora, agreeing.fresh(point), note="We want this customer.")
    third = agreeing.again(second, acceptance_days=15)
    assert [one.id for one in thread(ana, third).points] == [point.pk]
    assert [one.id for one in thread(ana, second).points] == [point.pk]


def test_of_what_is_asked_anew_the_old_thread_is_read_beside_it(ana, dora, sow):
    actions.overrule(dora, objection(), note="We want this customer.")
    second = agreeing.again(sow, discount=Decimal("2.00"))
    step = thread(ana, second)
    assert (step.review.state, step.review.was, len(step.points)) == ("waiting", "Overruled", 1)
