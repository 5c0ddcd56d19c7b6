"""An answer as it was said in a meeting, as the value that its question keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.core.errors import invalid
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Kind, Option, Question

_YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def questions_of(engagement: Engagement) -> tuple[Question, ...]:
    """The questions of the engagement's offering, in its own version of the practice."""
    return practice_of(engagement.practice_id).offering(engagement.offering).questions


def question_of(engagement: Engagement, name: str) -> Question:
    """The question of that id; refused with the nearest one."""
    asked = {question.id: question for question in questions_of(engagement)}
    if name not in asked:
        raise invalid(
            "question", f"There is no question {name!r}.", nearest(name, list(asked)), "unknown-question"
        )
    return asked[name]


def value_of(question: Question, said: str) -> Any:
    """The value that the question takes; refused at the field "answer" where it cannot be read as one."""
    value = _READ.get(question.kind, _text)(said.strip(), question.options)
    result = taken(question, value)
    if isinstance(result, Refusal):
        raise invalid("answer", result.message, result.fix, result.code)
    return result


def _text(said: str, _options: Sequence[Option]) -> Any:
    return said


def _yesno(said: str, _options: Sequence[Option]) -> Any:
    return _YES.get(said.lower(), said)


def _figure(said: str, _options: Sequence[Option]) -> Any:
    plain = said.replace(",", "").replace("\u00a0", "").replace(" ", "")
    for read in (int, float):
        try:
            return read(plain)
        except ValueError:
            continue
    return said


def _choice(said: str, options: Sequence[Option]) -> Any:
    return next((o.id for o in options if said.lower() in (o.id.lower(), o.label.lower())), said)


def _choices(said: str, options: Sequence[Option]) -> Any:
    return [_choice(part.strip(), options) for part in said.split(",") if part.strip()]


_READ: dict[Kind, Callable[[str, Sequence[Option]], Any]] = {
    Kind.YESNO: _yesno,
    Kind.INTEGER: _figure,
    Kind.NUMBER: _figure,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
}
