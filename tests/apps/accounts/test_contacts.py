"""contact.add and contact.invite: people at the customer, and those of them who sign in."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts import actions
from fairlead.apps.accounts.models import Account, Contact
from fairlead.apps.accounts.queries import contact_card, contacts
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.models import User
from fairlead.core.roles import Role
from fairlead.core.rows import find
from tests import cast


@pytest.fixture
def nia(ana, firm):
    return actions.add_contact(ana, firm.account, name="Nia Brook", email="nia@northwind.example")


def test_a_contact_is_added_to_the_accounts_thread(sam, firm):
    with cast.records("contact.add") as lines:
        contact = actions.add_contact(sam, firm.account, name="Nia Brook", email="nia@northwind.example")
    assert (contact.account_id, contact.user) == (firm.account.pk, None)
    assert lines[0].thread == f"account:{firm.account.pk}"
    assert lines[0].facts["after"]["name"] == "Nia Brook"


@pytest.mark.parametrize("who", ["theo", "cora", "finn", "alma", "carl"])
def test_the_wrong_role_adds_nobody(who, firm, request):
    with cast.refused(Forbidden, "add a contact"):
        actions.add_contact(request.getfixturevalue(who), firm.account, name="Nia", email="nia@n.example")
    assert Contact.objects.count() == 1


def test_a_stranger_sees_no_account_to_add_to(max, firm):
    with cast.refused(Missing):
        actions.add_contact(max, firm.account, name="Nia", email="nia@n.example")


def test_the_same_address_is_there_once_per_account(ana, firm):
    with cast.refused(Invalid, "already exists"):
        actions.add_contact(ana, firm.account, name="Carl again", email="carl@northwind.example")


def test_an_invited_contact_sees_their_account_and_nothing_of_another(ana, firm, nia):
    actions.open_account(ana, name="Alder Rail")
    with cast.records("contact.invite") as lines:
        contact = actions.invite(ana, nia, username="nia")
    actor = cast.actor("nia")
    assert (actor.roles, actor.accounts) == ({Role.CUSTOMER_CONTACT}, {firm.account.pk})
    assert [a.name for a in Account.objects.visible_to(actor)] == ["Northwind Freight"]
    assert contact_card(ana, contact).signs_in
    assert (lines[0].facts["before"], lines[0].facts["after"]) == (
        {"user_id": None}, {"user_id": actor.user_id},
    )  # fmt: skip


@pytest.mark.parametrize("who", ["sam", "dora", "theo", "cora", "alma", "carl"])
def test_only_engagement_managers_invite(who, firm, nia, request):
    with cast.refused(Forbidden, "invite a customer"):
        actions.invite(request.getfixturevalue(who), nia, username="nia")
    assert not User.objects.filter(username="nia").exists()


def test_a_stranger_sees_nobody_to_invite(max, firm, nia):
    with cast.refused(Missing):
        actions.invite(max, nia, username="nia")


def test_one_is_invited_once(ana, firm):
    with cast.refused(WrongTime, "can sign in already"):
        actions.invite(ana, firm.contact, username="carl2")


def test_a_name_that_is_taken_comes_back_by_field(ana, firm, nia):
    with cast.refused(Invalid) as caught:
        actions.invite(ana, nia, username="ana")
    assert {f.where for f in caught.value.findings} == {"username"}


def test_a_weak_password_is_refused_and_nobody_is_invited(ana, firm, nia):
    for password in ("short", "nia@northwind.example"):
        with cast.refused(Invalid) as caught:
            actions.invite(ana, nia, username="nia", password=password)
        assert {(f.where, f.code) for f in caught.value.findings} == {("password", "weak")}
    assert not User.objects.filter(username="nia").exists()
    actions.invite(ana, Contact.objects.get(pk=nia.pk), username="nia", password="harbour-walls-and-mist")
    assert User.objects.get(username="nia").check_password("harbour-walls-and-mist")


def test_a_stale_version_is_refused(ana, rita, firm, nia):
    seen = find(rita, Contact, nia.pk)
    seen.version = nia.version + 1
    with cast.refused(Stale):
        actions.invite(rita, seen, username="nia")


def test_contacts_are_seen_with_their_account(ana, carl, max, firm, nia):
    other = actions.open_account(ana, name="Alder Rail")
    actions.add_contact(ana, other, name="Arno", email="arno@alder.example")
    assert [c.name for c in contacts(ana)] == ["Arno", "Carl Jensen", "Nia Brook"]
    assert [c.name for c in contacts(ana, account=other)] == ["Arno"]
    assert [c.name for c in contacts(carl)] == ["Carl Jensen", "Nia Brook"]
    assert list(contacts(max)) == []
