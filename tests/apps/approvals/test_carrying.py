"""The next version: what means the same still holds, and what changed is asked again with the reason.

The numbers are those of docs/spec/agreements.md.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.approvals import actions
from fairlead.apps.approvals.models import Review
from fairlead.apps.approvals.queries import consensus
from fairlead.apps.people import actions as people
from fairlead.core.actor import system
from fairlead.core.roles import Role
from tests import cast
from tests.apps.approvals import agreeing

RATE = '[[rate]]\nrole = "senior-engineer"\namount = "{}"\ncurrency = "USD"'
ALL = {"account-team", "delivery-manager", "director", "revenue-wording", "finance"}


@pytest.fixture
def sow(firm):
    sow = agreeing.asked(firm)
    cast.agreed(firm.engagement)
    return sow


def asked_again() -> set[str]:
    return {gate for gate, state in agreeing.states().items() if state == "waiting"} - {"legal", "signer"}


def sentences(actor, sow, gate) -> list[str]:
    step = next(s for s in consensus(actor, sow).steps if s.review.gate == gate)
    return [change.sentence for change in step.review.reopened]


def test_a_typo_keeps_all(ana, sow):
    newer = cast.newer_practice("sow.toml", "Success is measured by the", "Success is measured against the")
    second = agreeing.again(sow, newer)
    assert asked_again() == set()
    assert cast.as_it_is(sow.engagement).sow_state == "agreed"
    found = consensus(ana, second)
    assert (found.number, found.agreed, {s.given_on for s in found.steps if s.passed}) == (2, True, {1})


def test_a_word_put_right_keeps_the_answers_of_those_who_vouch_for_it(ana, sow):
    said = "asks for acceptance in writing"
    second = agreeing.again(sow, cast.newer_practice("sow.toml", said, said.replace("ept", "pet")))
    assert asked_again()
    cast.agreed(second.engagement)
    head = 'id = "acceptance-by-deliverable"'
    third = agreeing.again(second, cast.newer_practice("sow.toml", head, f"{head} # spelt right"))
    assert asked_again() == set()
    why = {reason for step in consensus(ana, third).steps for reason in step.review.why}
    assert why == {"“accpetance” is spelt “acceptance”."}


def test_a_rate_change_asks_finance_alone_and_says_why(finn, sow):
    newer = cast.newer_practice("practice.toml", RATE.format("330"), RATE.format("340"))
    second = agreeing.again(sow, newer)
    assert asked_again() == {"finance"}
    assert sentences(finn, second, "finance") == [
        "Price changed from 145,382.50 USD to 145,829.40 USD.",
        "List price changed from 145,382.50 USD to 145,829.40 USD.",
        "Consulting changed from 135,382.50 USD to 135,829.40 USD.",
        "Rate of Senior engineer changed from 330.00 USD to 340.00 USD.",
        "Margin changed from 0.6935 to 0.6945.",
    ]


def test_what_is_put_back_holds_again(ana, finn, sow):
    newer = cast.newer_practice("practice.toml", RATE.format("330"), RATE.format("340"))
    second = agreeing.again(sow, newer)
    assert agreeing.step("finance").was == "approved"
    back = cast.newer_practice("practice.toml", RATE.format("330"), RATE.format("330") + "\n# as agreed")
    agreeing.again(second, back)
    assert asked_again() == set()


def test_a_discount_asks_finance_and_the_director_and_opens_its_own_step(dora, sow):
    second = agreeing.again(sow, discount=Decimal("7.58"))
    assert asked_again() == {"finance", "director", "discount"}
    assert sentences(dora, second, "director") == ["Discount, percent changed from 0 to 7.58."]
    assert sentences(dora, second, "discount") == []


def test_acceptance_days_ask_whoever_accepts_them(dan, sow):
    second = agreeing.again(sow, acceptance_days=10)
    assert asked_again() == {"delivery-manager", "director", "revenue-wording", "acceptance-terms"}
    assert sentences(dan, second, "delivery-manager") == [
        "Days of silent acceptance changed from 5 to 10.", "Silence is worded differently.",
    ]  # fmt: skip


def test_what_no_longer_holds_is_no_step_any_more(sow):
    second = agreeing.again(sow, discount=Decimal("2.00"))
    assert "discount" in agreeing.states()
    agreeing.again(second, discount=Decimal("0.00"))
    assert "discount" not in agreeing.states()
    # The director had not answered for 2 %, and had approved without it: that holds again.
    assert asked_again() == set()


def test_an_approval_holds_again_over_a_version_that_did_not_ask_it(dora, sow):
    second = agreeing.again(sow, discount=Decimal("7.58"))
    actions.approve(dora, agreeing.step("discount"))
    third = agreeing.again(second, discount=Decimal("0.00"))
    fourth = agreeing.again(third, discount=Decimal("7.58"))
    assert agreeing.states()["discount"] == "approved"
    step = next(s for s in consensus(dora, fourth).steps if s.review.gate == "discount")
    assert (step.given_on, step.review.by_name) == (second.number, "Dora Castellan")


def test_margin_is_not_shown_to_who_does_not_see_cost(sam, cora, sow):
    newer = cast.newer_practice("practice.toml", RATE.format("330"), RATE.format("340"))
    second = agreeing.again(sow, newer)
    for actor in (sam, cora):
        said = sentences(actor, second, "finance")
        assert not any("Margin" in one or "Cost" in one for one in said)
        step = next(s for s in consensus(actor, second).steps if s.review.gate == "finance")
        assert step.review.why == ("Figures changed that your role does not see.",)


def test_a_step_that_vouches_for_more_is_asked_again(sow):
    newer = cast.newer_practice(
        "practice.toml", 'vouches = ["scope", "effort", "schedule"]',
        'vouches = ["scope", "effort", "schedule", "price"]',
    )  # fmt: skip
    agreeing.again(sow, newer)
    assert asked_again() == {"account-team"}
    assert agreeing.step("account-team").why == ["The step now vouches for price as well."]


def test_who_drew_up_the_next_version_does_not_carry_their_approval_into_it(ana, firm):
    people.grant(system("a test"), cast.person("rita"), role=Role.DELIVERY_MANAGER)
    sow = agreeing.asked(firm)
    actions.approve(cast.actor("rita"), agreeing.step("delivery-manager"))
    rita = cast.actor("rita")
    actions.recall(ana, sow, note="Rita goes on.")
    actions.submit(rita, sow)
    row = agreeing.step("delivery-manager")
    assert row.state == "waiting"
    assert "Nobody approves what they asked for" in row.why[0]


def test_who_was_asked_by_name_is_asked_again_by_name(finn, firm):
    people.grant(system("a test"), cast.person("theo"), role=Role.FINANCE)
    sow = agreeing.asked(firm)
    actions.hand_on(finn, agreeing.step("finance"), to=cast.person("theo"))
    agreeing.again(sow, acceptance_days=10)
    assert (agreeing.step("finance").state, agreeing.step("finance").holder.name) == (
        "handed-on", "Theo Lindqvist",
    )  # fmt: skip


def test_earlier_askings_stay_on_record(ana, sow):
    agreeing.again(sow, acceptance_days=10)
    first = Review.objects.filter(asking__sow=sow)
    assert set(first.filter(stage="sow").values_list("state", flat=True)) == {"approved"}
    assert consensus(ana, sow).asking.state == "recalled"
