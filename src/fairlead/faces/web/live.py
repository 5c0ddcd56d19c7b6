"""What the present answers of an engagement come to, for the page beside the questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.bridge import shaped
from fairlead.apps.scoping.queries import Asked, Bank, bank_of, review_of
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.engines.estimating.values import Estimate, Line
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money, total
from fairlead.engines.practice.values import Offering, Practice
from fairlead.engines.shaping.values import Shaped


@dataclass(frozen=True, slots=True)
class PhaseSum:
    """The lines of one phase and what they come to."""

    id: str
    name: str
    hours: Decimal
    price: Money
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the question bank; `open` counts its mandatory questions without an answer."""

    id: str
    name: str
    answered: int
    asked: int
    open: int
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """The bank and, where the answers can be priced, what they come to."""

    bank: Bank
    sections: tuple[Section, ...]
    shaped: Shaped | None
    phases: tuple[PhaseSum, ...]
    findings: tuple[Finding, ...]
    clashes: dict[str, list[str]]
    roles: tuple[tuple[str, Decimal], ...]

    @property
    def estimate(self) -> Estimate | None:
        return self.shaped.estimate if self.shaped else None

    def asked(self, question: str) -> Asked | None:
        return next((asked for asked in self.bank.questions if asked.id == question), None)


def live_of(actor: Actor, engagement: Any, rows: Iterable[Any], said: Iterable[Any] | None = None) -> Live:
    """Shape the present answers; what keeps them from being priced is said instead of a price.

    said: what people say of the lines, where it is at hand."""
    found, findings = None, tuple[Finding, ...]()
    try:
        found = shaped(engagement, rows, said=said)
    except Invalid as refused:
        findings = refused.findings
    review = found.review if found else review_of(engagement, rows)
    bank = bank_of(actor, review, rows)
    clashes = dict[str, list[str]]()
    for clash in review.contradictions:
        for question in clash.questions:
            clashes.setdefault(question, []).append(clash.message)
    phases = phase_sums(found.estimate, review.offering) if found else ()
    roles = role_hours(found.estimate, practice_of(engagement.practice_id)) if found else ()
    return Live(bank, _sections(bank), found, phases, findings, clashes, roles)


def role_hours(estimate: Estimate, practice: Practice) -> tuple[tuple[str, Decimal], ...]:
    """The hours of each role by its name, most first."""
    names = {role.id: role.name for role in practice.roles}
    hours = dict[str, Decimal]()
    for line in estimate.lines:
        for part in line.roles:
            hours[part.role] = hours.get(part.role, Decimal(0)) + part.hours
    return tuple((names.get(r, r), h) for r, h in sorted(hours.items(), key=lambda item: -item[1]))


def section_id(name: str) -> str:
    return f"section-{slugify(name)}"


def _sections(bank: Bank) -> tuple[Section, ...]:
    names = dict.fromkeys(asked.section for asked in bank.questions)
    return tuple(
        Section(section_id(name), name, sum(q.answer is not None for q in asked), len(asked),
                sum(q.mandatory and q.answer is None for q in asked), asked)
        for name in names
        for asked in [tuple(q for q in bank.questions if q.section == name)]
    )  # fmt: skip


def phase_sums(estimate: Estimate, offering: Offering) -> tuple[PhaseSum, ...]:
    """Lines by phase in the order of the offering; lines of no phase of it (contingency) at the end."""
    names = {phase.id: phase.name for phase in offering.phases}
    order = [*names, *dict.fromkeys(line.phase for line in estimate.lines if line.phase not in names)]
    grouped = {phase: tuple(line for line in estimate.lines if line.phase == phase) for phase in order}
    return tuple(
        PhaseSum(
            phase,
            names.get(phase, phase.replace("-", " ").capitalize() or "Contingency"),
            sum((line.hours for line in lines), Decimal(0)),
            total((line.price for line in lines), estimate.currency),
            lines,
        )
        for phase, lines in grouped.items()
        if lines
    )


def offering_of(engagement: Any, practice: int | None = None) -> Offering:
    """The offering of an engagement, in its own or another version of the practice."""
    return practice_of(practice or engagement.practice_id).offering(engagement.offering)
