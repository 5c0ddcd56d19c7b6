"""Text with its marks, and how it becomes pieces against the text that was sent.

A segment is kept, inserted, deleted, moved here, moved away, or void (inserted and deleted again). Their
text without insertions is what the file says was sent; without deletions, what they want.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairlead.engines.redlines.values import DELETED, INSERTED, KEPT, MOVED_AWAY, MOVED_HERE, Piece
from fairlead.engines.redlines.words import changes, cleaned, regions, squeezed, tokens

VOID = "void"
BEFORE = frozenset((KEPT, DELETED, MOVED_AWAY))
AFTER = frozenset((KEPT, INSERTED, MOVED_HERE))


@dataclass(frozen=True, slots=True)
class Mark:
    """One tracked change: what it does, whose it is, when it was made. kept is no change at all.

    untold: no tracked change says it, the words are struck through by formatting alone.
    """

    kind: str = KEPT
    author: str = ""
    at: datetime | None = None
    moved: bool = False  # a void or deleted text inside a passage that was moved here
    untold: bool = False


PLAIN = Mark()


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    mark: Mark = PLAIN


def before(segments: Iterable[Segment]) -> str:
    """The text as the file says it was sent."""
    return "".join(one.text for one in segments if one.mark.kind in BEFORE)


def after(segments: Iterable[Segment]) -> str:
    """The text as they want it."""
    return "".join(one.text for one in segments if one.mark.kind in AFTER)


def settled(segments: Iterable[Segment]) -> list[Segment]:
    """A passage that was moved here, as if it had always stood here: only edits inside it stay marked."""
    return [_settled(one) for one in segments]


def _settled(one: Segment) -> Segment:
    mark = one.mark
    if mark.kind == MOVED_HERE:
        return Segment(one.text)
    if mark.kind == VOID and mark.moved:
        return Segment(one.text, Mark(DELETED, mark.author, mark.at, untold=mark.untold))
    return one


def pieces(sent: str, segments: Sequence[Segment]) -> tuple[Piece, ...]:
    """What was sent and what they want as one sequence; () when nothing in it differs or is marked.

    Words that differ from what was sent without a mark are pieces with tracked=False.
    """
    shown = [Segment(text, one.mark) for one in segments if (text := cleaned(one.text))]
    silent = _silent(sent, before(shown))
    if not silent and all(one.mark.kind in (KEPT, VOID) for one in shown):
        return ()
    return tuple(_merged(_woven(shown, silent)))


@dataclass(frozen=True, slots=True)
class _Silent:
    """From `start` to `end` of the file's own text stands something that was not sent; `gone` was."""

    start: int
    end: int
    gone: str


def _silent(sent: str, there: str) -> list[_Silent]:
    """Where the file's own text is not what was sent. Lines that are the same at both ends are not read."""
    if sent == there:
        return []
    if not sent:
        return [_Silent(0, len(there), "")]
    skip, stop = _same_lines(sent, there)
    sent, middle = sent[skip : len(sent) - stop], there[skip : len(there) - stop]
    return [
        one for a, b, c, d in regions(sent, middle) for one in _differing(sent[a:b], middle[c:d], skip + c)
    ]


def _differing(sent: str, there: str, place: int) -> Iterator[_Silent]:
    """The same of two passages. place: where this one begins in the file's own text."""
    old, old_places = tokens(sent)
    new, new_places = tokens(there)
    for i1, i2, j1, j2 in changes(old, new):
        start, end = _span(new_places, j1, j2, len(there))
        first, last = _span(old_places, i1, i2, len(sent))
        yield _Silent(start + place, end + place, sent[first:last])


def _span(places: Sequence[tuple[int, int]], first: int, last: int, length: int) -> tuple[int, int]:
    """Where tokens first..last stand, with the blanks before them; at the beginning, those after them."""
    if first:
        start = places[first - 1][1]
        return start, places[last - 1][1] if last > first else start
    return 0, (places[last][0] if last < len(places) else length) if last else 0


def _same_lines(one: str, other: str) -> tuple[int, int]:
    """How many letters of whole equal lines both begin and end with."""
    a, b = one.split("\n"), other.split("\n")
    most = min(len(a), len(b)) - 1
    start = next((at for at in range(most) if a[at] != b[at]), most)
    most -= start
    end = next((at for at in range(most) if a[-1 - at] != b[-1 - at]), most)
    return sum(len(line) + 1 for line in a[:start]), sum(len(line) + 1 for line in a[len(a) - end :])


def _woven(segments: Sequence[Segment], silent: Sequence[_Silent]) -> Iterator[Piece]:
    """The segments in order, cut where something differs silently."""
    waiting = list(reversed(silent))
    inside: _Silent | None = None
    place = 0
    for one in segments:
        if one.mark.kind not in BEFORE:
            if one.mark.kind != VOID:
                yield _piece(one.text, one.mark)
            continue
        text = one.text
        while text:
            if inside is None and waiting and waiting[-1].start <= place:
                inside = waiting.pop()
                if inside.gone:
                    yield Piece(DELETED, inside.gone)
            if inside is not None and inside.end <= place:
                inside = None
                continue
            stop = inside.end if inside else waiting[-1].start if waiting else place + len(text)
            part, text = text[: stop - place], text[stop - place :]
            place += len(part)
            if inside is None:
                yield _piece(part, one.mark)
            elif one.mark.kind == KEPT:
                yield Piece(INSERTED, part)
    yield from (Piece(DELETED, one.gone) for one in reversed(waiting) if one.gone)


def _piece(text: str, mark: Mark) -> Piece:
    return Piece(mark.kind, text, mark.author, mark.at, mark.kind != KEPT and not mark.untold)


def _merged(found: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of the same hand and moment are one piece."""
    last: Piece | None = None
    for one in found:
        if last and (last.kind, last.author, last.at, last.tracked) == (
            one.kind,
            one.author,
            one.at,
            one.tracked,
        ):
            last = Piece(one.kind, last.text + one.text, one.author, one.at, one.tracked)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def is_silent(found: Iterable[Piece]) -> bool:
    """Some words changed without a mark."""
    return any(piece.kind != KEPT and not piece.tracked and piece.text.strip() for piece in found)


def lined(text: str) -> str:
    """The text line by line, blanks squeezed, empty lines left out."""
    lines = (squeezed(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def joined(parts: Iterable[tuple[Sequence[Segment], Mark]], sign: str) -> list[Segment]:
    """Paragraphs as one sequence with `sign` between them; each comes with the mark on its end.

    A paragraph end that was put in parts the wanted text alone, one that was struck out the sent text alone;
    a paragraph that is empty on one side has no sign on that side.
    """
    result: list[Segment] = []
    was, wants, ended_was, ended_wants, hand = False, False, False, False, PLAIN
    for segments, mark in parts:
        has_was = any(one.mark.kind in BEFORE and one.text.strip() for one in segments)
        has_wants = any(one.mark.kind in AFTER and one.text.strip() for one in segments)
        parted = (has_was and was and ended_was, has_wants and wants and ended_wants)
        if any(parted):
            result.append(Segment(sign, _sign_mark(parted, segments, hand)))
        result += segments
        was, ended_was = was or has_was, (ended_was and not has_was) or mark.kind in BEFORE
        wants, ended_wants = wants or has_wants, (ended_wants and not has_wants) or mark.kind in AFTER
        hand = mark if mark.kind != KEPT else hand
    return result


def _sign_mark(parted: tuple[bool, bool], segments: Sequence[Segment], hand: Mark) -> Mark:
    """Whose the sign between two paragraphs is: of the text after it, or of the end before it."""
    if all(parted):
        return PLAIN
    kinds = BEFORE if parted[0] else AFTER
    own = next((one.mark for one in segments if one.mark.kind in kinds and one.mark.kind != KEPT), None)
    return own or Mark(DELETED if parted[0] else INSERTED, hand.author, hand.at)
