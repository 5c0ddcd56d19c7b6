"""answer.list and answer.bank: answers say who said what and what is assumed; they stay inside the firm."""

from __future__ import annotations

import pytest

from fairlead.apps.scoping import actions
from fairlead.apps.scoping.models import Answer
from fairlead.apps.scoping.queries import answers, bank
from fairlead.core.errors import Forbidden, Missing
from fairlead.core.rows import find
from tests import cast


@pytest.fixture
def users(ana, firm):
    return actions.give(ana, firm.engagement, question="users", value=1200)


@pytest.mark.parametrize("who", ["ana", "sam", "cora", "dan", "finn", "alma"])
def test_the_firm_reads_them(who, firm, users, request):
    actor = request.getfixturevalue(who)
    assert list(answers(actor, engagement=firm.engagement)) == [users]
    assert find(actor, Answer, users.pk) == users
    found = bank(actor, firm.engagement)
    assert found.answered == 1
    assert {q.answer.value for q in found.questions if q.answer} == {1200}


@pytest.mark.parametrize("who", ["carl", "max"])
def test_a_customer_and_a_stranger_read_none(who, firm, users, request):
    actor = request.getfixturevalue(who)
    assert list(answers(actor)) == list(answers(actor, engagement=firm.engagement)) == []
    with pytest.raises(Missing):
        find(actor, Answer, users.pk)
    with cast.refused(Forbidden, "for the firm"):
        bank(actor, firm.engagement)
