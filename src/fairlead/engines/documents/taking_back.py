"""A workbook that went out to experts, read again: what they wrote, or every cell that cannot be read.

Cells are read as they stand: a formula in an input is refused, since what it came to on another machine is
not what the expert wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from fairlead.engines.documents.exchange import (
    FRONT,
    HIGH,
    KEY_COLUMN,
    KEY_ROW,
    LIKELY,
    LINES,
    LOW,
    TITLES,
    WHY,
)
from fairlead.engines.documents.spreadsheet import letters
from fairlead.engines.estimating.consensus import MOST_HOURS
from fairlead.engines.estimating.merge import Edited, Range
from fairlead.engines.findings import Finding

MOST_BYTES = 5_000_000
MOST_UNPACKED = 50_000_000
MOST_ROWS = 5_000
_HUNDREDTH = Decimal("0.01")
_NAMES = {LOW: "low", LIKELY: "likely", HIGH: "high"}


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came back: the key of the sending and the lines, each with its range and reason."""

    key: str
    lines: tuple[Edited, ...]


def read_back(data: bytes, name: str, known: Iterable[str]) -> tuple[TakenBack | None, tuple[Finding, ...]]:
    """The workbook's lines, or every finding with its cell ("Lines!F7").

    known: ids of the lines that went out. Findings: no workbook, too large, a sheet or the titles gone, an id
    that is not known or stands twice, text, a formula or nothing where hours belong, hours that are none, a
    range out of order. Rows without an id (sums, notes) are passed over; hours are rounded to hundredths.
    """
    book, trouble = _open(data, name)
    if book is None:
        return None, trouble
    missing = tuple(
        Finding(name, 0, sheet, "missing-sheet", f"The sheet {sheet} is gone.", "Send it back as it came.")
        for sheet in (FRONT, LINES)
        if sheet not in book.sheetnames
    )
    if missing:
        return None, missing
    key = book[FRONT].cell(KEY_ROW, KEY_COLUMN).value
    rows = list(book[LINES].iter_rows(max_row=MOST_ROWS, max_col=len(TITLES)))
    start = next((at for at, row in enumerate(rows) if [cell.value for cell in row] == list(TITLES)), None)
    if start is None:
        fix = f"The titles are: {', '.join(TITLES)}."
        return None, (Finding(name, 0, LINES, "missing-titles", "The row of titles has changed.", fix),)
    found = list(_rows(rows[start + 1 :], name, frozenset(known)))
    findings = [item for item in found if isinstance(item, Finding)]
    lines = [item for item in found if isinstance(item, Edited)]
    if findings:
        return None, tuple(findings)
    return TakenBack(key if isinstance(key, str) else "", tuple(lines)), ()


def _open(data: bytes, name: str) -> tuple[Any, tuple[Finding, ...]]:
    if len(data) > MOST_BYTES:
        size = f"The file has {len(data) / 1e6:.1f} MB."
        return None, (Finding(name, 0, "", "too-large", size, f"At most {MOST_BYTES / 1e6:g} MB are read."),)
    try:
        unpacked = sum(part.file_size for part in ZipFile(BytesIO(data)).infolist())
        if unpacked > MOST_UNPACKED:
            message = f"The file unpacks to {unpacked / 1e6:,.0f} MB."
            return None, (Finding(name, 0, "", "too-large", message, "Send it back as it came."),)
        return load_workbook(BytesIO(data), keep_links=False), ()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError):
        fix = "Send the .xlsx back, not another format."
        return None, (Finding(name, 0, "", "no-workbook", "This is no workbook that can be read.", fix),)


def _rows(rows: list[Any], name: str, known: frozenset[str]) -> Iterator[Edited | Finding]:
    first: dict[str, int] = {}
    for cells in rows:
        line, number = cells[0].value, cells[0].row
        if line is None or str(line).strip() == "":
            continue
        cell, line = f"{LINES}!A{number}", str(line).strip()
        if line not in known:
            message = f"There was no line {line!r} when the workbook went out."
            yield Finding(name, number, cell, "unknown-line", message, "Leave the hidden ids as they came.")
        elif line in first:
            message = f"The line {line} stands in row {first[line]} already."
            yield Finding(name, number, cell, "double-line", message, "Keep one of the two rows.")
        else:
            first[line] = number
            yield from _line(cells, line, name)


def _line(cells: Any, line: str, name: str) -> Iterator[Edited | Finding]:
    findings = list[Finding]()
    hours = dict[int, Decimal]()
    for column in _NAMES:
        read = _hours(cells[column - 1], name)
        if isinstance(read, Finding):
            findings.append(read)
        else:
            hours[column] = read
    if not findings and not hours[LOW] <= hours[LIKELY] <= hours[HIGH]:
        cell = f"{LINES}!{letters(LOW)}{cells[0].row}"
        said = " / ".join(f"{hours[column]}" for column in _NAMES)
        fix = "Low comes first, then likely, then high."
        message = f"The range is out of order: {said}."
        findings.append(Finding(name, cells[0].row, cell, "range-order", message, fix))
    yield from findings
    if not findings:
        why = cells[WHY - 1].value
        reason = "" if why is None or cells[WHY - 1].data_type == "f" else str(why).strip()[:1000]
        yield Edited(line, Range(hours[LOW], hours[LIKELY], hours[HIGH]), reason)


def _hours(cell: Any, name: str) -> Decimal | Finding:
    where, value = f"{LINES}!{cell.coordinate}", cell.value
    fix = "Write a number of hours, like 12.5."
    if cell.data_type == "f" or (isinstance(value, str) and value.startswith("=")):
        message = "A formula stands here; only numbers come back."
        return Finding(name, cell.row, where, "formula", message, "Paste its value in its place.")
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        said = "Nothing stands here." if value is None else f"{str(value)[:60]!r} is no number."
        return Finding(name, cell.row, where, "no-number", said, fix)
    hours = Decimal(repr(value)).quantize(_HUNDREDTH, ROUND_HALF_UP) if abs(value) < 1e12 else Decimal(-1)
    if not 0 < hours <= MOST_HOURS:
        message = f"{value:g} is no number of hours."
        return Finding(
            name, cell.row, where, "absurd-hours", message, f"It is above 0, at most {MOST_HOURS:,}."
        )
    return hours
