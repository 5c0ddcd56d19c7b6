"""What may be done: rules are predicates that answer None (yes) or a refusal (why not)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import Role
from fairlead.engines.lifecycle import Lifecycle

Rule = Callable[[Actor, Any], Refused | None]


def first(*refusals: Refused | None) -> Refused | None:
    """The first refusal, or None when there is none."""
    return next((refusal for refusal in refusals if refusal is not None), None)


def needs(actor: Actor, roles: Iterable[Role], what: str) -> Refused | None:
    """Refuse unless the actor holds one of the roles or is scheduled work; the sentence names who may.

    An administrator keeps the system and is no deputy for anyone: they may what is said here, no more.
    """
    allowed = frozenset(roles)
    if actor.is_system or actor.has_any(allowed):
        return None
    who = ", ".join(sorted(role.label for role in allowed))
    return Forbidden(f"You may not {what}. These roles may: {who}.")


def in_state(lifecycle: Lifecycle, state: str, action: str) -> Refused | None:
    """Refuse unless the state table has that action in this state."""
    if lifecycle.can(state, action):
        return None
    now = ", ".join(move.label for move in lifecycle.moves_from(state)) or "nothing"
    label = lifecycle.label(action)
    said = (
        f"This {lifecycle.name} is {lifecycle.said(state)}, which allows no “{label}”; possible now: {now}."
    )
    return WrongTime(said, lifecycle.actions(state))


def unless(broken: bool, refusal: Refused) -> Refused | None:
    """The refusal, if what it guards against is the case."""
    return refusal if broken else None


def anyone(actor: Actor, row: Any) -> Refused | None:
    """A rule for verbs that everybody who sees the row may use."""
    return None
