"""account.edit: what is left out stays."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts import actions
from fairlead.apps.accounts.models import Account
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast


def test_what_is_left_out_stays(sam, firm):
    with cast.records("account.edit") as lines:
        account = actions.edit(sam, firm.account, msa=False, territory="West")
    assert (account.msa, account.territory, account.segment) == (False, "West", "Ent_WEST")
    assert lines[0].facts["before"] == {"msa": True, "territory": ""}
    assert lines[0].facts["after"] == {"msa": False, "territory": "West"}


@pytest.mark.parametrize("who", ["theo", "dan", "cora", "finn", "carl"])
def test_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "change an account"):
        actions.edit(request.getfixturevalue(who), firm.account, msa=False)
    assert Account.objects.get().msa


def test_a_stranger_sees_nothing(max, firm):
    with cast.refused(Missing):
        actions.edit(max, firm.account, msa=False)


def test_a_name_that_is_taken_is_refused(ana, firm):
    other = actions.open_account(ana, name="Alder Rail")
    with cast.refused(Invalid, "already exists"):
        actions.edit(ana, other, name="Northwind Freight")


def test_a_stale_version_is_refused(ana, sam, firm):
    seen = find(ana, Account, firm.account.pk)
    actions.edit(sam, firm.account, territory="East")
    with cast.refused(Stale):
        actions.edit(ana, seen, territory="West")
    assert Account.objects.get().territory == "East"


def test_it_can_be_undone(ana, firm):
    with cast.records("account.edit") as lines:
        actions.edit(ana, firm.account, msa=False)
    with cast.records("account.edit.undo") as undone:
        assert undo(ana, lines[0].seq).msa
    assert undone[0].facts["after"] == {"msa": True}


def test_who_may_not_edit_does_not_undo_either(sam, theo, firm):
    """Theo held the seller's role when he changed it, and holds it no more."""
    seller = cast.Actor(theo.name, theo.user_id, sam.roles)
    with cast.records("account.edit") as lines:
        actions.edit(seller, firm.account, msa=False)
    with cast.refused(Forbidden, "change an account"):
        undo(theo, lines[0].seq)
