"""answer.clear: the question counts as unanswered again."""

from __future__ import annotations

import pytest

from fairlead.apps.scoping import actions
from fairlead.apps.scoping.models import Answer
from fairlead.apps.scoping.queries import bank
from fairlead.core.errors import Forbidden, Missing, Stale, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast


@pytest.fixture
def users(ana, firm):
    return actions.give(ana, firm.engagement, question="users", value=1200)


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "theo", "dora"])
def test_it_is_open_again_and_can_be_answered_anew(who, firm, users, request):
    actor = request.getfixturevalue(who)
    with cast.records("answer.clear") as lines:
        row = actions.clear(actor, users, note="That was another server.")
    assert "users" in bank(actor, firm.engagement).unanswered
    assert (lines[0].facts["before"], lines[0].facts["after"]) == ({"value": 1200}, {"value": None})
    assert lines[0].facts["note"] == "That was another server."
    again = actions.give(actor, firm.engagement, question="users", value=900)
    assert (again.pk, again.value, again.version) == (row.pk, 900, 3)


@pytest.mark.parametrize("who", ["dan", "cora", "finn", "alma"])
def test_the_wrong_role_is_refused(who, firm, users, request):
    with cast.refused(Forbidden, "answer scoping questions"):
        actions.clear(request.getfixturevalue(who), users)
    assert Answer.objects.get().value == 1200


@pytest.mark.parametrize("who", ["carl", "max"])
def test_a_customer_and_a_stranger_see_nothing(who, users, request):
    with cast.refused(Missing):
        actions.clear(request.getfixturevalue(who), users)


def test_a_stale_version_is_refused(ana, sam, firm, users):
    seen = find(sam, Answer, users.pk)
    actions.give(ana, firm.engagement, question="users", value=1300, seen=users.version)
    with cast.refused(Stale):
        actions.clear(sam, seen)
    assert Answer.objects.get().value == 1300


def test_it_can_be_undone_while_the_engagement_is_open(ana, firm, users):
    actions.clear(ana, users)
    entry = AuditEntry.objects.latest("seq").seq
    with cast.records("answer.clear.undo"):
        assert undo(ana, entry).value == 1200
    actions.clear(ana, find(ana, Answer, users.pk))
    entry = AuditEntry.objects.latest("seq").seq
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        undo(ana, entry)
    with cast.refused(WrongTime, "closed lost"):
        actions.clear(ana, find(ana, Answer, users.pk))
