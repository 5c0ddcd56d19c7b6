"""Two versions as one Word file with real tracked changes: rejecting all of them gives the older version,
accepting all of them the newer one.

Words are tracked inside paragraphs and cells; whole paragraphs, rows and clauses where they came or went. A
clause that only went elsewhere, and that has no table in it, is a real move; another that stands elsewhere is
struck out where it was and put in where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TypeVar

from fairlead.engines.documents.packing import package
from fairlead.engines.documents.tree import (
    Block,
    Bullets,
    Callout,
    Document,
    Facts,
    Paragraph,
    Ranges,
    Section,
    Signatures,
    Table,
    walk,
)
from fairlead.engines.documents.word import (
    block_of,
    bookmark_of,
    control,
    grid,
    number_of,
    table_row,
    widths_of,
)
from fairlead.engines.documents.word_parts import TABLE_STYLE, parts
from fairlead.engines.redlines.hand import Hand
from fairlead.engines.redlines.sent import contents, said
from fairlead.engines.redlines.versions import Versions

T = TypeVar("T")
Cells = tuple[str, ...]
Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """A block that is a table in Word. Paragraphs of one cell are parted by line breaks."""

    caption: str
    weights: tuple[float, ...]
    aligns: tuple[str, ...]
    rows: tuple[Cells, ...]
    header: bool = False
    total: bool = False
    styles: tuple[str, ...] = ("Cell",)
    look: str = "TableNormal"


def tracked_docx(old: Document, new: Document, versions: Versions) -> bytes:
    """The Word file. versions: what `compared(old, new)` said; the changes carry the firm's name and the day
    of the newer version. The same two documents give the same bytes."""
    writer = _Writer(old, new, versions)
    body = writer.cover() + writer.sections(old.sections, new.sections, 1)
    return package(parts(new, body))


class _Writer:
    def __init__(self, old: Document, new: Document, versions: Versions) -> None:
        self.old, self.new = old, new
        self.hand = Hand(new.meta.firm, new.meta.day)
        self.moved = {one.id for one in versions.clauses if one.moved}
        self.living = {one.id for one in walk(new.sections)}
        before = {one.id: one for one in walk(old.sections)}
        self.whole = {
            one.id for one in walk(new.sections) if one.id in self.moved and _is_same(before.get(one.id), one)
        }

    def cover(self) -> str:
        """The front page, line by line."""
        a, b = self.old.meta, self.new.meta
        head = ((a.firm, b.firm, "Quiet"), (self.old.title, self.new.title, "Title"),
                (self.old.subtitle, self.new.subtitle, "Subtitle"),
                ("Prepared for", "Prepared for", "Quiet"))  # fmt: skip
        made = [self.hand.line(said(was), said(wants), style) for was, wants, style in head]
        made.append(self.hand.line(said(a.customer), said(b.customer), bold=True))
        made.append(self.grids(_grid_of(Facts("", a.facts)), _grid_of(Facts("", b.facts))))
        made.append(self.hand.line("Contents", "Contents", "Caption"))
        made += self.lines(contents(self.old), contents(self.new), "Cell")
        return "".join(made) + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def sections(self, olds: Sequence[Section], news: Sequence[Section], level: int) -> str:
        """Sections beside each other; what moved counts as gone there and new here."""
        before = {self._place(one, "was"): one for one in olds}
        after = {self._place(one, "is"): one for one in news}
        return "".join(
            self.section(before[a] if a else None, after[b] if b else None, level)
            for a, b in _aligned(tuple(before), tuple(after))
        )

    def _place(self, section: Section, side: str) -> str:
        return f"{side} {section.id}" if section.id in self.moved else section.id

    def section(self, old: Section | None, new: Section | None, level: int) -> str:
        """One clause in its content control."""
        here = _either(old, new)
        ghost = new is None and here.id in self.living
        name = f"{here.id} gone" if ghost else here.id
        properties = control(here, number_of(name))
        begins = here.id in self.whole and None in (old, new) and not self.hand.moving
        if begins:
            self.hand.moving = "moveTo" if old is None else "moveFrom"
        blocks = self.blocks(old.blocks if old else (), new.blocks if new else ())
        inner = self.sections(old.sections if old else (), new.sections if new else (), level + 1)
        content = f"{self._heading(old, new, level, ghost)}{blocks}{inner}"
        if begins:
            content = self.hand.around(f"move{number_of(here.id)}", content)
            self.hand.moving = ""
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    def _heading(self, old: Section | None, new: Section | None, level: int, ghost: bool) -> str:
        """The heading in an unseen control of its own, as the plain writer has it: without one LibreOffice
        forgets that its words were put in or struck out."""
        here = _either(old, new)
        was, wants = (said(one.title) if one else None for one in (old, new))
        line = self.hand.line(was, wants, f"Heading{min(level, 3)}")
        head, _, words = line.partition("</w:pPr>")
        name = f"{here.id} gone" if ghost else here.id
        about = control(here, number_of(f"{name} title")) + '<w15:appearance w15:val="hidden"/>'
        inside = f"<w:sdtContent>{words.removesuffix('</w:p>')}</w:sdtContent>"
        words = f"<w:sdt><w:sdtPr>{about}</w:sdtPr>{inside}</w:sdt>"
        if ghost:
            return f"{head}</w:pPr>{words}</w:p>"
        number = number_of(here.id)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_of(here.id)}"/>'
        return f'{head}</w:pPr>{start}{words}<w:bookmarkEnd w:id="{number}"/></w:p>'

    def blocks(self, olds: Sequence[Block], news: Sequence[Block]) -> str:
        """Blocks beside each other, by their ids and kinds."""
        before = {f"{type(one).__name__} {one.id}": one for one in olds}
        after = {f"{type(one).__name__} {one.id}": one for one in news}
        return "".join(
            self.block(before[a] if a else None, after[b] if b else None)
            for a, b in _aligned(tuple(before), tuple(after))
        )

    def block(self, old: Block | None, new: Block | None) -> str:
        """One block; as it is where nothing in it differs."""
        if old == new and new is not None:
            return block_of(new)
        if isinstance(new or old, Paragraph | Bullets | Callout):
            style = {Bullets: "ListBullet", Callout: "Notice"}.get(type(new or old), "Normal")
            return "".join(self.lines(_texts(old), _texts(new), style, isinstance(new or old, Callout)))
        return self.grids(_grid_of(old) if old else None, _grid_of(new) if new else None)

    def lines(self, olds: Texts, news: Texts, style: str, lead: bool = False) -> Iterator[str]:
        """Paragraphs beside each other; lead: the first one is bold."""
        for at, (was, wants) in enumerate(_paired(olds, news, str)):
            yield self.hand.line(was, wants, style, bold=lead and not at)

    def grids(self, old: _Grid | None, new: _Grid | None) -> str:
        """Tables beside each other; where the columns are others, one is struck out and one put in."""
        if old and new and (len(old.weights), old.header) != (len(new.weights), new.header):
            return self.grids(old, None) + self.grids(None, new)
        here = _either(old, new)
        before: Sequence[Cells] = old.rows if old else ()
        after: Sequence[Cells] = new.rows if new else ()
        pairs = [*_paired(before, after, _first)]
        if not pairs:
            return ""
        widths = widths_of(here.weights)
        rows = "".join(
            self._row(here, widths, was, wants, at, at == len(pairs) - 1)
            for at, (was, wants) in enumerate(pairs)
        )
        captions = (old.caption if old else "", new.caption if new else "")
        caption = self.hand.line(captions[0] or None, captions[1] or None, "Caption") if any(captions) else ""
        return caption + grid(widths, rows, here.header, here.total, here.look)

    def _row(
        self, here: _Grid, widths: Sequence[int], was: Cells | None, wants: Cells | None, at: int, last: bool
    ) -> str:
        bold = (here.header and not at) or (here.total and last)
        cells = []
        for column, align in enumerate(here.aligns):
            style = here.styles[min(column, len(here.styles) - 1)]
            said_in = _paired(_inside(was, column), _inside(wants, column), str)
            cells.append("".join(self.hand.line(a, b, style, bold, align) for a, b in said_in))
        mark = self.hand.mark("del" if wants is None else "ins") if None in (was, wants) else ""
        return table_row(widths, cells, here.header and not at, mark)


def _is_same(old: Section | None, new: Section) -> bool:
    """Whether a clause says the same in both versions, its number aside, and is text alone: Word knows no
    moved rows."""
    if old is None or (old.title, old.blocks) != (new.title, new.blocks):
        return False
    if not all(isinstance(block, Paragraph | Bullets | Callout) for block in new.blocks):
        return False
    if [one.id for one in old.sections] != [one.id for one in new.sections]:
        return False
    return all(_is_same(was, now) for was, now in zip(old.sections, new.sections, strict=True))


def _either(old: T | None, new: T | None) -> T:
    """The newer of the two, or the older where there is no newer one; never called with neither."""
    found = new if new is not None else old
    if found is None:
        raise TypeError("Nothing on either side.")
    return found


def _first(row: Cells) -> str:
    return row[0]


def _inside(row: Cells | None, column: int) -> Texts:
    """The paragraphs of a cell; none where there is no such row."""
    return tuple(row[column].split("\n")) if row is not None else ()


def _texts(block: Block | None) -> Texts:
    match block:
        case Paragraph(text=text):
            found: Texts = (text,)
        case Bullets(items=items):
            found = items
        case Callout(title=title, text=text):
            found = (title, text)
        case _:
            found = ()
    return tuple(text for text in map(said, found) if text)


def _grid_of(block: Block) -> _Grid:
    match block:
        case Table(columns=columns, rows=rows, total=total, caption=caption):
            found = _Grid(
                said(caption), tuple(column.width for column in columns),
                tuple("right" if column.align == "right" else "" for column in columns),
                (tuple(column.title for column in columns), *rows, *((total,) if total else ())),
                True, bool(total), look=TABLE_STYLE,
            )  # fmt: skip
        case Facts(pairs=pairs):
            found = _Grid("", (1, 2), ("", ""), pairs, styles=("Quiet", "Cell"))
        case Ranges(bars=bars, caption=caption):
            rows = tuple((bar.label, bar.words) for bar in bars)
            found = _Grid(said(caption), (1, 1), ("", ""), rows, look=TABLE_STYLE)
        case Signatures(parties=parties, lines=lines):
            row = tuple("\n".join(said(text) for text in (party, *lines)) for party in parties)
            return _Grid("", tuple(1.0 for _ in parties), tuple("" for _ in parties), (row,))
        case _:
            raise TypeError(f"{type(block).__name__} is no table.")
    return replace(found, rows=tuple(tuple(said(cell) for cell in row) for row in found.rows))


def _aligned(old: Texts, new: Texts) -> Iterator[tuple[str, str]]:
    """Names beside each other in both orders; "" where a side has none."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from ((name, "") for name in old[i1:i2])
            yield from (("", name) for name in new[j1:j2])


def _paired(
    old: Sequence[T], new: Sequence[T], name: Callable[[T], str]
) -> Iterator[tuple[T | None, T | None]]:
    """Items beside each other without crossing: equal ones first, between them those of one name, then in
    order where as many are left on both sides."""
    if old == new:
        yield from zip(old, new, strict=True)
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _by_name(old[i1:i2], new[j1:j2], name)


def _by_name(
    old: Sequence[T], new: Sequence[T], name: Callable[[T], str]
) -> Iterator[tuple[T | None, T | None]]:
    names = [name(one) for one in old], [name(one) for one in new]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        if kind == "equal" or i2 - i1 == j2 - j1:
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from ((one, None) for one in old[i1:i2])
            yield from ((None, one) for one in new[j1:j2])
