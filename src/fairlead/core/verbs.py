"""The register of verbs and readings. One function each; every door is derived from this list.

A verb is declared where it lives, in an app's `actions.py`:

    @verb("estimate.approve", rules.approve)
    def approve(actor: Actor, estimate: Estimate, *, note: str = "") -> Estimate: ...

Its name is its audit code, its API operation, its CLI command and its MCP tool; its parameters are
theirs. Rows among the parameters are named by id at the doors and found through `visible_to`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from fairlead.core.access import Rule
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused
from fairlead.core.rows import Row

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Parameter:
    """One input of a verb or reading: its name, its type, and whether it may be left out."""

    name: str
    type: Any
    default: Any
    required: bool

    @property
    def row(self) -> type[Row] | None:
        return self.type if isinstance(self.type, type) and issubclass(self.type, Row) else None


@dataclass(frozen=True, slots=True)
class Operation:
    """A verb (`writes`) or a reading. `target` is the row it is asked of, if it is asked of one."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    returns: Any
    writes: bool
    rule: Rule | None = None
    reversible: bool = False

    @property
    def noun(self) -> str:
        return self.name.partition(".")[0]

    @property
    def act(self) -> str:
        return self.name.partition(".")[2]

    @property
    def help(self) -> str:
        return inspect.getdoc(self.function) or ""

    @property
    def target(self) -> Parameter | None:
        """The first parameter when it is a row of this operation's own noun: `/estimates/7/approve`."""
        head = self.parameters[0] if self.parameters else None
        return head if head and head.row and head.row.noun == self.noun else None


VERBS: dict[str, Operation] = {}
READINGS: dict[str, Operation] = {}
CARDS: dict[type, Callable[..., Any]] = {}


def _signature(function: Callable[..., Any]) -> tuple[tuple[Parameter, ...], Any]:
    hints = get_type_hints(function)
    if next(iter(inspect.signature(function).parameters), "") != "actor":
        raise TypeError(f"{function.__qualname__}: the actor is the first argument.")
    return tuple(
        Parameter(p.name, hints[p.name], p.default, p.default is inspect.Parameter.empty)
        for p in list(inspect.signature(function).parameters.values())[1:]
    ), hints.get("return")


def verb(name: str, rule: Rule, *, reversible: bool = False) -> Callable[[F], F]:
    """Register a verb. `rule` answers whether it is allowed; pages ask it for their buttons."""

    def register(function: F) -> F:
        _add(VERBS, Operation(name, function, *_signature(function), True, rule, reversible))
        return function

    return register


def reading(name: str) -> Callable[[F], F]:
    """Register a reading: a frozen value, a row (shown as its card) or a queryset (listed by pages)."""

    def register(function: F) -> F:
        _add(READINGS, Operation(name, function, *_signature(function), False))
        return function

    return register


def card(model: type[Row]) -> Callable[[F], F]:
    """Register how a row of `model` looks at every door: `(actor, row) -> frozen value`."""

    def register(function: F) -> F:
        CARDS[model] = function
        return function

    return register


def _add(register: dict[str, Operation], operation: Operation) -> None:
    if operation.name in VERBS or operation.name in READINGS:
        raise ValueError(f"{operation.name} is declared twice.")
    register[operation.name] = operation


def shown(actor: Actor, row: Row) -> Any:
    """The row as its card, for this actor."""
    return CARDS[type(row)](actor, row)


def possible(actor: Actor, row: Row) -> dict[str, Refused | None]:
    """Every verb that is asked of such a row, with None where the actor may use it now."""
    return {
        name: operation.rule(actor, row)
        for name, operation in VERBS.items()
        if operation.rule and operation.target and operation.target.row is type(row)
    }
