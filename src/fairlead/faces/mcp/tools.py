"""A tool for every verb and reading: its name, its description, the JSON schema of what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from mcp_types import Tool, ToolAnnotations
from pydantic import Field, create_model

from fairlead.core.verbs import READINGS, VERBS, Operation
from fairlead.faces.calling.answers import lists
from fairlead.faces.calling.inputs import Arguments, arguments_of
from fairlead.faces.calling.paging import MOST

# Many clients take only letters, digits and underscores in a tool's name.
DOT = "_"


@dataclass(frozen=True, slots=True)
class Offer:
    """An operation as agents see it. `own` are the arguments that are this door's and not the operation's."""

    operation: Operation
    model: type[Arguments]
    tool: Tool
    own: frozenset[str]


def tool_name(operation: Operation) -> str:
    return operation.name.replace(".", DOT).replace("-", DOT)


@cache
def offers() -> dict[str, Offer]:
    """Every operation by its tool's name."""
    return {tool_name(operation): _offer(operation) for _, operation in sorted({**VERBS, **READINGS}.items())}


def _offer(operation: Operation) -> Offer:
    taken = arguments_of(operation)
    own = {name: field for name, field in _own(operation).items() if name not in taken.model_fields}
    model = create_model(f"{taken.__name__}Tool", __base__=taken, **own)  # type: ignore[call-overload]
    return Offer(operation, model, _tool(operation, model), frozenset(own))


def _own(operation: Operation) -> dict[str, Any]:
    fields = dict[str, Any]()
    if operation.writes:
        fields["dry_run"] = (bool, Field(False, description="Say what would happen, and change nothing."))
    if operation.writes and operation.target:
        seen = "The version that you saw; refused when it has changed since."
        fields["seen_version"] = (int | None, Field(None, ge=1, le=2**31 - 1, description=seen))
    if lists(operation):
        fields["limit"] = (int, Field(50, ge=1, le=MOST, description="Rows on a page."))
        fields["cursor"] = (str, Field("", description="`next` of the page before."))
    return fields


def _tool(operation: Operation, model: type[Arguments]) -> Tool:
    return Tool(
        name=tool_name(operation),
        title=operation.name,
        description=operation.help,
        input_schema=model.model_json_schema(),
        annotations=ToolAnnotations(
            title=operation.name,
            read_only_hint=not operation.writes,
            destructive_hint=operation.writes and not operation.reversible,
            open_world_hint=False,
        ),
    )
