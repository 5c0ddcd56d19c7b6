"""The commands by name; each is loaded when it is asked for, so that help is quick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from fairlead import __version__
from fairlead.faces.cli.main import open_rooms

_EXITS = (
    "Exit codes: 0 done; 1 findings or wrong input; 2 wrong usage; 3 refused (not allowed, wrong state, "
    "changed since); 4 no such thing; 5 nothing can be read or written (database, disk)."
)


class Light:
    """A command whose words are paths and flags. Typer would pass each of them through pydantic, and loading
    that takes longer than reading a practice."""

    def get_params(self, ctx: Any) -> list[Any]:
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in parameters:
            vars(parameter).setdefault("process_value", partial(_taken, parameter, parameter.process_value))
        return parameters


def _taken(parameter: Any, otherwise: Callable[[Any, Any], Any], ctx: Any, value: Any) -> Any:
    if parameter.required and value is None:
        return otherwise(ctx, value)  # typer says what is missing
    value = Path(value) if isinstance(value, str) else value
    return parameter.callback(ctx, parameter, value) if parameter.callback else value


class OfPaths(Light, TyperCommand):
    """See `Light`."""


@dataclass(frozen=True, slots=True)
class Command:
    """Where a command's function is, what it is for, and whether it needs the rooms (Django) open."""

    place: str
    help: str
    rooms: bool = True
    cls: type[TyperCommand] = TyperCommand


_HERE = "fairlead.faces.cli"

COMMANDS = {
    "shape": Command(
        f"{_HERE}.shape:shape", "From one scoping file to a priced SOW; no server.", False, OfPaths
    ),
    "demo": Command(f"{_HERE}.demo:demo", "Start a demo firm: database, web pages, worker.", rooms=False),
    "serve": Command(f"{_HERE}.serving:serve", "Serve the web pages and the API."),
    "work": Command(f"{_HERE}.serving:work", "Run the worker: deliver events, do jobs."),
    "migrate": Command(f"{_HERE}.keeping:migrate", "Bring the database's tables up to date."),
    "verify": Command(f"{_HERE}.keeping:verify", "Prove that the audit's chain is whole and events arrive."),
    "mcp": Command(f"{_HERE}.agents:mcp", "Speak MCP with an agent over stdin and stdout."),
    "api schema": Command(f"{_HERE}.agents:schema", "Write the API's description (openapi.json)."),
    "db status": Command(f"{_HERE}.cluster:status", "Say whether the database server runs.", rooms=False),
    "db stop": Command(f"{_HERE}.cluster:stop", "Stop the database server.", rooms=False),
    "practice check": Command(
        f"{_HERE}.practice:check", "Check a practice folder, line by line.", rooms=False
    ),
}

# One group of commands for each noun of the register; a test compares.
NOUNS = (
    "account", "actual", "adjustment", "agenda", "answer", "booking", "calibration", "capture", "change",
    "comment", "contact", "countersigned", "criterion", "delegation", "disagreement", "engagement", "entry",
    "estimate", "handover", "intake", "judgement", "link", "mail", "mapping", "markup", "notice", "option",
    "order", "panel", "paper", "participant", "pen", "person", "point", "practice", "proof", "question",
    "readiness", "reading", "redline", "review", "roadmap", "sending", "signatory", "signature", "sow",
    "token", "visit", "vote", "workbook", "workshop",
)  # fmt: skip


class Doors(Light, TyperGroup):
    """Shows every command by a name and a line, and loads the one that is meant."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        return name, _loaded(name, rest) if name in self.commands else command, rest


def _loaded(name: str, rest: list[str]) -> Any:
    if name in COMMANDS:
        return _single(name)
    parts = [whole.partition(" ")[2] for whole in COMMANDS if whole.startswith(f"{name} ")]
    if name not in NOUNS or (rest[:1] and rest[0] in parts):
        group = typer.Typer(no_args_is_help=True, add_completion=False)
        for part in parts:
            group.command(part)(_function(COMMANDS[f"{name} {part}"]))
        return get_group(group)
    open_rooms()
    group = import_module(f"{_HERE}.nouns").group_of(name)
    for part in parts:
        group.command(part)(_function(COMMANDS[f"{name} {part}"]))
    return get_group(group)


def _single(name: str) -> Any:
    alone = typer.Typer(add_completion=False)
    alone.command(name, cls=COMMANDS[name].cls)(_function(COMMANDS[name]))
    return get_command(alone)


def _function(command: Command) -> Callable[..., Any]:
    if command.rooms:
        open_rooms()
    module, _, attribute = command.place.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), attribute)
    return function


app = typer.Typer(
    cls=Doors, add_completion=False, no_args_is_help=True, epilog=_EXITS, pretty_exceptions_enable=False
)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """The desk of a Professional Services Engagement Manager: scope it, price it, agree it."""
    if version:
        print(f"fairlead {__version__}")
        raise typer.Exit


def command_line() -> Any:
    """The whole command line as one group; the commands in it are names and help until they are used."""
    group = get_group(app)
    for name, command in COMMANDS.items():
        first, _, part = name.partition(" ")
        if first not in NOUNS:
            line = command.help if not part else f"{group_help(first)}"
            group.add_command(TyperCommand(first, help=line, rich_help_panel="Commands"))
    for noun in NOUNS:
        line = f"Verbs and readings of {noun}: fairlead {noun} --help."
        group.add_command(TyperCommand(noun, help=line, rich_help_panel="Nouns"))
    return group


def group_help(first: str) -> str:
    """One line for a group of two-word commands, from the lines of its commands."""
    return " ".join(command.help for name, command in COMMANDS.items() if name.startswith(f"{first} "))
