"""Facts that agreements announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SowDrawnUp:
    name: ClassVar[str] = "sow.drawn-up"

    sow: int
    engagement: int
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class SowWithdrawn:
    name: ClassVar[str] = "sow.withdrawn"

    sow: int
    engagement: int
    title: str
    by: str
