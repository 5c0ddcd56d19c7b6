"""answer.missing: what is open, by whom to ask, with a text that can be sent."""

from __future__ import annotations

import pytest

from fairlead.apps.scoping import actions
from fairlead.apps.scoping.queries import missing
from fairlead.core.errors import Forbidden
from tests import cast


def test_by_whom_to_ask_what_is_needed_first(ana, firm):
    groups = missing(ana, firm.engagement)
    assert [group.ask for group in groups][:2] == ["customer", "account-team"]
    for group in groups:
        needed = [gap.mandatory for gap in group.gaps]
        assert needed == sorted(needed, reverse=True)
        assert all(gap.why and gap.ask == group.ask for gap in group.gaps)
    assert sum(len(group.gaps) for group in groups) == 28


def test_what_is_answered_is_not_missing(ana, firm):
    actions.give(ana, firm.engagement, question="users", value=5)
    assert "users" not in {gap.id for group in missing(ana, firm.engagement) for gap in group.gaps}
    cast.answered(firm)
    assert missing(ana, firm.engagement) == ()


@pytest.mark.parametrize("who", ["carl", "max"])
def test_customers_and_strangers_are_told_nothing(who, firm, request):
    with cast.refused(Forbidden):
        missing(request.getfixturevalue(who), firm.engagement)
