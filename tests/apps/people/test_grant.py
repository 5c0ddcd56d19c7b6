"""person.grant and person.revoke: roles, given and taken by others."""

from __future__ import annotations

import pytest

from fairlead.apps.people import actions
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.models import Grant
from fairlead.core.roles import Role
from tests import cast

VERBS = [actions.grant, actions.revoke]


def test_a_director_gives_a_role_once(dora, firm):
    cora = cast.person("cora")
    version = cora.version
    with cast.records("person.grant", "person.grant") as lines:
        actions.grant(dora, actions.grant(dora, cora, role=Role.PROJECT_MANAGER), role=Role.PROJECT_MANAGER)
    assert cast.actor("cora").roles == {Role.CONSULTANT, Role.PROJECT_MANAGER}
    assert Grant.objects.filter(user=cora.user).count() == 2
    assert [(line.row_id, line.facts["before"], line.facts["after"]) for line in lines] == [
        (cora.pk, {"roles": ["consultant"]}, {"roles": ["consultant", "project-manager"]}), (cora.pk, {}, {}),
    ]  # fmt: skip
    assert cast.person("cora").version == version + 1


def test_a_director_takes_a_role(dora, firm):
    version = cast.person("cora").version
    with cast.records("person.revoke") as lines:
        actions.revoke(dora, cast.person("cora"), role=Role.CONSULTANT)
    assert cast.actor("cora").roles == set()
    assert (lines[0].facts["before"], lines[0].facts["after"]) == ({"roles": ["consultant"]}, {"roles": []})
    assert cast.person("cora").version == version + 1


def test_of_two_who_change_roles_the_second_looks_again(dora, alma, firm):
    seen = cast.person("cora")
    actions.revoke(dora, cast.person("cora"), role=Role.CONSULTANT)
    with cast.refused(Stale):
        actions.grant(alma, seen, role=Role.LEGAL)
    assert cast.actor("cora").roles == set()


@pytest.mark.parametrize("verb", VERBS)
def test_a_director_neither_makes_nor_unmakes_an_administrator(verb, dora, firm):
    for username in ("cora", "alma"):
        before = cast.actor(username).roles
        with cast.refused(Forbidden, "make or unmake an administrator. These roles may: Administrator"):
            verb(dora, cast.person(username), role=Role.ADMINISTRATOR)
        assert cast.actor(username).roles == before


def test_an_administrator_makes_and_unmakes_another(alma, firm):
    made = actions.grant(alma, cast.person("cora"), role=Role.ADMINISTRATOR)
    assert cast.actor("cora").roles == {Role.CONSULTANT, Role.ADMINISTRATOR}
    actions.revoke(alma, made, role=Role.ADMINISTRATOR)
    assert cast.actor("cora").roles == {Role.CONSULTANT}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["ana", "rita", "sam", "finn"])
def test_the_wrong_role_is_refused(who, verb, firm, request):
    with cast.refused(Forbidden, "give or take roles"):
        verb(request.getfixturevalue(who), cast.person("cora"), role=Role.CONSULTANT)
    assert cast.actor("cora").roles == {Role.CONSULTANT}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["dora", "alma"])
def test_nobody_gives_or_takes_their_own(who, verb, firm, request):
    for role in (Role.DIRECTOR, Role.ADMINISTRATOR):
        with cast.refused(Forbidden, "their own roles"):
            verb(request.getfixturevalue(who), cast.person(who), role=role)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["max", "carl"])
def test_a_stranger_and_a_customer_see_nobody(who, verb, firm, request):
    with cast.refused(Missing):
        verb(request.getfixturevalue(who), cast.person("cora"), role=Role.CONSULTANT)


def test_someone_who_left_gets_no_role(dora, firm):
    gone = actions.leave(dora, cast.person("cora"))
    with cast.refused(WrongTime, "has left"):
        actions.grant(dora, gone, role=Role.CONSULTANT)


def test_a_customers_role_comes_with_an_account(dora, firm):
    with cast.refused(Invalid, "added to an account"):
        actions.grant(dora, cast.person("cora"), role=Role.CUSTOMER_CONTACT)


def test_a_stale_version_is_refused(dora, firm):
    seen = cast.person("cora")
    actions.edit(dora, cast.person("cora"), title="Lead")
    with cast.refused(Stale):
        actions.grant(dora, seen, role=Role.LEGAL)
    assert cast.actor("cora").roles == {Role.CONSULTANT}
