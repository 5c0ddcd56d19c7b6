"""Facts that changes announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """needs: what it waits for."""

    name: ClassVar[str] = "change.asked"

    engagement: int
    title: str
    needs: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class ChangeStranded:
    """Both have signed what a change makes, and what it amends stands no more."""

    name: ClassVar[str] = "change.stranded"

    engagement: int
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class ChangeInForce:
    name: ClassVar[str] = "change.in-force"

    engagement: int
    title: str
    booking: str
    by: str
