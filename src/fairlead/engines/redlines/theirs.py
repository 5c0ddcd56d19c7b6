"""The document that a file which came back amounts to: what was sent, with all that they want in it. Beside
our next version it shows what we did to theirs.

Sections that are computed keep our tables, with the cells that they changed; other words of theirs in these,
and on the front page, are not in it (the answer says them).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fairlead.engines.documents.tree import (
    Block,
    Bullets,
    Document,
    Facts,
    Paragraph,
    Section,
    Table,
    numbered,
    worded,
)
from fairlead.engines.redlines.sent import said
from fairlead.engines.redlines.words import keys

Sections = tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that they want. kind: changed, deleted, moved or added; clause: its id, of an addition the
    one that our next version would give it; after: the clause that it follows where it moved or was added."""

    clause: str
    kind: str
    wording: str = ""
    title: str = ""
    moved: bool = False
    after: str = ""
    cells: tuple[tuple[str, str, str, str], ...] = ()


def as_they_want(document: Document, wants: Sequence[Want]) -> Document:
    """The document with everything in it that they want and that a clause can say."""
    sections = document.sections
    for want in wants:
        if want.kind == "added":
            name = want.title or "Agreed in addition"
            blocks = worded(f"{want.clause}.text", want.wording)
            sections = _put(sections, Section(want.clause, "", name, blocks), want.after)
        else:
            sections = _with(sections, want)
    return replace(document, sections=numbered(sections))


def _with(sections: Sections, want: Want) -> Sections:
    found = _find(sections, want.clause)
    if found is None:
        return sections
    if want.kind == "deleted":
        return sections if found.sections else _without(sections, want.clause)
    new = _reworded(found, want) if want.kind == "changed" else found
    if not want.moved:
        return _swapped(sections, new)
    return _put(_without(sections, want.clause), new, want.after)


def _reworded(section: Section, want: Want) -> Section:
    if all(isinstance(block, Paragraph | Bullets) for block in section.blocks):
        blocks = _named(worded(f"{section.id}.text", want.wording), section.blocks)
        return replace(section, title=want.title or section.title, blocks=blocks)
    wanted = {(keys(row), keys(column), keys(sent)): wants for row, column, sent, wants in want.cells}
    return replace(section, blocks=tuple(_with_cells(block, wanted) for block in section.blocks))


def _named(new: Sequence[Paragraph | Bullets], old: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks under the ids of the old ones of their kind, so that they are compared with these."""
    free = {kind: [one.id for one in old if isinstance(one, kind)] for kind in (Paragraph, Bullets)}
    return tuple(
        replace(one, id=free[type(one)].pop(0)) if free[type(one)] else replace(one, id=f"{one.id}.new")
        for one in new
    )


Cells = dict[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], str]


def _with_cells(block: Block, wanted: Cells) -> Block:
    if isinstance(block, Facts):
        pairs = (_row(pair, ("", ""), wanted) for pair in block.pairs)
        return replace(block, pairs=tuple((key, value) for key, value in pairs))
    if not isinstance(block, Table):
        return block
    titles = tuple(column.title for column in block.columns)
    rows = tuple(_row(row, titles, wanted) for row in block.rows)
    return replace(block, rows=rows, total=_row(block.total, titles, wanted) if block.total else ())


def _row(row: tuple[str, ...], titles: Sequence[str], wanted: Cells) -> tuple[str, ...]:
    """A row with the cells that they changed; one that they emptied is empty."""
    return tuple(
        wanted.get((keys(said(row[0])), keys(said(titles[at] or f"column {at + 1}")), keys(said(cell))), cell)
        for at, cell in enumerate(row)
    )


def _find(sections: Sections, name: str) -> Section | None:
    for one in sections:
        found = one if one.id == name else _find(one.sections, name)
        if found is not None:
            return found
    return None


def _without(sections: Sections, name: str) -> Sections:
    return tuple(replace(one, sections=_without(one.sections, name)) for one in sections if one.id != name)


def _swapped(sections: Sections, new: Section) -> Sections:
    return tuple(
        new if one.id == new.id else replace(one, sections=_swapped(one.sections, new)) for one in sections
    )


def _put(sections: Sections, new: Section, after: str) -> Sections:
    """The section behind another one; at the beginning of it where that is a section of clauses, at the end
    of the document where it is not there."""
    placed, found = _placed(sections, new, after, top=True)
    return placed if found else (*sections, new)


def _placed(sections: Sections, new: Section, after: str, top: bool = False) -> tuple[Sections, bool]:
    made, found = list[Section](), False
    for one in sections:
        if one.id == after and (one.sections or top):
            made.append(replace(one, sections=(new, *one.sections)))
            found = True
        elif one.id == after:
            made += [one, new]
            found = True
        else:
            inner, inside = _placed(one.sections, new, after)
            made.append(replace(one, sections=inner))
            found = found or inside
    return tuple(made), found
