"""Doing one operation from the terminal, as a named user, and leaving with a code that scripts can read."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, get_origin

import typer
from django.db import DataError, IntegrityError, OperationalError

from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing, Refused, WrongTime, invalid
from fairlead.core.verbs import Operation, Parameter
from fairlead.engines.practice.reading import read_folder
from fairlead.faces.calling.acting import admitted, by_username
from fairlead.faces.calling.answers import Download
from fairlead.faces.calling.inputs import arguments_of, validated
from fairlead.faces.calling.performing import perform
from fairlead.faces.calling.problems import problem_of
from fairlead.faces.cli.main import FINDINGS, MISSING, NO_DATABASE, REFUSED, USAGE
from fairlead.faces.cli.showing import show


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a command done, besides the operation's own arguments."""

    acting: str = ""
    as_json: bool = False
    dry_run: bool = False
    version: int | None = None
    limit: int = 50
    cursor: str = ""
    out: str = ""


def do(operation: Operation, given: Mapping[str, Any], wish: Wish) -> None:
    """Perform it and print what it answers."""
    with refusals(wish.as_json):
        actor = _actor(wish.acting)
        told = {p.name: _read(p, given[p.name]) for p in operation.parameters if given[p.name] is not None}
        arguments = validated(arguments_of(operation, strict=False), told)
        answer = perform(
            actor, operation, arguments.model_dump(exclude_unset=True), version=wish.version,
            dry_run=wish.dry_run, limit=wish.limit, cursor=wish.cursor,
        )  # fmt: skip
    if isinstance(answer, Download):
        _save(answer, wish.out)
    else:
        show(answer, as_json=wish.as_json, dry_run=wish.dry_run)


def _actor(username: str) -> Actor:
    if not username:
        typer.echo("Say who acts: --as USERNAME, or FAIRLEAD_USER in the environment.", err=True)
        raise typer.Exit(USAGE)
    actor = by_username(username, "cli")
    if actor is None:
        raise Missing(f"There is no user {username!r} who can sign in.")
    return admitted(actor)


def _read(parameter: Parameter, value: Any) -> Any:
    """An argument as it was typed, or the file that it names: @file, @- for stdin, @@ for a real @."""
    if not isinstance(value, str):
        return list(value) if isinstance(value, tuple) else value
    folder = Path(value[1:]) if value.startswith("@") else None
    if get_origin(parameter.type) is dict and folder and folder.is_dir():
        return _texts(folder)
    if parameter.name == "content" and value.startswith("@"):
        return _bytes(value)
    text = _text(parameter.name, value)
    if get_origin(parameter.type) is dict or parameter.type is Any:
        return _json(parameter, text)
    return text


def _text(name: str, value: str) -> str:
    if not value.startswith("@") or value.startswith("@@"):
        return value.removeprefix("@")
    try:
        return sys.stdin.read() if value == "@-" else Path(value[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise invalid(name, f"{value[1:]} cannot be read: {error}.", code="unreadable") from error


def _bytes(value: str) -> str:
    """The bytes of a file as base64 text, which is how content is taken at every door."""
    try:
        data = sys.stdin.buffer.read() if value == "@-" else Path(value[1:]).read_bytes()
    except OSError as error:
        raise invalid("content", f"{value[1:]} cannot be read: {error}.", code="unreadable") from error
    return base64.b64encode(data).decode()


def _texts(folder: Path) -> dict[str, str]:
    """Every TOML text of a folder by its path in it."""
    texts, findings = read_folder(folder)
    if findings:
        raise Invalid(findings)
    return texts


def _json(parameter: Parameter, text: str) -> Any:
    """JSON; where anything may stand, text that is no JSON stands for itself."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        if parameter.type is Any:
            return text
        raise invalid(parameter.name, f"This is no JSON: {error}.", "Write it as JSON, or @FILE.") from error


def _save(file: Download, out: str) -> None:
    if out == "-":
        sys.stdout.buffer.write(file.content)
        return
    path = Path(out or file.name)
    try:
        path.write_bytes(file.content)
    except OSError as error:
        typer.echo(f"{path} cannot be written: {error.strerror}.", err=True)
        raise typer.Exit(NO_DATABASE) from error
    typer.echo(f"{path}  {len(file.content)} bytes  sha256 {file.sha256}")


@contextmanager
def refusals(as_json: bool = False) -> Iterator[None]:
    """Say why not, and leave with the code of that kind of refusal."""
    try:
        yield
    except Refused as refusal:
        _leave(refusal, as_json)
    except IntegrityError:
        _leave(WrongTime("Somebody else did the same a moment before. Look again."), as_json)
    except DataError as error:
        _leave(invalid("", f"A value does not fit its column: {error}"), as_json)
    except OperationalError as error:
        typer.echo(f"The database cannot be used: {error}", err=True)
        raise typer.Exit(NO_DATABASE) from error


def _leave(refusal: Refused, as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(json.dumps(problem_of(refusal), ensure_ascii=False), err=True)
    elif isinstance(refusal, Invalid):
        for finding in refusal.findings:
            typer.echo(str(finding), err=True)
    else:
        typer.echo(f"{refusal.message} [{refusal.code}]", err=True)
    kinds = {Invalid: FINDINGS, Missing: MISSING}
    raise typer.Exit(kinds.get(type(refusal), REFUSED)) from refusal
