"""sow.trace: sources of a statement of work with what was agreed with the customer, for the firm alone."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements.tracing import sources
from fairlead.core.errors import Forbidden, Invalid
from tests import cast


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
