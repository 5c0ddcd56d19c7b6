"""Remarks: what is wrong in a document, where, how bad it is, and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairlead.engines.documents.tree import (
    Block,
    Bullets,
    Callout,
    Document,
    Facts,
    Paragraph,
    Section,
    Table,
    plain,
    walk,
)
from fairlead.engines.findings import cut
from fairlead.engines.practice.values import NOWHERE, Place, ScopeTerm
from fairlead.engines.shaping.values import Shaped

ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong.

    code:     stable kebab-case name of the kind of remark.
    severity: "error" (do not send it so), "warning" or "note".
    section:  number of the section in the document ("4.2"), "" when it is about the whole.
    title:    title of that section.
    block:    id of the block that it is about, "" for none.
    quote:    the words in question.
    file, line: the practice text that the words come from, "" and 0 when they come from elsewhere.
    """

    code: str
    severity: str
    section: str
    title: str
    block: str
    quote: str
    message: str
    fix: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """A piece of prose in a document. top: the id of the outermost section, which is the block of the
    practice that it belongs to."""

    top: str
    section: Section
    block: str
    text: str

    @property
    def beside(self) -> str:
        """All prose of the section that this piece is of, itself included."""
        return "\n".join(text for block in self.section.blocks for text in _prose(block))

    def remark(
        self, code: str, severity: str, said: tuple[str, str], quote: str = "", place: Place = NOWHERE
    ) -> Remark:
        """A remark about this piece; `said` is the message and the fix."""
        where = (self.section.number, self.section.title, self.block)
        return Remark(code, severity, *where, cut(quote or self.text), *said, place.file, place.line)


def spots(document: Document) -> Iterator[Spot]:
    """Every piece of prose of a document in reading order: paragraphs, list items, callouts, the left-aligned
    cells of tables, and the values of facts. Figures in columns of their own are no prose."""
    for top in document.sections:
        for section in walk((top,)):
            for block in section.blocks:
                for text in _prose(block):
                    if text:
                        yield Spot(top.id, section, block.id, text)


def _prose(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text=text):
            yield text
        case Bullets(items=items):
            yield from items
        case Callout(title=title, text=text):
            yield from (title, text)
        case Facts(pairs=pairs):
            yield from (value for _, value in pairs)
        case Table(columns=columns, rows=rows):
            kept = [place for place, column in enumerate(columns) if column.align == "left"]
            yield from (row[place] for row in rows for place in kept if place < len(row))
        case _:
            return


def holder(document: Document, block: str) -> Section | None:
    """The section that holds a block of this id, or of an id that goes on from it."""
    for section in walk(document.sections):
        if any(one.id == block or one.id.startswith(f"{block}.") for one in section.blocks):
            return section
    return None


def sources(shaped: Shaped) -> dict[str, Place]:
    """Where in the practice each text of a document comes from, by the text as a reader sees it."""
    found: dict[str, Place] = {}
    for work in shaped.review.work:
        found[plain(work.activity.description)] = work.activity.place
        found[plain(work.activity.name)] = work.activity.place
    for worded in (*shaped.terms, *shaped.clauses):
        place = NOWHERE if worded.agreed else (worded.variant or worded.source).place
        texts = [worded.text, *worded.text.split("\n\n")]
        if isinstance(worded.source, ScopeTerm):
            texts += [worded.source.title, worded.source.acceptance, worded.source.due]
        found.update({plain(text): place for text in texts if text})
    return found
