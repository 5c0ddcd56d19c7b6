"""A wish: changes to answers, terms, scope and pace that are tried without being kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.core.errors import Invalid
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.reading import parse
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Offering
from fairlead.engines.scoping.values import Answer, Scoping

_MOST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished otherwise: answers by question, terms and pace by name, lines left out or taken in."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    terms: Mapping[str, Any] = field(default_factory=dict)
    pace: Mapping[str, Any] = field(default_factory=dict)
    leave: frozenset[str] = frozenset()
    take: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.answers or self.terms or self.pace or self.leave or self.take)


def wish_of(
    engagement: Engagement,
    *,
    answers: str = "",
    leave: str = "",
    take: str = "",
    terms: Mapping[str, Any] | None = None,
    pace: Mapping[str, Any] | None = None,
    practice: int | None = None,
) -> Wish:
    """A wish from what was written; Invalid with everything that is wrong with it.

    practice: another version of the practice than the engagement's own, by its id.
    answers: lines of TOML, as in a scoping file: `projects = 5000`.  leave, take: ids of lines, with commas.
    terms and pace without what is None.
    """
    offering = practice_of(practice or engagement.practice_id).offering(engagement.offering)
    findings: list[Finding] = []
    given = _answers(offering, answers, findings)
    left, back = _ids(leave), _ids(take)
    findings += _line_faults(offering, "leave", left)
    findings += _line_faults(offering, "take", back)
    if findings:
        raise Invalid(findings)
    some = {name: value for name, value in (terms or {}).items() if value not in (None, "")}
    fast = {name: value for name, value in (pace or {}).items() if value is not None}
    return Wish(given, some, fast, left, back)


def _answers(offering: Offering, text: str, findings: list[Finding]) -> dict[str, Any]:
    if len(text) > _MOST_TEXT:
        message = f"These answers have {len(text):,} characters; at most {_MOST_TEXT:,} are tried at once."
        findings.append(Finding("answers", 0, "answers", "too-big", message, "Import them as a file."))
        return {}
    document = parse(text, "answers")
    if isinstance(document, Finding):
        findings.append(replace(document, where="answers"))
        return {}
    questions, given = {question.id: question for question in offering.questions}, dict[str, Any]()
    for key, value in document.values.items():
        line = document.line((key,))
        if key not in questions:
            message, fix = f"{offering.name} asks no question {key}.", nearest(key, questions)
            findings.append(Finding("answers", line, "answers", "unknown-question", message, fix))
            continue
        result = taken(questions[key], value)
        if isinstance(result, Refusal):
            message = f"{key}: {result.message}"
            findings.append(Finding("answers", line, "answers", result.code, message, result.fix))
        else:
            given[key] = result
    return given


def _ids(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def _line_faults(offering: Offering, where: str, ids: Iterable[str]) -> Iterator[Finding]:
    optional = [activity.id for activity in offering.activities if activity.optional]
    for line in sorted(ids):
        if line not in optional:
            fix = f"Those that may be left out are: {', '.join(optional) or 'none of this offering'}."
            yield Finding("", 0, where, "not-optional", f"{line} cannot be left out.", fix)


def wished(scoping: Scoping, wish: Wish, source: str = "what if") -> Scoping:
    """A scoping with what is wished otherwise; source: where its answers come from."""
    fresh = {key: Answer(value, source) for key, value in wish.answers.items()}
    return replace(
        scoping,
        terms=replace(scoping.terms, **wish.terms),
        answers={**scoping.answers, **fresh},
        left_out=(scoping.left_out | wish.leave) - wish.take,
        pace=replace(scoping.pace, **wish.pace),
    )


def answers_text(scoping: Scoping, keys: Iterable[str]) -> str:
    """Present answers as they are written in a wish: what takes a wish back."""
    lines = [f"{key} = {toml(scoping.answers[key].value)}" for key in keys if key in scoping.answers]
    return "\n".join(lines)


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, int | float | Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'
