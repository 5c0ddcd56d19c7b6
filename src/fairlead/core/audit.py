"""Proving that the audit's chain is whole, and that the rows it vouches for are as it recorded them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from fairlead.core.models import AuditEntry
from fairlead.core.recording import canonical, sealed
from fairlead.core.rows import Row
from fairlead.core.writing import snapshot, take_turn
from fairlead.engines.findings import Finding

GENESIS = "0" * 64

# Rows are held against the audit so many at a time: a row can be a whole PDF.
CHUNK = 50


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: keep it elsewhere, and a cut tail shows as well."""

    entries: int
    hash: str


def link(previous: str, seq: int, body: str) -> str:
    """The hash of an entry: SHA-256 over the previous hash, its number and its body (as the trigger does)."""
    return hashlib.sha256(f"{previous}|{seq}|{body}".encode()).hexdigest()


def _said(entry: AuditEntry) -> dict[str, Any]:
    """The body of an entry; nothing if somebody made it no text of ours."""
    try:
        said = json.loads(entry.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _columns_differ(entry: AuditEntry) -> list[str]:
    said = _said(entry)
    columns = {
        "at": entry.at.isoformat(),
        "user": entry.user_id,
        "who": entry.who,
        "via": entry.via,
        "verb": entry.verb,
        "noun": entry.noun,
        "row": entry.row_id,
        "thread": entry.thread,
    }
    return [name for name, value in columns.items() if said.get(name) != value]


def verify(expected: str = "") -> tuple[Head, tuple[Finding, ...]]:
    """Walk the whole chain. Findings name the entry that was changed, is missing, or lost its link.

    expected: a head hash kept from an earlier run; it must still be part of the chain.
    """
    findings = list[Finding]()
    previous, seq, seen = GENESIS, 0, not expected
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=2000):
        findings += _check(entry, previous, seq)
        previous, seq = entry.hash, entry.seq
        seen = seen or previous == expected
    if not seen:
        findings.append(
            _finding(
                f"entry {seq}", "tail-cut", f"the head {expected[:12]}… that was kept is not in the chain"
            )
        )
    return Head(seq, previous), tuple(findings)


def _check(entry: AuditEntry, previous: str, seq: int) -> Iterator[Finding]:
    where = f"entry {entry.seq}"
    if entry.seq != seq + 1:
        yield _finding(where, "gap", f"entry {seq + 1} is missing")
    if entry.previous != previous:
        yield _finding(where, "unlinked", "it does not follow the entry before it")
    if link(entry.previous, entry.seq, entry.body) != entry.hash:
        yield _finding(where, "changed", "its text is not what was written")
    if different := _columns_differ(entry):
        yield _finding(
            where, "columns", f"its columns say something else than its text: {', '.join(different)}"
        )


def verify_sealed() -> tuple[Finding, ...]:
    """Hold every row of a table with sealed columns against what the audit recorded of it last.

    Findings name the row by noun and id: `altered` with the columns that differ, `unrecorded` if no
    entry speaks of it, `gone` if entries speak of it and it is not there.
    """
    vouched = [model for model in apps.get_models() if issubclass(model, Row) and model.sealed]
    return tuple(finding for model in vouched for finding in (*_altered(model), *_gone(model)))


def _altered(model: type[Row]) -> Iterator[Finding]:
    last = 0
    while True:
        rows, told = _chunk(model, last)
        if not rows:
            return
        for row in rows:
            yield from _hold(row, told.get(row.pk))
        last = rows[-1].pk


def _chunk(model: type[Row], last: int) -> tuple[Sequence[Row], dict[int, dict[str, Any]]]:
    """The rows after that one, and what was recorded of each, column by column, as of one moment."""
    with transaction.atomic():
        take_turn()  # else a row that is written between the two reads would seem altered
        rows = list(model.objects.filter(pk__gt=last).order_by("pk")[:CHUNK])
        entries = AuditEntry.objects.filter(noun=model.noun, row_id__in=[row.pk for row in rows])
        told = defaultdict[int, dict[str, Any]](dict)
        if model.born_with:
            told.update(_births(model, {getattr(row, f"{model.born_with}_id") for row in rows}))
        for entry in entries.order_by("seq").iterator(chunk_size=CHUNK):
            told[entry.row_id] |= _after(entry)
    return rows, told


def _births(model: type[Row], parents: set[int] | None = None) -> dict[int, dict[str, Any]]:
    """What was recorded of rows that came into being with another: of those parents, or of all."""
    parent: Any = model._meta.get_field(model.born_with).related_model
    entries = AuditEntry.objects.filter(noun=parent.noun)
    if parents is not None:
        entries = entries.filter(row_id__in=parents)
    born = dict[int, dict[str, Any]]()
    for entry in entries.order_by("seq").iterator(chunk_size=CHUNK):
        for said in _after(entry).get(f"{model.noun}s", ()):
            born[said["id"]] = said
    return born


def _after(entry: AuditEntry) -> dict[str, Any]:
    after = _said(entry).get("after")
    return after if isinstance(after, dict) else {}


def _hold(row: Row, told: dict[str, Any] | None) -> Iterator[Finding]:
    where = f"{row.noun} {row.pk}"
    if told is None:
        yield _finding(where, "unrecorded", "no entry of the audit speaks of it")
        return
    columns = {field.attname: field for field in row._meta.concrete_fields}
    different = [name for name, now in snapshot(row).items() if not _same(row, columns[name], told, now)]
    if different:
        yield _finding(where, "altered", f"the audit recorded something else: {', '.join(different)}")


def _same(row: Row, column: models.Field[Any, Any], told: dict[str, Any], now: Any) -> bool:
    name = column.attname
    if name not in told:
        # What is empty when a row is made is not recorded; a column can be younger than the row.
        return now in ("", None) or (name not in row.sealed and now == column.get_default())
    was = told[name]
    if was is None or now is None:
        return was is now
    if name in row.sealed:
        return bool(was == sealed(now))
    if isinstance(column, models.JSONField):
        return canonical(was) == canonical(now)
    try:
        return bool(column.to_python(str(was)) == now)
    except ValidationError:
        return False


def _gone(model: type[Row]) -> Iterator[Finding]:
    recorded = AuditEntry.objects.filter(noun=model.noun).exclude(row_id__in=model.objects.values("pk"))
    gone = set(recorded.values_list("row_id", flat=True))
    if model.born_with:
        gone |= _births(model).keys() - set(model.objects.values_list("pk", flat=True))
    for pk in sorted(gone):
        yield _finding(f"{model.noun} {pk}", "gone", "the audit speaks of it, and it is not there")


def _finding(where: str, code: str, message: str) -> Finding:
    return Finding("audit", 0, where, code, message)
