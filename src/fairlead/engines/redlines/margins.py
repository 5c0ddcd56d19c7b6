"""The headers and footers of a file: whatever in them is not what we print there, as one passage outside.

Pages and sections have headers of their own; what stands in several of them is said once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairlead.engines.documents.letterhead import logo_of
from fairlead.engines.documents.tree import Document
from fairlead.engines.redlines.body import Body, text_of
from fairlead.engines.redlines.likeness import alike
from fairlead.engines.redlines.marked import Segment, before, lined, pieces
from fairlead.engines.redlines.package import Package
from fairlead.engines.redlines.running import read_in
from fairlead.engines.redlines.sent import said
from fairlead.engines.redlines.styles import Styles
from fairlead.engines.redlines.values import DELETED, KEPT, MARGINS, Outside, Piece
from fairlead.engines.redlines.words import keys

TITLE = "Headers and footers"
# A line with less than this share of its word pairs in common with ours is another one, beside ours.
_OURS = 1 / 3
_PICTURE = "[picture]"
# What a program counts: the numbers stand in the file as it counted them last.
_PAGE = "Page 1 of 1"
_COUNTED = re.compile(r"\bPage +\S{1,6} +of +\S{1,6}$")


@dataclass(frozen=True, slots=True)
class Margins:
    """outside: what differs, if anything does; bodies: each header and footer as it was read."""

    outside: Outside | None
    bodies: tuple[Body, ...]


def running_lines(document: Document, manifest: str = "") -> Mapping[str, tuple[str, ...]]:
    """What `documents/word_parts.py` prints in headers and in footers: the line of all pages first.

    manifest: the one that the file names, where it was made from another version.
    """
    meta = document.meta
    header = said(f"{document.title} – {document.subtitle} {meta.customer}")
    footer = said(f"{meta.firm} {(manifest or meta.manifest)[:16]} {_PAGE}")
    return {"header": (header, _PICTURE) if logo_of(meta.brand) else (header,), "footer": (footer,)}


def margins_of(package: Package, styles: Styles, document: Document, manifest: str) -> Margins:
    """Everything that stands in headers and footers against what we print there."""
    ours = running_lines(document, manifest)
    found: dict[tuple[tuple[str, str], ...], tuple[Piece, ...]] = {}
    lines: dict[str, None] = {}
    bodies = list[Body]()
    for kind, roots in (("header", package.headers), ("footer", package.footers)):
        read = [read_in(root, styles) for root in roots]
        bodies += read
        for parts in _differing(ours[kind], [_Margin(body) for body in read]):
            found.setdefault(tuple((one.kind, one.text) for one in parts), parts)
        known = {keys(line) for line in ours[kind]}
        lines |= {line.wanted: None for body in read for line in body.lines if not _is(line.wanted, known)}
    return Margins(_outside(tuple(found.values()), tuple(lines)) if found else None, tuple(bodies))


def _is(line: str, known: set[tuple[str, ...]]) -> bool:
    return not line or keys(_COUNTED.sub(_PAGE, line)) in known


class _Margin:
    """One header or footer: its text with marks, as it was and as they want it."""

    def __init__(self, body: Body) -> None:
        self.segments: Sequence[Segment] = text_of(body.lines)
        self.had = lined(before(self.segments))
        self.marked = any(one.mark.kind != KEPT and one.text.strip() for one in self.segments)

    def against(self, ours: str) -> tuple[Piece, ...]:
        """What differs from a line of ours, its page numbers counted as in the file."""
        counted = _COUNTED.search(self.had)
        return pieces(ours.replace(_PAGE, counted.group()) if counted else ours, self.segments)


def _differing(ours: tuple[str, ...], there: Sequence[_Margin]) -> Iterator[tuple[Piece, ...]]:
    """The pieces of each that is not one of our lines; and our line, where it stands in none of them."""
    known = {keys(line) for line in ours}
    main, gone = ours[0], True
    changed = list[_Margin]()
    for one in there:
        stands = keys(_COUNTED.sub(_PAGE, one.had)) == keys(main)
        gone = gone and not stands
        if one.marked or not _is(one.had, known):
            changed.append(one)
    for one in changed:
        best = max(ours, key=lambda line: alike(keys(line), keys(one.had)))
        if alike(keys(best), keys(one.had)) >= _OURS:
            yield one.against(best)
        else:
            # What stands in its place, or beside it.
            yield one.against(main if gone else "")
        gone = False
    if gone:
        yield (Piece(DELETED, main),)


def _outside(found: Sequence[tuple[Piece, ...]], lines: Sequence[str]) -> Outside:
    parts = found[0] + tuple(piece for some in found[1:] for piece in (Piece(KEPT, "\n"), *some))
    tracked = all(one.tracked or one.kind == KEPT or not one.text.strip() for one in parts)
    return Outside(MARGINS, TITLE, lined("\n".join(lines)), "", "", parts, (), tracked, "\n\n".join(lines))


def marks_in(bodies: Sequence[Body], kind: str) -> int:
    """How many tracked changes of a kind stand in them all."""
    return sum(body.marks.get(kind, 0) for body in bodies)
