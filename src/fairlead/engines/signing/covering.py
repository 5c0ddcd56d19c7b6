"""What a signature that can be seen covers on its page, and what it reads.

A signature field is what signing adds, and vouches for the bytes of the file; it may still lie over the words
that somebody reads there, or bring words of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PageObject

from fairlead.engines.findings import cut
from fairlead.engines.signing.drawing import FAULTS

# A signature that takes more than this share of its page covers something, whatever there is to read.
MOST_OF_A_PAGE = 1 / 8
# How wide a letter is of its height, on average; how far a line reaches below and above its foot.
_WIDE, _BELOW, _ABOVE = 0.5, 0.2, 0.75

Box = tuple[float, float, float, float]


def covered(page: PageObject, field: Any) -> str:
    """The words of a page on which a field lies, "" for none; where a page cannot be read, what says so."""
    try:
        box, sheet = _box(field.get("/Rect", ())), _box(page.mediabox)
        if _area(box) > MOST_OF_A_PAGE * _area(sheet):
            return "a large part of the page"
        under = " ".join(text for text, place in _lines(page) if _meet(box, place)) if _area(box) else ""
    except FAULTS:
        return "what cannot be read"
    return f"“{cut(under)}”" if under else ""


def reads(page: PageObject, field: Any) -> str:
    """The words that a field shows, "" for none."""
    try:
        shown = field["/AP"]["/N"].get_object()
        return cut(" ".join(page.extract_xform_text(shown).split()))
    except FAULTS:
        return ""


def _box(corners: Sequence[Any]) -> Box:
    left, bottom, right, top = (float(one) for one in corners)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _lines(page: PageObject) -> Iterator[tuple[str, Box]]:
    """What stands on a page, with about the place where it stands."""
    found: list[tuple[str, Box]] = []

    def visit(text: str, around: Any, at: Any, _font: Any, size: Any) -> None:
        words = " ".join(text.split())
        if words:
            left = at[4] * around[0] + at[5] * around[2] + around[4]
            foot = at[4] * around[1] + at[5] * around[3] + around[5]
            high = abs(float(size) * (at[3] or at[1] or 1) * (around[3] or around[1] or 1))
            right = left + _WIDE * high * len(words)
            found.append((words, (left, foot - _BELOW * high, right, foot + _ABOVE * high)))

    page.extract_text(visitor_text=visit)
    yield from found
