"""Ranges of lines edited in two places since a common base: what to take, what clashes.

A three-way merge line by line. A line's range is one thing: its low, likely and high hours are never mixed
from two hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Range:
    """P10, P50 and P90 of a line, in hours."""

    low: Decimal
    likely: Decimal
    high: Decimal

    def __str__(self) -> str:
        return f"{self.low.normalize():f} / {self.likely.normalize():f} / {self.high.normalize():f} h"


@dataclass(frozen=True, slots=True)
class Edited:
    """A line as it comes back: its range and the reason written beside it."""

    line: str
    hours: Range
    reason: str = ""


class Fate(StrEnum):
    """What becomes of a line that went out.

    SAME: not edited. TAKEN: edited there alone. ALREADY: edited to the same in both places. CONFLICT: edited
    differently in both. MISSING: its row did not come back; nothing is done to it. GONE: edited there, but no
    longer part of the estimate.
    """

    SAME = "same"
    TAKEN = "taken"
    ALREADY = "already"
    CONFLICT = "conflict"
    MISSING = "missing"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Merged:
    """One line after the merge. base, mine, theirs: as it went out, as it is now, as it comes back; None
    where it is not there. `says` explains the fate in a sentence."""

    line: str
    fate: Fate
    base: Range
    mine: Range | None
    theirs: Range | None
    reason: str
    says: str


def merge(
    base: Mapping[str, Range], mine: Mapping[str, Range], theirs: Iterable[Edited]
) -> tuple[Merged, ...]:
    """Every line of the base with its fate, in the order of the base. `theirs` holds lines of the base alone,
    each at most once; lines that the estimate has got since are no concern of a merge."""
    back = {edited.line: edited for edited in theirs}
    return tuple(_one(line, was, mine.get(line), back.get(line)) for line, was in base.items())


def _one(line: str, was: Range, now: Range | None, back: Edited | None) -> Merged:
    if back is None:
        says = "Its row did not come back; nothing is done to the line."
        return Merged(line, Fate.MISSING, was, now, None, "", says)
    fate = _fate(was, now, back.hours)
    says = {
        Fate.SAME: "Not edited.",
        Fate.TAKEN: f"{was} becomes {back.hours}.",
        Fate.ALREADY: f"Both places say {back.hours}.",
        Fate.CONFLICT: f"It went out as {was}; here it is {now} now, there it is {back.hours}.",
        Fate.GONE: f"The line is no longer part of the estimate; there it is {back.hours}.",
    }[fate]
    return Merged(line, fate, was, now, back.hours, back.reason, says)


def _fate(was: Range, now: Range | None, back: Range) -> Fate:
    if back == was:
        return Fate.SAME
    if now is None:
        return Fate.GONE
    if back == now:
        return Fate.ALREADY
    return Fate.TAKEN if now == was else Fate.CONFLICT
