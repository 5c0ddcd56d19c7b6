"""Facts that engagements announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class EngagementMoved:
    name: ClassVar[str] = "engagement.moved"

    engagement: int
    action: str
    state: str
    by: str
