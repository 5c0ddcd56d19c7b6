"""States of a thing and the moves between them, as a table that checks itself.

A lifecycle says which actions a state offers; buttons, rules and CHECK constraints all ask it, so no
screen can offer a move that the table does not hold. A move from a state to itself is allowed (a note
that keeps the state); a final state has no moves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class State:
    """One state: `id` as stored, `label` as read, `final` when nothing may follow."""

    id: str
    label: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One action: from any of `sources` it leads to `target`; `label` is the text of its button."""

    action: str
    sources: tuple[str, ...]
    target: str
    label: str


class WrongState(ValueError):
    """An action was asked of a state that does not offer it; the message says what it does offer."""

    def __init__(self, lifecycle: Lifecycle, state: str, action: str, allowed: tuple[str, ...]) -> None:
        self.lifecycle, self.state, self.action, self.allowed = lifecycle, state, action, allowed
        super().__init__(_wrong_state(lifecycle, state, action, allowed))


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """States in their order (the first is where things begin) and the moves between them.

    Raises ValueError at construction, naming every fault of the table at once.
    """

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise ValueError(f"lifecycle {self.name!r}: " + "; ".join(faults))

    @property
    def initial(self) -> str:
        """Id of the state in which things begin."""
        return self.states[0].id

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all states, in order (for a CHECK constraint)."""
        return tuple(state.id for state in self.states)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(id, label) pairs, in order (for a Django field)."""
        return [(state.id, state.label) for state in self.states]

    def state(self, state_id: str) -> State:
        """The state of that id; ValueError names the ones there are."""
        for state in self.states:
            if state.id == state_id:
                return state
        raise ValueError(f"{self.name} has no state {state_id!r}; there are: {', '.join(self.ids)}")

    def label(self, action: str) -> str:
        """An action as its button says it; the action itself where the table does not know it."""
        return next((move.label for move in self.moves if move.action == action), action)

    def said(self, state_id: str) -> str:
        """The label of a state inside of a sentence: "drawn up", "SOW in work"."""
        label = self.state(state_id).label
        return label if label[:2].isupper() else label[:1].lower() + label[1:]

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The moves that `state` offers, in table order (for the buttons). Unknown state: ValueError."""
        self.state(state)
        return tuple(move for move in self.moves if state in move.sources)

    def actions(self, state: str) -> tuple[str, ...]:
        """The actions that `state` offers, in table order. Unknown state: ValueError."""
        return tuple(move.action for move in self.moves_from(state))

    def can(self, state: str, action: str) -> bool:
        """Whether `state` offers `action`. Unknown state: ValueError."""
        return action in self.actions(state)

    def next(self, state: str, action: str) -> str:
        """The state that `action` leads to from `state`; WrongState when it is not offered there."""
        for move in self.moves_from(state):
            if move.action == action:
                return move.target
        raise WrongState(self, state, action, self.actions(state))


def _wrong_state(lifecycle: Lifecycle, state: str, action: str, allowed: tuple[str, ...]) -> str:
    label = lifecycle.state(state).label
    sources = [source for move in lifecycle.moves if move.action == action for source in move.sources]
    said = f"{action!r} cannot be done while the {lifecycle.name} is {label!r}."
    if sources:
        where = " or ".join(repr(lifecycle.state(source).label) for source in sources)
        said += f" It can be done when it is {where}."
    else:
        said += f" The {lifecycle.name} knows no such action."
    return said + (
        f" Now possible: {', '.join(allowed)}." if allowed else " Nothing more can be done with it."
    )


def _faults(lifecycle: Lifecycle) -> Iterator[str]:
    if not lifecycle.states:
        yield "it has no states"
        return
    yield from (f"state {one!r} is there twice" for one in _repeated(lifecycle.ids))
    known = set(lifecycle.ids)
    for move in lifecycle.moves:
        yield from (f"move {move.action!r} names the unknown state {one!r}" for one in _strange(move, known))
        if not move.sources:
            yield f"move {move.action!r} has no source"
    pairs = ((source, move.action) for move in lifecycle.moves for source in move.sources)
    yield from (f"state {source!r} offers {action!r} twice" for source, action in _repeated(pairs))
    yield from _ends(lifecycle)
    reached = _reached(lifecycle)
    yield from (f"state {one!r} is never reached" for one in lifecycle.ids if one not in reached)


def _ends(lifecycle: Lifecycle) -> Iterator[str]:
    """A state marked final that goes on, and one not marked that goes nowhere, are both mistakes."""
    leaving = {source for move in lifecycle.moves for source in move.sources}
    for state in lifecycle.states:
        if state.final and state.id in leaving:
            yield f"state {state.id!r} is final and yet has moves"
        if not state.final and state.id not in leaving:
            yield f"state {state.id!r} has no moves and is not marked final"


def _strange(move: Move, known: set[str]) -> Iterator[str]:
    return (one for one in (*move.sources, move.target) if one not in known)


def _repeated(items: Iterable[_T]) -> list[_T]:
    return [item for item, count in Counter(items).items() if count > 1]


def _reached(lifecycle: Lifecycle) -> set[str]:
    reached: set[str] = set()
    waiting = [lifecycle.initial]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [move.target for move in lifecycle.moves if state in move.sources]
    return reached
