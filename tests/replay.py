"""What the cast does again and again is done through its verbs once, and laid down again after.

`@replayed` stands over steps of the cast (`answered`, `approved`, `signed` ...). The first test of a process
that takes a step from a state takes it in full; which rows it wrote is kept. The next one that takes the same
step from the same state gets those very rows, in milliseconds, inside its own transaction. A step is taken
in full whenever that could make a difference: when the test wrote anything before that no step did, when it
hands in something else, once it patched or set anything, on another day, and without a transaction that takes
everything back. So no test knows, and order changes nothing.

Rows keep their numbers: a sequence never gives one out twice, even after a rollback.
"""

from __future__ import annotations

import copy
import functools
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.signals import setting_changed
from django.utils import timezone

F = TypeVar("F", bound=Callable[..., Any])

_READING = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW|EXPLAIN)\b", re.IGNORECASE)
# Who signs in, and with which key, is beside the story: no step asks for it.
_BESIDE = ('UPDATE "core_user" SET "last_login"', 'INSERT INTO "core_token"')


@dataclass
class _Story:
    """Where the database of this process stands."""

    base: str = ""  # the end of the audit's chain when a test begins
    end: str = ""  # ... and after the last step
    place: int = 0  # the number of the last step; 0 when a test begins
    off: bool = True  # something was written that no step wrote
    otherwise: bool = True  # the test changes how the product works, or this database lays nothing down
    able: bool = False  # this database may write rows as they were

    def noticed(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """A wrapper of every statement, which notices those that write."""
        text = str(sql)
        if not self.off and not _READING.match(text) and not text.startswith(_BESIDE):
            self.off = True
        return execute(sql, params, many, context)


_story = _Story()


def found() -> None:
    """The database stands as every test of this process finds it."""
    _story.base = _end()
    with connection.cursor() as cursor:
        # Only who owns the server may write rows without their triggers.
        cursor.execute("SHOW is_superuser")
        _story.able = cursor.fetchone() == ("on",)
    begin()
    if _story.noticed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_story.noticed)


def begin() -> None:
    """A test begins."""
    _story.end, _story.place, _story.off, _story.otherwise = _story.base, 0, False, not _story.able


def stop(**_: Any) -> None:
    """From here on the test takes its steps in full: the product works otherwise than it ships."""
    _story.otherwise = True


setting_changed.connect(stop)


class Patch(pytest.MonkeyPatch):
    """What pytest gives as `monkeypatch`; who patches the product takes the steps in full."""

    def setattr(self, *args: Any, **named: Any) -> None:
        stop()
        super().setattr(*args, **named)

    def setitem(self, *args: Any, **named: Any) -> None:
        stop()
        super().setitem(*args, **named)


@dataclass(frozen=True)
class _Rows:
    """What a step did to one table: these rows are gone or stand otherwise, those stand now."""

    table: str
    columns: str
    key: str
    kind: str
    gone: tuple[str, ...]
    now: bytes


@dataclass(frozen=True)
class _Taken:
    """A step that was taken: what it wrote, where that led, what became of what it got, what it gave."""

    rows: tuple[_Rows, ...]
    place: int
    end: str
    given: tuple[Model, ...]
    result: Any


_taken: dict[Any, _Taken] = {}
_numbers = itertools.count(1)


def replayed(step: F) -> F:
    """This step of the cast is taken once from each state, and laid down again after."""

    @functools.wraps(step)
    def taking(*args: Any, **named: Any) -> Any:
        if _story.off or _story.otherwise or not connection.in_atomic_block:
            return step(*args, **named)
        key = _known_by(step, (args, named))
        if key is None or _end() != _story.end:
            return step(*args, **named)
        given = tuple(_models((args, named)))
        if key in _taken:
            return _again(_taken[key], given)
        _taken[key], result = _first(lambda: step(*args, **named), given)
        return result

    return taking  # type: ignore[return-value]


def _known_by(step: Callable[..., Any], given: Any) -> Any:
    """What a step is known by: what it is, where it starts, the day, what it gets. None: by nothing."""
    try:
        return step.__module__, step.__qualname__, _story.place, timezone.localdate(), _likeness(given)
    except _Unlike:
        return None


def _first(step: Callable[[], Any], given: tuple[Model, ...]) -> tuple[_Taken, Any]:
    """Take a step in full, and keep what it wrote."""
    before = _versions()
    result = step()
    rows = tuple(_difference(before, _versions()))
    _story.end, _story.place, _story.off = _end(), next(_numbers), False
    return _Taken(rows, _story.place, _story.end, *copy.deepcopy((given, result))), result


def _again(taken: _Taken, given: tuple[Model, ...]) -> Any:
    """Lay down what a step wrote, and give what it gave."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Neither the triggers nor the references are asked: they were, when the rows were written.
        cursor.execute("SET LOCAL session_replication_role = replica")
        raw = cursor.connection.cursor()
        for rows in taken.rows:
            if rows.gone:
                raw.execute(
                    f"DELETE FROM {rows.table} WHERE {rows.key} = ANY(%s::{rows.kind}[])", [list(rows.gone)]
                )
            if rows.now:
                with raw.copy(f"COPY {rows.table} ({rows.columns}) FROM STDIN") as target:
                    target.write(rows.now)
        cursor.execute("SET LOCAL session_replication_role = origin")
    _story.end, _story.place = taken.end, taken.place
    # What it gave refers to what it got, and not to copies of that.
    known = {id(kept): row for kept, row in zip(taken.given, given, strict=True)}
    for row, kept in zip(given, taken.given, strict=True):
        vars(row).update(copy.deepcopy(vars(kept), known))
    return copy.deepcopy(taken.result, known)


def _end() -> str:
    """The end of the audit's chain: every verb moves it, and it is never the same again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM core_auditentry ORDER BY seq DESC LIMIT 1")
        found = cursor.fetchone()
    return str(found[0]) if found else ""


@dataclass(frozen=True)
class _Table:
    name: str
    columns: str
    key: str
    kind: str


@functools.cache
def _tables() -> tuple[_Table, ...]:
    """Every table with the columns that are written, and its key."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.oid::regclass::text,
                   (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                       AND a.attgenerated = ''),
                   quote_ident(k.attname), format_type(k.atttypid, NULL)
              FROM pg_class c
              JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND i.indnatts = 1
              JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = i.indkey[0]
             WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
             ORDER BY 1
            """
        )
        return tuple(_Table(*row) for row in cursor.fetchall())


def _versions() -> dict[tuple[int, str], tuple[str, str]]:
    """Which version of each row of each table is the living one."""
    parts = (
        f"SELECT {place}, {table.key}::text, xmin::text, ctid::text FROM {table.name}"
        for place, table in enumerate(_tables())
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {(place, key): (xmin, ctid) for place, key, xmin, ctid in cursor.fetchall()}


def _difference(before: dict[Any, Any], after: dict[Any, Any]) -> Iterator[_Rows]:
    for place, table in enumerate(_tables()):
        gone = tuple(key for (at, key), row in before.items() if at == place and after.get((at, key)) != row)
        new = [key for (at, key), row in after.items() if at == place and before.get((at, key)) != row]
        if gone or new:
            yield _Rows(table.name, table.columns, table.key, table.kind, gone, _copied(table, new))


def _copied(table: _Table, keys: list[str]) -> bytes:
    """These rows, as the database itself writes them down."""
    if not keys:
        return b""
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()
        which = f"{table.key} = ANY(%s::{table.kind}[]) ORDER BY {table.key}"
        with raw.copy(
            f"COPY (SELECT {table.columns} FROM {table.name} WHERE {which}) TO STDOUT", [keys]
        ) as source:
            return b"".join(bytes(part) for part in source)


def _columns(row: Model) -> dict[str, Any]:
    """The columns of a row as it is in memory."""
    held = vars(row)
    return {
        column.attname: copy.deepcopy(held[column.attname])
        for column in row._meta.concrete_fields
        if column.attname in held
    }


def _models(value: Any) -> Iterator[Model]:
    """Every row in what was handed in, with those that it holds."""
    if isinstance(value, Model):
        yield value
        for _, held in sorted(value._state.fields_cache.items()):
            yield from _models(held)
    elif is_dataclass(value):
        yield from _models([getattr(value, field.name) for field in fields(value)])
    elif isinstance(value, dict):
        yield from _models(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _models(part)


class _Unlike(Exception):
    """Something that a step cannot be known by."""


def _likeness(value: Any) -> Any:
    """What two things share that a step cannot tell apart."""
    if value is None or isinstance(value, str | bytes | int | float | Decimal | date):
        return type(value).__name__, value
    if isinstance(value, Model):
        held = _likeness({name: row for name, row in value._state.fields_cache.items() if row is not None})
        return value._meta.label, repr(_columns(value)), held
    if is_dataclass(value):
        return type(value).__name__, *(_likeness(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, dict):
        return tuple((_likeness(key), _likeness(part)) for key, part in value.items())
    if isinstance(value, list | tuple):
        return tuple(_likeness(part) for part in value)
    if isinstance(value, frozenset):
        return frozenset(_likeness(part) for part in value)
    raise _Unlike
