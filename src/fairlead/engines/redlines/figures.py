"""Tables cell by cell: which figures differ, in which row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from fairlead.engines.redlines.sent import Row
from fairlead.engines.redlines.values import FigureChange
from fairlead.engines.redlines.words import keys

_NUMBER = re.compile(r"[-−]?\d+(?:[.,’' \u00a0\u202f]\d{3})*(?:[.,]\d+)?\s?%?")
Cells = tuple[str, ...]


def figures(clause: str, sent: Sequence[Row], wanted: Sequence[Cells]) -> tuple[FigureChange, ...]:
    """The cells that differ; rows are aligned by their content, then by their first cell.

    A row that is gone or new gives one figure for each of its cells that holds something.
    """
    old, new = [_keyed(row.cells) for row in sent], [_keyed(cells) for cells in wanted]
    if old == new:
        return ()
    titles = _titles(sent)
    found: list[FigureChange] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            for i, j in _paired(old, new, range(i1, i2), range(j1, j2)):
                was = sent[i].cells if i is not None else ()
                wants = wanted[j] if j is not None else ()
                columns = titles[i] if i is not None else titles[-1] if titles else ()
                found += _cells(clause, columns, was, wants)
    return tuple(found)


def same_columns(old: Sequence[Row], new: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows of two versions with each table that has more or fewer columns now brought to the columns of
    both, by their titles; a cell of a column that a version has not is empty."""
    heads = [{row.table: row.cells for row in rows if row.header} for rows in (old, new)]
    shared: dict[int, Cells] = {}
    for table in heads[0].keys() & heads[1].keys():
        was, wants = heads[0][table], heads[1][table]
        if len(was) != len(wants) and len({*was}) == len(was) and len({*wants}) == len(wants):
            shared[table] = (*wants, *(title for title in was if title not in wants))
    if not shared:
        return old, new
    return _widened(old, heads[0], shared), _widened(new, heads[1], shared)


def _widened(rows: Sequence[Row], heads: dict[int, Cells], shared: dict[int, Cells]) -> list[Row]:
    made = []
    for row in rows:
        titles = shared.get(row.table)
        if titles is None:
            made.append(row)
            continue
        own = dict(zip(heads[row.table], row.cells, strict=False))
        cells = titles if row.header else tuple(own.get(title, "") for title in titles)
        made.append(Row(row.table, cells, row.header))
    return made


def _keyed(cells: Cells) -> tuple[Cells, ...]:
    return tuple(keys(cell) for cell in cells)


def _titles(rows: Sequence[Row]) -> list[Cells]:
    """For each row the names of its columns: the header of its table."""
    found: list[Cells] = []
    header: dict[int, Cells] = {}
    for row in rows:
        if row.header:
            header[row.table] = row.cells
        found.append(header.get(row.table, ()))
    return found


def _paired(
    old: Sequence[tuple[Cells, ...]], new: Sequence[tuple[Cells, ...]], left: range, right: range
) -> Iterator[tuple[int | None, int | None]]:
    """The same row with other cells: by the first cell, else in order when as many are left."""
    free = list(right)
    pairs: dict[int, int] = {}
    for i in left:
        match = next((j for j in free if new[j][:1] == old[i][:1]), None)
        if match is not None:
            pairs[i] = match
            free.remove(match)
    alone = [i for i in left if i not in pairs]
    if len(alone) == len(free):
        pairs |= dict(zip(alone, free, strict=True))
        free = []
    yield from ((i, pairs.get(i)) for i in left)
    yield from ((None, j) for j in free)


def _cells(clause: str, columns: Cells, was: Cells, wants: Cells) -> Iterator[FigureChange]:
    row = (was or wants or ("",))[0]
    for at in range(max(len(was), len(wants))):
        old = was[at] if at < len(was) else ""
        new = wants[at] if at < len(wants) else ""
        if keys(old) != keys(new):
            column = columns[at] if at < len(columns) else ""
            yield FigureChange(clause, row, column or f"column {at + 1}", old, new)


def numbers(text: str) -> list[str]:
    """The numbers in a text, in order, blanks inside them left out."""
    return [re.sub(r"\s", "", found.group()).replace("−", "-") for found in _NUMBER.finditer(text)]
