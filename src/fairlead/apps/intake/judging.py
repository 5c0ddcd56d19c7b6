"""The one place that says what becomes of an answer from a file, and says it in the file's voice.

An answer that stands is never replaced: a different one is a conflict for people to settle.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake.outcomes import Fate, Planned
from fairlead.apps.scoping.actions import state
from fairlead.apps.scoping.models import Answer
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Kind, Question

# Fates that are said in the scoping room when a file is applied: a conflict stands beside what is in force.
SAID = frozenset({"new", "conflict"})


def questions_of(practice: int, offering: str) -> dict[str, Question]:
    """The questions of an offering by id, in their order."""
    return {question.id: question for question in practice_of(practice).offering(offering).questions}


def standing(actor: Actor, engagement: Engagement) -> dict[str, Answer]:
    """The answers that an engagement has, by question."""
    return {row.question: row for row in present(actor, engagement) if row.value is not None}


def judged(planned: Planned, questions: Mapping[str, Question], stands: Mapping[str, Answer]) -> Fate:
    """What would become of one answer."""
    question = next((questions[name] for name in planned.questions if name in questions), None)
    if question is None:
        return _fate("unasked", planned, planned.questions[0], "the offering does not ask this.")
    value = taken(question, planned.value)
    if isinstance(value, Refusal):
        # An option that only the file's own system has is nobody's fault.
        fate = "unasked" if question.kind is Kind.CHOICE and not planned.where else "error"
        return _fate(fate, planned, question.id, value.message, value.fix)
    row = stands.get(question.id)
    if row is None:
        return Fate("new", planned.where, planned.row, question.id, value, None, planned.why)
    if row.value == value:
        return Fate("same", planned.where, planned.row, question.id, value, row.value, planned.why)
    who = row.said_by or row.get_source_display()
    message = f"{who} said otherwise; it stays in force, and this stands beside it."
    fix = "Settle it on the questions' page."
    return Fate("conflict", planned.where, planned.row, question.id, value, row.value, message, fix)


def _fate(fate: str, planned: Planned, subject: str, message: str, fix: str = "") -> Fate:
    return Fate(fate, planned.where, planned.row, subject, planned.value, None, message, fix)


def settle(
    actor: Actor, engagement: Engagement, fate: Fate, name: str, confidence: str, day: date | None = None
) -> None:
    """Say the answer in the file's voice if its fate allows it; what another said is never replaced by it."""
    if fate.fate in SAID:
        state(
            actor, engagement, question=fate.subject, value=fate.value, source="import",
            said_by=name[:200], said_on=day, confidence=confidence,
        )  # fmt: skip
