"""How what was said is laid down: whose word it is, what it replaces, and what it may only stand beside.

Called by the verbs of scoping, inside their transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.scoping import rules
from fairlead.apps.scoping.models import Answer
from fairlead.apps.scoping.standing import SEALED, questions, same, standing_of
from fairlead.apps.scoping.states import BESIDE, DECLINED, STANDS, UNKNOWN
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Stale, WrongTime, invalid
from fairlead.core.writing import creating, writing
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Question
from fairlead.engines.scoping import values
from fairlead.engines.scoping.textfile import read_scoping

# What is read from a file replaces nothing, not even what the same file said before.
CARRIED = frozenset({"file", "import"})

NEW, SAME, CONFLICT = "new", "same", "conflict"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One answer of a file: "new" to an open question, the "same" as stands, or in "conflict" with it."""

    question: str
    value: Any
    outcome: str
    present: Any
    present_by: str
    said_by: str
    said_on: date
    confidence: str


def accepted(engagement: Engagement, question: str, value: Any) -> tuple[Question, Any]:
    """The question and the value as it takes it; Invalid with the reason if it does not."""
    known = questions(engagement)
    if question not in known:
        message = f"There is no question {question!r}."
        raise invalid("question", message, nearest(question, known), "unknown-question")
    result = taken(known[question], value)
    if isinstance(result, Refusal):
        raise invalid(question, result.message, result.fix, result.code)
    return known[question], result


def own_row(actor: Actor, engagement: Engagement, question: str) -> Answer | None:
    rows = Answer.objects.visible_to(actor).filter(engagement=engagement, question=question, state=STANDS)
    found: Answer | None = rows.first()
    return found


def was_seen(row: Answer | None, seen: int) -> None:
    if row is not None and row.value is not None and seen != row.version:
        raise Stale(
            f"This was answered in the meantime: {row.value}. Look again and repeat what still holds."
        )


def voice_of(
    actor: Actor, row: Answer | None, asked: Question, wanted: Any, source: str | None, said_by: str | None
) -> tuple[str, str]:
    """Whose word it is: as it was said, or the voice of the answer that is corrected.

    What came through a link or an import is nobody's to correct by hand: without a source, it is one's own.
    """
    stands = row is not None and row.value is not None
    kept = row is not None and stands and same(asked, row.value, wanted)
    if source is None and row is not None and stands and (kept or row.source not in SEALED):
        return row.source, row.said_by if said_by is None else said_by
    if source is None and stands:
        return "account-team", said_by or actor.name
    if source == "customer-link" and actor.via != "link" and not kept:
        fix = "Give it as a customer call, and name who said so."
        raise invalid("source", "Only what came through a customer link has this source.", fix, "source")
    return source or "account-team", said_by or ""


def told(value: Any, voice: tuple[str, str], said_on: date | None, confidence: str) -> dict[str, Any]:
    source, said_by = voice
    return {
        "value": value, "source": source, "said_by": said_by, "said_on": said_on or timezone.localdate(),
        "confidence": confidence,
    }  # fmt: skip


def anew(actor: Actor, code: str, row: Answer, asked: Question, word: dict[str, Any]) -> Answer:
    """The answer as it is told now; what it was, and until when, stands beside its value."""
    with writing(actor, code, row, rules.clear) as change:
        old = change.row
        if old.value is not None and not same(asked, old.value, word["value"]):
            old.was, old.was_by, old.was_until = old.value, old.who[:200], timezone.localdate()
        for field, wanted in word.items():
            setattr(old, field, wanted)
    return change.row


def set_beside(
    actor: Actor, code: str, engagement: Engagement, question: str, word: dict[str, Any]
) -> Answer:
    """What another voice says otherwise, beside the answer; its own earlier word there is corrected."""
    row = their_row(actor, engagement, question, (word["source"], word["said_by"]), BESIDE)
    if row is None:
        row = Answer(engagement=engagement, question=question, state=BESIDE, **word)
        with creating(actor, code, row, rules.give, about=engagement):
            pass
        return row
    asked = questions(engagement)[question]
    return row if same(asked, row.value, word["value"]) else anew(actor, code, row, asked, word)


def put(actor: Actor, engagement: Engagement, answer: Answer) -> Answer:
    """In force, in place of what stood there."""
    word = told(answer.value, answer.voice, answer.said_on, answer.confidence)
    own = own_row(actor, engagement, answer.question)
    if own is not None:
        return anew(actor, "answer.give", own, questions(engagement)[answer.question], word)
    row = Answer(engagement=engagement, question=answer.question, **word)
    with creating(actor, "answer.give", row, rules.give, about=engagement):
        pass
    return row


def disputed(actor: Actor, engagement: Engagement, answer: Answer, seen: int) -> Answer:
    """The answer in force that this one contradicts, if it does so now."""
    present = standing_of(actor, engagement, answer.question)
    against = next((row for row in present.beside if row.pk == answer.pk), None) if present else None
    if present is None or against is None:
        raise WrongTime("This is settled, or says nothing else than the answer in force.")
    if against.version != answer.version or (seen and present.version != seen):
        raise Stale(f"This has changed since you saw it; now {present.value} stands against {against.value}.")
    return present


def read_file(engagement: Engagement, text: str, name: str) -> values.Scoping:
    scoping, findings = read_scoping(text.encode(), name, practice_of(engagement.practice_id))
    if scoping is None or findings:
        raise Invalid(findings)
    if scoping.terms.offering != engagement.offering:
        message = f"This file answers the questions of {scoping.terms.offering}."
        fix = f"The engagement is of {engagement.offering}."
        raise Invalid([Finding(name, 0, "engagement.offering", "other-offering", message, fix)])
    return scoping


def arrival_of(
    engagement: Engagement, present: Answer | None, question: str, answer: values.Answer, name: str
) -> Arrival:
    holds = present is not None and present.value is not None
    asked = questions(engagement)[question]
    agrees = present is not None and holds and same(asked, present.value, answer.value)
    return Arrival(
        question, answer.value, (SAME if agrees else CONFLICT) if holds else NEW,
        present.value if present else None, present.who if present and holds else "",
        answer.source or name, answer.day or timezone.localdate(), answer.confidence,
    )  # fmt: skip


def take(actor: Actor, engagement: Engagement, arrival: Arrival) -> None:
    """Lay one down, on record as an answer that was given; what agrees is left alone."""
    asked, wanted = accepted(engagement, arrival.question, arrival.value)
    word = told(wanted, ("file", arrival.said_by), arrival.said_on, arrival.confidence)
    if arrival.outcome == CONFLICT:
        set_beside(actor, "answer.give", engagement, arrival.question, word)
    elif arrival.outcome == NEW and (own := own_row(actor, engagement, arrival.question)):
        anew(actor, "answer.give", own, asked, word)
    elif arrival.outcome == NEW:
        row = Answer(engagement=engagement, question=arrival.question, **word)
        with creating(actor, "answer.give", row, rules.give, about=engagement):
            pass


def unknown_to(
    actor: Actor, engagement: Engagement, question: str, voice: tuple[str, str], ask: str
) -> Answer:
    """That somebody does not know, and whom they say to ask."""
    row = their_row(actor, engagement, question, voice, UNKNOWN)
    if row is not None:
        with writing(actor, "answer.state", row, rules.clear) as change:
            change.row.ask, change.row.said_on = ask, timezone.localdate()
        return change.row
    word = told(None, voice, None, "low")
    row = Answer(engagement=engagement, question=question, state=UNKNOWN, ask=ask, **word)
    with creating(actor, "answer.state", row, rules.give, about=engagement):
        pass
    return row


def withdrawn(
    actor: Actor, engagement: Engagement, question: str, voice: tuple[str, str], *states: str
) -> None:
    """Take back what a voice said to a question: its answer, what stands beside, that it does not know."""
    for state in states:
        row = their_row(actor, engagement, question, voice, state)
        if row is None or (state == STANDS and row.value is None):
            continue
        with writing(actor, "answer.state", row, rules.clear) as change:
            change.row.value = None
            change.row.state = STANDS if state == STANDS else DECLINED


def their_row(
    actor: Actor, engagement: Engagement, question: str, voice: tuple[str, str], state: str
) -> Answer | None:
    rows = Answer.objects.visible_to(actor).filter(engagement=engagement, question=question, state=state)
    found: Answer | None = rows.filter(source=voice[0], said_by=voice[1]).first()
    return found
