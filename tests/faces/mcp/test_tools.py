"""An agent lists the tools, uses them with its owner's rights, and is told why when it may not."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people import actions as people
from fairlead.core.models import AuditEntry, Token, User
from fairlead.core.verbs import VERBS
from fairlead.faces.mcp.server import server
from fairlead.faces.mcp.tools import offers
from tests.faces.asking import rows_of


@pytest.fixture
def agent(firm):
    """An agent with a token of somebody: call a tool, get its result."""

    def make(username):
        secret = Token.new_secret()
        owner = User.objects.get(username=username)
        Token.objects.create(user=owner, name="agent", digest=Token.digest_of(secret))

        def call(name, /, **arguments):
            async def talk():
                async with Client(server(secret)) as client:
                    return await client.call_tool(name, arguments)

            return async_to_sync(talk)()

        return call

    return make


def _listed():
    async def talk():
        async with Client(server("any")) as client:
            return (await client.list_tools()).tools

    return async_to_sync(talk)()


def test_the_list_of_tools():
    """A snapshot: names are what agents have learnt, so a change in tools.txt is a change for them."""
    assert [tool.name for tool in _listed()] == Path(__file__).with_name("tools.txt").read_text().split()


def test_a_tool_says_what_it_takes():
    tools = {tool.name: tool for tool in _listed()}
    move = tools["engagement_move"]
    assert move.title == "engagement.move"
    assert move.description.startswith("Move it on the board")
    assert set(move.input_schema["properties"]) == {
        "engagement", "action", "note", "reason", "dry_run", "seen_version",
    }  # fmt: skip
    assert move.input_schema["required"] == ["engagement", "action"]
    assert move.input_schema["additionalProperties"] is False
    assert tools["engagement_show"].annotations.read_only_hint
    assert set(tools["engagement_list"].input_schema["properties"]) >= {"limit", "cursor", "state"}


def test_every_tool_that_writes_can_be_tried_first():
    writing = [offer for offer in offers().values() if offer.operation.writes]
    assert len(writing) == len(VERBS)
    assert all("dry_run" in offer.model.model_fields for offer in writing)


def test_an_agent_reads_and_writes_on_behalf_of_its_owner(agent, firm):
    call = agent("ana")
    told = call("engagement_show", engagement=firm.engagement.pk)
    assert not told.is_error
    assert told.structured_content["answer"]["name"] == "Move to GitLab.com"
    assert json.loads(told.content[0].text) == told.structured_content
    priced = call("engagement_price", engagement=firm.engagement.pk, discount="7.58", priced_on="2026-12-01")
    assert priced.structured_content["answer"]["discount"] == "7.58"
    entry = AuditEntry.objects.latest("seq")
    assert (entry.verb, entry.who, entry.via) == ("engagement.price", "Ana Ferreira", "mcp")
    assert entry.facts["why"] == "an agent, on behalf of Ana Ferreira"


def test_a_dry_run_changes_nothing(agent, firm):
    before = AuditEntry.objects.count()
    told = agent("ana")("engagement_move", engagement=firm.engagement.pk, action="triage", dry_run=True)
    assert told.structured_content["dry_run"] is True
    assert told.structured_content["answer"]["state"] == "awaiting-discovery"
    assert AuditEntry.objects.count() == before
    assert Engagement.objects.get(pk=firm.engagement.pk).state == "open"


def test_pages(agent, firm):
    call = agent("ana")
    first = call("person_list", limit=4).structured_content["answer"]
    second = call("person_list", limit=4, cursor=first["next"]).structured_content["answer"]
    assert len({row["id"] for row in first["items"] + second["items"]}) == 8


def test_a_file_comes_with_its_digest(agent, firm):
    told = agent("ana")("paper_download", paper=rows_of(firm).ids["paper"]).structured_content
    assert told == {"name": "SOW-1-1-sow.pdf", "sha256": "0" * 64, "base64": "JVBERg=="}


@pytest.mark.parametrize(
    ("who", "tool", "arguments", "code"),
    [
        ("sam", "engagement_price", {"discount": 5}, "forbidden"),
        ("ana", "engagement_move", {"action": "resume"}, "wrong-state"),
        ("ana", "engagement_edit", {"name": "X", "seen_version": 99}, "stale"),
        ("ana", "engagement_edit", {"nmae": "X"}, "invalid"),
        ("ana", "engagement_fly", {}, "invalid"),
        ("max", "engagement_show", {}, "missing"),
        ("carl", "engagement_feed", {}, "forbidden"),
        ("carl", "engagement_edit", {"name": "Mine"}, "forbidden"),
    ],
)
def test_refusals_are_tool_errors_with_code_and_findings(agent, firm, who, tool, arguments, code):
    before = AuditEntry.objects.count()
    told = agent(who)(tool, engagement=firm.engagement.pk, **arguments)
    assert told.is_error
    assert told.structured_content["code"] == code
    if code == "invalid":
        assert (
            "engagement_edit" in told.structured_content["detail"]
            or told.structured_content["errors"][0]["fix"]
        )
    assert AuditEntry.objects.count() == before


OWN = {"token.issue", "contact.mail", "contact.reading"}


def test_a_customers_agent_changes_nothing_but_what_comes_to_them(agent, firm):
    call, rows, before = agent("carl"), rows_of(firm), AuditEntry.objects.count()
    for name, offer in offers().items():
        if offer.operation.writes and offer.operation.name not in OWN:
            told = call(name, **rows.arguments(offer.operation))
            assert told.is_error, name
            assert told.structured_content["code"] in {"forbidden", "missing"}, name
    assert AuditEntry.objects.count() == before


def test_rights_are_looked_up_at_every_call(agent, firm, dora):
    call = agent("theo")
    assert not call("account_list").is_error
    people.leave(dora, people.Person.objects.get(user__username="theo"))
    told = call("account_list")
    assert (told.is_error, told.structured_content["code"]) == (True, "forbidden")


@pytest.mark.slow
def test_it_speaks_over_stdin_and_stdout():
    """A real process; stdout carries nothing but the protocol."""
    command = ["-m", "fairlead.faces.cli.main", "mcp"]
    environment = {**os.environ, "FAIRLEAD_TOKEN": "flt_nobodys"}
    door = StdioServerParameters(command=sys.executable, args=command, env=environment)

    async def talk():
        async with Client(stdio_client(door)) as client:
            return (await client.list_tools()).tools

    assert len(async_to_sync(talk)()) == len(offers())
