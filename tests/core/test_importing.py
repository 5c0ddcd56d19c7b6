"""Imports: all of it, or none and every error with its row and column."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.accounts.models import Account
from fairlead.core.errors import Forbidden, Invalid
from fairlead.core.importing import MOST_BYTES, Column, read_csv
from fairlead.core.models import AuditEntry

COLUMNS = (Column("name", str, "text"), Column("hours", int, "a whole number", also=("h",)))


def codes(data: bytes) -> set[tuple[int, str, str]]:
    return {(f.line, f.where, f.code) for f in read_csv(data, "file.csv", COLUMNS).findings}


def test_rows_are_read_by_their_headings_in_any_order():
    table = read_csv(b"\xef\xbb\xbfH,Name\n3,Ada\n\n4,Bo\n", "file.csv", COLUMNS)
    assert table.rows == ({"name": "Ada", "hours": 3}, {"name": "Bo", "hours": 4})
    assert table.lines == (2, 4)
    assert table.findings == ()


@pytest.mark.parametrize("data", [
    "name,hours\nÄda,3\n".encode("utf-16"), "name;hours\nÄda;3\n".encode(),
    "sep=;\nname;hours\nÄda;3\n".encode(),
])  # fmt: skip
def test_it_is_read_as_excel_writes_it(data):
    assert read_csv(data, "file.csv", COLUMNS).rows == ({"name": "Äda", "hours": 3},)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", {(1, "name", "missing-column"), (1, "hours", "missing-column")}),
        (b"name,hours\n", {(1, "", "empty")}),
        (b"name,hours,colour\nAda,3,red\n", {(1, "colour", "unknown-column")}),
        (b"name,hours\nAda,x\nBo,y\n", {(2, "hours", "cell"), (3, "hours", "cell")}),
        ("name,hours\nÄda,3\n".encode("latin-1"), {(2, "", "encoding")}),
        (b'name,hours\n"Ada,3\n', {(2, "", "broken-csv")}),
        (b"x" * (MOST_BYTES + 1), {(0, "", "too-large")}),
    ],
)
def test_what_is_wrong_is_said_with_row_and_column(data, found):
    assert codes(data) == found


def test_a_dry_run_changes_nothing_and_a_run_takes_all(ana, firm):
    text = "name,segment,msa\nAlder Rail,Ent_EMEA,yes\nBirch Bank,SMB,no\n"
    lines = AuditEntry.objects.count()
    assert [a.name for a in accounts.import_accounts(ana, csv=text)] == ["Alder Rail", "Birch Bank"]
    assert (Account.objects.count(), AuditEntry.objects.count()) == (1, lines)
    accounts.import_accounts(ana, csv=text, dry_run=False)
    assert (Account.objects.count(), AuditEntry.objects.count()) == (3, lines + 1)


def test_one_bad_row_keeps_all_out_and_every_error_is_named(ana, firm):
    text = (
        "name,segment,currency\nAlder Rail,Ent_EMEA,USD\nBirch Bank,Nowhere,USD\n"
        "Northwind Freight,,US\nAlder Rail,,USD\n"
    )
    with pytest.raises(Invalid) as refused:
        accounts.import_accounts(ana, csv=text, dry_run=False)
    found = {(f.line, f.where, f.code) for f in refused.value.findings}
    assert found == {
        (3, "segment", "cell"), (4, "name", "taken"), (4, "currency", "cell"), (5, "name", "taken"),
    }  # fmt: skip
    assert Account.objects.count() == 1


def test_a_consultant_may_not_import(cora, firm):
    with pytest.raises(Forbidden):
        accounts.import_accounts(cora, csv="name\nAlder Rail\n", dry_run=False)
    assert Account.objects.count() == 1
