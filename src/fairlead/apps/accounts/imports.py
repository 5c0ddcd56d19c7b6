"""Accounts from a CSV file: the columns, and the rows that cannot become accounts."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from fairlead.apps.accounts.models import SEGMENTS, Account
from fairlead.core.importing import Column, read_csv
from fairlead.engines.findings import Finding


def _text(cell: str) -> str:
    if not cell:
        raise ValueError("this is empty")
    return cell


def _segment(cell: str) -> str:
    if cell and cell not in SEGMENTS:
        raise ValueError(f"{cell!r} is no segment")
    return cell


def _yes(cell: str) -> bool:
    answers = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
    if cell.casefold() not in answers:
        raise ValueError(f"{cell!r} is neither yes nor no")
    return answers[cell.casefold()]


COLUMNS = (
    Column("name", _text, "the customer's name", also=("account", "customer")),
    Column("segment", _segment, "one of " + ", ".join(SEGMENTS), required=False),
    Column("territory", str, "text", required=False),
    Column("region", str, "text", required=False),
    Column("country", str.upper, "two letters, like DE", required=False),
    Column("currency", str.upper, "three letters, like USD", required=False),
    Column("msa", _yes, "yes or no", required=False),
    Column("public_sector", _yes, "yes or no", also=("public sector",), required=False),
    Column("free_edition", _yes, "yes or no", also=("free edition",), required=False),
    Column("partner_preferred", _yes, "yes or no", also=("partner preferred",), required=False),
)


def read_accounts(data: bytes, name: str) -> tuple[list[Account], list[Finding]]:
    """Unsaved accounts of every row, and everything that is wrong with any of them."""
    table = read_csv(data, name, COLUMNS)
    findings = list(table.findings)
    accounts = [Account(**{k: v for k, v in row.items() if v != ""}) for row in table.rows]
    taken = {n.casefold() for n in Account.objects.values_list("name", flat=True)} if accounts else set()
    for account, line in zip(accounts, table.lines, strict=True):
        findings += _wrong(account, line, name, taken)
        taken.add(account.name.casefold())
    return accounts, findings


def _wrong(account: Account, line: int, name: str, taken: set[str]) -> list[Finding]:
    if not account.name:
        return []
    found = list[Finding]()
    if account.name.casefold() in taken:
        fix = "Leave the row out, or edit the account that is there."
        found.append(
            Finding(name, line, "name", "taken", f"there is an account {account.name!r} already.", fix)
        )
    try:
        account.clean_fields()
    except ValidationError as error:
        found += [
            Finding(name, line, field, "cell", text)
            for field, texts in error.message_dict.items()
            for text in texts
        ]
    return found
