"""What an option may be asked to be: answers like the engagement's, terms within their bounds, its letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fairlead.apps.engagements.models import BILLING
from fairlead.apps.people.models import Person
from fairlead.core.roles import Role
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Offering

TERMS = ("billing", "discount", "start")
HUNDREDTH = Decimal("0.01")


def letter_after(letters: Iterable[str]) -> str:
    """The next letter: A to Z, then AA, AB and so on; letters are never given twice."""
    number = len(list(letters)) + 1
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def taken_answers(
    offering: Offering, kept: Mapping[str, Any], wanted: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The option's answers with those that are wanted, None taking one away; findings by question."""
    asked = {question.id: question for question in offering.questions}
    said, findings = dict(kept), list[Finding]()
    for key, value in wanted.items():
        if key not in asked:
            said.pop(key, None)
            fix = nearest(key, list(asked))
            findings += [] if value is None else [_unknown(key, fix)]
        elif value is None:
            said.pop(key, None)
        else:
            result = taken(asked[key], value)
            if isinstance(result, Refusal):
                findings.append(Finding("", 0, key, result.code, result.message, result.fix))
            else:
                said[key] = result
    return said, tuple(findings)


def answers_faults(offering: Offering, answers: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What is wrong with answers that were taken once, by the practice as it is now."""
    return taken_answers(offering, {}, answers)[1]


def _unknown(key: str, fix: str) -> Finding:
    return Finding("", 0, key, "unknown-question", f"There is no question {key[:80]!r}.", fix)


def wished_terms(
    kept: Mapping[str, Any], wanted: Mapping[str, Any], follow: Iterable[str]
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The option's terms with those that are wanted; what follows is as in the engagement again."""
    back = set(follow)
    findings = [
        Finding(
            "", 0, "follow", "unknown-term", f"There is no term {name!r}.", f"There are: {', '.join(TERMS)}."
        )
        for name in sorted(back - set(TERMS))
    ]
    terms = {name: value for name, value in kept.items() if name not in back}
    for name, value in wanted.items():
        if value is None:
            continue
        fault = _fault(name, value)
        if fault:
            findings.append(fault)
        else:
            terms[name] = _plain(value)
    return terms, tuple(findings)


def _plain(value: str | Decimal | date) -> str:
    return str(value.quantize(HUNDREDTH)) if isinstance(value, Decimal) else str(value)


def _fault(name: str, value: Any) -> Finding | None:
    if name == "billing" and value not in dict(BILLING):
        known = ", ".join(dict(BILLING))
        return Finding(
            "", 0, name, "unknown-billing", f"There is no billing {value!r}.", f"There are: {known}."
        )
    if name == "discount":
        sound = value.is_finite() and 0 <= value <= 100 and value == value.quantize(HUNDREDTH)
        fix = "It is from 0 to 100 with at most two decimals."
        if not sound:
            message = f"A discount of {value} % cannot stand on a quote."
            return Finding("", 0, name, "absurd-discount", message, fix)
    return None


def missing(field: str, text: str) -> list[Finding]:
    """A finding for a text that has to be there and is not."""
    return (
        []
        if text.strip()
        else [Finding("", 0, field, "required", "This is needed.", "Say it in a sentence.")]
    )


def not_ahead(field: str, day: date, today: date) -> list[Finding]:
    """A finding for a day that has not come yet."""
    if day <= today:
        return []
    return [Finding("", 0, field, "in-the-future", f"{day} has not come yet.", "Record it once it has.")]


def holds(field: str, person: Person, roles: Iterable[Role], what: str) -> list[Finding]:
    """A finding for a person who does not hold any of the roles now."""
    if person.user.grants.filter(role__in=[role.value for role in roles]).exists():
        return []
    return [
        Finding("", 0, field, "wrong-role", f"{person.name} is not {what}.", f"Name {what} who was there.")
    ]
