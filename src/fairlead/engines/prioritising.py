"""Putting what a group captured in order, and the order on a roadmap, with the reason for each place.

Source of the marks: MoSCoW (must, should, could, won't this time), dot voting, value over effort on 1 to 5.
Numbers and worked examples: docs/spec/workshops.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

MOSCOW = ("must", "should", "could", "wont")
_WORDS = {"must": "Must", "should": "Should", "could": "Could", "wont": "Won't this time"}
_HORIZONS = {"must": "now", "should": "next", "could": "later", "wont": ""}
# Without a word of MoSCoW something stands between what could be and what will not.
_UNSAID = 3
MODES = ("moscow", "dots", "value")


@dataclass(frozen=True, slots=True)
class Item:
    """What is put in order. `order` is when it was captured: ties keep that order.

    moscow: one of MOSCOW or "". dots: votes. value, effort: 1 to 5, or None when nobody said.
    """

    id: int
    order: int
    moscow: str = ""
    dots: int = 0
    value: int | None = None
    effort: int | None = None

    @property
    def ratio(self) -> Fraction:
        """Value for effort, exactly; 0 while one of the two is missing."""
        return Fraction(self.value, self.effort) if self.value and self.effort else Fraction(0)

    @property
    def marked(self) -> bool:
        """Whether anybody said anything about its weight."""
        return bool(self.moscow or self.dots or self.ratio)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place in the order. `horizon` is now, next, later or "" (not on the roadmap); `reason` says why."""

    id: int
    rank: int
    horizon: str
    reason: str


def ranked(items: Iterable[Item], mode: str = "moscow") -> tuple[Ranked, ...]:
    """The items in order, first first. mode: which mark weighs most (one of MODES).

    What is "won't" comes last. A horizon follows from MoSCoW where it was said (must now, should next, could
    later); the other marked items are cut in thirds by their place among themselves, the first third now.
    What nobody marked has a place in the order and none on the roadmap. Raises ValueError for another mode.
    """
    if mode not in MODES:
        raise ValueError(f"There is no mode {mode!r}; there are: {', '.join(MODES)}.")
    ordered = sorted(items, key=lambda item: _key(item, mode))
    free = [item.id for item in ordered if item.marked and not item.moscow]
    return tuple(
        Ranked(item.id, rank, _horizon(item, free), _reason(item)) for rank, item in enumerate(ordered, 1)
    )


def _key(item: Item, mode: str) -> tuple[object, ...]:
    said = MOSCOW.index(item.moscow) if item.moscow else _UNSAID
    marks = {"moscow": said, "dots": -item.dots, "value": -item.ratio}
    first = marks.pop(mode)
    return (item.moscow == "wont", first, *marks.values(), item.order)


def _horizon(item: Item, free: list[int]) -> str:
    if item.moscow:
        return _HORIZONS[item.moscow]
    if item.id not in free:
        return ""
    third = free.index(item.id) * 3 // len(free)
    return ("now", "next", "later")[third]


def _reason(item: Item) -> str:
    parts = [
        _WORDS.get(item.moscow, ""),
        f"{item.dots} {'dot' if item.dots == 1 else 'dots'}" if item.dots else "",
        f"value {item.value} for effort {item.effort}" if item.ratio else "",
    ]
    return ", ".join(part for part in parts if part) or "nobody gave it a weight"
