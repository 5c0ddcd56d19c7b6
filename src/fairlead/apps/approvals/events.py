"""Facts that approvals announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReviewsAsked:
    """Steps whose turn has come: the roles that are asked, and the users who are asked by name."""

    name: ClassVar[str] = "reviews.asked"

    engagement: int
    title: str
    roles: tuple[str, ...]
    users: tuple[int, ...]
    again: bool
    by: str


@dataclass(frozen=True, slots=True)
class ReviewAnswered:
    """A condition or an objection: what an approval alone does not tell."""

    name: ClassVar[str] = "review.answered"

    engagement: int
    step: str
    state: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class ReviewOverdue:
    name: ClassVar[str] = "review.overdue"

    engagement: int
    step: str
    roles: tuple[str, ...]
    users: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PointSaid:
    """Something was done about a point: answered, resolved or overruled."""

    name: ClassVar[str] = "point.said"

    engagement: int
    step: str
    act: str
    author: int
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class SowAgreed:
    name: ClassVar[str] = "sow.agreed"

    engagement: int
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class SowRecalled:
    name: ClassVar[str] = "sow.recalled"

    engagement: int
    title: str
    roles: tuple[str, ...]
    note: str
    by: str
