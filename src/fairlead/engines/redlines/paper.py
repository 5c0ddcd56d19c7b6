"""The comparison of two versions as a paper: what differs in figures, and every changed clause with its words
put in and struck out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from fairlead.engines.documents.ledger import Difference
from fairlead.engines.documents.tree import (
    Block,
    Column,
    Document,
    Marked,
    Paragraph,
    Section,
    Table,
    numbered,
    strings,
)
from fairlead.engines.figures import amount, hours
from fairlead.engines.money import Money
from fairlead.engines.redlines.values import ClauseChange, FigureChange, Piece
from fairlead.engines.redlines.versions import Versions

KINDS = {
    "added": "New",
    "deleted": "Taken out",
    "edited": "Changed",
    "moved": "Moved",
    "typography": "Typography alone",
}
_LEGEND = "Words that were put in are underlined; words that were taken out are struck through."


def comparison_paper(
    new: Document, names: tuple[str, str], versions: Versions, figures: Sequence[Difference]
) -> Document:
    """The paper about two versions of one statement of work. names: what the older and the newer are called.
    Its manifest is the SHA-256 over what it says."""
    parts = (
        Section("summary", "", "At a glance", (_summary(versions, figures), _legend())),
        Section("figures", "", "Figures that differ", tuple(_figures(names, figures))),
        Section("clauses", "", "Clauses that differ", (), tuple(map(_clause, versions.changed))),
    )
    full = tuple(part for part in parts if part.blocks or part.sections)
    facts = (("Older version", names[0]), ("Newer version", names[1]))
    meta = replace(new.meta, number="", facts=facts, manifest="")
    made = Document("Versions compared", new.subtitle, meta, numbered(full))
    said = hashlib.sha256("\n".join(strings(made)).encode()).hexdigest()
    return replace(made, meta=replace(meta, manifest=said))


def tally(versions: Versions) -> tuple[tuple[str, int], ...]:
    """How many clauses are of each kind, the unchanged ones left out."""
    counted = ((kind, sum(one.kind == kind for one in versions.clauses)) for kind in KINDS)
    return tuple((kind, count) for kind, count in counted if count)


def figure_name(one: Difference) -> str:
    """What a figure is called, with what it is counted in."""
    return one.label if one.unit == "%" else f"{one.label} ({one.unit})"


def figure_text(value: Decimal | None, unit: str, signed: bool = False) -> str:
    """A figure as a reader sees it, its unit standing beside its name; "–" where a version has none."""
    if value is None:
        return "–"
    sign = "+" if signed and value > 0 else ""
    if unit.isupper():
        return f"{sign}{amount(Money(value, unit))}"
    said = hours(value).replace("-", "−")
    return f"{sign}{said}%" if unit == "%" else f"{sign}{said}"


def _summary(versions: Versions, figures: Sequence[Difference]) -> Paragraph:
    counts = [f"{KINDS[kind].lower()}: {count}" for kind, count in tally(versions)]
    clauses = f"Clauses: {', '.join(counts)}." if counts else "No clause differs."
    said = f" Figures that differ: {len(figures)}." if figures else " No figure differs."
    return Paragraph("summary.text", clauses + said)


def _legend() -> Paragraph:
    return Paragraph("summary.legend", _LEGEND)


def _figures(names: tuple[str, str], figures: Sequence[Difference]) -> Iterator[Block]:
    """One table for each part of the document."""
    columns = (
        Column("Figure", 3), Column("Older", 1.5, "right"), Column("Newer", 1.5, "right"),
        Column("Difference", 1.5, "right"),
    )  # fmt: skip
    for group in dict.fromkeys(one.group for one in figures):
        rows = tuple(
            (figure_name(one), figure_text(one.old, one.unit), figure_text(one.new, one.unit),
             figure_text(one.delta, one.unit, signed=True))
            for one in figures if one.group == group
        )  # fmt: skip
        yield Table(f"figures.{group.lower()}", columns, rows, caption=group)


def _clause(change: ClauseChange) -> Section:
    """One clause: what became of it, the cells that differ in its tables, or else its words."""
    kind = KINDS[change.kind]
    where = f" Section {change.number}." if change.number else ""
    moved = " It stands elsewhere now." if change.moved and change.kind != "moved" else ""
    lead = Paragraph(f"{change.id}.kind", f"{kind}.{where}{moved}")
    blocks: tuple[Block, ...] = (lead, *_body(change))
    return Section(f"clause.{change.id}", "", change.title, blocks)


def _body(change: ClauseChange) -> tuple[Block, ...]:
    if change.figures and change.kind == "edited":
        columns = (Column("What", 3), Column("Older", 2), Column("Newer", 2))
        rows = tuple((cell_name(one), one.sent or "–", one.wanted or "–") for one in cells_of(change))
        return (Table(f"{change.id}.figures", columns, rows),)
    shown = words_of(change)
    return (Marked(f"{change.id}.words", tuple((one.kind, one.text) for one in shown)),) if shown else ()


def cells_of(change: ClauseChange) -> tuple[FigureChange, ...]:
    """The cells that differ; of a row without column titles that came or went not its name, which each of
    them has beside it."""

    def is_name(one: FigureChange) -> bool:
        return one.column == "column 1" and not (one.sent and one.wanted)

    named = {one.row for one in change.figures if not is_name(one)}
    return tuple(one for one in change.figures if not is_name(one) or one.row not in named)


def cell_name(cell: FigureChange) -> str:
    """Row and column of a cell; the row alone where the columns have no titles."""
    return cell.row if cell.column.startswith("column ") else f"{cell.row}, {cell.column}"


def words_of(change: ClauseChange) -> tuple[Piece, ...]:
    """The words of a clause under its title: the title itself is left out where it stands as it was."""
    if not change.pieces or not change.pieces[0].text.startswith(f"{change.title}\n"):
        return change.pieces
    first, *others = change.pieces
    return (replace(first, text=first.text[len(change.title) + 1 :]), *others)
