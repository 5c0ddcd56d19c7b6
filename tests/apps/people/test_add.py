"""person.add: someone who works here, with their roles."""

from __future__ import annotations

import pytest

from fairlead.apps.people import actions
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import people, person_card
from fairlead.core.errors import Forbidden, Invalid
from fairlead.core.models import User
from fairlead.core.roles import Role
from tests import cast

NEW = {"username": "nils", "name": "Nils Aker Holm", "email": "nils@harbour.example", "roles": [Role.LEGAL]}


def test_a_director_adds_someone_with_their_roles(dora, firm):
    with cast.records("person.add") as lines:
        person = actions.add(dora, **NEW, zone="Europe/Oslo")
    card = person_card(dora, person)
    assert (card.name, card.roles, card.zone, card.active) == (
        "Nils Aker Holm", (Role.LEGAL,), "Europe/Oslo", True,
    )  # fmt: skip
    assert cast.actor("nils").roles == {Role.LEGAL}
    assert lines[0].facts["after"]["email"] == "nils@harbour.example"
    assert (lines[0].facts["before"], lines[0].facts["after"]["roles"]) == ({"roles": []}, ["legal"])


def test_only_an_administrator_adds_an_administrator(dora, alma, firm):
    new = {**NEW, "roles": [Role.LEGAL, Role.ADMINISTRATOR]}
    with cast.refused(Forbidden, "make or unmake an administrator. These roles may: Administrator"):
        actions.add(dora, **new)
    assert not User.objects.filter(username="nils").exists()
    actions.add(alma, **new)
    assert cast.actor("nils").roles == {Role.LEGAL, Role.ADMINISTRATOR}


@pytest.mark.parametrize("password", ["short", "password1234", "nils@harbour.example"])
def test_a_weak_password_is_refused_and_nobody_is_added(dora, firm, password):
    with cast.refused(Invalid) as caught:
        actions.add(dora, **NEW, password=password)
    assert {(f.where, f.code) for f in caught.value.findings} == {("password", "weak")}
    assert not User.objects.filter(username="nils").exists()


def test_with_a_strong_password_they_sign_in(dora, firm):
    actions.add(dora, **NEW, password="harbour-walls-and-mist")
    assert User.objects.get(username="nils").check_password("harbour-walls-and-mist")


def test_without_a_password_nobody_signs_in_yet(dora, firm):
    actions.add(dora, **NEW)
    assert not User.objects.get(username="nils").has_usable_password()


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "theo", "finn", "carl", "max"])
def test_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "add people"):
        actions.add(request.getfixturevalue(who), **NEW)
    assert not User.objects.filter(username="nils").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", "ana"), ("email", "ana@harbour.example"), ("zone", "Oslo"), ("name", "")],
)
def test_what_is_wrong_comes_back_by_field_and_nothing_is_kept(dora, firm, field, value):
    users = User.objects.count()
    with cast.refused(Invalid) as caught:
        actions.add(dora, **{**NEW, field: value})
    assert field in {f.where for f in caught.value.findings}
    assert (User.objects.count(), Person.objects.count()) == (users, len(cast.STAFF))


def test_a_customer_contact_is_not_of_the_firm(dora, firm):
    with cast.refused(Invalid, "customer contact is added to an account"):
        actions.add(dora, **{**NEW, "roles": [Role.CUSTOMER_CONTACT]})


def test_colleagues_see_each_other_and_nobody_else_sees_them(cora, carl, max, firm):
    assert len(people(cora)) == len(cast.STAFF)
    assert [p.name for p in people(cora, role=Role.TECHNICAL_ARCHITECT)] == ["Theo Lindqvist"]
    assert (list(people(carl)), list(people(max))) == ([], [])
