"""The whole first answer to a customer: what was asked, what it takes, what it costs, who must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairlead.engines.estimating.values import Estimate
from fairlead.engines.practice.values import Clause, Gate, Route, ScopeTerm, Variant
from fairlead.engines.scoping.values import Review, Scoping


@dataclass(frozen=True, slots=True)
class OpenGate:
    """An approval that this engagement needs, with the reason filled with its figures."""

    gate: Gate
    reason: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The route taken, and why."""

    route: Route
    reason: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A scope term or clause that applies, its figures filled in from the record.

    variant: the one whose words a clause takes, None for its own.  why: why it takes them.
    agreed: the words (title, place) are what was agreed with the customer, and no longer the practice's."""

    source: ScopeTerm | Clause
    text: str
    variant: Variant | None = None
    why: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Shaped:
    """Everything that one scoping file comes to. `facts` is what gates, routes and clauses saw."""

    scoping: Scoping
    review: Review
    estimate: Estimate
    facts: Mapping[str, object]
    gates: tuple[OpenGate, ...]
    route: Chosen
    terms: tuple[Worded, ...]
    clauses: tuple[Worded, ...]
