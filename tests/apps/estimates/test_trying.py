"""estimate.whatif, solve, drift: what other answers would do, and what has changed since an approval."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Sow
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions, queries
from fairlead.apps.estimates.bridge import shaped
from fairlead.apps.estimates.granting import grant
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.estimates.trying import present_scoping
from fairlead.apps.estimates.wishing import answers_text, wish_of
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.apps.scoping.queries import present
from fairlead.core.errors import Forbidden, Invalid, WrongTime
from tests import cast
from tests.apps.estimates.test_adjustment import OPTIONAL

MORE = "projects = 9000\nair_gap = false"


@pytest.fixture
def engagement(firm):
    return cast.answered(firm)


@pytest.fixture
def optional(ana, engagement):
    return engagements.adopt(ana, engagement, practice=cast.newer_practice(*OPTIONAL))


def now(actor, engagement):
    return shaped(cast.as_it_is(engagement), present(actor, engagement)).estimate


def test_a_wish_shows_everything_and_keeps_nothing(ana, engagement):
    before = now(ana, engagement)
    trace = cast.trace()
    found = queries.whatif(ana, engagement, answers=MORE, discount=Decimal("5.5"), people=3)
    assert cast.trace() == trace
    figures = {figure.id: figure for figure in found.figures}
    assert figures["price"].before == before.price.amount
    assert sum((step.delta.amount for step in found.waterfall.steps), Decimal(0)) == figures["price"].delta
    assert {"hours", "weeks", "margin", "cost"} <= set(figures)
    assert any(word.before != word.after for word in found.words)
    assert now(ana, engagement) == before


def test_what_was_tried_is_kept_and_then_says_what_was_shown(ana, optional):
    wish = wish_of(
        optional, answers=MORE, leave="handover", terms={"discount": Decimal("5.5")}, pace={"people": 3}
    )
    shown = queries.whatif(ana, optional, answers=MORE, leave="handover", discount=Decimal("5.5"), people=3)
    back = answers_text(present_scoping(ana, optional), wish.answers)
    with cast.records(
        "answer.give", "answer.give", "engagement.price", "adjustment.leave", "adjustment.pace"
    ):
        grant(ana, optional, wish)
    price = next(figure for figure in shown.figures if figure.id == "price")
    assert now(ana, optional).price.amount == price.after
    again = cast.as_it_is(optional)
    grant(
        ana,
        again,
        wish_of(again, answers=back, take="handover", terms={"discount": Decimal(0)}, pace={"people": 0}),
    )
    assert now(ana, optional).price.amount == price.before


def test_nothing_is_kept_when_one_part_is_refused(ana, optional):
    wish = wish_of(optional, answers=MORE, terms={"currency": "dollars"})
    with cast.refused(Invalid):
        grant(ana, optional, wish)
    assert Answer.objects.get(engagement=optional, question="projects").value != 9000
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"answers": "projects = "}, "answers"),
        ({"answers": "projets = 5"}, "answers"),
        ({"answers": 'projects = "many"'}, "answers"),
        ({"answers": "x" * 20_001}, "answers"),
        ({"leave": "kickoff"}, "leave"),
        ({"discount": Decimal("7.583")}, "engagement.discount"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_at_its_field(ana, engagement, given, where):
    with cast.refused(Invalid) as caught:
        queries.whatif(ana, engagement, **given)
    assert caught.value.findings[0].where == where


def test_a_third_decimal_names_what_its_neighbours_give(ana, engagement):
    with cast.refused(Invalid) as caught:
        queries.whatif(ana, engagement, discount=Decimal("7.583"))
    assert "7.58 % gives USD" in caught.value.findings[0].fix
    assert "7.59 % gives USD" in caught.value.findings[0].fix


def test_sellers_see_no_cost_in_what_they_try(sam, engagement):
    found = queries.whatif(sam, engagement, answers=MORE)
    assert not {"cost", "margin"} & {figure.id for figure in found.figures}
    ways = queries.solve(sam, engagement, price=Decimal(100_000))
    assert all(way.margin is None and way.keeps_floor is None for way in ways.ways)
    with cast.refused(Forbidden, match="not shown to you"):
        queries.solve(sam, engagement, margin=Decimal("0.5"))


def test_a_margin_a_budget_and_a_day_are_solved_for(ana, engagement):
    ana_engagement = engagements.edit(ana, cast.as_it_is(engagement), start_on=date(2027, 2, 1))
    (way,) = queries.solve(ana, ana_engagement, margin=Decimal("0.5")).ways
    assert way.margin >= Decimal("0.5")
    assert queries.solve(ana, ana_engagement, price=Decimal(120_000)).ways[0].price <= 120_000
    table = now(ana, ana_engagement).timetable
    found = queries.solve(ana, ana_engagement, end=table.end + timedelta(days=1))
    assert found.ways[0].note == "It ends in time as it is."


@pytest.mark.parametrize(
    "given",
    [{}, {"margin": Decimal("0.4"), "price": Decimal(5)}, {"margin": Decimal(1)}, {"price": Decimal(0)}],
)
def test_a_target_is_one_and_makes_sense(ana, engagement, given):
    with cast.refused(Invalid):
        queries.solve(ana, engagement, **given)


@pytest.mark.parametrize("who", ["max", "carl"])
def test_strangers_and_customers_try_nothing(who, engagement, request):
    for reading in (
        lambda actor: queries.whatif(actor, engagement, answers=MORE),
        lambda actor: queries.solve(actor, engagement, price=Decimal(5)),
    ):
        with cast.refused(Forbidden):
            reading(request.getfixturevalue(who))


def test_what_changed_since_an_approval_is_shown_and_no_sow_is_drawn_from_it(ana, firm):
    estimate = Estimate.objects.get(pk=cast.approved(firm).pk)
    assert queries.drift(ana, estimate) is None
    answer = Answer.objects.get(engagement=estimate.engagement, question="projects")
    scoping.give(ana, estimate.engagement, question="projects", value=9000, seen=answer.version)
    found = queries.drift(ana, estimate)
    assert found.waterfall.before.amount == estimate.price < found.waterfall.after.amount
    with cast.refused(WrongTime, match="have changed since"):
        agreements.generate(ana, estimate)
    newest = Answer.objects.get(pk=answer.pk)
    scoping.give(ana, estimate.engagement, question="projects", value=answer.value, seen=newest.version)
    assert queries.drift(ana, estimate) is None
    agreements.generate(ana, estimate)
    assert Sow.objects.get().price == estimate.price


def test_adjustments_and_terms_count_as_changes_too(ana, firm):
    estimate = Estimate.objects.get(pk=cast.approved(firm).pk)
    row = cast.said(firm)
    assert {step.id for step in queries.drift(ana, estimate).waterfall.steps} >= {"kickoff"}
    actions.drop(ana, row)
    assert queries.drift(ana, estimate) is None
    engagements.price(ana, cast.as_it_is(estimate.engagement), discount=Decimal("4.25"))
    drifted = queries.drift(ana, Estimate.objects.get(pk=estimate.pk))
    assert [step.id for step in drifted.waterfall.steps] == ["discount"]
