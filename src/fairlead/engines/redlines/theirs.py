"""The document that a file which came back amounts to: what was sent, with all that they want in it. Beside
our next version it shows what we did to theirs.

Sections that are computed keep our tables, with the cells that they changed; other words of theirs in these,
and on the front page, are not in it (the answer says them).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    walk,
    worded,
)
from fairlead.engines.redlines.placing import FRONT, placed
from fairlead.engines.redlines.sent import said
from fairlead.engines.redlines.words import keys

Sections = tuple[Section, ...]
# What they want in place of a cell, by (row, column, what was sent); as often as they changed one like it.
Cells = defaultdict[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], list[str]]


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
    known = {one.id: one for one in walk(document.sections)}
    sections, away = document.sections, dict[str, Section]()
    for want in wants:
        found = _find(sections, want.clause)
        if found is not None and want.kind == "changed":
            sections = _swapped(sections, _reworded(found, want))
    for want in wants:
        found = _find(sections, want.clause)
        if found is not None and want.moved and want.kind != "deleted":
            sections, away[want.clause] = _without(sections, want.clause), found
    sections = _in_place(sections, wants, away, [one.id for one in document.sections])
    # Only now, as something may stand behind what they struck out.
    for want in wants:
        if want.kind == "deleted" and want.clause in known and not known[want.clause].sections:
            sections = _struck(sections, want.clause)
    return replace(document, sections=numbered(sections))


def _in_place(
    sections: Sections, wants: Sequence[Want], away: Mapping[str, Section], tops: Sequence[str]
) -> Sections:
    """What they moved and what they added, where they want it."""
    new = {want.clause: _added(want) for want in wants if want.kind == "added"}
    after = {want.clause: want.after for want in wants}
    # Of two behind one clause the addition stands first: else it would stand behind the one that moved.
    going = {**new, **away}

    def put(held: Sections, name: str, behind: str) -> Sections:
        return _put(held, going[name], behind, within=name not in tops)

    def is_there(held: Sections, behind: str) -> bool:
        return behind in FRONT or _find(held, behind) is not None

    return placed(sections, {name: after[name] for name in going}, is_there, put)


def _added(want: Want) -> Section:
    name = want.title or "Agreed in addition"
    return Section(want.clause, "", name, worded(f"{want.clause}.text", want.wording))


def _reworded(section: Section, want: Want) -> Section:
    if all(isinstance(block, Paragraph | Bullets) for block in section.blocks):
        blocks = _named(worded(f"{section.id}.text", want.wording), section.blocks)
        return replace(section, title=want.title or section.title, blocks=blocks)
    wanted = Cells(list)
    for row, column, sent, wants in want.cells:
        wanted[keys(row), keys(column), keys(sent)].append(wants)
    return replace(section, blocks=tuple(_with_cells(block, wanted) for block in section.blocks))


def _named(new: Sequence[Paragraph | Bullets], old: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks under the ids of the old ones of their kind, so that they are compared with these."""
    free = {kind: [one.id for one in old if isinstance(one, kind)] for kind in (Paragraph, Bullets)}
    return tuple(
        replace(one, id=free[type(one)].pop(0)) if free[type(one)] else replace(one, id=f"{one.id}.new")
        for one in new
    )


def _with_cells(block: Block, wanted: Cells) -> Block:
    if isinstance(block, Facts):
        pairs = _rows(block.pairs, ("", ""), wanted)
        return replace(block, pairs=tuple((key, value) for key, value in pairs))
    if not isinstance(block, Table):
        return block
    titles = tuple(column.title for column in block.columns)
    rows = _rows(block.rows, titles, wanted)
    total = _rows((block.total,) if block.total else (), titles, wanted)
    return replace(block, rows=rows, total=total[0] if total else ())


def _rows(
    rows: Sequence[tuple[str, ...]], titles: Sequence[str], wanted: Cells
) -> tuple[tuple[str, ...], ...]:
    """The rows with the cells that they changed; one that they emptied is gone."""
    made = [(row, _row(row, titles, wanted)) for row in rows]
    return tuple(new for old, new in made if new == old or any(new))


def _row(row: tuple[str, ...], titles: Sequence[str], wanted: Cells) -> tuple[str, ...]:
    """The row with the cells that they changed. Each change is made once, in the first row that it fits: a
    second row that reads the same stays as it is."""
    made = list[str]()
    for at, cell in enumerate(row):
        key = keys(said(row[0])), keys(said(titles[at] or f"column {at + 1}")), keys(said(cell))
        found = wanted.get(key, [])
        made.append(found.pop(0) if found else cell)
    return tuple(made)


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


def _struck(sections: Sections, name: str) -> Sections:
    """The sections without one; what was put into it stands in its place."""
    made = list[Section]()
    for one in sections:
        made += one.sections if one.id == name else (replace(one, sections=_struck(one.sections, name)),)
    return tuple(made)


def _put(sections: Sections, new: Section, after: str, within: bool) -> Sections:
    """The section behind another one, or before all. Behind a section of clauses is at its beginning, and so
    behind every section at the top if it may stand within one. At the end where that is not there."""
    if after in FRONT:
        return (new, *sections)
    made, found = _placed(sections, new, after, within)
    return made if found else (*sections, new)


def _placed(sections: Sections, new: Section, after: str, within: bool = False) -> tuple[Sections, bool]:
    made, found = list[Section](), False
    for one in sections:
        if one.id == after and (one.sections or within):
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
