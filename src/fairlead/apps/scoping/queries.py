"""Reads of scoping: the question bank with its answers, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.scoping.bridge import answers_of
from fairlead.apps.scoping.models import Answer
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.practice.values import Question
from fairlead.engines.scoping.review import review
from fairlead.engines.scoping.values import Review


@dataclass(frozen=True, slots=True)
class AnswerCard:
    id: int
    version: int
    engagement: int
    question: str
    value: Any
    source: str
    said_by: str
    said_on: date
    confidence: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stands for one engagement. `trouble` says what is wrong with its answer."""

    id: str
    text: str
    kind: str
    section: str
    why: str
    sample: str
    ask: str
    mandatory: bool
    unit: str
    options: tuple[tuple[str, str], ...]
    least: float | None
    most: float | None
    answer: AnswerCard | None
    trouble: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions that apply, by section; how far along they are; what clashes."""

    questions: tuple[Asked, ...]
    answered: int
    asked: int
    unanswered: tuple[str, ...]
    clashes: tuple[str, ...]


@card(Answer)
def answer_card(actor: Actor, row: Answer) -> AnswerCard:
    return AnswerCard(
        row.pk or 0, row.version, row.engagement_id, row.question, row.value, row.source, row.said_by,
        row.said_on, row.confidence,
    )  # fmt: skip


@reading("answer.list")
def answers(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Answer]:
    """Answers, of one engagement if it is given."""
    rows = Answer.objects.visible_to(actor)
    if engagement:
        rows = rows.filter(engagement=engagement)
    return rows.order_by("question", "pk")


@reading("answer.bank")
def bank(actor: Actor, engagement: Engagement) -> Bank:
    """The question bank of an engagement: every question that applies, with its answer, why it is asked."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("The question bank is for the firm.")
    rows = present(actor, engagement)
    return bank_of(actor, review_of(engagement, rows), rows)


def present(actor: Actor, engagement: Engagement) -> list[Answer]:
    """The present answers of an engagement."""
    return list(Answer.objects.visible_to(actor).filter(engagement=engagement))


def review_of(engagement: Engagement, rows: Iterable[Answer]) -> Review:
    """The answers held against the engagement's own version of the practice."""
    practice = practice_of(engagement.practice_id)
    return review(practice, practice.offering(engagement.offering), answers_of(rows))


def bank_of(actor: Actor, found: Review, rows: Iterable[Answer]) -> Bank:
    """The bank as doors show it, from a review that is there already."""
    cards = {row.question: answer_card(actor, row) for row in rows if row.value is not None}
    visible = set(found.visible)
    trouble = dict[str, list[str]]()
    for finding in found.findings:
        trouble.setdefault(finding.where.rpartition(".")[2], []).append(
            f"{finding.message} {finding.fix}".strip()
        )
    questions = tuple(
        _asked(q, cards.get(q.id), tuple(trouble.get(q.id, ())))
        for q in found.offering.questions
        if q.id in visible
    )
    return Bank(
        questions,
        len(found.answered),
        len(questions),
        found.unanswered,
        tuple(clash.message for clash in found.contradictions),
    )


def _asked(question: Question, answer: AnswerCard | None, trouble: tuple[str, ...]) -> Asked:
    return Asked(
        question.id, question.text, question.kind.value, question.section, question.why, question.sample,
        question.ask, question.mandatory, question.unit, tuple((o.id, o.label) for o in question.options),
        question.least, question.most, answer, trouble,
    )  # fmt: skip
