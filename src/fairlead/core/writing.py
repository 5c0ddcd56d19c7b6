"""The one door for writes: lock, compare version, ask the rule, change, check, save, record, announce.

Nothing else calls save, create, update or delete (a house test reads the source for it).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction

from fairlead.core import outbox
from fairlead.core.access import Rule
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Missing, Refused, Stale
from fairlead.core.models import AuditEntry
from fairlead.core.recording import recorded
from fairlead.core.rows import Row, checked, find

R = TypeVar("R", bound=Row)

_UNRECORDED = {"id", "version", "created_at", "changed_at"}


@dataclass
class Change(Generic[R]):
    """What a verb works on inside the door: the fresh, locked row, and what it wants announced."""

    actor: Actor
    verb: str
    row: R
    facts: list[Any] = field(default_factory=list)
    beside: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    born: list[Row] = field(default_factory=list)

    def announce(self, fact: Any) -> None:
        """A frozen fact with a `name`; delivered after the commit, by the outbox."""
        self.facts.append(fact)

    def also(self, name: str, before: Any, after: Any) -> None:
        """Something that changed with the row and is no column of it; it goes on record like one."""
        if before != after:
            self.beside[name] = (before, after)

    def bear(self, row: Row) -> None:
        """A small row that comes into being with this change and stands in this change's line on record."""
        self.born.append(row)


def _bear(change: Change[Any]) -> dict[str, Any]:
    """Save what was born with a change; what of it goes on record."""
    said = dict[str, list[Any]]()
    for row in change.born:
        # Its parents were found by the verb, and the database vouches for them.
        checked(row, besides={column.name for column in row._meta.concrete_fields if column.is_relation})
        row.save(force_insert=True)
        said.setdefault(f"{row.noun}s", []).append({"id": row.pk, **recorded(row, snapshot(row))})
    return said


def snapshot(row: models.Model) -> dict[str, Any]:
    """The recorded columns of a row, by column name."""
    return {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if column.name not in _UNRECORDED
    }


# The lock of the audit's chain (migration 0002): writers take turns, each from its first line to its commit.
_TURN = 6277101735


def take_turn() -> None:
    """Wait until no other write is under way; the turn ends with the transaction.

    Taken before any row is locked. A write that held a row and then waited for the audit's lock, while
    the holder of that lock waited for the row, would wait for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def admit(actor: Actor, row: Any, rule: Rule) -> None:
    """Raise the rule's refusal, if it has one."""
    if not isinstance(actor, Actor):
        raise Forbidden("Nobody is acting; a write needs an actor.")
    refusal: Refused | None = rule(actor, row)
    if refusal is not None:
        raise refusal


def _record(change: Change[Any], before: Mapping[str, Any], after: Mapping[str, Any], note: str) -> None:
    AuditEntry.append(
        actor=change.actor,
        verb=change.verb,
        row=change.row,
        before=recorded(change.row, before) | {name: was for name, (was, _) in change.beside.items()},
        after=recorded(change.row, after) | {name: now for name, (_, now) in change.beside.items()},
        note=note,
    )
    for fact in change.facts:
        outbox.put(fact)


@contextmanager
def writing(actor: Actor, verb: str, row: R, rule: Rule, *, note: str = "") -> Iterator[Change[R]]:
    """Change one row. `row.version` is what the actor saw; a newer row in the table refuses (Stale)."""
    model = type(row)
    with transaction.atomic():
        take_turn()
        fresh = model.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=row.pk).first()
        if fresh is None:
            raise Missing(f"There is no {model.noun} {row.pk}.")
        admit(actor, fresh, rule)
        if fresh.version != row.version:
            raise Stale(
                f"This {model.noun} has changed since you saw it (you saw version {row.version}, "
                f"it is now {fresh.version}). Look again and repeat what still holds."
            )
        before = snapshot(fresh)
        change = Change(actor, verb, fresh)
        yield change
        after = snapshot(fresh)
        changed = [key for key in after if after[key] != before[key]]
        if changed or change.beside:
            checked(fresh, besides=_untouched(fresh, changed))
            # What follows from rows beside it makes nobody's sight of the row stale.
            fresh.version += bool(change.beside or set(changed) - fresh.derived)
            fresh.save()
        born = _bear(change)
        was, now = ({key: side[key] for key in changed} for side in (before, after))
        _record(change, was, {**now, **born}, note)
    row.version = fresh.version


def _untouched(row: models.Model, changed: Collection[str]) -> set[str]:
    """The fields that a verb left alone: they were checked when they were written, and cost queries.

    But those that share a constraint with a changed one: Django looks at a constraint only as a whole.
    """
    touched = {column.name for column in row._meta.concrete_fields if column.attname in changed}
    bound = [fields for fields in map(_fields, row._meta.constraints) if fields & touched]
    return {column.name for column in row._meta.concrete_fields} - touched.union(*bound)


def _fields(constraint: models.BaseConstraint) -> set[str]:
    condition = getattr(constraint, "condition", None)
    return {*getattr(constraint, "fields", ()), *(condition.referenced_base_fields if condition else ())}


@contextmanager
def creating(
    actor: Actor, verb: str, row: R, rule: Rule, about: Any = None, *, note: str = ""
) -> Iterator[Change[R]]:
    """Bring one row into being. The rule is asked of `about` (its parent, as it is now) or of the row."""
    with transaction.atomic():
        take_turn()
        admit(actor, row if about is None else _now(actor, about), rule)
        change = Change(actor, verb, row)
        yield change
        checked(row)
        row.save(force_insert=True)
        born = _bear(change)
        said = {key: value for key, value in snapshot(row).items() if value not in ("", None)}
        _record(change, {}, {**said, **born}, note)


def _now(actor: Actor, about: Any) -> Any:
    """The parent as the table has it at this moment: it may have been closed since the actor saw it."""
    return find(actor, type(about), about.pk) if isinstance(about, Row) else about


def bulk(
    actor: Actor, verb: str, rows: Iterable[R], rule: Rule, about: Any = None, *, note: str = ""
) -> list[R]:
    """Bring many new rows into being in one statement, with one audit entry that counts them; where they are
    born with another row, the entry is that row's and says of each what it came as."""
    born = list(rows)
    with transaction.atomic():
        take_turn()
        parent = None if about is None else _now(actor, about)
        admit(actor, born if about is None else parent, rule)
        if not born:
            return born
        for row in born:
            row.clean_fields()
        type(born[0]).objects.bulk_create(born)
        counted: dict[str, Any] = {"rows": len(born), "first": born[0].pk, "last": born[-1].pk}
        with_parent = bool(born[0].born_with)
        if with_parent:
            counted[f"{born[0].noun}s"] = [{"id": row.pk, **recorded(row, snapshot(row))} for row in born]
        _record(Change(actor, verb, parent if with_parent else born[0]), {}, counted, note)
    return born
