"""Two versions of one document beside each other: clause by clause, word by word, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairlead.engines.documents.tree import Document
from fairlead.engines.redlines.figures import figures, same_columns
from fairlead.engines.redlines.marked import Segment, pieces
from fairlead.engines.redlines.order import moved
from fairlead.engines.redlines.sent import Sent, sent_clauses
from fairlead.engines.redlines.values import DELETED, INSERTED, ClauseChange, FigureChange, Piece


@dataclass(frozen=True, slots=True)
class Versions:
    """clauses: those of the newer version in its order, each one that is gone after the one it followed."""

    clauses: tuple[ClauseChange, ...]

    @property
    def changed(self) -> tuple[ClauseChange, ...]:
        """The clauses that differ."""
        return tuple(one for one in self.clauses if one.kind != "unchanged")

    @property
    def figures(self) -> tuple[FigureChange, ...]:
        """Every cell of a table that differs, in reading order."""
        return tuple(figure for one in self.clauses for figure in one.figures)


def compared(old: Document, new: Document) -> Versions:
    """What became of each clause from the older to the newer version.

    In a change `sent` is the older text and `wanted` the newer; no piece is tracked. A clause whose numbers
    alone moved on because another came or went is unchanged.
    """
    before = {one.id: one for one in sent_clauses(old)}
    after = {one.id: one for one in sent_clauses(new)}
    parents = {one.id: one.parent for one in after.values()}
    led = moved(list(before), [name for name in after if name in before], parents)
    names = list(after)
    for at, name in enumerate(names):
        if name in before and before[name].parent != parents[name]:
            led.setdefault(name, names[at - 1] if at else "")
    found = {name: _change(before.get(name), one, led) for name, one in after.items()}
    return Versions(tuple(_in_order(before, found)))


def _in_order(before: dict[str, Sent], found: dict[str, ClauseChange]) -> Iterator[ClauseChange]:
    """The newer order, with what is gone where it was."""
    gone: dict[str, list[ClauseChange]] = {}
    last = ""
    for name, one in before.items():
        if name in found:
            last = name
        else:
            gone.setdefault(last, []).append(_gone(one))
    yield from gone.get("", ())
    for name, change in found.items():
        yield change
        yield from gone.get(name, ())


def _gone(one: Sent) -> ClauseChange:
    parts = (Piece(DELETED, one.text),)
    cells = figures(one.id, one.rows, ())
    return ClauseChange(one.id, one.number, one.title, "deleted", one.text, "", parts, (), cells)


def _change(old: Sent | None, new: Sent, led: dict[str, str]) -> ClauseChange:
    if old is None:
        parts = (Piece(INSERTED, new.text),)
        cells = figures(new.id, (), [row.cells for row in new.rows])
        return ClauseChange(new.id, new.number, new.title, "added", "", new.text, parts, (), cells)
    shift = new.id in led
    if old.lines == new.lines:
        kind = "moved" if shift else "unchanged"
        return ClauseChange(
            new.id, new.number, new.title, kind, old.text, new.text, moved=shift, after=led.get(new.id, "")
        )
    before, after = same_columns(old.rows, new.rows)
    found = pieces(old.text, [Segment(new.text)])
    kind = "edited" if found else "moved" if shift else "typography"
    return ClauseChange(
        new.id,
        new.number,
        new.title,
        kind,
        old.text,
        new.text,
        found,
        figures=figures(new.id, before, [row.cells for row in after]),
        moved=shift,
        after=led.get(new.id, ""),
        computed=new.computed,
    )
