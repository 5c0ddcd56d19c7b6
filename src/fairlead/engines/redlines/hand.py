"""The hand that tracks changes in a Word file that we write: paragraphs with their words put in and struck
out, under one name and day."""

from __future__ import annotations

from datetime import date
from html import escape

from fairlead.engines.documents.packing import said
from fairlead.engines.redlines.marked import Segment, pieces
from fairlead.engines.redlines.values import DELETED, INSERTED, KEPT, Piece


class Hand:
    """Every tracked change of a file has a number of its own."""

    def __init__(self, author: str, day: date) -> None:
        self._about = f'w:author="{said(author)}" w:date="{day.isoformat()}T00:00:00Z"'
        self._count = 0
        # While a clause is written that only went elsewhere: "moveFrom" where it was, "moveTo" where it is.
        self.moving = ""

    def around(self, name: str, inside: str) -> str:
        """The content of a clause between the two signs of the move that is called so."""
        self._count += 1
        number, kind = self._count, self.moving
        start = f'<w:{kind}RangeStart w:id="{number}" {self._about} w:name="{said(name)}"/>'
        return f'{start}{inside}<w:{kind}RangeEnd w:id="{number}"/>'

    def mark(self, kind: str, inside: str = "") -> str:
        """A tracked change ("ins", "del", "moveFrom", "moveTo") around something, or as a sign on a row or on
        the end of a paragraph."""
        self._count += 1
        start = f'<w:{kind} w:id="{self._count}" {self._about}'
        return f"{start}>{inside}</w:{kind}>" if inside else f"{start}/>"

    def line(
        self, old: str | None, new: str | None, style: str = "Normal", bold: bool = False, align: str = ""
    ) -> str:
        """A paragraph that was `old` and is `new`; None where a version has no such paragraph."""
        runs = "".join(self._run(piece, bold) for piece in _between(old, new))
        side = f'<w:jc w:val="{align}"/>' if align else ""
        end = ""
        if old is None or new is None:
            kind = self.moving or ("ins" if old is None else "del")
            end = f"<w:rPr>{self.mark(kind)}</w:rPr>"
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}{end}</w:pPr>{runs}</w:p>'

    def _run(self, piece: Piece, bold: bool) -> str:
        look = "<w:rPr><w:b/></w:rPr>" if bold else ""
        if self.moving and piece.kind != KEPT:
            words = f'<w:t xml:space="preserve">{escape(piece.text)}</w:t>'
            return self.mark(self.moving, f"<w:r>{look}{words}</w:r>")
        tag = "delText" if piece.kind == DELETED else "t"
        words = f'<w:{tag} xml:space="preserve">{escape(piece.text)}</w:{tag}>'
        run = f"<w:r>{look}{words}</w:r>"
        if piece.kind == DELETED:
            return self.mark("del", run)
        return self.mark("ins", run) if piece.kind == INSERTED else run


def _between(old: str | None, new: str | None) -> tuple[Piece, ...]:
    """The words of both; where they differ in quotes or dashes alone, the whole of each."""
    if old is None or new is None:
        kind = INSERTED if old is None else DELETED
        text = new if old is None else old
        return (Piece(kind, text),) if text else ()
    if old == new:
        return (Piece("kept", new),) if new else ()
    found = pieces(old, [Segment(new)])
    return found or (Piece(DELETED, old), Piece(INSERTED, new))
