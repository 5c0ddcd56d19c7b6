"""Where a piece of practice text stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a piece of practice text stands: file relative to the practice folder, 1-based line."""

    file: str
    line: int


NOWHERE = Place("", 0)
