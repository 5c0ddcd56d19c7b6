"""sow.submit and sow.recall: everyone whose approval the gates want is asked, or no longer."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals import actions
from fairlead.apps.approvals.models import Asking, Review
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.pens import actions as pens
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.models import Event
from fairlead.core.rows import find
from tests import cast
from tests.apps.approvals import agreeing

# The gates of the shipped practice that hold for the firm's engagement, in the order of the practice.
STEPS = ("account-team", "delivery-manager", "director", "revenue-wording", "finance", "legal", "signer")


@pytest.fixture
def sow(firm):
    cast.approved(firm)
    return cast.sow_of(cast.as_it_is(firm.engagement))


@pytest.mark.parametrize("who", ["ana", "rita"])
def test_it_asks_by_the_gates_and_the_board_follows(who, sow, request):
    with cast.records("sow.submit", "engagement.note-sow", "engagement.ready") as lines:
        asking = actions.submit(request.getfixturevalue(who), sow, note="Please look.")
    steps = Review.objects.filter(asking=asking).order_by("place")
    assert tuple(steps.values_list("gate", flat=True)) == STEPS
    assert set(agreeing.states().values()) == {"waiting"}
    engagement = cast.as_it_is(sow.engagement)
    assert (engagement.state, engagement.sow_state) == ("ready-for-approval", "asked")
    assert len(lines[0].facts["after"]["reviews"]) == len(STEPS)
    assert lines[0].facts["note"] == "Please look."


def test_whose_turn_it_is_hears_of_it(ana, sow):
    actions.submit(ana, sow)
    facts = Event.objects.get(name="reviews.asked").facts
    assert facts["roles"] == ["delivery-manager", "finance", "sales"]


def test_what_is_asked_says_what_it_vouches_for(ana, sow):
    actions.submit(ana, sow)
    finance = agreeing.step("finance")
    assert finance.vouches == [
        "price", "rates", "discount", "investment", "margin", "billing", "expenses",
    ]  # fmt: skip
    assert finance.reason.startswith("Finance sees every services deal")


def test_the_audit_keeps_no_cost(ana, sow):
    """The statement holds cost: it is on record as its SHA-256, which its salt keeps from being searched."""
    with cast.records("sow.submit", "engagement.note-sow", "engagement.ready") as lines:
        asking = actions.submit(ana, sow)
    said = lines[0].body
    cost = next(said_ for key, _, said_ in asking.statement["topics"]["margin"] if key == "cost")
    assert cost.split()[0] not in said
    assert asking.statement["salt"] not in said


@pytest.mark.parametrize("who", ["sam", "theo", "dora", "dan", "cora", "finn", "lea", "alma"])
def test_the_wrong_role_is_refused(who, sow, request):
    with cast.refused(Forbidden, "ask for approvals"):
        actions.submit(request.getfixturevalue(who), sow)
    assert cast.as_it_is(sow.engagement).state == "sow-wip"


@pytest.mark.parametrize("who", ["carl", "max"])
def test_customers_and_strangers_see_nothing(who, ana, sow, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(Missing):
        find(actor, Sow, sow.pk)
    with cast.refused(Missing if who == "max" else Forbidden):
        actions.submit(actor, sow) if who == "carl" else find(actor, Sow, sow.pk)
    actions.submit(ana, sow)
    for model in (Asking, Review):
        assert not model.objects.visible_to(actor).exists()


def test_it_is_asked_once(ana, sow):
    actions.submit(ana, sow)
    with cast.refused(WrongTime, "ready for approval"):
        actions.submit(ana, find(ana, Sow, sow.pk))


def test_what_was_withdrawn_or_replaced_is_not_asked_for(ana, sow):
    second = agreements.generate(ana, sow.estimate)
    with cast.refused(WrongTime, "superseded"):
        actions.submit(ana, find(ana, Sow, sow.pk))
    agreements.withdraw(ana, second)
    with cast.refused(WrongTime, "withdrawn"):
        actions.submit(ana, find(ana, Sow, second.pk))


def test_what_changed_since_is_not_asked_for(ana, sow):
    row = Answer.objects.get(engagement=sow.engagement, question="users")
    scoping.give(ana, sow.engagement, question="users", value=4000, seen=row.version)
    with cast.refused(WrongTime, "have changed since"):
        actions.submit(ana, sow)


def test_whoever_does_not_hold_the_pen_waits(ana, rita, sow):
    pens.take(rita, sow.engagement)
    with cast.refused(WrongTime, "Rita Okafor holds the pen"):
        actions.submit(ana, find(ana, Sow, sow.pk))
    with cast.refused(WrongTime, "Rita Okafor holds the pen"):
        agreements.generate(ana, sow.estimate)
    pens.take(ana, sow.engagement, note="Rita is on a plane.")
    assert actions.submit(ana, find(ana, Sow, sow.pk)).state == "open"


def test_recall_takes_it_back_and_keeps_what_was_approved(ana, sow):
    actions.submit(ana, sow)
    actions.approve(cast.actor("finn"), agreeing.step("finance"))
    with cast.records("sow.recall", "engagement.rework"):
        asking = actions.recall(ana, sow, note="Carl asks for another start.")
    assert asking.state == "recalled"
    engagement = cast.as_it_is(sow.engagement)
    assert (engagement.state, engagement.sow_state) == ("estimate-feedback", "")
    facts = Event.objects.get(name="sow.recalled").facts
    assert facts["roles"] == ["delivery-manager", "director", "finance", "legal", "sales"]
    with cast.refused(WrongTime, "no longer up for approval"):
        actions.approve(cast.actor("dan"), agreeing.step("delivery-manager"))
    actions.submit(ana, find(ana, Sow, sow.pk))
    assert agreeing.states()["finance"] == "approved"


def test_recall_says_why(ana, sow):
    actions.submit(ana, sow)
    with cast.refused(Invalid, "Reviewers hear why"):
        actions.recall(ana, sow, note=" ")


@pytest.mark.parametrize("who", ["sam", "dora", "finn", "alma"])
def test_recall_is_for_engagement_managers(who, ana, sow, request):
    actions.submit(ana, sow)
    with cast.refused(Forbidden, "take back"):
        actions.recall(request.getfixturevalue(who), sow, note="No.")


def test_what_nobody_asked_is_not_recalled(ana, sow):
    with cast.refused(WrongTime, "Nobody is asked"):
        actions.recall(ana, sow, note="No.")


def test_a_withdrawn_sow_is_approved_by_nobody(ana, dora, firm):
    sow = agreeing.asked(firm)
    cast.agreed(firm.engagement)
    agreements.withdraw(ana, find(ana, Sow, sow.pk))
    with cast.refused(WrongTime, "Not everyone"):
        engagements.move(dora, cast.as_it_is(firm.engagement), action="approve")
    with cast.refused(WrongTime, "no longer up for approval"):
        actions.object_to(cast.actor("finn"), agreeing.step("finance"), note="No.", remedy="Another.")


def test_a_stale_step_is_refused(ana, finn, firm):
    agreeing.asked(firm)
    seen = agreeing.step("finance")
    seen.version += 1
    with cast.refused(Stale):
        actions.approve(finn, seen)
