"""Verbs of scoping."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.actions import touch
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.scoping import rules
from fairlead.apps.scoping.bridge import answers_of
from fairlead.apps.scoping.models import Answer
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Stale, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Question
from fairlead.engines.scoping import values
from fairlead.engines.scoping.textfile import read_scoping


@verb("answer.give", rules.give)
def give(
    actor: Actor,
    engagement: Engagement,
    *,
    question: str,
    value: Any,
    source: str = "account-team",
    said_by: str = "",
    said_on: date | None = None,
    confidence: str = "medium",
    seen: int = 0,
) -> Answer:
    """Answer a question, or answer it anew; `seen` is the version of the answer that you saw, 0 for none."""
    admit(actor, engagement, rules.give)
    said = {
        "value": _accepted(engagement, question, value), "source": source, "said_by": said_by,
        "said_on": said_on or timezone.localdate(), "confidence": confidence,
    }  # fmt: skip
    with transaction.atomic():
        take_turn()
        touch(actor, engagement)
        row = Answer.objects.visible_to(actor).filter(engagement=engagement, question=question).first()
        if row is None:
            row = Answer(engagement=engagement, question=question, **said)
            with creating(actor, "answer.give", row, rules.give, about=engagement):
                pass
            return row
        return _anew(actor, row, said, seen)


def _anew(actor: Actor, row: Answer, said: dict[str, Any], seen: int) -> Answer:
    if row.value is not None and seen != row.version:
        raise Stale(
            f"This was answered in the meantime: {row.value}. Look again and repeat what still holds."
        )
    row.version = seen or row.version
    with writing(actor, "answer.give", row, rules.clear) as change:
        for field, wanted in said.items():
            setattr(change.row, field, wanted)
    return change.row


def _accepted(engagement: Engagement, question: str, value: Any) -> Any:
    result = taken(_question(engagement, question), value)
    if isinstance(result, Refusal):
        raise invalid(question, result.message, result.fix, result.code)
    return result


def _question(engagement: Engagement, question: str) -> Question:
    offering = practice_of(engagement.practice_id).offering(engagement.offering)
    for asked in offering.questions:
        if asked.id == question:
            return asked
    known = [asked.id for asked in offering.questions]
    raise invalid(
        "question", f"There is no question {question!r}.", nearest(question, known), "unknown-question"
    )


@verb("answer.clear", rules.clear, reversible=True)
def clear(actor: Actor, answer: Answer, *, note: str = "") -> Answer:
    """Take an answer back; the question counts as unanswered again."""
    with writing(actor, "answer.clear", answer, rules.clear, note=note) as change:
        change.row.value = None
    return change.row


@verb("answer.import", rules.give)
def import_answers(
    actor: Actor, engagement: Engagement, *, text: str, name: str = "answers.toml", dry_run: bool = True
) -> list[Answer]:
    """Take the answers of a scoping file; a dry run says what would change and every error with its line."""
    admit(actor, engagement, rules.give)
    scoping = _read(engagement, text, name)
    present = {row.question: row for row in Answer.objects.visible_to(actor).filter(engagement=engagement)}
    now = answers_of(present.values())
    fresh = {q: a for q, a in scoping.answers.items() if q not in now or now[q].value != a.value}
    if dry_run:
        return [_unsaved(engagement, question, answer, name) for question, answer in fresh.items()]
    with transaction.atomic():
        return [
            _take(actor, engagement, present.get(question), question, answer, name)
            for question, answer in fresh.items()
        ]


def _read(engagement: Engagement, text: str, name: str) -> values.Scoping:
    scoping, findings = read_scoping(text.encode(), name, practice_of(engagement.practice_id))
    if scoping is None or findings:
        raise Invalid(findings)
    if scoping.terms.offering != engagement.offering:
        message = f"This file answers the questions of {scoping.terms.offering}."
        fix = f"The engagement is of {engagement.offering}."
        raise Invalid([Finding(name, 0, "engagement.offering", "other-offering", message, fix)])
    return scoping


def _take(
    actor: Actor, engagement: Engagement, row: Answer | None, question: str, answer: values.Answer, name: str
) -> Answer:
    return give(
        actor,
        engagement,
        question=question,
        value=answer.value,
        source="file",
        said_by=answer.source or name,
        said_on=answer.day,
        confidence=answer.confidence,
        seen=row.version if row else 0,
    )


def _unsaved(engagement: Engagement, question: str, answer: values.Answer, name: str) -> Answer:
    return Answer(
        engagement=engagement,
        question=question,
        value=answer.value,
        source="file",
        said_by=answer.source or name,
        said_on=answer.day or timezone.localdate(),
        confidence=answer.confidence,
    )
