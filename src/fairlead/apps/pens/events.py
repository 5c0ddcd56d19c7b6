"""Facts that pens announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PenAsked:
    name: ClassVar[str] = "pen.asked"

    engagement: int
    user: int
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class PenPassed:
    name: ClassVar[str] = "pen.passed"

    engagement: int
    users: tuple[int, ...]
    holder: str
    reason: str
    by: str
