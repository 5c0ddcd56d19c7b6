"""One pass over a sheet: the known columns of each row, read and checked, every fault kept with its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from fairlead.engines.findings import Finding
from fairlead.engines.intake import cells
from fairlead.engines.intake.headings import Heading, cell_at, padded, places
from fairlead.engines.intake.layouts import Column, Kind
from fairlead.engines.intake.limits import LIMITS, Limits
from fairlead.engines.intake.sources import Row, Source

# Faults and notes that are kept; the rest is counted.
MOST_KEPT = 5_000
# How often somebody who waits is told, in rows.
EVERY = 2_000

_READERS: Mapping[Kind, cells.Reader] = {
    Kind.TEXT: cells.text, Kind.COUNT: cells.count, Kind.SIZE: cells.number, Kind.FLAG: cells.flag,
    Kind.DAY: cells.day,
}  # fmt: skip
_TOTALS = frozenset({"total", "totals", "grand total", "sum", "sums", "summe", "gesamt", "overall"})

Watch = Callable[[int], None]


def unwatched(_rows: int) -> None:
    """Nobody waits for word of the rows."""


@dataclass
class Faults:
    """What is wrong (`found`), what is worth saying (`notes`); `roles` that cannot be trusted any more."""

    file: str
    found: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def wrong(self, finding: Finding, role: str = "") -> None:
        self.counts["found"] += 1
        self.roles.add(role)
        if len(self.found) < MOST_KEPT:
            self.found.append(finding)

    def note(self, finding: Finding) -> None:
        self.counts["notes"] += 1
        if len(self.notes) < MOST_KEPT:
            self.notes.append(finding)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose columns are known: where each is and how its cells are read."""

    source: Source
    heading: Heading
    columns: tuple[Column, ...]
    at: tuple[int, ...]
    merged: tuple[str, ...] = ()

    @property
    def roles(self) -> dict[str, int]:
        """Place of each role among the values of a row."""
        return {column.role: place for place, column in enumerate(self.columns) if column.role}


def sheet_of(
    source: Source,
    found: Heading,
    columns: Sequence[Column],
    needed: Sequence[str],
    faults: Faults,
    aliases: Mapping[str, Sequence[str]] = {},
) -> Sheet | None:
    """Match the columns to the headings; None when a needed one is missing or one stands twice."""
    names = {column.name: (column.name, *aliases.get(column.name, ())) for column in columns}
    at, wrong = places(found, source.name, names, needed)
    for finding in wrong:
        faults.wrong(finding)
    if len(found.names) > LIMITS.columns:
        message = f"there are {len(found.names):,} columns; {LIMITS.columns} are looked at."
        faults.note(Finding(source.name, found.row, found.sheet, "too-large", message))
    _say_unknown(found, names, faults)
    known = [column for column in columns if column.name in at]
    if wrong or not known:
        return None
    inside = tuple(span for span in source.merged(found.sheet) if _rows_of(span)[1] > found.row)
    for span in inside[:MOST_KEPT]:
        message = "these cells are merged; only the first of them holds what is written."
        faults.wrong(
            Finding(
                source.name, _rows_of(span)[0], f"{found.sheet}!{span}", "merged", message, "Unmerge them."
            )
        )
    return Sheet(source, found, tuple(known), tuple(at[column.name] for column in known), inside)


def _rows_of(span: str) -> tuple[int, int]:
    first, _, last = span.partition(":")
    return _row_of(first), _row_of(last or first)


def _row_of(cell: str) -> int:
    return int("".join(sign for sign in cell if sign.isdecimal()) or 0)


def _say_unknown(found: Heading, names: Mapping[str, Sequence[str]], faults: Faults) -> None:
    known = {alias.casefold() for aliases in names.values() for alias in aliases}
    for place, name in enumerate(found.names[: LIMITS.columns]):
        if name and name.casefold() not in known and name.casefold().replace(" ", "_") not in known:
            where = cell_at(found.sheet, found.row, place)
            message = f"the column {name!r} is not part of the layout and is not read."
            faults.note(Finding(faults.file, found.row, where, "unknown-column", message))


def values_of(
    sheet: Sheet, faults: Faults, watch: Watch = unwatched, limits: Limits = LIMITS
) -> Iterator[tuple[int, list[Any]]]:
    """(row, its values in the order of the sheet's columns) of every row that holds anything.

    A value that cannot be read is None and a fault; a row of totals is left out and noted.
    """
    readers = tuple(_READERS[column.kind] for column in sheet.columns)
    width = max(sheet.at) + 1
    pick = itemgetter(*sheet.at) if len(sheet.at) > 1 else lambda row: (row[sheet.at[0]],)
    row: Row
    taken = 0
    for line, row in enumerate(sheet.source.rows(sheet.heading.sheet, checked=True), 1):
        if line % EVERY == 0:
            watch(line)
        if line <= sheet.heading.row:
            continue
        given = pick(row if len(row) >= width else padded(row, width))
        values = [read(cell) for read, cell in zip(readers, given, strict=True)]
        if cells.Wrong in map(type, values):
            _keep(sheet, line, values, faults)
        if not any(values) and all(cell is None or not str(cell).strip() for cell in row):
            continue
        taken += 1
        if taken > limits.rows:
            message = f"there are more than {limits.rows:,} rows; the rest was not read."
            faults.wrong(
                Finding(faults.file, line, sheet.heading.sheet, "too-large", message, "Split the file.")
            )
            return
        yield line, values


def _keep(sheet: Sheet, line: int, values: list[Any], faults: Faults) -> None:
    for place, value in enumerate(values):
        if type(value) is cells.Wrong:
            column = sheet.columns[place]
            where = cell_at(sheet.heading.sheet, line, sheet.at[place])
            message = f"{column.name}: {value.message}"
            faults.wrong(
                Finding(faults.file, line, where, value.code, message, value.fix), column.role or "-"
            )
            values[place] = None


def is_total(name: object) -> bool:
    """Whether what stands in the first column says that a row sums up the others."""
    return isinstance(name, str) and name.strip().rstrip(":").casefold() in _TOTALS
