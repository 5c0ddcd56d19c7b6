"""Facts that hand-overs announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class HandoverGiven:
    """pm: the user who is named as its project manager, 0 for nobody."""

    name: ClassVar[str] = "handover.given"

    engagement: int
    title: str
    pm: int
    by: str


@dataclass(frozen=True, slots=True)
class HandoverAccepted:
    name: ClassVar[str] = "handover.accepted"

    engagement: int
    title: str
    reservations: str
    by: str


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    name: ClassVar[str] = "question.asked"

    engagement: int
    section: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    name: ClassVar[str] = "question.answered"

    engagement: int
    user: int
    text: str
    by: str
