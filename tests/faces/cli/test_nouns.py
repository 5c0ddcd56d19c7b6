"""`fairlead <noun> <act>`: verbs and readings with options made from their parameters."""

from __future__ import annotations

import io
import json

import pytest

from fairlead.apps.accounts.models import Account
from fairlead.apps.engagements.models import Engagement
from fairlead.core.models import AuditEntry
from tests.apps.intake.givings import NAME, whole
from tests.engines.intake.workbooks import saved
from tests.faces.asking import rows_of


def test_a_row_is_shown_line_by_line_in_a_pipe(fairlead, firm):
    told = fairlead("engagement", "show", firm.engagement.pk, "--as", "ana")
    assert told.code == 0
    assert "name\tMove to GitLab.com" in told.out.splitlines()
    assert "state\topen" in told.out.splitlines()


def test_json_is_the_same_as_the_apis(fairlead, firm):
    data = fairlead("engagement", "show", firm.engagement.pk, "--as", "ana", "--json").data
    assert (data["name"], data["discount"], data["priced_on"]) == ("Move to GitLab.com", "0.00", "2026-11-23")


def test_a_list_is_tabbed_in_a_pipe_and_paged(fairlead, firm, ana):
    Account.objects.bulk_create(Account(name=f"Account {n}") for n in range(3))
    first = fairlead("account", "list", "--as", "ana", "--limit", "2")
    assert first.out.splitlines()[0].split("\t")[:3] == ["id", "version", "name"]
    assert [line.split("\t")[2] for line in first.out.splitlines()[1:]] == ["Account 0", "Account 1"]
    cursor = first.err.split("--cursor ")[1].strip()
    second = fairlead("account", "list", "--as", "ana", "--limit", "2", "--cursor", cursor)
    assert [line.split("\t")[2] for line in second.out.splitlines()[1:]] == ["Account 2", "Northwind Freight"]
    assert "--cursor" not in second.err


def test_a_verb_writes_as_the_user_and_says_that_it_was_the_terminal(fairlead, firm, monkeypatch):
    monkeypatch.setenv("FAIRLEAD_USER", "ana")
    told = fairlead(
        "engagement",
        "price",
        firm.engagement.pk,
        "--discount",
        "7.58",
        "--priced-on",
        "2026-12-01",
        "--confidence",
        "90",
    )
    assert told.code == 0, told.err
    row = Engagement.objects.get(pk=firm.engagement.pk)
    assert (str(row.discount), row.priced_on.isoformat(), row.confidence) == ("7.58", "2026-12-01", 90)
    entry = AuditEntry.objects.latest("seq")
    assert (entry.verb, entry.who, entry.via) == ("engagement.price", "Ana Ferreira", "cli")


def test_flags_lists_and_choices(fairlead, firm):
    opened = fairlead(
        "account", "open", "--as", "ana", "--name", "X", "--msa", "--no-public-sector", "--json"
    ).data
    assert (opened["msa"], opened["public_sector"]) == (True, False)
    added = fairlead(
        "person", "add", "--as", "dora", "--username", "new", "--name", "New One", "--email", "n@x.example",
        "--roles", "sales", "--roles", "consultant", "--json",
    )  # fmt: skip
    assert added.data["roles"] == ["consultant", "sales"]
    assert fairlead("person", "grant", "1", "--as", "dora", "--role", "king").code == 2


def test_values_are_json_or_plain_text(fairlead, firm):
    for given, kept in (("1200", 1200), ('"okta"', "okta"), ("google", "google")):
        question = "users" if kept == 1200 else "sso_provider"
        seen = 1 if given == "google" else 0
        told = fairlead(
            "answer", "give", "--as", "ana", "--engagement", firm.engagement.pk, "--question", question,
            "--value", given, "--seen", seen, "--json",
        )  # fmt: skip
        assert told.code == 0, told.err
        assert told.data["value"] == kept


def test_texts_come_from_files_and_from_stdin(fairlead, firm, tmp_path, monkeypatch):
    file = tmp_path / "accounts.csv"
    file.write_text("name\nFrom a file\n")
    told = fairlead("account", "import", "--as", "ana", "--csv", f"@{file}", "--json")
    assert [row["name"] for row in told.data] == ["From a file"]
    assert not Account.objects.filter(name="From a file").exists()
    assert fairlead("account", "import", "--as", "ana", "--csv", f"@{file}", "--no-dry-run").code == 0
    assert Account.objects.filter(name="From a file").exists()
    gone = fairlead("account", "import", "--as", "ana", "--csv", f"@{tmp_path / 'none.csv'}")
    assert (gone.code, "cannot be read" in gone.err) == (1, True)
    assert fairlead("account", "open", "--as", "ana", "--name", "@@home", "--json").data["name"] == "@home"
    monkeypatch.setattr("sys.stdin", io.StringIO("name\nFrom stdin\n"))
    told = fairlead("account", "import", "--as", "ana", "--csv", "@-", "--json")
    assert [row["name"] for row in told.data] == ["From stdin"]


def test_a_workbook_is_imported_from_its_file(fairlead, firm, tmp_path):
    (tmp_path / NAME).write_bytes(saved(whole()).getvalue())
    where = ("intake", "evaluate", "--engagement", firm.engagement.pk, "--as", "ana", "--name", NAME)
    dry = fairlead(*where, "--content", f"@{tmp_path / NAME}", "--json")
    assert (dry.data["counts"]["new"], dry.data["applied"]) == (7, 0)
    done = fairlead(*where, "--content", f"@{tmp_path / NAME}", "--no-dry-run", "--json")
    assert done.data["applied"] == 7
    assert fairlead(*where, "--content", "@nowhere.xlsx").code == 1


def test_a_practice_is_loaded_from_its_folder(fairlead, firm, tmp_path):
    folder = tmp_path / "practice"
    for name, text in firm.practice.texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    told = fairlead("practice", "load", "--as", "dora", "--texts", f"@{folder}", "--json")
    assert told.data["id"] == firm.practice.pk


def test_a_dry_run_says_and_takes_back(fairlead, firm):
    told = fairlead(
        "engagement", "move", firm.engagement.pk, "--action", "triage", "--as", "ana", "--dry-run", "--json"
    )
    assert (told.data["dry_run"], told.data["answer"]["state"]) == (True, "awaiting-discovery")
    assert Engagement.objects.get(pk=firm.engagement.pk).state == "open"


def test_a_file_is_saved_under_its_name(fairlead, firm, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paper = rows_of(firm).ids["paper"]
    told = fairlead("paper", "download", paper, "--as", "ana")
    assert told.code == 0, told.err
    assert (tmp_path / "SOW-1-1-sow.pdf").read_bytes() == b"%PDF"
    assert fairlead("paper", "download", paper, "--as", "ana", "--out", tmp_path / "none" / "x").code == 5


@pytest.mark.parametrize(
    ("code", "says", "arguments"),
    [
        (1, "three letters", ("account", "open", "--as", "ana", "--name", "X", "--currency", "dollars")),
        (1, "discount", ("engagement", "price", "{e}", "--as", "ana", "--discount", "much")),
        (2, "--as", ("account", "list")),
        (2, "--name", ("account", "open", "--as", "ana")),
        (2, "acount", ("acount", "list")),
        (2, "opne", ("account", "opne")),
        (3, "Engagement manager", ("engagement", "price", "{e}", "--as", "sam", "--discount", "5")),
        (3, "wrong-state", ("engagement", "move", "{e}", "--as", "ana", "--action", "resume")),
        (3, "stale", ("engagement", "edit", "{e}", "--as", "ana", "--name", "X", "--if-version", "77")),
        (4, "missing", ("engagement", "show", "999999", "--as", "ana")),
        (4, "nobody", ("account", "list", "--as", "nobody")),
        (4, "nothing here", ("account", "list", "--as", "max")),
        (4, "estimate", ("estimate", "show", "1", "--as", "carl")),
    ],
)  # fmt: skip
def test_every_kind_of_refusal_has_its_exit_code(fairlead, firm, code, says, arguments):
    before = AuditEntry.objects.count()
    told = fairlead(*(argument.replace("{e}", str(firm.engagement.pk)) for argument in arguments))
    assert told.code == code, told.err
    assert says.lower() in told.err.lower()
    assert "Traceback" not in told.err
    assert told.out == ""
    assert AuditEntry.objects.count() == before


def test_a_refusal_is_json_when_json_was_asked_for(fairlead, firm):
    told = fairlead("engagement", "price", firm.engagement.pk, "--as", "sam", "--discount", "5", "--json")
    assert json.loads(told.err)["code"] == "forbidden"
