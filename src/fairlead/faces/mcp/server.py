"""The server: lists the tools, calls them as the owner of a token, and says refusals as tool errors."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.db import IntegrityError, close_old_connections
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp_types import CallToolResult, ListToolsResult, TextContent

from fairlead import __version__
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Invalid, Refused, WrongTime
from fairlead.faces.calling.acting import admitted, by_token, on_behalf_of
from fairlead.faces.calling.answers import Download
from fairlead.faces.calling.inputs import unknown, validated
from fairlead.faces.calling.performing import perform
from fairlead.faces.calling.problems import problem_of
from fairlead.faces.mcp.tools import Offer, offers

log = logging.getLogger(__name__)

INSTRUCTIONS = (
    "The desk of a Professional Services firm: accounts, engagements, scoping answers, estimates, statements "
    "of work. Everything happens with the rights of the person whose token this is, and is on record. Try a "
    "write with dry_run first. Money is decimal text with its currency beside it."
)


def server(token: str, before: Callable[[], None] = lambda: None) -> Server[Any]:
    """An MCP server that acts on behalf of the token's owner; their rights are looked up at every call.

    before: done before each call, in its thread.
    """

    def answered(name: str, arguments: dict[str, Any]) -> CallToolResult:
        before()
        return _told(lambda: _called(token, name, arguments))

    async def list_tools(context: Any, params: Any) -> ListToolsResult:
        return ListToolsResult(tools=[offer.tool for offer in offers().values()])

    async def call_tool(context: Any, params: Any) -> CallToolResult:
        return await sync_to_async(answered)(params.name, params.arguments or {})

    return Server(
        "fairlead",
        version=__version__,
        title="Fairlead",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _called(token: str, name: str, arguments: dict[str, Any]) -> Any:
    actor = _owner(token)
    offer = offers().get(name)
    if offer is None:
        raise Invalid([unknown(name, list(offers()))])
    return _performed(actor, offer, arguments)


def _owner(token: str) -> Actor:
    actor = by_token(token, "mcp")
    if actor is None:
        raise Forbidden("This token does not let anybody in (any more). Issue another with token.issue.")
    return on_behalf_of(admitted(actor))


def _performed(actor: Actor, offer: Offer, arguments: dict[str, Any]) -> Any:
    given = validated(offer.model, arguments).model_dump(exclude_unset=True)
    own = {name: given.pop(name) for name in offer.own if name in given}
    done = perform(actor, offer.operation, given, version=own.pop("seen_version", None), **own)
    if isinstance(done, Download):
        content = base64.b64encode(done.content).decode()
        return {"name": done.name, "sha256": done.sha256, "base64": content}
    return {"dry_run": True, "answer": done} if own.get("dry_run") else {"answer": done}


def _told(call: Callable[[], Any]) -> CallToolResult:
    try:
        said, wrong = call(), False
    except Refused as refusal:
        said, wrong = problem_of(refusal), True
    except IntegrityError:
        said, wrong = problem_of(WrongTime("Somebody else did the same a moment before. Look again.")), True
    text = json.dumps(said, ensure_ascii=False)
    return CallToolResult(content=[TextContent(text=text)], structured_content=said, is_error=wrong)


def serve(token: str) -> None:
    """Speak MCP over stdin and stdout until the client leaves."""

    async def speak() -> None:
        spoken = server(token, before=close_old_connections)
        async with stdio_server() as (reading, writing):
            await spoken.run(reading, writing, spoken.create_initialization_options())

    async_to_sync(speak)()
