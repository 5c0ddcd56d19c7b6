"""Any table by a mapping of its columns: which question each column answers, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fairlead.engines.findings import Finding
from fairlead.engines.intake import cells, naming
from fairlead.engines.intake.evaluate import Proposal
from fairlead.engines.intake.headings import Heading, cell_at, heading, padded, plain
from fairlead.engines.intake.limits import LIMITS, Limits
from fairlead.engines.intake.reading import EVERY, Faults, Watch, is_total, unwatched
from fairlead.engines.intake.sources import Source
from fairlead.engines.practice.values import Kind, Question

_ALIKE = 0.62


class Way(StrEnum):
    """How a column becomes one answer."""

    VALUE = "value"  # the one value that it holds
    SUM = "sum"
    MOST = "most"
    ROWS = "rows"  # how many rows hold something
    DIFFERENT = "different"  # how many different values
    WHERE = "where"  # how many rows hold the word
    SHARE = "share"  # the same in percent of all rows


NUMBERED = frozenset(Way) - {Way.VALUE}
_WORDED = frozenset({Way.WHERE, Way.SHARE})


@dataclass(frozen=True, slots=True)
class Mapped:
    """One column: its heading, the question that it answers, how it is read; `word` for where and share."""

    column: str
    question: str
    way: str = "value"
    word: str = ""


@dataclass(frozen=True, slots=True)
class TableRead:
    """What a table answers. rows: how many were read; findings keep their answers back."""

    rows: int
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def table_heading(source: Source, sheet: str = "") -> Heading | Finding:
    """The heading of the sheet (of the first one that has any), or why there is none."""
    if sheet and sheet not in source.sheets:
        there = ", ".join(source.sheets[:20])
        return Finding(
            source.name, 0, sheet, "no-sheet", f"there is no sheet {sheet!r}.", f"There are: {there}."
        )
    for name in (sheet,) if sheet else source.sheets:
        if found := heading(source, name):
            return found
    message = "no row with at least two names of columns is among the first ones."
    return Finding(source.name, 1, sheet, "no-heading", message, "The first row names the columns.")


def checked(
    mapping: Iterable[Mapped], names: Sequence[str], questions: Mapping[str, Question], file: str = ""
) -> list[Finding]:
    """What is wrong with a mapping: columns that are not there, questions nobody asks, ways that fail."""
    there = {plain(name) for name in names if name}
    findings, answered = list[Finding](), set[str]()
    for one in mapping:

        def wrong(code: str, message: str, fix: str, column: str = one.column) -> None:
            findings.append(Finding(file, 0, column, code, message, fix))

        if plain(one.column) not in there:
            wrong("no-column", f"there is no column {one.column!r}.", f"There are: {', '.join(names)}.")
        asked = questions.get(one.question)
        if asked is None:
            wrong(
                "unknown-question", f"there is no question {one.question!r}.", "Choose one of the offering's."
            )
        if one.way not in set(Way):
            wrong("unknown-way", f"a column is not read by {one.way!r}.", f"Ways: {', '.join(Way)}.")
        elif asked and one.way in NUMBERED and asked.kind not in (Kind.INTEGER, Kind.NUMBER):
            wrong("wrong-way", f"{asked.id} does not take a number.", "Read the column as a value.")
        if one.way in _WORDED and not one.word.strip():
            wrong("no-word", "it is not said which rows count.", "Write the word that their cell holds.")
        if one.question in answered:
            wrong("twice", f"two columns answer {one.question}.", "Keep one of them.")
        answered.add(one.question)
    return findings


def suggested(found: Heading, questions: Sequence[Question], many: bool) -> tuple[Mapped, ...]:
    """A first mapping by similar names; each question is answered by the column that looks the most like it.

    many: whether the table has more than one row: numbers are then summed.
    """
    scored = sorted(
        ((naming.alike(plain(name), q), -place, name, q) for place, name in enumerate(found.names)
         if name for q in questions),
        key=lambda item: item[:2], reverse=True,
    )  # fmt: skip
    chosen = dict[str, Mapped]()
    used = set[str]()
    for score, _place, name, question in scored:
        if score < _ALIKE or question.id in chosen or name in used:
            continue
        numeric = question.kind in (Kind.INTEGER, Kind.NUMBER)
        chosen[question.id] = Mapped(name, question.id, Way.SUM if many and numeric else Way.VALUE)
        used.add(name)
    order = {name: place for place, name in enumerate(found.names)}
    return tuple(sorted(chosen.values(), key=lambda one: order[one.column]))


@dataclass
class _Column:
    """A column while it is read."""

    mapped: Mapped
    question: Question
    place: int
    total: float = 0
    most: float | None = None
    rows: int = 0
    value: Any = None
    value_row: int = 0
    broken: bool = False


def read_table(
    source: Source, found: Heading, mapping: Sequence[Mapped], questions: Mapping[str, Question],
    watch: Watch = unwatched, limits: Limits = LIMITS,
) -> TableRead:  # fmt: skip
    """Read every row once; the answers that the columns come to. Memory: different values, where counted."""
    faults = Faults(source.name)
    for finding in checked(mapping, found.names, questions, source.name):
        faults.wrong(finding)
    if faults.found:
        return TableRead(0, (), tuple(faults.found), ())
    at = {plain(name): place for place, name in reversed(list(enumerate(found.names)))}
    columns = [_Column(one, questions[one.question], at[plain(one.column)]) for one in mapping]
    different = {id(column): set[Any]() for column in columns if column.mapped.way == Way.DIFFERENT}
    width, read = max((column.place for column in columns), default=0) + 1, 0
    for line, row in enumerate(source.rows(found.sheet, checked=True), 1):
        if line % EVERY == 0:
            watch(line)
        if line <= found.row or all(cell is None or cell == "" for cell in row):
            continue
        if is_total(row[0]):
            where = cell_at(found.sheet, line, 0)
            faults.note(Finding(source.name, line, where, "left-out", "a row of totals is left out."))
            continue
        read += 1
        if read > limits.rows:
            message = f"there are more than {limits.rows:,} rows; the rest was not read."
            faults.wrong(Finding(source.name, line, found.sheet, "too-large", message, "Split the file."))
            break
        cells_of = padded(row, width)
        for column in columns:
            _take(column, cells_of[column.place], line, found.sheet, faults, different)
    proposals = [_proposal(column, read, different) for column in columns if not column.broken]
    bounded = [_bounded(p, questions, found, faults) for p in proposals if p is not None]
    return TableRead(read, tuple(p for p in bounded if p), tuple(faults.found), tuple(faults.notes))


def _take(
    column: _Column, cell: Any, line: int, sheet: str, faults: Faults, different: dict[int, set[Any]]
) -> None:
    way = column.mapped.way
    value: Any = cells.fault(cell)
    if value is None and not cells.blank(cell):
        if way in (Way.SUM, Way.MOST):
            value = cells.number(cell)
        elif way == Way.VALUE:
            value = naming.said_as(column.question, cell)
        else:
            value = str(cell).strip().casefold()
    if isinstance(value, cells.Wrong):
        where, message = cell_at(sheet, line, column.place), f"{column.mapped.column}: {value.message}"
        faults.wrong(Finding(faults.file, line, where, value.code, message, value.fix))
        column.broken = True
    elif value is not None:
        _count(column, value, line, sheet, faults, different)


def _count(
    column: _Column, value: Any, line: int, sheet: str, faults: Faults, different: dict[int, set[Any]]
) -> None:
    way = column.mapped.way
    if way in _WORDED:
        column.rows += value == column.mapped.word.strip().casefold()
        return
    column.rows += 1
    if way == Way.SUM:
        column.total += value
    elif way == Way.MOST:
        column.most = value if column.most is None else max(column.most, value)
    elif way == Way.DIFFERENT:
        different[id(column)].add(value)
    elif way == Way.VALUE and column.value is None:
        column.value, column.value_row = value, line
    elif way == Way.VALUE and value != column.value:
        where = cell_at(sheet, line, column.place)
        message = f"{column.mapped.column}: this differs from row {column.value_row}; one answer is wanted."
        faults.wrong(Finding(faults.file, line, where, "differs", message, "Choose how to read the column."))
        column.broken = True


def _proposal(column: _Column, rows: int, different: dict[int, set[Any]]) -> Proposal | None:
    name, way = column.mapped.column, column.mapped.way
    if way == Way.VALUE:
        value, why = column.value, f"the column {name}"
    elif way == Way.SUM:
        value, why = (column.total if column.rows else None), f"the sum of {name} over {column.rows:,} rows"
    elif way == Way.MOST:
        value, why = column.most, f"the most in {name}"
    elif way == Way.DIFFERENT:
        value, why = len(different[id(column)]), f"different values of {name}"
    elif way == Way.SHARE:
        value = round(100 * column.rows / rows, 2) if rows else None
        why = f"percent of {rows:,} rows where {name} is {column.mapped.word!r}"
    else:
        said = f" where it is {column.mapped.word!r}" if way == Way.WHERE else " that hold something"
        value, why = column.rows, f"rows of {name}{said}"
    if value is None:
        return None
    return Proposal(name, (column.question.id,), value, why, "medium")


def _bounded(
    proposal: Proposal, questions: Mapping[str, Question], found: Heading, faults: Faults
) -> Proposal | None:
    """What all rows come to is held against the question's own bounds."""
    question = questions[proposal.questions[0]]
    if question.kind in (Kind.INTEGER, Kind.NUMBER):
        value = naming.said_as(question, proposal.value)
        if isinstance(value, cells.Wrong):
            where = f"{found.sheet}!{proposal.fact}"
            faults.wrong(Finding(faults.file, 0, where, value.code, value.message, value.fix))
            return None
    return proposal
