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


@dataclass(frozen=True, slots=True)
class ArchitectAsked:
    name: ClassVar[str] = "engagement.architect-asked"

    engagement: int
    architect: int
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class EngagementAnswered:
    """Something that was asked about an engagement has its answer, or is asked no more."""

    name: ClassVar[str] = "engagement.answered"

    engagement: int


@dataclass(frozen=True, slots=True)
class EngagementGiven:
    name: ClassVar[str] = "engagement.given"

    engagement: int
    em: int
    by: str
