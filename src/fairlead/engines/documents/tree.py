"""The clause tree: what a document says, free of how any format shows it.

Every string is plain data. No writer may read markup, formulas or fields out of it. Each section and
block has a stable id, so that a clause can be found again in Word after the customer has edited it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from fairlead.engines.brand import HOUSE, Brand

# Not allowed in XML 1.0, or able to change how the text around them reads (bidi embeddings, overrides
# and isolates: "Trojan Source", CVE-2021-42574). Single marks (U+200E, U+200F) stay: names need them.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_BLANKS = re.compile("[ \t\r\n\u2028\u2029]+")
_BREAKS = re.compile("\r\n?|\u2028")
_ITEM = re.compile(r"^\s*[-•]\s+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    id: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is a weight among the columns of the table; align is "left" or "right" (figures)."""

    title: str
    width: float = 1.0
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and the total row have one cell for each column; no total row is the empty tuple."""

    id: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    id: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A sentence that must not be missed, with the figure it is about."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One range: places of P10, P50 and P90 on the scale 0..1, and the words that say the same."""

    label: str
    p10: float
    p50: float
    p90: float
    words: str


@dataclass(frozen=True, slots=True)
class Ranges:
    """A range chart; `low` and `high` label the ends of the scale, `alt` says it in words."""

    id: str
    bars: tuple[Bar, ...]
    low: str
    high: str
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """One signature block for each party: the party's name and the lines to fill in."""

    id: str
    parties: tuple[str, ...]
    lines: tuple[str, ...] = ("Signature", "Name", "Title", "Date")


@dataclass(frozen=True, slots=True)
class Drawing:
    """Strokes of a hand on a sheet of that size: an SVG path of moves and lines; `alt` says what it is."""

    id: str
    path: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with what was put in and struck out: runs of (kind, words), kind "kept", "inserted" or
    "deleted"; a line break parts paragraphs."""

    id: str
    runs: tuple[tuple[str, str], ...]


Block = Paragraph | Bullets | Table | Facts | Callout | Ranges | Signatures | Drawing | Marked


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section: its own blocks, then its subsections (one for each clause or group)."""

    id: str
    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Meta:
    """Who and when. `day` fixes every timestamp in the file; `manifest` is the hex SHA-256 printed in it."""

    firm: str
    customer: str
    day: date
    manifest: str
    number: str = ""
    lang: str = "en"
    facts: tuple[tuple[str, str], ...] = field(default=())
    brand: Brand = HOUSE


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    subtitle: str
    meta: Meta
    sections: tuple[Section, ...]
    # Whether a page of its own, with the contents, comes first.
    cover: bool = True

    def dressed(self, brand: Brand) -> Document:
        """The same in the look of a firm."""
        return replace(self, meta=replace(self.meta, brand=brand))


def plain(text: str) -> str:
    """The text with nothing in it that a file cannot hold or that would turn the reading order: XML-illegal
    control characters and bidi overrides are dropped, tabs and line breaks become one space."""
    if text.isprintable() and "  " not in text:  # nearly every text: nothing to look for in it
        return text.strip()
    return _BLANKS.sub(" ", _ILLEGAL.sub("", text)).strip()


def marked_lines(words: str) -> list[str]:
    """The lines of a run of marked words, cleaned like all text but with the blanks at their ends."""
    return [_BLANKS.sub(" ", _ILLEGAL.sub("", line)) for line in words.split("\n")]


def worded(node_id: str, text: str) -> tuple[Paragraph | Bullets, ...]:
    """Practice text as blocks: a blank line starts a new paragraph, lines that begin with "- " are a list.

    Block ids are `node_id`, then `node_id`.2, `node_id`.3 in order.
    """
    blocks: list[Paragraph | Bullets] = []
    for chunk in re.split(r"\n\s*\n", _BREAKS.sub("\n", text).strip()):
        lead, items = _chunk(chunk)
        for value in (lead, items):
            if value:
                name = f"{node_id}.{len(blocks) + 1}" if blocks else node_id
                blocks.append(Paragraph(name, value) if isinstance(value, str) else Bullets(name, value))
    return tuple(blocks)


def _chunk(chunk: str) -> tuple[str, tuple[str, ...]]:
    """The words before a list, and the items of the list; a line without a dash goes on with its item."""
    lead: list[str] = []
    items: list[str] = []
    for line in chunk.split("\n"):
        if _ITEM.match(line):
            items.append(_ITEM.sub("", line))
        elif items:
            items[-1] = f"{items[-1]} {line}"
        else:
            lead.append(line)
    return plain(" ".join(lead)), tuple(plain(item) for item in items)


def numbered(sections: tuple[Section, ...], prefix: str = "") -> tuple[Section, ...]:
    """The sections numbered 1, 1.1, 1.2, 2 ... in order, whatever numbers they had."""
    result = []
    for position, section in enumerate(sections, 1):
        number = f"{prefix}{position}"
        inner = numbered(section.sections, f"{number}.")
        result.append(Section(section.id, number, section.title, section.blocks, inner))
    return tuple(result)


def walk(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Every section and subsection in reading order."""
    for section in sections:
        yield section
        yield from walk(section.sections)


def strings(document: Document) -> Iterator[str]:
    """Every string that a reader of the document can see, in reading order, for checks and search."""
    yield document.title
    yield document.subtitle
    yield from (part for pair in document.meta.facts for part in pair)
    for section in walk(document.sections):
        yield from own_strings(section)


def own_strings(section: Section) -> Iterator[str]:
    """The title of a section and every string of its blocks, without those of the sections inside it."""
    yield section.title
    for block in section.blocks:
        yield from _block_strings(block)


def _block_strings(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text=text):
            yield text
        case Bullets(items=items):
            yield from items
        case Callout(title=title, text=text):
            yield from (title, text)
        case Marked(runs=runs):
            yield from (words for _, words in runs)
        case Facts(pairs=pairs):
            yield from (part for pair in pairs for part in pair)
        case Signatures(parties=parties, lines=lines):
            yield from (*parties, *lines)
        case Drawing(alt=alt):
            yield alt
        case Ranges(bars=bars, low=low, high=high, caption=caption):
            yield from (low, high, caption)
            yield from (part for bar in bars for part in (bar.label, bar.words))
        case Table(columns=columns, rows=rows, total=total, caption=caption):
            yield from (caption, *(column.title for column in columns))
            yield from (cell for row in (*rows, total) for cell in row)
