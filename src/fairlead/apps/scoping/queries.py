"""Reads of scoping: the question bank with its answers, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.scoping import rules
from fairlead.apps.scoping.bridge import answers_of
from fairlead.apps.scoping.models import Answer, Link
from fairlead.apps.scoping.standing import in_force, said
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.practice.values import Question
from fairlead.engines.scoping.asking import Gap, Request, requests
from fairlead.engines.scoping.review import review
from fairlead.engines.scoping.values import Review


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """What was said to a question. state: "stands" is the answer in force; `engagement` is where it was said.

    inherited_from: the name of that engagement, when the answer of another one holds here.
    was, was_by, was_until: what it was before, whose word that was, and until when.
    """

    id: int
    version: int
    engagement: int
    question: str
    value: Any
    source: str
    said_by: str
    said_on: date
    confidence: str
    state: str
    inherited_from: str
    was: Any
    was_by: str
    was_until: date | None


@dataclass(frozen=True, slots=True)
class SaidCard:
    """What another voice says otherwise, or that somebody does not know. `where`: the other engagement."""

    id: int
    version: int
    engagement: int
    where: str
    value: Any
    source: str
    said_by: str
    said_on: date
    confidence: str
    ask: str


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
    beside: tuple[SaidCard, ...]
    unknown: tuple[SaidCard, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions that apply, by section; how far along they are; what clashes; which are disputed."""

    questions: tuple[Asked, ...]
    answered: int
    asked: int
    unanswered: tuple[str, ...]
    clashes: tuple[str, ...]
    disputed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A customer link, without its secret. `works`: whether it opens now."""

    id: int
    version: int
    engagement: int
    name: str
    email: str
    kind: str
    expires_at: datetime
    revoked: bool
    works: bool
    used_at: datetime | None
    at: str
    priced: bool


@card(Answer)
def answer_card(actor: Actor, row: Answer) -> AnswerCard:
    return AnswerCard(
        row.pk or 0, row.version, row.engagement_id, row.question, row.value, row.source, row.said_by,
        row.said_on, row.confidence, row.state, row.inherited_from, row.was, row.was_by, row.was_until,
    )  # fmt: skip


def said_card(row: Answer, engagement: int) -> SaidCard:
    """What stands beside an answer, as it is shown at the question."""
    where = getattr(row, "engagement_name", "") if row.engagement_id != engagement else ""
    return SaidCard(
        row.pk, row.version, row.engagement_id, where, row.value, row.source, row.said_by, row.said_on,
        row.confidence, row.ask,
    )  # fmt: skip


@card(Link)
def link_card(actor: Actor, row: Link) -> LinkCard:
    return LinkCard(
        row.pk, row.version, row.engagement_id, row.name, row.email, row.kind, row.expires_at,
        row.revoked_at is not None, rules.works(row) is None, row.used_at, row.at, row.priced,
    )  # fmt: skip


@reading("answer.list")
def answers(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Answer]:
    """What was said, of one engagement if it is given; the answers in force have the state "stands"."""
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


@reading("answer.missing")
def missing(actor: Actor, engagement: Engagement) -> tuple[Request, ...]:
    """What is open, by whom to ask, what is needed first; each group with a text that is ready to be sent."""
    return requests_of(engagement, bank(actor, engagement))


def requests_of(engagement: Engagement, found: Bank) -> tuple[Request, ...]:
    """The same, from a bank that is there already."""
    gaps = [
        Gap(q.id, q.text, q.why, q.sample, q.ask, q.mandatory, tuple(_pointer(said) for said in q.unknown))
        for q in found.questions
        if q.answer is None
    ]
    return requests(gaps, engagement.name)


def _pointer(said: SaidCard) -> str:
    return f"{said.said_by} does not know; ask {said.ask}." if said.ask else f"{said.said_by} does not know."


@reading("answer.disputes")
def disputes(actor: Actor, engagement: Engagement) -> tuple[Asked, ...]:
    """The questions that apply and are disputed: here, or between engagements of the account."""
    return tuple(q for q in bank(actor, engagement).questions if q.beside)


@reading("link.list")
def links(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Link]:
    """Customer links, newest first; of one engagement if it is given."""
    rows = Link.objects.visible_to(actor).select_related("engagement")
    if not actor.has_any(ENGAGEMENT_ROLES):
        return rows.none()
    return (rows.filter(engagement=engagement) if engagement else rows).order_by("-pk")


def present(actor: Actor, engagement: Engagement) -> list[Answer]:
    """The answers in force for an engagement: its own, and those given for its account."""
    return in_force(engagement, said(actor, engagement))


def review_of(engagement: Engagement, rows: Iterable[Answer]) -> Review:
    """The answers held against the engagement's own version of the practice."""
    practice = practice_of(engagement.practice_id)
    return review(practice, practice.offering(engagement.offering), answers_of(rows))


def bank_of(actor: Actor, found: Review, rows: Iterable[Answer]) -> Bank:
    """The bank as doors show it, from a review that is there already."""
    standing = {row.question: row for row in rows}
    visible = set(found.visible)
    trouble = dict[str, list[str]]()
    for finding in found.findings:
        trouble.setdefault(finding.where.rpartition(".")[2], []).append(
            f"{finding.message} {finding.fix}".strip()
        )
    questions = tuple(
        _asked(actor, q, standing.get(q.id), tuple(trouble.get(q.id, ())))
        for q in found.offering.questions
        if q.id in visible
    )
    return Bank(
        questions,
        len(found.answered),
        len(questions),
        found.unanswered,
        tuple(clash.message for clash in found.contradictions),
        tuple(q.id for q in questions if q.beside),
    )


def _asked(actor: Actor, question: Question, row: Answer | None, trouble: tuple[str, ...]) -> Asked:
    answer = answer_card(actor, row) if row is not None and row.value is not None else None
    beside, unknown = (row.beside, row.unknown) if row is not None else ((), ())
    here = row.asked_in if row is not None else 0
    return Asked(
        question.id, question.text, question.kind.value, question.section, question.why, question.sample,
        question.ask, question.mandatory, question.unit, tuple((o.id, o.label) for o in question.options),
        question.least, question.most, answer, trouble,
        tuple(said_card(said, here) for said in beside), tuple(said_card(said, here) for said in unknown),
    )  # fmt: skip
