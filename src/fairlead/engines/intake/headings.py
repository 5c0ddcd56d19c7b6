"""Finding the heading row of a sheet, and which column is which: by name, in any order."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from openpyxl.utils import get_column_letter

from fairlead.engines.findings import Finding
from fairlead.engines.intake.sources import Row, Source


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the columns of a sheet are. row counts from 1; names are as written; places count from 0."""

    sheet: str
    row: int
    names: tuple[str, ...]

    @property
    def signature(self) -> str:
        """A short hash of the plain names in their order: what a remembered mapping is found by."""
        plain_names = [plain(name) for name in self.names]
        return hashlib.sha256(json.dumps(plain_names).encode()).hexdigest()[:32]


def plain(name: object) -> str:
    """A name as it is compared: lower case, letters and digits alone."""
    return re.sub(r"[^0-9a-z]+", " ", str(name).casefold()).strip()


def cell_at(sheet: str, row: int, place: int) -> str:
    """The name of a cell: "Raw Project Data!C4"; `place` counts from 0."""
    return f"{sheet}!{get_column_letter(place + 1)}{row}"


def heads(source: Source, sheet: str) -> Iterator[tuple[int, Row]]:
    """The first rows of a sheet that hold anything, with their numbers."""
    for line, row in enumerate(source.top(sheet), 1):
        if any(cell is not None and cell != "" for cell in row):
            yield line, row


def heading(source: Source, sheet: str, known: Iterable[str] = ()) -> Heading | None:
    """The row that names most of the `known` columns; without any, the first that is mostly texts."""
    wanted = {plain(name) for name in known}
    best, score = None, 0
    for line, row in heads(source, sheet):
        names = tuple("" if cell is None else str(cell).strip()[:200] for cell in row)
        held = [cell for cell in row if cell is not None and cell != ""]
        if wanted:
            found = len(wanted & {plain(name) for name in names})
        else:
            found = len(held) if all(isinstance(cell, str) for cell in held) and len(held) > 1 else 0
        if found > score:
            best, score = Heading(sheet, line, _trimmed(names)), found
            if not wanted:
                break
    return best


def _trimmed(names: tuple[str, ...]) -> tuple[str, ...]:
    last = max((place for place, name in enumerate(names) if name), default=-1)
    return names[: last + 1]


def places(
    found: Heading, file: str, names: Mapping[str, Sequence[str]], needed: Iterable[str]
) -> tuple[dict[str, int], list[Finding]]:
    """Where each column is; findings for needed ones that are missing and for names that stand twice.

    names: by column, all the headings it may go by. Findings: "missing-column", "twice".
    """
    at = dict[str, list[int]]()
    for place, heading_name in enumerate(found.names):
        at.setdefault(plain(heading_name), []).append(place)
    result, findings = dict[str, int](), list[Finding]()
    for column, aliases in names.items():
        where = [place for alias in aliases for place in at.get(plain(alias), ())]
        if len(where) > 1:
            cells = ", ".join(cell_at(found.sheet, found.row, place) for place in where)
            message = f"the column {column} stands {len(where)} times: {cells}."
            findings.append(Finding(file, found.row, found.sheet, "twice", message, "Keep one of them."))
        elif where:
            result[column] = where[0]
        elif column in needed:
            findings.append(_missing(found, file, column))
    return result, findings


def _missing(found: Heading, file: str, column: str) -> Finding:
    near = get_close_matches(plain(column), [plain(name) for name in found.names if name], 1, 0.7)
    meant = next((name for name in found.names if near and plain(name) == near[0]), "")
    fix = f"Is it the one called {meant!r}? Name it {column}." if meant else f"Add the column {column}."
    message = f"the column {column} is missing."
    return Finding(file, found.row, found.sheet, "missing-column", message, fix)


def sheet_like(sheets: Sequence[str], wanted: str) -> str:
    """The sheet of that name, written in whatever case and spacing; "" when there is none."""
    return next((sheet for sheet in sheets if plain(sheet) == plain(wanted)), "")


def padded(row: Row, width: int) -> tuple[Any, ...]:
    """The row with at least that many cells."""
    return row if len(row) >= width else (*row, *(None,) * (width - len(row)))
