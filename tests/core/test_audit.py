"""The audit is one chain that only grows, and `verify` proves it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from fairlead.apps.accounts import actions as accounts
from fairlead.core.audit import link, verify
from fairlead.core.models import AuditEntry
from tests.core.tampering import raw, unguarded


def test_the_chain_of_everything_done_so_far_is_whole(ana, firm):
    accounts.edit(ana, firm.account, territory="West")
    head, findings = verify()
    assert findings == ()
    assert head.entries == AuditEntry.objects.count() > 10


def test_entries_link_by_the_formula_of_the_spec(firm):
    first, second = AuditEntry.objects.order_by("seq")[:2]
    assert first.previous == "0" * 64
    assert second.previous == first.hash == link(first.previous, 1, first.body)


def test_the_worked_hash_of_the_spec():
    """docs/spec/audit.md"""
    assert link("0" * 64, 1, "{}") == ("02747cfb52821d2e646e5900ee03b5c225462babdb208c4d8446bf0de17977d8")


@pytest.mark.parametrize("sql", ["UPDATE core_auditentry SET who = 'Nobody'", "DELETE FROM core_auditentry"])
def test_the_database_refuses_to_change_or_forget(firm, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        raw(sql)


def test_a_changed_body_is_found(firm):
    unguarded("UPDATE core_auditentry SET body = replace(body, 'Ana', 'Eve') WHERE seq = 12")
    assert ("entry 12", "changed") in {(f.where, f.code) for f in verify()[1]}


def test_a_changed_column_is_found(firm):
    unguarded("UPDATE core_auditentry SET who = 'Eve' WHERE seq = 3")
    assert {(f.where, f.code) for f in verify()[1]} == {("entry 3", "columns")}


def test_a_removed_entry_is_found(firm):
    unguarded("DELETE FROM core_auditentry WHERE seq = 5")
    assert {("entry 6", "gap"), ("entry 6", "unlinked")} <= {(f.where, f.code) for f in verify()[1]}


def test_a_cut_tail_is_found_with_a_kept_head(firm):
    head, _ = verify()
    unguarded("DELETE FROM core_auditentry WHERE seq = %s", head.entries)
    assert verify()[1] == ()
    assert [f.code for f in verify(head.hash)[1]] == ["tail-cut"]


def test_a_body_that_is_no_text_of_ours_is_found(firm):
    unguarded("UPDATE core_auditentry SET body = 'nonsense' WHERE seq = 4")
    assert {(f.where, f.code) for f in verify()[1]} == {("entry 4", "changed"), ("entry 4", "columns")}
