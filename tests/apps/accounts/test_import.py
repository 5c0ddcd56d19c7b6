"""account.import at its edges; the reading itself is tested in tests/core/test_importing.py."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts import actions
from fairlead.apps.accounts.models import Account
from fairlead.core.errors import Forbidden
from tests import cast

TEXT = "customer,segment,country,msa\nAlder Rail,Ent_EMEA,de,yes\nBirch Bank,SMB,,no\n"


def test_a_run_is_one_line_that_counts(sam, firm):
    with cast.records("account.import") as lines:
        accounts = actions.import_accounts(sam, csv=TEXT, name="leads.csv", dry_run=False)
    assert [(a.name, a.country, a.msa, a.currency) for a in accounts] == [
        ("Alder Rail", "DE", True, "USD"), ("Birch Bank", "", False, "USD"),
    ]  # fmt: skip
    facts = lines[0].facts
    assert (facts["note"], facts["after"]) == (
        "leads.csv", {"rows": 2, "first": accounts[0].pk, "last": accounts[1].pk},
    )  # fmt: skip


def test_a_dry_run_keeps_nothing(sam, firm):
    with cast.records():
        assert len(actions.import_accounts(sam, csv=TEXT)) == 2
    assert Account.objects.count() == 1


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("who", ["theo", "cora", "finn", "carl", "max"])
def test_a_dry_run_tells_nothing_to_whom_a_run_is_refused(who, dry_run, firm, request):
    """The errors of a file name the customers that are there already."""
    with cast.refused(Forbidden):
        actions.import_accounts(
            request.getfixturevalue(who), csv="name\nNorthwind Freight\n", dry_run=dry_run
        )
