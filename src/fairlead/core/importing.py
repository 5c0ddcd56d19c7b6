"""Importing tables of outside data: a dry run first, every error with its row and column, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from fairlead.engines.findings import Finding, Unsound
from fairlead.engines.intake.limits import LIMITS
from fairlead.engines.intake.sources import open_source

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000
MOST_FINDINGS = 500


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading (and others it may go by), how a cell is read, and what it should hold.

    read: text -> value; raises ValueError with a sentence for people.
    """

    name: str
    read: Callable[[str], Any]
    expects: str
    also: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: one mapping a row, with the line it stood on; and everything that was wrong."""

    rows: tuple[Mapping[str, Any], ...]
    lines: tuple[int, ...]
    findings: tuple[Finding, ...]


def read_csv(data: bytes, name: str, columns: Sequence[Column]) -> Table:
    """Read a CSV file by its headings, as Excel writes it too. Limits: 20 MB, 200,000 rows, 500 errors."""
    try:
        source = open_source(BytesIO(data), name, replace(LIMITS, packed=MOST_BYTES))
        return _read_rows(enumerate(source.rows(source.sheets[0]), 1), name, columns)
    except Unsound as wrong:
        return Table((), (), wrong.findings)


def _read_rows(lines: Iterator[tuple[int, Sequence[Any]]], name: str, columns: Sequence[Column]) -> Table:
    _line, header = next(lines, (1, ()))
    places, findings = _match([_text(cell) for cell in header], name, columns)
    rows, at = list[Mapping[str, Any]](), list[int]()
    try:
        for line, cells in lines:
            if not any(_text(cell) for cell in cells):
                continue
            if len(rows) >= MOST_ROWS or len(findings) >= MOST_FINDINGS:
                break
            row, wrong = _read_row([_text(cell) for cell in cells], line, name, columns, places)
            findings += wrong
            rows.append(row)
            at.append(line)
    except Unsound as broken:
        findings += broken.findings
    if not rows and not findings:
        findings.append(Finding(name, 1, "", "empty", "there are no rows.", "Put one record on each line."))
    return Table(tuple(rows), tuple(at), tuple(findings[:MOST_FINDINGS]))


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _match(
    header: Sequence[str], name: str, columns: Sequence[Column]
) -> tuple[dict[str, int], list[Finding]]:
    found = {heading.casefold(): place for place, heading in enumerate(header)}
    places = dict[str, int]()
    findings = list[Finding]()
    for column in columns:
        place = next(
            (found[n.casefold()] for n in (column.name, *column.also) if n.casefold() in found), None
        )
        if place is not None:
            places[column.name] = place
        elif column.required:
            fix = f"The first line needs: {', '.join(c.name for c in columns if c.required)}."
            findings.append(Finding(name, 1, column.name, "missing-column", "this column is missing.", fix))
    known = {n.casefold() for column in columns for n in (column.name, *column.also)}
    for heading in header:
        if heading and heading.casefold() not in known:
            fix = f"Known columns: {', '.join(c.name for c in columns)}."
            findings.append(Finding(name, 1, heading, "unknown-column", "this column is not known.", fix))
    return places, findings


def _read_row(
    cells: Sequence[str], line: int, name: str, columns: Sequence[Column], places: Mapping[str, int]
) -> tuple[dict[str, Any], list[Finding]]:
    row = dict[str, Any]()
    findings = list[Finding]()
    for column in columns:
        place = places.get(column.name)
        cell = cells[place] if place is not None and place < len(cells) else ""
        if not cell and not column.required:
            continue
        try:
            row[column.name] = column.read(cell)
        except ValueError as error:
            findings.append(
                Finding(name, line, column.name, "cell", f"{error}.", f"It takes {column.expects}.")
            )
    return row, findings
