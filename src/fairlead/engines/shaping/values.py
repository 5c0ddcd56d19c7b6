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
    agreed: the words (title, place) are what was agreed with the customer, and no longer the practice's.
    by: who of the firm accepted them."""

    source: ScopeTerm | Clause
    text: str
    variant: Variant | None = None
    why: str = ""
    agreed: bool = False
    by: str = ""

    @property
    def reason(self) -> str:
        """Why it says these words, and who accepted others; for the firm's own people."""
        return f"{self.why} {self.by} accepted it." if self.by else self.why


@dataclass(frozen=True, slots=True)
class Judged:
    """A choice of words or of a number held against what the firm would like.

    clause, id: the clause, and the variant or figure that was chosen for it.
    standing: "standard", "within" (what may be negotiated), or "beyond".
    role:     who must accept it, "" when nobody need be asked.
    refused:  nobody of the firm may accept it.
    reason:   why, in one sentence.
    """

    clause: str
    id: str
    standing: str
    role: str
    refused: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Shaped:
    """Everything that one scoping file comes to. `facts` is what gates, routes and clauses saw.

    departures: what somebody has to accept of its words and numbers, beside what the terms themselves say.
    """

    scoping: Scoping
    review: Review
    estimate: Estimate
    facts: Mapping[str, object]
    gates: tuple[OpenGate, ...]
    route: Chosen
    terms: tuple[Worded, ...]
    clauses: tuple[Worded, ...]
    departures: tuple[Judged, ...] = ()
