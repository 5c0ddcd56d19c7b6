"""A paper as a plan of slides to speak from: what stands on each, and the words for its notes.

A title says the message of its part. A slide holds what can be read across a room; what was shortened stands
whole in the notes, and a part that needs more than a few slides goes on in the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fairlead.engines.documents.messages import Picture
from fairlead.engines.documents.tree import (
    Bar,
    Block,
    Bullets,
    Callout,
    Column,
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

MOST = 9  # slides of one part
_ITEMS, _LETTERS = 6, 560  # of one list
_ITEM, _CELL = 220, 150  # letters of one item, of one cell
_HIGH = (
    4.4  # inches of the rows of a table: a row is 0.14, and 0.22 for each line of about 10 letters an inch
)
_WIDTH = 12.1  # inches of a table
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Stacked:
    """A chart of ranges: each label from a low to a high figure, and the likely one."""

    title: str
    unit: str
    bars: tuple[tuple[str, Decimal, Decimal, Decimal], ...]
    alt: str


Content = tuple[str, ...] | Table | Picture | Stacked | Callout


@dataclass(frozen=True, slots=True)
class Slide:
    """title: the message; over: the part of the document; content: a list, table, chart or statement; lead: a
    sentence above a table or chart."""

    title: str
    over: str
    content: Content
    notes: str
    lead: str = ""


def planned(
    document: Document, messages: Mapping[str, str], pictures: Mapping[str, Picture]
) -> tuple[Slide, ...]:
    """The slides of a document after its title slide, each with a title of its own."""
    slides = [
        slide
        for section in document.sections
        for slide in _part(section, messages.get(section.id, section.title), pictures.get(section.id))
    ]
    return tuple(_told_apart(slides))


def _told_apart(slides: Sequence[Slide]) -> Iterator[Slide]:
    """No two slides of one title: "… (2 of 3)"."""
    parts: dict[str, set[str]] = {}
    for slide in slides:
        parts.setdefault(slide.title, set()).add(slide.over)
    slides = [
        replace(slide, title=f"{slide.over}: {slide.title}") if len(parts[slide.title]) > 1 else slide
        for slide in slides
    ]
    titles = [slide.title for slide in slides]
    seen: dict[str, int] = {}
    for slide in slides:
        count = titles.count(slide.title)
        seen[slide.title] = seen.get(slide.title, 0) + 1
        at = seen[slide.title]
        yield replace(slide, title=f"{slide.title} ({at} of {count})") if count > 1 else slide


def _part(section: Section, message: str, picture: Picture | None) -> list[Slide]:
    notes = "\n".join(_said(section))
    made = [Slide(message, section.title, picture, notes, f"{picture.title}.")] if picture else []
    clauses = [inner for inner in section.sections if _is_prose(inner)]
    for title, blocks in _groups(section, message):
        said = "\n".join(_lines(blocks))
        shown = [block for block in blocks if not (picture and _is_seen(block))]
        for content, lead in _contents(shown, title):
            made.append(Slide(title, section.title, content, said, lead))
    items = tuple(f"{one.title}: {_first(one)}" for one in clauses)
    made += [Slide(message, section.title, page, notes) for page in _lists(items)]
    if len(made) > MOST:
        left = len(made) - MOST
        more = f"{left} more of this part are in the document."
        made = [*made[: MOST - 1], replace(made[MOST - 1], notes=f"{made[MOST - 1].notes}\n{more}")]
    return made


def _is_prose(section: Section) -> bool:
    """A clause of paragraphs alone: one item of a list on a slide, whole in the notes."""
    return bool(section.blocks) and all(isinstance(block, Paragraph) for block in section.blocks)


def _first(clause: Section) -> str:
    """The first sentence of a clause of paragraphs."""
    said = next((block.text for block in clause.blocks if isinstance(block, Paragraph)), "")
    return next(iter(_short(said)), "")


def _is_seen(block: Block) -> bool:
    """Whether a chart beside it says the same."""
    return isinstance(block, Paragraph | Bullets) or (isinstance(block, Facts) and len(block.pairs) < 2)


def _groups(section: Section, message: str) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """The section's own blocks under its message, then each subsection under its title."""
    if section.blocks:
        yield message, section.blocks
    for inner in section.sections:
        if _is_prose(inner):
            continue
        blocks = (*inner.blocks, *(block for one in inner.sections for block in one.blocks))
        yield (inner.title if section.blocks or len(section.sections) > 1 else message), blocks


def _contents(blocks: Sequence[Block], title: str) -> Iterator[tuple[Content, str]]:
    """What stands on the slides, each with its lead: one sentence before a table or chart leads it."""
    words: list[str] = []
    for at, block in enumerate(blocks):
        drawn = at + 1 < len(blocks) and isinstance(blocks[at + 1], Table | Ranges)
        if isinstance(block, Paragraph):
            words += _short(block.text)
        elif isinstance(block, Bullets):
            words += [_cut(item, _ITEM) for item in block.items]
        elif isinstance(block, Callout) and drawn and block.title == title:
            words += _short(block.text)
        else:
            lead = words[0] if len(words) == 1 else ""
            yield from ((one, "") for one in (() if lead else _lists(words)))
            words = []
            yield from ((one, lead or _key(one)) for one in _drawn(block))
    yield from ((one, "") for one in _lists(words))


def _key(content: Content) -> str:
    """How a chart of ranges is read."""
    if not isinstance(content, Stacked):
        return ""
    return f"In {content.unit}. Dark: from P10 to the likely figure. Light: from there to P90."


def _drawn(block: Block) -> Iterator[Content]:
    match block:
        case Callout(id=name, title=title, text=text):
            yield Callout(name, title, text)
        case Table():
            yield from _tables(block)
        case Facts(id=name, pairs=pairs):
            yield from _tables(Table(name, (Column("What", 1), Column("Figure", 2)), pairs))
        case Ranges(bars=bars, high=high, caption=caption, alt=alt):
            yield _stacked(bars, high, caption, alt)
        case Signatures() | Marked() | Paragraph() | Bullets():
            return


def _stacked(bars: Sequence[Bar], high: str, caption: str, alt: str) -> Stacked:
    """The ranges as figures again: their places on the scale times its end, "38.25 hours"."""
    number, _, unit = high.partition(" ")
    most = float(number.replace(",", "") or 0)

    def at(place: float) -> Decimal:
        return Decimal(str(round(place * most, 2)))

    rows = tuple((bar.label, at(bar.p10), at(bar.p50), at(bar.p90)) for bar in bars)
    return Stacked(caption, unit, rows, alt)


def _short(text: str) -> list[str]:
    """A paragraph as its first sentence: the rest is said, and stands in the notes."""
    found = _SENTENCE.split(plain(text))
    return [_cut(found[0], _ITEM)] if found and found[0] else []


def _cut(text: str, most: int = _CELL) -> str:
    said = plain(text)
    return said if len(said) <= most else f"{said[: most - 1].rsplit(' ', 1)[0]} …"


def _lists(items: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Lists of as many items as a slide holds."""
    page: list[str] = []
    for item in items:
        if page and (len(page) == _ITEMS or sum(map(len, page)) + len(item) > _LETTERS):
            yield tuple(page)
            page = []
        page.append(item)
    if page:
        yield tuple(page)


def _tables(table: Table) -> Iterator[Table]:
    """Tables of as many rows as a slide holds; the total stands on the last."""
    whole = sum(column.width for column in table.columns)
    room = [max(int(_WIDTH * column.width / whole * 10), 6) for column in table.columns]
    rows = [tuple(_cut(cell) for cell in row) for row in table.rows]
    pages: list[list[tuple[str, ...]]] = [[]]
    used = 0.0
    for row in rows:
        lines = max(-(-len(cell) // wide) for cell, wide in zip(row, room, strict=True)) or 1
        high = 0.14 + 0.22 * lines
        if pages[-1] and used + high > _HIGH:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += high
    for at, page in enumerate(pages, 1):
        yield replace(table, rows=tuple(page), total=table.total if at == len(pages) else ())


def _said(section: Section) -> Iterator[str]:
    yield from _lines(section.blocks)
    for inner in section.sections:
        yield inner.title
        yield from _said(inner)


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    """The words of blocks for the notes, whole."""
    for block in blocks:
        match block:
            case Paragraph(text=text):
                yield plain(text)
            case Bullets(items=items):
                yield from (f"– {plain(item)}" for item in items)
            case Callout(title=title, text=text):
                yield f"{plain(title)}. {plain(text)}"
            case Facts(pairs=pairs):
                yield from (f"{plain(key)}: {plain(value)}" for key, value in pairs)
            case Table(rows=rows, total=total):
                yield from (" | ".join(plain(cell) for cell in row) for row in (*rows, total) if row)
            case Ranges(bars=bars):
                yield from (f"{plain(bar.label)}: {plain(bar.words)}" for bar in bars)
            case Signatures() | Marked():
                continue
