"""adjustment.agree and estimate.wording: what is agreed about clauses, and who is then asked to accept it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.models import Review
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions
from fairlead.apps.estimates.bridge import scoping_frozen
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.estimates.queries import drift, wording
from fairlead.apps.estimates.wording_actions import agree
from fairlead.core.errors import Forbidden, Invalid, Stale, WrongTime
from fairlead.core.undoing import undo
from tests import cast

OTHERS = ("sam", "cora", "dan", "finn", "dora", "lea", "alma")
LATER = {"variants": {"property": "property-to-customer"}, "figures": {"payment_days": Decimal(45)}}


@pytest.fixture
def engagement(firm):
    return cast.answered(firm)


def clause(actor, engagement, name):
    return next(card for card in wording(actor, engagement).clauses if card.id == name)


@pytest.mark.parametrize("who", ["ana", "rita", "theo"])
def test_what_is_agreed_stands_in_the_clauses(who, engagement, request):
    actor = request.getfixturevalue(who)
    assert "30 days after" in clause(actor, engagement, "payment").text
    with cast.records("adjustment.agree"):
        row = agree(actor, engagement, **LATER)
    assert (row.line, row.said_by) == ("", actor.name)
    payment, rights = (clause(actor, engagement, name) for name in ("payment", "property"))
    assert "45 days after" in payment.text
    assert [(one.value, one.standard, one.fixed) for one in payment.figures] == [(45, 30, False)]
    assert (rights.said, rights.chosen) == ("property-to-customer", "property-to-customer")
    assert [(one.id, one.role) for one in (*payment.judged, *rights.judged)] == [
        ("payment_days", "finance"), ("property-to-customer", "legal"),
    ]  # fmt: skip
    assert clause(actor, engagement, "passive-acceptance").figures[0].fixed


def test_it_takes_the_place_of_what_was_said_and_can_be_undone(ana, engagement):
    first = agree(ana, engagement, **LATER)
    with cast.records("adjustment.agree") as lines:
        agree(ana, engagement, billing_term="", jurisdiction="IE", seen=first.version)
    assert wording(ana, engagement).jurisdiction == "IE"
    assert clause(ana, engagement, "payment").judged == ()
    undo(ana, lines[0].seq)
    assert "45 days after" in clause(ana, engagement, "payment").text


def test_pace_and_wording_do_not_touch_each_other(ana, engagement):
    row = agree(ana, engagement, **LATER)
    row = actions.set_pace(ana, engagement, people=2, seen=row.version)
    assert "45 days after" in clause(ana, engagement, "payment").text
    agree(ana, engagement, seen=row.version)
    assert Adjustment.objects.get(line="").pace["people"] == 2


def test_a_version_keeps_it_and_later_words_are_drift(ana, firm, engagement):
    agree(ana, engagement, **LATER)
    estimate = Estimate.objects.get(pk=actions.draft(ana, engagement).pk)
    assert scoping_frozen(estimate).agreed.figures == {"payment_days": Decimal(45)}
    assert drift(ana, estimate) is None
    agree(ana, engagement, figures={"payment_days": Decimal(60)}, seen=1)
    assert any("60 days" in word.after for word in drift(ana, estimate).words)


def test_whoever_has_to_accept_it_is_asked_and_vouches_for_that_alone(ana, firm, engagement):
    agree(ana, engagement, **LATER)
    cast.approved(firm)
    cast.submitted(cast.as_it_is(engagement))
    legal, finance = (cast.review_of(engagement, f"wording-{role}") for role in ("legal", "finance"))
    assert "Payment period: 45 days lies within 30 to 60" in finance.reason
    approvals.approve(cast.actor("finn"), finance)
    approvals.approve(cast.actor("lea"), legal)
    cast.moved(cast.as_it_is(engagement), "rework")
    agree(ana, engagement, **{**LATER, "figures": {"payment_days": Decimal(60)}}, seen=1)
    agreements.generate(ana, cast.approved(firm))
    cast.submitted(cast.as_it_is(engagement))
    states = {
        row.gate: row.state
        for row in Review.objects.filter(asking__state="open", gate__startswith="wording-")
    }
    assert states == {"wording-legal": "approved", "wording-finance": "waiting"}
    again = cast.review_of(engagement, "wording-finance")
    assert "60 days" in again.reopened[0]["new"]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"variants": {"paiment": "x"}}, "variants.paiment"),
        ({"variants": {"payment": "nothing"}}, "variants.payment"),
        ({"figures": {"payment_dayz": Decimal(45)}}, "figures.payment_dayz"),
        ({"figures": {"acceptance_days": Decimal(9)}}, "figures.acceptance_days"),
        ({"figures": {"payment_days": Decimal(-1)}}, "figures.payment_days"),
        ({"figures": {"payment_days": Decimal("NaN")}}, "figures.payment_days"),
        ({"figures": {"payment_days": Decimal(10) ** 12}}, "figures.payment_days"),
        ({"jurisdiction": "x" * 61}, "jurisdiction"),
        ({"billing_term": "milestones"}, "billing_term"),
        ({"billing_term": "soon"}, "billing_term"),
        ({"training_term": "soon"}, "training_term"),
    ],
)
def test_what_cannot_be_agreed_is_said_at_its_field(ana, engagement, given, where):
    with cast.refused(Invalid) as caught:
        agree(ana, engagement, **given)
    assert [finding.where for finding in caught.value.findings] == [where]
    assert all(finding.fix for finding in caught.value.findings)


def test_a_number_that_nobody_may_accept_is_refused(ana, engagement):
    hard = ("sow.toml", 'accept = "finance"\nbeyond = "director"\n', 'accept = "finance"\n')
    engagement = engagements.adopt(ana, engagement, practice=cast.newer_practice(*hard))
    with cast.refused(Invalid, match="nobody may accept that"):
        agree(ana, engagement, figures={"payment_days": Decimal(90)})


@pytest.mark.parametrize("who", OTHERS)
def test_the_wrong_role_is_refused(who, engagement, request):
    with cast.refused(Forbidden):
        agree(cast.actor(who), engagement, **LATER)


def test_a_closed_engagement_and_an_older_look_are_refused(ana, engagement):
    agree(ana, engagement, **LATER)
    with cast.refused(Stale):
        agree(ana, engagement, **LATER)
    lost = engagements.move(ana, cast.as_it_is(engagement), action="lose", reason="do-it-yourself")
    with cast.refused(WrongTime):
        agree(ana, lost, **LATER, seen=1)


@pytest.mark.parametrize("who", ["carl", "max"])
def test_strangers_and_customers_do_not_read_it(who, engagement):
    with pytest.raises(Forbidden):
        wording(cast.actor(who), engagement)
