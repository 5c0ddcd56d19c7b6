"""account.open: a customer, by those who sell and shape."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts import actions
from fairlead.apps.accounts.models import Account
from fairlead.apps.accounts.queries import accounts
from fairlead.core.errors import Forbidden, Invalid, Missing
from fairlead.core.rows import find
from tests import cast


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "dora"])
def test_it_opens(who, firm, request):
    with cast.records("account.open") as lines:
        account = actions.open_account(
            request.getfixturevalue(who),
            name=" Alder Rail ",
            segment="Ent_EMEA",
            country="DE",
            currency="EUR",
        )
    assert (account.name, account.version, account.msa) == ("Alder Rail", 1, False)
    assert lines[0].thread == f"account:{account.pk}"
    assert lines[0].facts["before"] == {}
    assert {k: lines[0].facts["after"][k] for k in ("name", "country", "currency")} == {
        "name": "Alder Rail", "country": "DE", "currency": "EUR",
    }  # fmt: skip


@pytest.mark.parametrize("who", ["theo", "dan", "cora", "finn", "carl", "max"])
def test_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "open or import accounts"):
        actions.open_account(request.getfixturevalue(who), name="Alder Rail")
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Northwind Freight"),
        ("name", "  "),
        ("segment", "Nowhere"),
        ("country", "Germany"),
        ("currency", "eur"),
    ],
)
def test_what_is_wrong_comes_back_by_field(ana, firm, field, value):
    with cast.refused(Invalid) as caught:
        actions.open_account(ana, **{"name": "Alder Rail", field: value})
    assert {f.where for f in caught.value.findings} == {field}


def test_a_customer_sees_their_own_account_and_a_stranger_none(ana, sam, carl, max, firm):
    other = actions.open_account(ana, name="Alder Rail")
    assert [a.name for a in accounts(sam)] == ["Alder Rail", "Northwind Freight"]
    assert [a.name for a in accounts(carl)] == ["Northwind Freight"]
    assert list(accounts(max)) == []
    for who in (carl, max):
        with pytest.raises(Missing):
            find(who, Account, other.pk)


def test_the_list_is_narrowed(ana, firm):
    actions.open_account(ana, name="Alder Rail", segment="SMB", territory="North")
    assert [a.name for a in accounts(ana, q="freight")] == ["Northwind Freight"]
    assert [a.name for a in accounts(ana, segment="SMB")] == ["Alder Rail"]
    assert [a.name for a in accounts(ana, territory="North")] == ["Alder Rail"]
