"""sow.trace: sources of a statement of work with what was agreed with the customer, for the firm alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.agreements.tracing import sources
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.redlines import actions as redlines
from fairlead.core.errors import Forbidden, Invalid
from tests import cast
from tests.apps.redlines import coming

KICKOFF = '[[activity]]\nid = "kickoff"'
FLIGHTS = """[[activity]]
id = "flights"
phase = "prepare"
name = "Flights"
description = "To the site and back."
kind = "travel"
cost = "1111.0"
effort = "0.0"
roles = { engineer = "1" }
why = "A journey."
source = "Travel and expenses"

"""


def test_a_line_is_followed_to_its_answers_and_to_its_invoice(ana, firm):
    sow = cast.signable(firm)
    found = {one.id: one for one in sources(ana, sow=sow, of="line.kickoff")}
    assert {"line.kickoff", "total.list", "total.price", "invoice.1"} <= found.keys()
    assert not any(name.startswith("clause.") for name in found)
    assert found["total.price"].said.endswith(f"{sow.price:,.2f}")


def test_before_there_is_a_sow_the_estimate_is_traced(ana, firm):
    found = sources(ana, estimate=cast.drawn_up(firm))
    assert any(one.answers and one.answers[0].source for one in found)


def test_nothing_of_that_name_and_nothing_named(ana, firm):
    estimate = cast.drawn_up(firm)
    assert sources(ana, estimate=estimate, of="line.nothing") == ()
    with pytest.raises(Invalid):
        sources(ana)


@pytest.mark.parametrize("who", ["carl", "max"])
def test_others_do_not_read_it(who, firm):
    estimate = cast.drawn_up(firm)
    with pytest.raises(Forbidden):
        sources(cast.actor(who), estimate=estimate)


@pytest.fixture
def flights(firm):
    """An estimate with a journey that is bought: 1,111.00, and half of it on top."""
    cast.answered(firm)
    cast.said(
        firm,
        line="flights",
        likely="1111",
        name="Flights",
        phase="move",
        kind="travel",
        markup=Decimal("0.5"),
    )
    return estimates.draft(cast.actor("ana"), cast.as_it_is(firm.engagement))


@pytest.mark.parametrize(("who", "sees"), [("ana", True), ("finn", True), ("sam", False), ("cora", False)])
def test_what_is_bought_says_its_cost_only_to_who_may_see_it(who, sees, flights):
    found = {one.id: one for one in sources(cast.actor(who), estimate=flights)}
    assert ("1,111.00" in str(found["line.flights"])) == sees
    assert ("50 % on top" in str(found.values())) == sees
    assert found["line.kickoff"].because and found["line.kickoff"].rule


def test_nor_does_the_formula_of_its_cost(ana, sam, firm):
    practice = cast.newer_practice("shared/moving.toml", KICKOFF, FLIGHTS + KICKOFF)
    engagement = cast.engagements.adopt(ana, cast.answered(firm), practice=practice)
    estimate = estimates.draft(ana, engagement)
    rules = [
        next(one.rule for one in sources(who, estimate=estimate) if one.id == "line.flights")
        for who in (ana, sam)
    ]
    assert rules == ["1111.0", ""]


def test_what_was_agreed_says_with_whom_and_who_accepted_it(ana, firm):
    """An assumption keeps the answers that its numbers come from."""
    sow = coming.sent(firm)
    word = coming.opened(sow)
    word.insert("as counted in the latest evaluation workbook", " of its two sites")
    copy = coming.taken(sow, word.bytes())
    redlines.accept(ana, coming.change(copy, "terms.assumptions"))
    made = redlines.settle(ana, coming.as_it_is(copy)).settled
    found = {one.id: one for one in sources(ana, sow=coming.fresh(made))}
    agreed = found["term.counts"]
    assert "of its two sites" in agreed.said and agreed.answers
    assert agreed.because == (f"Agreed with the customer. {ana.name} accepted it.",)
    assert found["term.version-held"].because == ()
