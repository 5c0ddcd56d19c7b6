"""Facts that redlines announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class MarkupRead:
    """A file that came back was read, or turned away. roles: whose wordings wait for their answer."""

    name: ClassVar[str] = "markup.read"

    engagement: int
    title: str
    state: str
    changes: int
    roles: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class MarkupSettled:
    name: ClassVar[str] = "markup.settled"

    engagement: int
    title: str
    made: str
    by: str
