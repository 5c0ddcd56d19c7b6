"""Things in an order of their own: the neighbour to change places with, and circles of waiting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Protocol, TypeVar

from fairlead.core.errors import WrongTime, invalid


class Placed(Protocol):
    pk: int


P = TypeVar("P", bound=Placed)

_STEPS = {"up": -1, "down": 1}


def beside(rows: Sequence[P], pk: int, action: str) -> P:
    """The row before ("up") or after ("down") the one of that key; refused where there is none."""
    if action not in _STEPS:
        raise invalid("action", f"There is no {action!r} here.", "Say up or down.")
    at = [row.pk for row in rows].index(pk) + _STEPS[action]
    if not 0 <= at < len(rows):
        raise WrongTime(f"It cannot go {action} any further.")
    return rows[at]


def circle(needs: Mapping[int, Iterable[int]]) -> list[int]:
    """One way around, first and last the same, if something waits for itself; else the empty list."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        found: list[int] = error.args[1]
        return found[::-1]
    return []
