"""review.approve, approve_with, object, hand_on: who answers a step, when, and what it keeps."""

from __future__ import annotations

import pytest

from fairlead.apps.approvals import actions
from fairlead.apps.approvals.models import Point, Review
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.people import actions as people
from fairlead.core.actor import system
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.models import Event
from fairlead.core.roles import Role
from fairlead.core.rows import find
from tests import cast
from tests.apps.approvals import agreeing


@pytest.fixture
def sow(firm):
    return agreeing.asked(firm)


def test_an_approval_keeps_what_it_is_for(finn, sow):
    with cast.records("review.approve") as lines:
        row = actions.approve(finn, agreeing.step("finance"), note="Net 30 is fine.")
    assert (row.state, row.by, row.by_name, row.note) == (
        "approved", finn.user_id, "Finn Marlowe", "Net 30 is fine.",
    )  # fmt: skip
    assert list(row.digests) == row.vouches
    assert row.at is not None
    assert lines[0].facts["after"]["state"] == "approved"
    assert lines[0].facts["after"]["digests"] != row.digests


@pytest.mark.parametrize(
    ("who", "gate"),
    [("sam", "finance"), ("theo", "delivery-manager"), ("cora", "account-team"), ("alma", "finance"),
     ("rita", "director"), ("finn", "legal")],
)  # fmt: skip
@pytest.mark.parametrize("act", ["approve", "approve_with", "object_to", "hand_on"])
def test_the_wrong_role_is_refused(who, gate, act, sow, request):
    holder = cast.person(cast.REVIEWERS[agreeing.step(gate).role])
    more = {"approve": {}, "object_to": {"note": "No.", "remedy": "Yes."}, "approve_with": {"note": "If."},
            "hand_on": {"to": holder}}  # fmt: skip
    with cast.refused(Forbidden, "asked of"):
        getattr(actions, act)(request.getfixturevalue(who), agreeing.step(gate), **more[act])
    assert set(agreeing.states().values()) == {"waiting"}


def test_strangers_and_customers_find_no_step(carl, max, sow):
    for actor in (carl, max):
        with pytest.raises(Missing):
            find(actor, Review, agreeing.step("finance").pk)
        with cast.refused(Missing):
            actions.approve(actor, agreeing.step("finance"))


def test_scheduled_work_approves_nothing(sow):
    with cast.refused(Forbidden):
        actions.approve(system("a job"), agreeing.step("finance"))


def test_it_is_answered_in_turn(dora, dan, sam, finn, sow):
    with cast.refused(WrongTime, "First comes: Account team and customer agree the size, Delivery manager"):
        actions.approve(dora, agreeing.step("director"))
    actions.approve(sam, agreeing.step("account-team"))
    actions.approve(dan, agreeing.step("delivery-manager"))
    actions.approve(finn, agreeing.step("revenue-wording"))
    asked = Event.objects.filter(name="reviews.asked").latest("pk").facts
    assert asked["roles"] == ["director"]
    assert actions.approve(dora, agreeing.step("director")).state == "approved"


def test_an_objection_waits_for_nobody(dora, sow):
    row = actions.object_to(dora, agreeing.step("director"), note="Too thin.", remedy="An architect on it.")
    point = Point.objects.get()
    assert (row.state, point.kind, point.text, point.remedy, point.author_name) == (
        "objected", "objection", "Too thin.", "An architect on it.", "Dora Castellan",
    )  # fmt: skip
    assert Event.objects.get(name="review.answered").facts["state"] == "Objected"


def test_an_objection_says_what_would_change_their_mind(finn, sow):
    for note, remedy in (("", "A discount less."), ("Too cheap.", " ")):
        with cast.refused(Invalid):
            actions.object_to(finn, agreeing.step("finance"), note=note, remedy=remedy)


def test_conditions_are_one_a_line(finn, sow):
    row = actions.approve_with(finn, agreeing.step("finance"), note="A PO number.\n\n Net 30 stays. ")
    assert row.state == "conditional"
    assert [p.text for p in Point.objects.order_by("pk")] == ["A PO number.", "Net 30 stays."]
    with cast.refused(Invalid, "1 to 20"):
        actions.approve_with(finn, agreeing.step("revenue-wording"), note="x\n" * 21)


def test_everyone_agrees_and_then_it_may_be_signed(ana, dora, finn, lea, sow):
    engagement = sow.engagement
    cast.agreed(engagement, "finance")
    assert cast.as_it_is(engagement).sow_state == "asked"
    with cast.records("engagement.note-sow", "review.approve"):
        actions.approve(finn, agreeing.step("finance"))
    assert cast.as_it_is(engagement).sow_state == "agreed"
    assert Event.objects.filter(name="sow.agreed").count() == 1
    with cast.refused(WrongTime, "while the engagement is approved"):
        actions.approve(lea, agreeing.step("legal"))
    engagements.move(dora, cast.as_it_is(engagement), action="approve")
    with cast.refused(WrongTime, "First comes: Legal stamps the document"):
        actions.approve(finn, agreeing.step("signer"))
    actions.approve(lea, agreeing.step("legal"))
    assert actions.approve(finn, agreeing.step("signer")).state == "approved"


def test_a_mind_that_changes_takes_the_agreement_back(finn, dora, sow):
    cast.agreed(sow.engagement)
    actions.object_to(finn, agreeing.step("finance"), note="The PO is missing.", remedy="The PO.")
    assert cast.as_it_is(sow.engagement).sow_state == "asked"
    with cast.refused(WrongTime, "Not everyone"):
        engagements.move(dora, cast.as_it_is(sow.engagement), action="approve")


def also(username: str, role: Role) -> None:
    people.grant(system("a test"), cast.person(username), role=role)


def test_nobody_approves_what_they_drew_up_or_asked_for(sow):
    also("ana", Role.FINANCE)
    with cast.refused(Forbidden, "drew up"):
        actions.approve(cast.actor("ana"), agreeing.step("finance"))


def test_sales_never_signs_whatever_else_they_hold(finn, lea, dora, sow):
    cast.moved(sow.engagement, "approve")
    actions.approve(lea, agreeing.step("legal"))
    also("finn", Role.SALES)
    with cast.refused(Forbidden, "Sales never signs"):
        actions.approve(cast.actor("finn"), agreeing.step("signer"))


def test_whoever_stamps_does_not_sign(lea, sow):
    cast.moved(sow.engagement, "approve")
    actions.approve(lea, agreeing.step("legal"))
    also("lea", Role.FINANCE)
    with cast.refused(Forbidden, "Whoever stamps"):
        actions.approve(cast.actor("lea"), agreeing.step("signer"))


def test_legal_takes_its_own_stamp_back(lea, sow):
    cast.moved(sow.engagement, "approve")
    actions.approve(lea, agreeing.step("legal"))
    row = actions.object_to(lea, agreeing.step("legal"), note="The wrong entity.", remedy="The right one.")
    assert (row.state, agreeing.states()["signer"]) == ("objected", "waiting")
    assert cast.as_it_is(sow.engagement).sow_state == "agreed"
    actions.resolve(lea, Point.objects.get())
    assert actions.approve(lea, agreeing.step("legal")).state == "approved"


def test_whoever_stamped_may_still_object_to_the_signature(lea, sow):
    """They do not sign it; that they see something wrong with it is worth hearing."""
    cast.moved(sow.engagement, "approve")
    actions.approve(lea, agreeing.step("legal"))
    also("lea", Role.FINANCE)
    with cast.refused(Forbidden, "Whoever stamps"):
        actions.approve_with(cast.actor("lea"), agreeing.step("signer"), note="If.")
    row = actions.object_to(cast.actor("lea"), agreeing.step("signer"), note="Wait.", remedy="A day.")
    assert row.state == "objected"


def test_it_is_handed_on_to_another_holder_of_the_role(finn, theo, sow):
    with cast.refused(Invalid, "does not hold the role"):
        actions.hand_on(finn, agreeing.step("finance"), to=cast.person("theo"))
    also("theo", Role.FINANCE)
    with cast.records("review.hand"):
        row = actions.hand_on(finn, agreeing.step("finance"), to=cast.person("theo"), note="Yours.")
    assert (row.state, row.holder.name) == ("handed-on", "Theo Lindqvist")
    assert Event.objects.filter(name="reviews.asked").latest("pk").facts["users"] == [theo.user_id]
    with cast.refused(Forbidden, "asked of: Theo Lindqvist"):
        actions.approve(finn, agreeing.step("finance"))
    assert actions.approve(cast.actor("theo"), agreeing.step("finance")).by_name == "Theo Lindqvist"


def test_who_handed_it_on_takes_it_back(finn, sow):
    also("theo", Role.FINANCE)
    actions.hand_on(finn, agreeing.step("finance"), to=cast.person("theo"))
    actions.hand_on(finn, agreeing.step("finance"), to=cast.person("finn"))
    assert actions.approve(finn, agreeing.step("finance")).state == "approved"


def test_a_refusal_says_what_the_button_says(finn, sow):
    actions.approve(finn, agreeing.step("finance"))
    with cast.refused(WrongTime, "is approved, which allows no “Hand on”; possible now: Object"):
        actions.hand_on(finn, agreeing.step("finance"), to=cast.person("finn"))


def test_it_is_not_handed_on_to_who_drew_it_up(finn, sow):
    also("ana", Role.FINANCE)
    with cast.refused(Invalid, "Nobody approves what they drew up"):
        actions.hand_on(finn, agreeing.step("finance"), to=cast.person("ana"))


def test_what_is_answered_is_not_answered_again(finn, sow):
    actions.approve(finn, agreeing.step("finance"))
    for act, more in ((actions.approve, {}), (actions.approve_with, {"note": "If."}),
                      (actions.hand_on, {"to": cast.person("finn")})):  # fmt: skip
        with cast.refused(WrongTime, "approved"):
            act(finn, agreeing.step("finance"), **more)


def test_on_hold_nobody_answers(ana, finn, sow):
    cast.moved(cast.as_it_is(sow.engagement), "hold")
    with cast.refused(WrongTime, "on hold"):
        actions.approve(finn, agreeing.step("finance"))
