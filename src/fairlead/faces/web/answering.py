"""What one answer on the page means: its text to a value, what it moved, and what another wrote meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.request import QueryDict
from django.utils import timezone
from django.utils.formats import sanitize_separators

from fairlead.apps.scoping.actions import clear, give
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing
from fairlead.core.verbs import VERBS
from fairlead.engines.practice.values import Kind, Question
from fairlead.faces.web.forms import Form
from fairlead.faces.web.history import Deed, newest, since
from fairlead.faces.web.live import Live, offering_of, section_id

_YES = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Posted:
    """What somebody wrote: the answer (None when the field is empty), and where it came from."""

    value: Any
    source: str
    said_by: str
    said_on: date | None
    confidence: str
    seen: int


def questions(engagement: Any) -> tuple[Question, ...]:
    """All questions of the engagement's offering, those that do not apply now as well."""
    return offering_of(engagement).questions


def sections(engagement: Any) -> list[tuple[str, str, list[str]]]:
    """All questions by section in their order; those that do not apply now keep their place, hidden."""
    asked = questions(engagement)
    return [
        (section_id(name), name, [q.id for q in asked if q.section == name])
        for name in dict.fromkeys(q.section for q in asked)
    ]


def question_of(engagement: Any, question: str) -> Question:
    for asked in questions(engagement):
        if asked.id == question:
            return asked
    raise Missing(f"There is no question {question}.")


def may(actor: Actor, engagement: Any) -> bool:
    rule = VERBS["answer.give"].rule
    return rule is not None and rule(actor, engagement) is None


def read(posted: QueryDict, asked: Question) -> Posted:
    """The fields of one question's form. A text that is no number stays text: the check says so."""
    day = posted.get("said_on", "")
    return Posted(
        _value(posted, asked),
        posted.get("source", "account-team"),
        posted.get("said_by", "").strip(),
        _day(day),
        posted.get("confidence", "medium"),
        int(posted["seen"]) if posted.get("seen", "").isdigit() else 0,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _value(posted: QueryDict, asked: Question) -> Any:
    if asked.kind is Kind.CHOICES:
        return posted.getlist("value") or None
    text = posted.get("value", "").strip()
    return typed(text, asked) if text else None


def typed(text: str, asked: Question) -> Any:
    """A text that somebody wrote as the value that a question of its kind takes; several choices have
    commas between them."""
    if asked.kind is Kind.CHOICES:
        return [part.strip() for part in text.split(",") if part.strip()]
    if asked.kind is Kind.YESNO:
        return _YES.get(text, text)
    if asked.kind in (Kind.INTEGER, Kind.NUMBER):
        return _figure(text)
    return text


def _figure(text: str) -> int | float | str:
    # As the reader writes it: "2,600" in English, "2.600" in German.
    plain = sanitize_separators(text.replace("\u00a0", "").replace(" ", ""))
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return text


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of an answer: the rows as they are now, and the audit entry that taking it back can undo."""

    rows: tuple[Any, ...]
    saved: bool
    cleared: int = 0


def keep(actor: Actor, engagement: Any, asked: Question, posted: Posted, rows: Sequence[Any]) -> Kept:
    """Give or take back the answer. Stale when another was faster."""
    row = next((row for row in rows if row.question == asked.id), None)
    known = row is not None and row.value is not None
    others = tuple(other for other in rows if other.question != asked.id)
    if posted.value is None and not known:
        return Kept(tuple(rows), saved=False)
    if posted.value is None:
        row.version = posted.seen
        return Kept((*others, clear(actor, row)), saved=True, cleared=newest("answer", row.pk))
    if known and posted.value != row.value and posted.said_on == row.said_on:
        posted = replace(posted, said_on=timezone.localdate())
    given = give(
        actor,
        engagement,
        question=asked.id,
        value=posted.value,
        source=posted.source,
        said_by=posted.said_by,
        said_on=posted.said_on,
        confidence=posted.confidence,
        seen=posted.seen if known else 0,
    )
    return Kept((*others, given), saved=True)


def moved(before: Live, after: Live, question: str) -> tuple[str, ...]:
    """The other questions that look different now: they came, went, or have another trouble."""
    old = {q.id: (q.trouble, before.clashes.get(q.id)) for q in before.bank.questions}
    new = {q.id: (q.trouble, after.clashes.get(q.id)) for q in after.bank.questions}
    return tuple(
        key for key in {**old, **new} if key != question and old.get(key, "gone") != new.get(key, "gone")
    )


def written_by_another(actor: Actor, live: Live, question: str, seen: int) -> Deed | None:
    """What was done to the answer since it was seen, and by whom; None when nobody can be named."""
    asked = live.asked(question)
    if asked is None or asked.answer is None:
        return None
    return next(iter(since(actor, "answer", asked.answer.id, seen)), None)


def take_file(request: HttpRequest, form: Form) -> Any:
    """A dry run of the file, or, once the person is sure, its answers for good; None when it is wrong."""
    if request.method != "POST":
        form.asked(request.actor)
        return None
    try:
        return VERBS["answer.import"].function(
            request.actor,
            form.row,
            text=request.POST.get("text", ""),
            name=request.POST.get("name") or "answers.toml",
            dry_run="sure" not in request.POST,
        )
    except Invalid as refused:
        form.findings, form.status = refused.findings, 422
        return None
