"""Who papers are for, as frozen values: which parts of a proposal and of a SOW summary each reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.place import NOWHERE, Place

CUSTOMER, INSIDE = "customer", "inside"
# Parts of a proposal; those after them can stand in both papers. None of them reads cost or margin.
PROPOSAL_PARTS = (
    "value", "understanding", "approach", "deliverables", "price", "range", "team", "timeline", "terms",
    "risks", "next",
)  # fmt: skip
SHARED_PARTS = ("glance", "rates", "hours", "duties")
# What only delivery reads: hours of every line and role.
INSIDE_PARTS = ("hours",)
FIGURES = (
    "price", "list", "discount", "education", "billing", "effort", "period", "start", "range", "milestones",
    "deliverables", "acceptance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Audience:
    """reads: "customer" or "inside" (of the firm). purpose: what its papers are for, in a sentence.

    proposal, summary: the parts of either paper in reading order, () for no such paper. A part of a summary
    may be a block of the statement of work. figures: what the part "glance" says, in order.
    """

    id: str
    name: str
    reads: str
    purpose: str
    proposal: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    place: Place = NOWHERE

    def parts(self, paper: str) -> tuple[str, ...]:
        """The parts of "proposal" or "summary"."""
        return self.proposal if paper == "proposal" else self.summary


def check_audiences(audiences: Iterable[Audience], blocks: frozenset[str]) -> Iterator[Finding]:
    """Parts that nobody knows, parts that stand twice, and parts of the firm's own in a customer's paper."""
    for one in audiences:
        known = {"proposal": {*PROPOSAL_PARTS, *SHARED_PARTS}, "summary": {*blocks, *SHARED_PARTS, "risks"}}
        for paper, there in known.items():
            yield from _paper(one, paper, there)


def _paper(one: Audience, paper: str, known: set[str]) -> Iterator[Finding]:
    parts = one.parts(paper)
    for part in dict.fromkeys(parts):
        if part not in known:
            fix = nearest(part, known) or f"There are: {', '.join(sorted(known))}."
            yield _finding(one, paper, "unknown-id", f"A {paper} has no part {part}.", fix)
        if parts.count(part) > 1:
            yield _finding(one, paper, "duplicate-id", f"The part {part} stands twice.", "Name it once.")
        if part in INSIDE_PARTS and one.reads == CUSTOMER:
            message = f"The part {part} stays inside the firm."
            yield _finding(one, paper, "inside", message, 'Leave it out, or say reads = "inside".')


def _finding(one: Audience, key: str, code: str, message: str, fix: str) -> Finding:
    return Finding(one.place.file, one.place.line, f"audience.{one.id}.{key}", code, message, fix)
