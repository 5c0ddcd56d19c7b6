"""`fairlead <noun> <act>`: a command for every verb and reading, its options derived from its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

import typer

from fairlead.core.verbs import READINGS, VERBS, Operation, Parameter
from fairlead.faces.calling.answers import Download, lists
from fairlead.faces.calling.inputs import row_of
from fairlead.faces.cli.doing import Wish, do

_METAVARS = {"int": "NUMBER", "Decimal": "DECIMAL", "date": "YYYY-MM-DD", "str": "TEXT"}


def group_of(noun: str) -> typer.Typer:
    """The commands of one noun."""
    group = typer.Typer(help=f"Verbs and readings of {noun}.", no_args_is_help=True, add_completion=False)
    for operation in sorted(operations_of(noun), key=lambda o: o.name):
        group.command(operation.act, help=operation.help)(command_of(operation))
    return group


def operations_of(noun: str) -> Iterator[Operation]:
    return (o for o in (*VERBS.values(), *READINGS.values()) if o.noun == noun)


def command_of(operation: Operation) -> Callable[..., None]:
    """The command's function; its signature is what typer reads options from."""

    def command(**given: Any) -> None:
        do(operation, {p.name: given[p.name] for p in operation.parameters}, _wish(given))

    parameters = [_parameter(operation, p) for p in operation.parameters]
    own = [p for p in _own(operation) if p.name not in {q.name for q in parameters}]
    command.__name__ = operation.name.replace(".", "_")
    command.__signature__ = inspect.Signature([*parameters, *own])  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in (*parameters, *own)}
    return command


def _wish(given: dict[str, Any]) -> Wish:
    own = {
        field: given[f"own_{field}"]
        for field in Wish.__dataclass_fields__
        if given.get(f"own_{field}") is not None
    }
    return Wish(**own)


def _keyword(name: str, hint: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)


def _parameter(operation: Operation, parameter: Parameter) -> inspect.Parameter:
    if parameter == operation.target:
        return _keyword(
            parameter.name, Annotated[int, typer.Argument(metavar="ID", help=f"Which {operation.noun}.")]
        )
    option = f"--{parameter.name.replace('_', '-')}"
    hint, metavar = _hint(parameter)
    if hint is bool:
        option = f"{option}/--no-{option[2:]}"
    shown = "" if parameter.required or parameter.default in (None, "", False) else str(parameter.default)
    info = typer.Option(option, metavar=metavar, show_default=shown or False)
    if parameter.required:
        return _keyword(parameter.name, Annotated[hint, info])
    return _keyword(parameter.name, Annotated[hint | None, info], None)


def _hint(parameter: Parameter) -> tuple[Any, str | None]:
    """What typer reads and how help calls it. All but rows, flags and choices is read as text."""
    row = row_of(parameter)
    if row is not None:
        return int, f"{row.noun.upper()}-ID"
    hint = _bare(parameter.type)
    if hint is bool or (isinstance(hint, type) and issubclass(hint, Enum)):
        return hint, None
    if get_origin(hint) is list:
        return list[get_args(hint)[0]], None  # type: ignore[misc]
    return str, _METAVARS.get(getattr(hint, "__name__", ""), "JSON")


def _bare(hint: Any) -> Any:
    """`X | None` as X."""
    inner = [one for one in get_args(hint) if one is not NoneType]
    return inner[0] if len(inner) == 1 and NoneType in get_args(hint) else hint


def _own(operation: Operation) -> Iterator[inspect.Parameter]:
    """Options that every command has, or every write, or every list."""
    acting = typer.Option(
        "--as", envvar="FAIRLEAD_USER", metavar="USERNAME", help="Who acts.", show_default=False
    )
    yield _keyword("own_acting", Annotated[str | None, acting], None)
    yield _keyword("own_as_json", Annotated[bool, typer.Option("--json", help="Print JSON.")], False)
    owned = {p.name for p in operation.parameters}
    if operation.writes and "dry_run" not in owned:
        help_ = "Say what would happen, and change nothing."
        yield _keyword("own_dry_run", Annotated[bool, typer.Option("--dry-run", help=help_)], False)
    if operation.writes and operation.target:
        help_ = "The version that you saw; refused when it has changed since."
        seen = typer.Option("--if-version", metavar="NUMBER", help=help_, show_default=False)
        yield _keyword("own_version", Annotated[int | None, seen], None)
    if lists(operation):
        yield _keyword(
            "own_limit", Annotated[int, typer.Option("--limit", min=1, max=200, help="Rows on a page.")], 50
        )
        after = typer.Option("--cursor", help="The next page, as the page before said.", show_default=False)
        yield _keyword("own_cursor", Annotated[str, after], "")
    if operation.returns is Download:
        out = typer.Option(
            "--out", metavar="FILE", help="Where to; - for stdout. By default its own name, here."
        )
        yield _keyword("own_out", Annotated[str | None, out], None)
