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

from fairlead.apps.scoping.actions import clear, confirm, give, settle, state
from fairlead.apps.scoping.standing import SEALED, in_force, same
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing
from fairlead.core.verbs import VERBS
from fairlead.engines.numerals import whole_number
from fairlead.engines.practice.values import Kind, Question
from fairlead.faces.web.forms import Form, whole
from fairlead.faces.web.history import Deed, newest, since
from fairlead.faces.web.live import Live, offering_of, section_id
from fairlead.faces.web.places import row_of

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
    return Posted(
        value_of(posted, asked, "value"),
        posted.get("source", "account-team"),
        posted.get("said_by", "").strip(),
        _day(posted.get("said_on", "")),
        posted.get("confidence", "medium"),
        whole(posted, "seen"),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def value_of(posted: QueryDict, asked: Question, name: str) -> Any:
    """What a field of that name says to a question; None when it is empty."""
    if asked.kind is Kind.CHOICES:
        return posted.getlist(name) or None
    text = posted.get(name, "").strip()
    return typed(text, asked) if text else None


def typed(text: str, asked: Question) -> Any:
    """A text that somebody wrote as the value that a question of its kind takes; several choices have
    commas between them, and each may be written as it reads in the list."""
    if asked.kind is Kind.CHOICES:
        return [_choice(part.strip(), asked) for part in text.split(",") if part.strip()]
    if asked.kind is Kind.CHOICE:
        return _choice(text, asked)
    if asked.kind is Kind.YESNO:
        return _YES.get(text, text)
    if asked.kind in (Kind.INTEGER, Kind.NUMBER):
        return _figure(text)
    return text


def _choice(text: str, asked: Question) -> str:
    """The option of that name, in whatever case; else what was written, which is refused with the options."""
    named = {option.label.casefold(): option.id for option in asked.options}
    return named.get(text.casefold(), text)


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
    """What came of an answer: all that is said now, and the audit entry that taking it back can undo.

    beside: it contradicts what another said, and stands beside it.
    """

    rows: tuple[Any, ...]
    saved: bool
    cleared: int = 0
    beside: bool = False


def keep(actor: Actor, engagement: Any, asked: Question, posted: Posted, rows: Sequence[Any]) -> Kept:
    """Give or take back the answer. `rows` is all that was said before. Stale when another was faster."""
    row = next((row for row in in_force(engagement, rows) if row.question == asked.id), None)
    known = row is not None and row.value is not None and not row.inherited_from
    if posted.value is None and not known:
        return Kept(tuple(rows), saved=False)
    if posted.value is None:
        row.version = posted.seen
        return Kept(_with(rows, clear(actor, row)), saved=True, cleared=newest("answer", row.pk))
    voice = {"source": posted.source, "said_by": posted.said_by}
    if known and not same(asked, posted.value, row.value):
        if posted.said_on == row.said_on:
            posted = replace(posted, said_on=timezone.localdate())
        # Nobody corrects by hand what came in another's own words: typed over, it is said by who types.
        if row.source in SEALED and row.voice == (posted.source, posted.said_by):
            voice = {}
    elif row is not None and row.inherited_from and row.voice == (posted.source, posted.said_by):
        voice = {"source": "account-team", "said_by": ""}
    given = give(
        actor,
        engagement,
        question=asked.id,
        value=posted.value,
        said_on=posted.said_on,
        confidence=posted.confidence,
        seen=posted.seen if known else 0,
        **voice,
    )
    return Kept(_with(rows, given), saved=True, beside=given.state == "beside")


def _with(rows: Sequence[Any], row: Any) -> tuple[Any, ...]:
    """The rows with this one as it is now; no query is asked for it."""
    return (*(other for other in rows if other.pk != row.pk), row)


def act(actor: Actor, engagement: Any, asked: Question, posted: QueryDict) -> None:
    """What a button at a question does: settle a dispute, confirm what is inherited, note another voice."""
    what, _colon, about = posted.get("act", "").partition(":")
    key, _colon, version = about.partition(":")
    note = posted.get("note", "").strip()
    if what in {"take", "keep"}:
        answer = row_of(actor, "answer", key, whole_number(version))
        settle(actor, engagement, answer=answer, action=what, note=note, seen=whole(posted, "seen"))
    elif what == "confirm":
        confirm(actor, engagement, question=asked.id, note=note)
    elif what == "state":
        state(
            actor, engagement, question=asked.id, value=value_of(posted, asked, "other_value"),
            source=posted.get("other_source", "account-team"),
            said_by=posted.get("other_said_by", "").strip(), said_on=_day(posted.get("other_said_on", "")),
            confidence=posted.get("other_confidence", "medium"),
        )  # fmt: skip
    else:
        raise Missing(f"There is no {what} here.")


def moved(before: Live, after: Live, question: str) -> tuple[str, ...]:
    """The other questions that look different now: they came, went, or have another trouble."""
    old = {q.id: (q.trouble, q.beside, before.clashes.get(q.id)) for q in before.bank.questions}
    new = {q.id: (q.trouble, q.beside, after.clashes.get(q.id)) for q in after.bank.questions}
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
