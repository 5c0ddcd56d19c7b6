"""Facts that comments announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CommentWritten:
    """author: the user who wrote it; to: the user whose answer is asked for, 0 for nobody's."""

    name: ClassVar[str] = "comment.written"

    engagement: int
    title: str
    text: str
    author: int
    to: int
    by: str


@dataclass(frozen=True, slots=True)
class CommentAnswered:
    """users: who has spoken in it before, and is told."""

    name: ClassVar[str] = "comment.answered"

    engagement: int
    title: str
    text: str
    users: tuple[int, ...]
    by: str


@dataclass(frozen=True, slots=True)
class CommentResolved:
    name: ClassVar[str] = "comment.resolved"

    engagement: int
