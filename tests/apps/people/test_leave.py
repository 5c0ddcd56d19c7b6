"""person.leave: nobody signs in any more, and what they did stays on record."""

from __future__ import annotations

import pytest

from fairlead.apps.people import actions
from fairlead.core.errors import Forbidden, Missing, Stale, WrongTime
from fairlead.core.models import AuditEntry, Token, User
from tests import cast


def test_grants_tokens_and_sign_in_are_gone_and_the_record_stays(ana, dora, firm):
    actions.issue_token(ana, name="laptop")
    done = AuditEntry.objects.filter(user_id=ana.user_id).count()
    with cast.records("person.leave") as lines:
        person = actions.leave(dora, cast.person("ana"), note="Goes to sea.")
    user = User.objects.get(username="ana")
    assert (person.active, user.is_active, cast.actor("ana").roles) == (False, False, set())
    assert not Token.objects.filter(user=user).exists()
    assert AuditEntry.objects.filter(user_id=ana.user_id).count() == done > 0
    assert (lines[0].facts["before"], lines[0].facts["after"]) == (
        {"active": True, "roles": ["engagement-manager"]}, {"active": False, "roles": []},
    )  # fmt: skip
    assert lines[0].facts["note"] == "Goes to sea."


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "finn"])
def test_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "let people leave"):
        actions.leave(request.getfixturevalue(who), cast.person("cora"))
    assert cast.person("cora").active


def test_another_keeper_records_that_a_director_leaves(dora, alma, firm):
    with cast.refused(Forbidden, "Another keeper"):
        actions.leave(dora, cast.person("dora"))
    assert not actions.leave(alma, cast.person("dora")).active


@pytest.mark.parametrize("who", ["max", "carl"])
def test_a_stranger_and_a_customer_see_nobody(who, firm, request):
    with cast.refused(Missing):
        actions.leave(request.getfixturevalue(who), cast.person("cora"))


def test_one_leaves_once(dora, firm):
    person = actions.leave(dora, cast.person("cora"))
    with cast.refused(WrongTime, "left already"):
        actions.leave(dora, person)


def test_a_stale_version_is_refused(dora, firm):
    seen = cast.person("cora")
    actions.edit(dora, cast.person("cora"), title="Lead")
    with cast.refused(Stale):
        actions.leave(dora, seen)
    assert cast.person("cora").active
