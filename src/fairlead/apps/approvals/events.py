"""Facts that approvals announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReviewsAsked:
    """Steps whose turn has come: the roles that are asked, and the users who are asked by name.

    deputies: users who stand in for some of them, and for whom.
    """

    name: ClassVar[str] = "reviews.asked"

    engagement: int
    title: str
    roles: tuple[str, ...]
    users: tuple[int, ...]
    again: bool
    by: str
    deputies: tuple[tuple[int, str], ...] = ()
    sow: int = 0


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
class ReviewDue:
    """An answer is due within a working day."""

    name: ClassVar[str] = "review.due"

    engagement: int
    step: str
    roles: tuple[str, ...]
    users: tuple[int, ...]
    deputies: tuple[tuple[int, str], ...] = ()
    sow: int = 0


@dataclass(frozen=True, slots=True)
class ReviewOverdue(ReviewDue):
    """first: for the first time; then whoever leads the engagement hears of it as well."""

    name: ClassVar[str] = "review.overdue"

    first: bool = False


@dataclass(frozen=True, slots=True)
class PointWaits:
    """Points of a step wait: for the engagement manager's answer, or once answered for their author's word.

    author: their user, 0 while they are not answered; count: how many; text: the first of them.
    """

    name: ClassVar[str] = "point.waits"

    engagement: int
    step: str
    author: int
    count: int
    text: str
    sow: int = 0


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

    sow: int
    engagement: int
    title: str
    roles: tuple[str, ...]
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class StandingInArranged:
    """Somebody is to answer in another's place: from the first day to before the last."""

    name: ClassVar[str] = "delegation.arranged"

    user: int
    person: str
    start: str
    end: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class StandingInEnded:
    """They are back, or it was taken back before it began."""

    name: ClassVar[str] = "delegation.ended"

    user: int
    person: str
    by: str
