"""Who is away, and in whose place somebody acts: asked of by rules of every room, answered by the one that
arranges it. An actor is asked (`Actor.instead_of`); nothing else looks it up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fairlead.core.actor import Absent

Source = Callable[[int], Sequence[Absent]]

_SOURCES: list[Source] = []


def source(function: Source) -> Source:
    """Let this function say for whom a user stands in today."""
    _SOURCES.append(function)
    return function


def absent(user: int) -> tuple[Absent, ...]:
    """For whom a user stands in today."""
    return tuple(one for function in _SOURCES for one in function(user))
