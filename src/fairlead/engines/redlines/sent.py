"""A document as it was sent: for each clause the lines that the Word writer wrote, from our own tree.

A line is a paragraph, or a row of a table with its cells. `engines/documents/word.py` is the other side of
this module; the test that reads every string back holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairlead.engines.documents.tree import (
    Block,
    Bullets,
    Callout,
    Document,
    Facts,
    Marked,
    Paragraph,
    Ranges,
    Section,
    Signatures,
    Table,
    plain,
)
from fairlead.engines.redlines.values import COVER, DELETED
from fairlead.engines.redlines.words import squeezed

CELL, STEP = " | ", " / "


@dataclass(frozen=True, slots=True)
class Row:
    """One row of table `table` of a clause; `header` rows give the columns their names."""

    table: int
    cells: tuple[str, ...]
    header: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """One clause: its text line by line (the title first), its rows, and what stands around it.

    parent: the clause it is a part of, "" at the top. computed: a table, figures, or a sentence with the
    price stand in it; signatures: the parties and lines of a signature block in it.
    """

    id: str
    number: str
    title: str
    parent: str
    lines: tuple[str, ...]
    rows: tuple[Row, ...]
    computed: bool
    signatures: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole text, a line each."""
        return "\n".join(self.lines)


def said(text: str) -> str:
    """What the writer wrote, as the reader of a file reads it."""
    return squeezed(plain(text))


def sent_clauses(document: Document) -> tuple[Sent, ...]:
    """The cover, then every clause in reading order. A second clause of one id is left out."""
    found = {COVER: _cover(document)}
    for section, parent in _walk(document.sections, ""):
        found.setdefault(section.id, _clause(section, parent))
    return tuple(found.values())


def _walk(sections: tuple[Section, ...], parent: str) -> Iterator[tuple[Section, str]]:
    for section in sections:
        yield section, parent
        yield from _walk(section.sections, section.id)


def _clause(section: Section, parent: str) -> Sent:
    title = said(section.title)
    lines: list[str] = [title]
    rows: list[Row] = []
    signatures: tuple[str, ...] = ()
    tables = 0
    for block in section.blocks:
        for line in _lines(block):
            if isinstance(line, str):
                lines.append(said(line))
            else:
                cells, header = line
                rows.append(Row(tables, tuple(said(cell) for cell in cells), header))
                lines.append(CELL.join(rows[-1].cells))
        tables += not isinstance(block, Paragraph | Bullets | Callout)
        if isinstance(block, Signatures):
            signatures = tuple(said(text) for text in (*block.parties, *block.lines))
    computed = any(not isinstance(block, Paragraph | Bullets) for block in section.blocks)
    kept = tuple(line for line in lines if line)
    return Sent(section.id, section.number, title, parent, kept, tuple(rows), computed, signatures)


def contents(document: Document) -> tuple[str, ...]:
    """The lines of the contents on the front page."""
    return tuple(f"{section.number} {said(section.title)}" for section in document.sections)


def _cover(document: Document) -> Sent:
    meta = document.meta
    rows = tuple(Row(0, (said(key), said(value))) for key, value in meta.facts)
    title = said(document.title)
    lines = (
        said(meta.firm),
        title,
        said(document.subtitle),
        "Prepared for",
        said(meta.customer),
        *(CELL.join(row.cells) for row in rows),
        "Contents",
        *contents(document),
    )
    return Sent(COVER, "", title, "", tuple(line for line in lines if line), rows, True, ())


def _lines(block: Block) -> Iterator[str | tuple[tuple[str, ...], bool]]:
    """Paragraphs as text, rows as (cells, is it a header)."""
    match block:
        case Paragraph(text=text):
            yield text
        case Bullets(items=items):
            yield from items
        case Callout(title=title, text=text):
            yield from (title, text)
        case Marked(runs=runs):
            yield "".join(words for kind, words in runs if kind != DELETED)
        case Facts(pairs=pairs):
            yield from ((pair, False) for pair in pairs)
        case Table(columns=columns, rows=rows, total=total, caption=caption):
            yield caption
            yield tuple(column.title for column in columns), True
            yield from ((row, False) for row in (*rows, total) if row)
        case Ranges(bars=bars, caption=caption):
            yield caption
            yield from (((bar.label, bar.words), False) for bar in bars)
        case Signatures(parties=parties, lines=lines):
            yield tuple(STEP.join((party, *lines)) for party in parties), False
