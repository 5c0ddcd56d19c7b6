"""Reading estimates: who sees cost, what explains a line, what moved, what a newer practice would change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairlead.apps.catalog import actions as catalog
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions, queries
from fairlead.apps.estimates.bridge import figures_of
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Forbidden
from fairlead.core.verbs import shown
from tests import cast


def test_sellers_and_consultants_see_price_and_no_cost(sam, cora, ana, firm):
    estimate = cast.drawn_up(firm)
    for who in (sam, cora):
        card = shown(who, estimate)
        assert (card.cost, card.margin) == (None, None)
        assert card.price == estimate.price
        assert {line.cost for line in queries.lines(who, estimate)} == {None}
        said = " ".join(why for line in queries.lines(who, estimate) for why in line.why)
        for line in queries.lines(ana, estimate):
            assert not line.cost or f"{line.cost:,}" not in said
    assert shown(ana, estimate).margin == estimate.margin


def test_lines_say_why_and_add_up(ana, firm):
    estimate = cast.drawn_up(firm)
    lines = queries.lines(ana, estimate)
    assert all(line.why for line in lines)
    assert sum((line.price for line in lines), Decimal(0)) == Decimal(
        estimate.figures["estimate"]["list_price"]["amount"]
    )
    assert {"users"} <= {question for line in lines for question in line.depends}


def test_what_moved_adds_up_to_the_cent(ana, firm):
    first = cast.drawn_up(firm)
    answer = Answer.objects.get(question="projects")
    scoping.give(ana, firm.engagement, question="projects", value=answer.value + 1000, seen=answer.version)
    second = queries.estimates(ana).get(pk=cast.redrawn(firm).pk)
    moved = queries.changes(ana, second, since=first)
    assert sum((step.delta.amount for step in moved.steps), Decimal(0)) == second.price - first.price


def test_a_preview_is_what_a_draft_would_freeze_and_keeps_nothing(ana, firm):
    engagement = cast.answered(firm)
    preview = queries.preview(ana, engagement)
    assert queries.estimates(ana).count() == 0
    assert cast.redrawn(firm).price == preview.price


def test_customers_and_strangers_read_no_estimate(carl, max, firm):
    estimate = cast.drawn_up(firm)
    for who in (carl, max):
        assert queries.estimates(who).count() == 0
        with pytest.raises(Forbidden):
            queries.demand(who, estimate)
        with pytest.raises(Forbidden):
            queries.preview(who, firm.engagement)


def test_who_is_needed_when_adds_up_to_the_hours_of_the_lines(ana, firm):
    engagement = engagements.edit(ana, cast.answered(firm), start_on=date(2027, 1, 11))
    estimate = actions.draft(ana, cast.as_it_is(engagement))
    found = queries.demand(ana, estimate)
    lines = [line for line in figures_of(estimate).lines if line.roles]
    assert found.total + found.aside == sum(line.hours for line in lines)
    assert found.aside == next(line.hours for line in lines if line.kind == "contingency")
    assert found.starts[0] == date(2027, 1, 11) and len(found.sums) == found.periods
    assert {row.role for row in found.roles} <= {role.role for line in lines for role in line.roles}


def test_a_newer_practice_says_what_it_would_change(rita, ana, firm):
    engagement = cast.answered(firm)
    texts = cast.practice_texts()
    name = "practice.toml"
    texts[name] = texts[name].replace('"330"', '"350"').replace("amount = 330", "amount = 350")
    assert texts[name] != cast.practice_texts()[name]
    newer = catalog.load(rita, texts=texts)
    found = queries.newer(ana, engagement, practice=newer)
    assert any("350" in sentence for sentence in found.changes)
    assert found.waterfall is not None
    assert found.waterfall.delta.amount > 0
    steps = sum((step.delta.amount for step in found.waterfall.steps), Decimal(0))
    assert steps == found.waterfall.delta.amount
