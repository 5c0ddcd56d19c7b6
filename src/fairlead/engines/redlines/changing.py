"""One clause as it was sent beside the passage that is it now: kind, pieces, figures, wording."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from fairlead.engines.redlines.body import Body, Line
from fairlead.engines.redlines.figures import figures
from fairlead.engines.redlines.grouping import bare_title
from fairlead.engines.redlines.locating import Claim, Located
from fairlead.engines.redlines.marked import AFTER, after, is_silent, lined, pieces
from fairlead.engines.redlines.sent import Sent
from fairlead.engines.redlines.values import (
    DELETED,
    KEPT,
    ClauseChange,
    Comment,
    FigureChange,
    Outside,
    Piece,
)
from fairlead.engines.redlines.words import keys, squeezed

Filed = Mapping[int, tuple[Comment, ...]]


def change(clause: Sent, where: Located, filed: Filed) -> ClauseChange:
    """What became of one clause."""
    claim = where.claims.get(clause.id)
    if claim is None:
        pieces_ = (Piece(DELETED, clause.text),)
        return ClauseChange(
            clause.id,
            clause.number,
            clause.title,
            "deleted",
            clause.text,
            "",
            pieces_,
            silent=True,
            computed=clause.computed,
        )
    segments = claim.segments()
    found = pieces(clause.text, segments)
    wanted = lined(after(segments))
    moved = clause.id in where.moved or claim.tracked_move
    title, wording = worded_again(claim.group.lines, clause.title)
    return ClauseChange(
        clause.id,
        clause.number,
        clause.title,
        kind_of(clause.text, wanted, moved),
        clause.text,
        wanted,
        found,
        filed.get(id(claim.group), ()),
        _figures(clause, claim),
        moved,
        where.moved.get(clause.id, ""),
        claim.how,
        claim.likeness,
        is_silent(found) or (moved and not claim.tracked_move),
        clause.computed,
        title,
        wording,
    )


def kind_of(sent: str, wanted: str, moved: bool) -> str:
    """unchanged, typography, edited, moved or deleted (see `ClauseChange`)."""
    if not wanted:
        return "deleted"
    same = sent == wanted
    if not same and keys(sent) != keys(wanted):
        return "edited"
    if moved:
        return "moved"
    return "unchanged" if same or lined(sent) == wanted else "typography"


def _figures(clause: Sent, claim: Claim) -> tuple[FigureChange, ...]:
    rows = [tuple(squeezed(after(cell)) for cell in line.cells) for line in claim.group.lines if line.cells]
    return figures(clause.id, clause.rows, [row for row in rows if any(row)])


def worded_again(lines: Sequence[Line], title: str) -> tuple[str, str]:
    """(the title that they want, the rest as practice text) of the lines of a clause; rows are left out."""
    parts = list(_paragraphs(lines))
    own = ""
    for at, (text, line) in enumerate(parts):
        if line.heading or bare_title(text) == bare_title(title):
            own = text
            parts = parts[:at] + parts[at + 1 :]
            break
    wording = ""
    listing = False
    for text, line in parts:
        gap = "" if not wording else "\n" if listing and line.item else "\n\n"
        wording += f"{gap}{'- ' if line.item else ''}{text}"
        listing = line.item
    return own, wording


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """Paragraphs as they want them, with the line each begins in: a struck out end joins two of them."""
    text, first = "", None
    for line in lines:
        if line.table:
            continue
        text += after(line.segments)
        first = first or line
        if line.mark.kind in AFTER:
            if squeezed(text):
                yield squeezed(text), first
            text, first = "", None
    if first and squeezed(text):
        yield squeezed(text), first


def outsiders(body: Body, where: Located, filed: Filed) -> tuple[Outside, ...]:
    """Every passage that is no clause, with the clause before it; nothing is dropped."""
    places = sorted((claim.group.place, name) for name, claim in where.claims.items())
    found: list[Outside] = []
    for group in where.strays:
        text = lined(after(group.segments))
        parts = pieces("", group.segments)
        if not parts:
            continue
        first = group.lines[0].index
        before = bisect_left(places, (first, ""))
        heading = next((line.wanted or line.had for line in group.lines if line.heading), "")
        _, wording = worded_again(group.lines, heading)
        found.append(
            Outside(
                f"@added-{len(found) + 1}",
                heading,
                text,
                body.controls[group.within].clause,
                places[before - 1][1] if before else "",
                parts,
                filed.get(id(group), ()),
                all(one.tracked or one.kind == KEPT or not one.text.strip() for one in parts),
                wording,
            )
        )
    return tuple(found)
