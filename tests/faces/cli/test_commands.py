"""The commands that are no verbs: help, checks, keeping house, and a port that is taken."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys

import pytest

from fairlead import __version__
from fairlead.core.models import Event
from fairlead.core.verbs import READINGS, VERBS
from fairlead.faces.cli.doors import COMMANDS, NOUNS
from fairlead.faces.cli.nouns import group_of
from fairlead.faces.cli.showing import cell, show


def test_help_names_every_command_and_noun_and_the_exit_codes(fairlead):
    told = fairlead("--help")
    assert told.code == 0
    for name in (*COMMANDS, *NOUNS):
        assert name.split()[0] in told.out
    assert "Exit codes" in told.out
    assert fairlead("--version").out.strip() == f"fairlead {__version__}"


def test_every_line_of_help_fits_the_terminal(fairlead, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for noun in NOUNS:
        for line in fairlead(noun, "--help").out.splitlines():
            assert len(line) <= 80


WITHOUT_ROOMS = """
import sys
sys.argv = ["fairlead", *{arguments}]
from fairlead.faces.cli.main import main
try:
    main()
except SystemExit as left:
    assert not left.code, left.code
loaded = [name for name in sys.modules if name.split(".")[0] in {{"django", "ninja", "mcp", "procrastinate"}}]
assert not loaded, loaded
"""


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["shape", "--help"], ["db", "status"], ["practice", "check"], ["demo", "--help"]],
)
def test_what_needs_no_rooms_opens_none(arguments):
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_ROOMS.format(arguments=arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def test_a_practice_is_checked_with_file_and_line(fairlead, tmp_path):
    assert "sound" in fairlead("practice", "check").out
    (tmp_path / "practice.toml").write_text("[practice]\nname = 7\n")
    told = fairlead("practice", "check", tmp_path)
    assert told.code == 1
    assert "practice.toml:2" in told.err
    assert fairlead("practice", "check", tmp_path / "none").code == 1


def test_the_record_is_verified(fairlead, firm):
    told = fairlead("verify")
    assert told.code == 0, told.err
    assert "one whole chain" in told.out
    head = told.out.split("Head: ")[1].strip()
    assert fairlead("verify", "--head", head).code == 0
    assert fairlead("verify", "--head", "0" * 63 + "1").code == 1


def test_an_event_that_does_not_arrive_is_named(fairlead, firm):
    Event.objects.create(name="estimate.approved", facts={}, attempts=8, trouble="ValueError: no")
    told = fairlead("verify")
    assert told.code == 1
    assert "estimate.approved: 8 times ValueError: no" in told.err


def test_the_tables_are_up_to_date(fairlead, firm):
    assert "up to date" in fairlead("migrate").out


def test_the_apis_description_is_written_where_it_is_wanted(fairlead, tmp_path):
    assert fairlead("api", "schema", "--out", tmp_path / "api.json").code == 0
    assert '"openapi": "3.1.0"' in (tmp_path / "api.json").read_text()


def test_a_taken_port_is_said_with_the_next_free_one(fairlead, firm):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = fairlead("serve", "--port", port)
    assert told.code == 2
    assert f"Port {port} of 127.0.0.1 is taken." in told.err
    assert "is free: --port" in told.err


def test_nouns_are_those_of_the_register():
    assert set(NOUNS) == {name.split(".")[0] for name in (*VERBS, *READINGS)}
    acts = {command.name for command in group_of("engagement").registered_commands}
    assert {"show", "list", "board", "price"} <= acts


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_table_fits_the_terminal(capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("FORCE_COLOR", "1")
    row = {
        "id": 1,
        "version": 3,
        "name": "A" * 60,
        "state": "open",
        "state_label": "Open",
        "price": "1200.50",
    }
    show([{**row, "id": n, "note": f"note {n}" * 9, "seen": "yes"} for n in range(3)])
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert len(lines) == 4
    assert all(len(line) <= width for line in lines)
    assert lines[0].split()[:2] == ["id", "name"]
    assert "version" not in lines[0]
    assert ("price" in lines[0]) == (width > 40)


def test_cells_are_one_line_of_plain_words():
    assert cell({"a": [True, None], "b": "two\nlines"}) == "a: yes, ; b: two lines"


def test_without_a_database_the_code_says_so(tmp_path):
    environment = {**os.environ, "FAIRLEAD_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    ran = subprocess.run(
        [sys.executable, "-m", "fairlead.faces.cli.main", "account", "list", "--as", "ana"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 5, ran.stderr
    assert "Traceback" not in ran.stderr
