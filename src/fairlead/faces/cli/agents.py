"""Doors that the command line opens for others: MCP for agents, and the API's description."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer


def mcp(
    token: Annotated[
        str, typer.Option(envvar="FAIRLEAD_TOKEN", help="A token of the person that the agent acts for.")
    ],
) -> None:
    """Speak MCP with an agent over stdin and stdout, with the rights of the token's owner."""
    # Doors do not import each other; this one opens another by name, as an entry point would.
    import_module("fairlead.faces.mcp.server").serve(token)


def schema(
    out: Annotated[
        Path | None, typer.Option(help="The file to write; by default the one that ships.")
    ] = None,
) -> None:
    """Write the API's description (OpenAPI 3.1)."""
    door = import_module("fairlead.faces.api.app")
    path = out or door.DESCRIPTION
    path.write_text(door.api.described(), encoding="utf-8")
    typer.echo(f"{path} has been written.")
