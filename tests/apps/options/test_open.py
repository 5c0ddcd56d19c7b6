"""option.open: from the engagement, from another option, from a negotiated scope; five live at most."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.options import actions
from fairlead.apps.options.models import Option
from fairlead.core.errors import Forbidden, Invalid, WrongTime
from fairlead.core.verbs import possible, shown
from tests import cast
from tests.apps.options import ground


@pytest.mark.parametrize("who", ["ana", "rita", "theo"])
def test_it_is_opened_as_the_engagement_stands(who, firm, request):
    engagement = ground.negotiable(firm)
    with cast.records("option.open"):
        row = actions.open_option(
            request.getfixturevalue(who), engagement, name=" As asked ", idea="All of it."
        )
    assert (row.letter, row.name, row.state, row.origin) == ("A", "As asked", "draft", "the engagement")
    assert (row.answers, row.left_out, row.terms) == ({}, [], {})


def test_it_is_opened_like_another_with_a_letter_of_its_own(ana, firm):
    engagement = ground.negotiable(firm)
    first = ground.option(engagement, left_out=["user-class"])
    actions.change(ana, first, answers={"users": 900}, approach="In waves.")
    second = actions.open_option(ana, engagement, name="Like it", like=ground.as_it_is(first))
    assert (second.letter, second.answers, second.left_out) == ("B", {"users": 900.0}, ["user-class"])
    assert (second.approach, second.origin) == ("In waves.", "option A")


def test_a_negotiated_scope_brings_its_lines_and_its_discount(ana, firm):
    row = actions.open_option(
        ana, ground.negotiable(firm), name="For 120", left_out=["hypercare"], discount=Decimal("9.1")
    )
    assert (row.left_out, row.terms, row.origin) == (
        ["hypercare"],
        {"discount": "9.10"},
        "a negotiated scope",
    )


def test_a_sixth_is_refused_until_one_is_dropped(ana, firm):
    engagement = ground.negotiable(firm)
    rows = [ground.option(engagement, f"Way {n}") for n in range(5)]
    with cast.refused(WrongTime, "5 options already"):
        actions.open_option(ana, engagement, name="Way 5")
    actions.drop(ana, rows[2], note="Nobody wants it.")
    assert actions.open_option(ana, engagement, name="Way 5").letter == "F"


def test_everything_wrong_is_said_at_once(ana, firm):
    engagement = ground.negotiable(firm)
    with cast.refused(Invalid) as caught:
        actions.open_option(
            ana,
            engagement,
            name="Wrong",
            left_out=["sign-on", "kickoff", "nothing"],
            discount=Decimal("5.123"),
        )
    found = [(finding.where, finding.code) for finding in caught.value.findings]
    assert found == [
        ("discount", "absurd-discount"),
        ("left_out", "not-optional"),
        ("left_out", "not-optional"),
        ("left_out", "needed"),
    ]
    assert not Option.objects.exists()


def test_an_option_of_another_engagement_is_no_pattern(ana, firm):
    engagement = ground.negotiable(firm)
    other = cast.engagements.open_engagement(
        ana, firm.account, name="Second", offering="migration-saas", today=cast.DAY
    )
    like = ground.option(engagement)
    with cast.refused(Invalid, "another engagement"):
        actions.open_option(ana, other, name="Copy", like=like)


@pytest.mark.parametrize("who", ["sam", "cora", "dora", "dan", "alma"])
def test_the_wrong_role_is_refused(who, firm, request):
    engagement = ground.negotiable(firm)
    with cast.refused(Forbidden):
        actions.open_option(request.getfixturevalue(who), engagement, name="No")


def test_on_a_closed_engagement_nothing_is_opened(ana, firm):
    engagement = cast.moved(ground.negotiable(firm), "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.open_option(ana, engagement, name="Late")


def test_what_is_up_for_signature_has_no_new_options(ana, firm):
    cast.signable(firm)
    with cast.refused(WrongTime, "rework"):
        actions.open_option(ana, cast.as_it_is(firm.engagement), name="Late")


@pytest.mark.parametrize("who", ["max", "carl"])
def test_strangers_and_customers_see_no_option(who, firm, request):
    row = ground.option(ground.negotiable(firm))
    assert not Option.objects.visible_to(request.getfixturevalue(who)).filter(pk=row.pk).exists()


@pytest.mark.parametrize(("who", "sees"), [("ana", True), ("theo", True), ("sam", False), ("cora", False)])
def test_cost_and_margin_are_for_those_who_see_cost(who, sees, firm, request):
    card = shown(request.getfixturevalue(who), ground.estimated(ground.negotiable(firm)))
    assert (card.cost is not None, card.margin is not None) == (sees, sees)
    assert card.price


def test_pages_ask_its_rules_for_their_buttons(ana, firm):
    row = ground.estimated(ground.negotiable(firm))
    open_now = {name for name, refusal in possible(ana, row).items() if refusal is None}
    assert open_now == {
        "option.change", "option.estimate", "option.score", "option.recommend", "option.choose", "option.drop"
    }  # fmt: skip
