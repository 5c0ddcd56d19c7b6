"""The demo firm is raised once however often; and all of `fairlead demo`, from start to Ctrl-C."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from fairlead.apps.accounts.queries import accounts
from fairlead.apps.approvals.queries import awaited
from fairlead.apps.calibration.actions import propose
from fairlead.apps.calibration.queries import track
from fairlead.apps.desk.customers import asked_of
from fairlead.apps.engagements.queries import engagements
from fairlead.apps.options.queries import options
from fairlead.apps.risks.queries import entries as entries_of
from fairlead.apps.rounds.queries import panels
from fairlead.apps.workshops.queries import workshops
from fairlead.core.errors import Missing
from fairlead.core.models import AuditEntry, User
from fairlead.faces.cli import arguing, past, rooms
from fairlead.faces.cli import firm as demo

FAIRLEAD = [sys.executable, "-m", "fairlead.faces.cli.main"]


def test_the_firm_is_raised_once_however_often(firm):
    User.objects.update(demo=True)
    demo.raise_firm()
    entries, ana = AuditEntry.objects.count(), demo.actor("ana")
    assert accounts(ana).count() == 30
    stages = {row.account.name: row.estimate_state for row in engagements(ana) if row.estimate_state}
    assert stages["Aurelia Bank"] == "in-review"
    assert stages["Tidewater Genomics"] == "draft"
    assert len({row.state for row in engagements(ana)}) >= 4
    shaped = engagements(ana).get(name=rooms.ENGAGEMENT)
    assert [row.state for row in workshops(ana, engagement=shaped)] == ["planned", "landed"]
    assert {row.kind for row in entries_of(ana, engagement=shaped)} >= {"requirement", "risk", "action"}
    assert [row.state for row in panels(ana, engagement=shaped)] == ["revealed"]
    assert [row.state for row in options(ana, engagement=shaped)] == ["estimated", "recommended"]
    demo.raise_firm()
    assert AuditEntry.objects.count() == entries


def test_its_past_comes_in_once_however_often(db):
    demo.raise_firm()
    assert track(demo.actor("ana")) == ()
    past.raise_past()
    entries = AuditEntry.objects.count()
    (whole,) = track(demo.actor("dora"))
    assert (whole.n, whole.few) == (24, False)
    assert {one.label for one in track(demo.actor("dora"), by="em")} == {"Ana Ferreira", "Rita Okafor"}
    past.raise_past()
    assert AuditEntry.objects.count() == entries
    assert [one.gate for one in awaited(demo.actor("fay"))] == ["finance"]
    assert any(one.what.startswith("Read SOW") for one in asked_of(demo.actor("carl")))
    proposed = propose(demo.actor("ana"), offering="migration-saas")
    assert next(one for one in proposed.changes if one["line"] == "wave-plan")["shift"] > 1.1


def test_everyone_of_the_demo_is_there_for_the_demo_alone(db):
    demo.raise_firm()
    for someone in demo.EVERYONE:
        user = User.objects.get(username=someone.username)
        # Those that the cast of the tests brought along are no people of the demo.
        assert user.demo == user.check_password(demo.password_of(someone.username))
        assert {grant.role for grant in user.grants.all()} >= {someone.role}
    assert User.objects.get(username="fay").demo


def test_without_its_texts_the_demo_says_where_they_come_from(db, tmp_path):
    before = AuditEntry.objects.count()
    with pytest.raises(Missing, match="clone the repository"):
        demo.raise_firm(tmp_path)
    assert AuditEntry.objects.count() == before


@pytest.fixture
def surroundings():
    """The environment of somebody who runs the demo with a data folder of its own."""
    top = Path(tempfile.mkdtemp(prefix="fairlead-demo-"))
    top.chmod(0o755)
    unset = {"FAIRLEAD_DATABASE_URL", "DJANGO_SETTINGS_MODULE", "FAIRLEAD_SECRET"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    yield {**kept, "FAIRLEAD_DATA": str(top / "home"), "FAIRLEAD_TEST": "1", "COLUMNS": "100"}
    subprocess.run([*FAIRLEAD, "db", "stop"], env={**kept, "FAIRLEAD_DATA": str(top / "home")}, check=False)
    shutil.rmtree(top)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """A running demo, in a process group of its own, as a terminal would have it."""

    def __init__(self, environment):
        self.port, self.environment = _free_port(), environment
        self.address = f"http://127.0.0.1:{self.port}"
        command = [*FAIRLEAD, "demo", "--port", str(self.port), "--data", environment["FAIRLEAD_DATA"]]
        started = time.monotonic()
        self.process = subprocess.Popen(
            command,
            env=environment,
            start_new_session=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        while not self._answers():
            assert self.process.poll() is None, self.process.stdout.read()
            assert time.monotonic() - started < 120, "It does not start."
            time.sleep(0.05)

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.address}/api/v1/openapi.json", timeout=5) as answer:  # noqa: S310
                return answer.status == 200
        except OSError:
            return False

    def ask(self, *arguments):
        """Another terminal beside it."""
        environment = {**self.environment, "FAIRLEAD_DEMO": "1"}
        return subprocess.run(
            [*FAIRLEAD, *arguments], env=environment, text=True, capture_output=True, check=False
        )

    def post(self, token, path, **body):
        """A write over HTTP, done by the web server itself."""
        asked = urllib.request.Request(  # noqa: S310
            f"{self.address}/api/v1/{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def agent(self, token, tool, **arguments):
        """An agent that speaks MCP with a process of its own."""
        environment = {**self.environment, "FAIRLEAD_DEMO": "1", "FAIRLEAD_TOKEN": token}
        door = StdioServerParameters(command=FAIRLEAD[0], args=[*FAIRLEAD[1:], "mcp"], env=environment)

        async def talk():
            async with Client(stdio_client(door)) as client:
                return await client.call_tool(tool, arguments)

        return async_to_sync(talk)().structured_content

    def interrupt(self):
        """Ctrl-C: the terminal tells the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        said, _ = self.process.communicate(timeout=60)
        return said


def _until(check, patience=30.0):
    end = time.monotonic() + patience
    while not (found := check()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
def test_the_demo_starts_works_ends_and_starts_again(surroundings):
    first = Demo(surroundings)
    board = json.loads(first.ask("engagement", "list", "--as", "ana", "--json").stdout)
    assert {"Northwind Freight", "Aurelia Bank"} <= {row["account_name"] for row in board["items"]}
    # The worker has delivered what the firm announced: the architect hears of the estimate in review.
    waiting = _until(
        lambda: json.loads(first.ask("notice", "list", "--as", "theo", "--json").stdout)["items"]
    )
    assert any("asks you to review: Aurelia Bank" in notice["text"] for notice in waiting)
    assert first.ask("verify").returncode == 0
    papers = json.loads(first.ask("paper", "list", "--as", "carl", "--json").stdout)["items"]
    assert {paper["kind"] for paper in papers} >= {"sow.pdf", "sow.docx"}
    token = json.loads(first.ask("token", "issue", "--as", "ana", "--name", "agent", "--json").stdout)[
        "secret"
    ]
    assert first.agent(token, "account_list", limit=1)["answer"]["items"][0]["name"] == "Atelier Numéro Six"
    # The server draws papers itself, though the firm that it began with had papers drawn as well.
    (review,) = json.loads(
        first.ask("estimate", "list", "--state", "in-review", "--as", "ana", "--json").stdout
    )["items"]
    architect = json.loads(first.ask("token", "issue", "--as", "theo", "--name", "t", "--json").stdout)[
        "secret"
    ]
    first.post(architect, f"estimates/{review['id']}/approve", note="Looks right.")
    assert first.post(token, "sows/generate", estimate=review["id"])["state"] == "drawn-up"
    # What is argued over comes in while it is open.
    asked = ("notice", "todo", "--as", "fay", "--json")
    assert _until(lambda: arguing.NAME in first.ask(*asked).stdout, 90)
    taken = first.ask("demo", "--port", str(first.port))
    assert (taken.returncode, "is taken" in taken.stderr) == (2, True)

    said = first.interrupt()
    assert first.process.returncode == 0, said
    assert "fairlead-demo-ana" in said
    assert "Traceback" not in said
    assert "Fatal" not in said
    assert _until(lambda: "Not running" in first.ask("db", "status").stdout)

    again = Demo(surroundings)
    kept = json.loads(again.ask("engagement", "list", "--as", "ana", "--json").stdout)
    # The firm's past may have come in meanwhile.
    assert {row["id"] for row in kept["items"]} >= {row["id"] for row in board["items"]}
    again.interrupt()


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
def test_a_demo_that_is_killed_leaves_nobody_behind(surroundings):
    running = Demo(surroundings)
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait()
    assert _until(lambda: not running._answers())
    # Neither the web process, nor the worker, nor the one that brings in the past is still at work.
    home = surroundings["FAIRLEAD_DATA"]
    assert _until(lambda: not _at_work(home), 5.0), _at_work(home)


def _at_work(home):
    """The programs that were started with this data folder and still run, the database server apart."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"FAIRLEAD_DATA={home}\0".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found
