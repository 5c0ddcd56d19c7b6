"""Deliverables and customer duties as a statement of work prints them, a row each, and rows in other words.

A row is held by the id of its scope term. What is agreed of it is its three texts (of a deliverable its name,
what it is and when it is accepted; of a duty itself, who has it and by when), as paragraphs of one text.
Numbers that the practice fills in from the record are bound (`linting/bound.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from fairlead.engines.documents.tree import plain as squeezed
from fairlead.engines.practice.values import ScopeTerm, Term
from fairlead.engines.redlines.sent import CELL
from fairlead.engines.redlines.values import DELETED, INSERTED, ClauseChange, FigureChange, Piece
from fairlead.engines.redlines.words import keys
from fairlead.engines.shaping.values import Shaped, Worded

# The sections whose rows are scope terms, with the titles of the columns that hold words.
DELIVERABLES = "deliverables"
TABLES: Mapping[str, tuple[Term, tuple[str, str, str]]] = {
    DELIVERABLES: (Term.DELIVERABLE, ("Deliverable", "Content", "Accepted when")),
    "terms.duties": (Term.DUTY, ("Duty", "Owner", "Due")),
}
AGREED = "Agreed with the customer."
# What stands between the three texts of a row.
PART = "\n\n"
Cells = tuple[str, str, str]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One deliverable or duty. id: what it is amended by; key: the first cell of its row in the document."""

    id: str
    key: str
    held: Worded
    source: ScopeTerm
    cells: Cells

    @property
    def text(self) -> str:
        return PART.join(self.cells)

    @property
    def title(self) -> str:
        return self.cells[0]


def is_table(shaped: Shaped, section: str) -> bool:
    """Whether a section prints its scope terms as rows: duties without an owner and a date are a list."""
    rows = rows_of(shaped, section)
    return bool(rows) and (section != "terms.duties" or any(row.cells[1] or row.cells[2] for row in rows))


def rows_of(shaped: Shaped, section: str) -> tuple[Row, ...]:
    """The rows of a section in the order of the document."""
    if section not in TABLES:
        return ()
    kind = TABLES[section][0]
    made = list[Row]()
    for one in shaped.terms:
        source = one.source
        if isinstance(source, ScopeTerm) and source.kind is kind:
            first, second, third = (squeezed(part) for part in cells_of(source, one.text))
            key = f"D{len(made) + 1}" if kind is Term.DELIVERABLE else first
            made.append(Row(f"{section}.{source.id}", key, one, source, (first, second, third)))
    return tuple(made)


def row_of(shaped: Shaped, name: str) -> Row | None:
    """The row that is amended by this id."""
    found = (row for section in TABLES if name.startswith(f"{section}.") for row in rows_of(shaped, section))
    return next((row for row in found if row.id == name), None)


def cells_of(source: ScopeTerm, text: str) -> Cells:
    """The three texts of a deliverable or of a duty; text: what stands for its own."""
    if source.kind is Term.DUTY:
        return text, source.owner, source.due
    return source.title or text, text if source.title else "", source.acceptance


def wanted(shaped: Shaped, section: str, figures: Sequence[Sequence[str]]) -> dict[str, str] | None:
    """What they want of each row, by its id, "" where a duty is struck out; None where it is more than words:
    a row in addition, a deliverable less, a number of theirs.

    figures: [row, column, sent, wanted] of the cells that they changed.
    """
    rows = {keys(row.key): row for row in rows_of(shaped, section)}
    if not rows or not figures:
        return None
    _, columns = TABLES[section]
    cells: dict[str, list[str]] = {}
    for key, column, sent, wants in figures:
        row = rows.get(keys(key))
        if row is None or column not in columns:
            return None
        at = columns.index(column)
        if keys(row.cells[at]) != keys(sent):
            return None
        cells.setdefault(row.id, list(row.cells))[at] = wants
    struck = {name for name, parts in cells.items() if not any(parts)}
    if any(not parts[0] for name, parts in cells.items() if name not in struck):
        return None
    if struck and TABLES[section][0] is Term.DELIVERABLE:
        return None
    return {name: "" if name in struck else PART.join(parts) for name, parts in cells.items()}


def parted(shaped: Shaped, change: ClauseChange) -> tuple[ClauseChange, ...]:
    """A change of a section with rows, in two where it is more than words: the rows in which words alone are
    changed, with the comments, and the rest. The change as it is where there is nothing of the one or of the
    other."""
    by_row: dict[Words, list[FigureChange]] = {}
    for one in change.figures:
        by_row.setdefault(keys(one.row), []).append(one)
    rest = {
        key
        for key, found in by_row.items()
        if wanted(shaped, change.id, [(one.row, one.column, one.sent, one.wanted) for one in found]) is None
    }
    if not rest or rest == by_row.keys():
        return (change,)
    words, other = (_of_rows(change, rest, inside) for inside in (False, True))
    return words, replace(other, comments=())


def _of_rows(change: ClauseChange, rows: Collection[Words], inside: bool) -> ClauseChange:
    """What of a change is in some of the rows, or what of it is not."""

    def ours(*readings: str) -> bool:
        return any(keys(line.split(CELL)[0]) in rows for line in readings) is inside

    runs: list[list[Piece]] = [[]]
    for piece in change.pieces:
        for line in piece.text.splitlines(keepends=True):
            runs[-1].append(replace(piece, text=line))
            if line.endswith("\n"):
                runs.append([])
    told = [line for line in runs if ours(_without(line, INSERTED), _without(line, DELETED))]
    return replace(
        change,
        sent="\n".join(line for line in change.sent.split("\n") if ours(line)),
        wanted="\n".join(line for line in change.wanted.split("\n") if ours(line)),
        pieces=tuple(piece for line in told for piece in line),
        figures=tuple(one for one in change.figures if (keys(one.row) in rows) is inside),
    )


def _without(line: Sequence[Piece], kind: str) -> str:
    return "".join(piece.text for piece in line if piece.kind != kind).strip("\n")


def printed(shaped: Shaped, section: str, changed: Mapping[str, str]) -> str:
    """The rows of a section, a line each, with other texts for some; what a counter begins with."""
    lines = []
    for row in rows_of(shaped, section):
        text = changed.get(row.id, row.text)
        if text:
            lead = (row.key,) if TABLES[section][0] is Term.DELIVERABLE else ()
            lines.append(CELL.join((*lead, *text.split(PART))))
    return "\n".join(lines)


def read(shaped: Shaped, section: str, text: str) -> dict[str, str] | None:
    """The texts of the rows that differ, by id, of rows written a line each as `printed` has them; None where
    the lines are not these rows. A row that is left out stands as it is; of duties all are written."""
    rows = rows_of(shaped, section)
    lines = [line for line in text.split("\n") if line.strip()]
    found: dict[str, str] = {}
    by_number = {row.key: row for row in rows}
    for at, line in enumerate(lines):
        parts = [squeezed(part) for part in line.split(CELL.strip())]
        if TABLES[section][0] is Term.DELIVERABLE:
            row = by_number.get(parts.pop(0))
        else:
            row = rows[at] if len(lines) == len(rows) else None
        if row is None or len(parts) != 3 or not parts[0]:
            return None
        if keys(CELL.join(parts)) != keys(CELL.join(row.cells)):
            found[row.id] = PART.join(parts)
    return found if lines else None


def reworded(row: Row, text: str, by: str) -> Worded:
    """The term of a row in the words that were agreed; a cell that reads the same keeps its text. by: who
    accepted them."""
    new = (*text.split(PART), "", "")[:3]
    raw = cells_of(row.source, row.held.text)
    first, second, third = (
        then if keys(then) != keys(was) else old for then, was, old in zip(new, row.cells, raw, strict=True)
    )
    if row.source.kind is Term.DUTY:
        source, text = replace(row.source, owner=second, due=third), first
    elif row.source.title or second:
        source, text = replace(row.source, title=first, acceptance=third), second
    else:
        source, text = replace(row.source, acceptance=third), first
    return replace(row.held, source=source, text=text, agreed=True, why=AGREED, by=by)
