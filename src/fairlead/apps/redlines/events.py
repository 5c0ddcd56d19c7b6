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
class MarkupAsked:
    """A contact of the customer asks about a document; about: which clause of it, "" for the whole."""

    name: ClassVar[str] = "markup.asked"

    engagement: int
    title: str
    about: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A question of theirs has a reply that is for their eyes."""

    name: ClassVar[str] = "markup.answered"

    engagement: int
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class MarkupSettled:
    """theirs: it was given in by the customer's own people."""

    name: ClassVar[str] = "markup.settled"

    engagement: int
    title: str
    made: str
    by: str
    theirs: bool = False
