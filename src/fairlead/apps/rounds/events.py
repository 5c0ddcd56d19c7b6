"""Facts that rounds announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PanelAsked:
    name: ClassVar[str] = "panel.asked"

    engagement: int
    title: str
    round: int
    users: tuple[int, ...]
    by: str


@dataclass(frozen=True, slots=True)
class PanelClosed:
    name: ClassVar[str] = "panel.closed"

    engagement: int
    title: str
    lines: int
    by: str
