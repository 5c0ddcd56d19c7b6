"""Undo goes back through the same door, once, and only while nothing came after."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.accounts.models import Account
from fairlead.apps.people import actions as people
from fairlead.apps.people.models import Person
from fairlead.core.errors import Forbidden, Missing, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.roles import Role
from fairlead.core.undoing import undo


def newest() -> AuditEntry:
    return AuditEntry.objects.latest("seq")


def test_a_change_is_taken_back_on_the_record(ana, firm):
    accounts.edit(ana, firm.account, territory="West", msa=False)
    row = undo(ana, newest().seq)
    assert (row.territory, row.msa) == ("", True)
    assert newest().verb == "account.edit.undo"
    assert newest().facts["note"].startswith("undoes entry")


def test_it_is_refused_once_something_came_after(ana, firm):
    accounts.edit(ana, firm.account, territory="West")
    first = newest().seq
    accounts.edit(ana, firm.account, territory="East")
    with pytest.raises(WrongTime, match="changed again since"):
        undo(ana, first)
    assert Account.objects.get(pk=firm.account.pk).territory == "East"


def test_what_is_not_reversible_is_refused(ana, dora, firm):
    person = Person.objects.get(user__username="cora")
    people.grant(dora, person, role=Role.LEGAL)
    with pytest.raises(WrongTime, match="cannot be undone"):
        undo(dora, newest().seq)


def test_another_persons_change_needs_a_manager_of_engagements(ana, sam, rita, firm):
    accounts.edit(ana, firm.account, territory="West")
    entry = newest().seq
    with pytest.raises(Forbidden):
        undo(sam, entry)
    assert undo(rita, entry).territory == ""


def test_a_stranger_finds_nothing(ana, max, firm):
    accounts.edit(ana, firm.account, territory="West")
    with pytest.raises(Missing):
        undo(max, newest().seq)
    with pytest.raises(Missing):
        undo(ana, 10**12)
