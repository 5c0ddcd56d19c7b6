"""The scoping file: one TOML text with the frame of an engagement and the answers to its questions.

Everything wrong with it comes back at once. A mandatory question without an answer is no error of the
file: the review lists it, for scoping is a thing that grows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.facts import CURRENCIES
from fairlead.engines.practice.reading import MAX_FILE, Document, decoded, parse
from fairlead.engines.practice.schema import check
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Offering, Practice, Question
from fairlead.engines.scoping.values import Adjustment, Agreed, Answer, Scoping, Terms

_LONG = ("value", "source", "date", "confidence")
_CONFIDENCES = ("high", "medium", "low")
# A day beyond these is a slip of the keyboard: no rate is that old, no engagement starts that late.
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


def offering_named(data: bytes) -> str:
    """The offering that a scoping file names, before there is a practice to hold it to; "" without one."""
    text = _text(data, "")
    document = parse(text, "") if isinstance(text, str) else text
    head = document.values.get("engagement") if isinstance(document, Document) else None
    named = head.get("offering") if isinstance(head, dict) else None
    return named if isinstance(named, str) else ""


def read_scoping(
    text_or_bytes: str | bytes, name: str, practice: Practice
) -> tuple[Scoping | None, tuple[Finding, ...]]:
    """A scoping file held against a practice: the Scoping, or None and every error with its line.

    name: what the findings call the file. Sizes above 1 MB are refused unread. Keys left out get: the
    practice's currency and confidence, seed 1, no discount, time and materials, our paper, no MSA,
    5 acceptance days.
    """
    text = _text(text_or_bytes, name)
    if isinstance(text, Finding):
        return None, (text,)
    document = parse(text, name)
    if isinstance(document, Finding):
        return None, (document,)
    findings = list(check(document, "answers"))
    head = document.values.get("engagement")
    head = head if isinstance(head, dict) else {}
    findings.extend(_frame(document, head, practice, {finding.where for finding in findings}))
    offering = next((o for o in practice.offerings if o.id == head.get("offering")), None)
    answers: dict[str, Answer] = {}
    if offering is not None and isinstance(document.values.get("answers", {}), dict):
        findings.extend(_answers(document, offering, answers))
    if findings:
        return None, tuple(sorted(set(findings)))
    left_out = frozenset(document.values.get("left_out", ()))
    said = _adjustments(document)
    return Scoping(_terms(head, practice), answers, said, left_out, agreed=_agreed(document)), ()


def _text(given: str | bytes, name: str) -> str | Finding:
    if len(given) > MAX_FILE:
        message = (
            f"The file has {len(given) / 1e6:,.1f} MB; a scoping file has at most {MAX_FILE / 1e6:g} MB."
        )
        return Finding(name, 0, "", "too-big", message, "Attach large material beside it.")
    text = decoded(given, name) if isinstance(given, bytes) else given
    if isinstance(text, str) and text.startswith("\ufeff"):
        fix = "Save it as UTF-8 without one."
        return Finding(name, 1, "", "byte-order-mark", "The file starts with a byte order mark.", fix)
    if isinstance(text, str) and not text.strip():
        fix = "Start with `fairlead = 1` and an [engagement] table."
        return Finding(name, 1, "", "empty-file", "The file is empty.", fix)
    return text.replace("\r\n", "\n") if isinstance(text, str) else text


def _frame(
    document: Document, head: Mapping[str, Any], practice: Practice, wrong: set[str]
) -> Iterator[Finding]:
    """What the schema cannot know: offerings, currencies, decimals of numbers, days that make sense."""
    offering = head.get("offering")
    ids = [item.id for item in practice.offerings]
    if isinstance(offering, str) and offering and offering not in ids:
        fix = f"{nearest(offering, ids)} The offerings are: {', '.join(ids)}.".lstrip()
        message = f"There is no offering {offering}."
        yield document.finding(("engagement", "offering"), "unknown-offering", message, fix)
    currency = head.get("currency", practice.currency)
    if "engagement.currency" not in wrong:
        yield from _currency(document, str(currency), practice)
    for key in ("discount", "investment"):
        value = head.get(key)
        path = ("engagement", key)
        if isinstance(value, Decimal) and f"engagement.{key}" not in wrong and not _two_decimals(value):
            message = f"`{key}` is {value}, which has more than two decimals."
            below = value.quantize(Decimal("0.01"), ROUND_FLOOR)
            fix = f"Write {below} or {below + Decimal('0.01')}."
            yield document.finding(path, "wrong-value", message, fix)
    for key in ("date", "start"):
        day = head.get(key)
        if isinstance(day, str | date) and f"engagement.{key}" not in wrong:
            yield from _day(document, ("engagement", key), day)


def _two_decimals(value: Decimal) -> bool:
    return value == round(value, 2)


def _currency(document: Document, currency: str, practice: Practice) -> Iterator[Finding]:
    path = ("engagement", "currency")
    known = {practice.currency, *(exchange.currency for exchange in practice.exchange)}
    if currency not in CURRENCIES:
        fix = nearest(currency, CURRENCIES) or "Write an active code of ISO 4217."
        yield document.finding(path, "unknown-currency", f"{currency} is no currency.", fix)
    elif currency not in known:
        message = f"The practice has no exchange rate for {currency}."
        yield document.finding(path, "no-exchange", message, f"It knows: {', '.join(sorted(known))}.")


def _day(document: Document, path: tuple[str, ...], value: str | date) -> Iterator[Finding]:
    if isinstance(value, str):
        fix = f"Write {path[-1]} = {value}." if _is_day(value) else "Write a date without quotes."
        yield document.finding(path, "wrong-type", f"`{path[-1]}` is a text, not a date.", fix)
    elif not isinstance(value, datetime) and not _EARLIEST <= value < _LATEST:
        message = f"`{path[-1]}` is {value}, which lies outside of this century."
        yield document.finding(path, "wrong-value", message, "Check the year.")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _answers(document: Document, offering: Offering, answers: dict[str, Answer]) -> Iterator[Finding]:
    questions = {question.id: question for question in offering.questions}
    for key, given in document.values.get("answers", {}).items():
        path = ("answers", key)
        if key not in questions:
            fix = nearest(key, questions) or f"Its questions stand in the practice under {offering.id}."
            message = f"{offering.id} asks no question {key}."
            yield document.finding(path, "unknown-question", message, fix)
            continue
        short = not isinstance(given, dict)
        long = {"value": given} if short else given
        findings = tuple(_answer(document, path, path if short else (*path, "value"), questions[key], long))
        yield from findings
        if not findings:
            answers[key] = Answer(
                _kept(long["value"]),
                long.get("source", ""),
                long.get("date"),
                long.get("confidence", "medium"),
                document.line((*path, "value")),
            )


def _kept(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _answer(
    document: Document,
    path: tuple[str, ...],
    value: tuple[str, ...],
    question: Question,
    long: Mapping[str, Any],
) -> Iterator[Finding]:
    """What is wrong with one answer in its long form. value: the path of its value, as it was written."""
    for key in long:
        if key not in _LONG:
            fix = nearest(key, _LONG) or f"Known here: {', '.join(_LONG)}."
            yield document.finding((*path, key), "unknown-key", f"`{key}` is not a key of an answer.", fix)
    if "value" not in long:
        fix = "Add `value`, or leave the whole answer out while it is open."
        yield document.finding(path, "missing-key", "`value` is missing.", fix)
    else:
        result = taken(question, long["value"])
        if isinstance(result, Refusal):
            yield document.finding(value, result.code, result.message, result.fix)
    if not isinstance(long.get("source", ""), str):
        yield document.finding((*path, "source"), "wrong-type", "`source` takes a text in quotes.")
    if long.get("confidence", "medium") not in _CONFIDENCES:
        fix = f"It is one of: {', '.join(_CONFIDENCES)}."
        yield document.finding((*path, "confidence"), "wrong-value", "`confidence` is no known word.", fix)
    yield from _dated(document, (*path, "date"), long.get("date"))


def _dated(document: Document, path: tuple[str, ...], day: object) -> Iterator[Finding]:
    if day is None:
        return
    if isinstance(day, str) or (isinstance(day, date) and not isinstance(day, datetime)):
        yield from _day(document, path, day)
    else:
        fix = "Write a date without quotes, like 2026-11-02."
        yield document.finding(path, "wrong-type", "`date` is not a date.", fix)


def _adjustments(document: Document) -> tuple[Adjustment, ...]:
    """What the file says of lines; whether they are there is asked when the work is known."""
    return tuple(_adjustment(line) for line in document.values.get("line", ()))


def _agreed(document: Document) -> Agreed:
    """What the file says of the wording; whether the practice knows it is asked when it is shaped."""
    said = document.values.get("agreed", {})
    figures = {name: Decimal(str(value)) for name, value in said.get("figures", {}).items()}
    return Agreed(**{**said, "figures": figures})


def _adjustment(line: Mapping[str, Any]) -> Adjustment:
    said = {key: value for key, value in line.items() if key not in ("id", "roles")}
    sizes = ("low", "likely", "high", "markup")
    exact: dict[str, Any] = {key: Decimal(str(said[key])) for key in sizes if key in said}
    roles = {role: Decimal(str(share)) for role, share in line.get("roles", {}).items()}
    fields: dict[str, Any] = {"basis": "hand", **said, **exact, "line": line["id"], "roles": roles}
    return Adjustment(**fields)


def _terms(head: Mapping[str, Any], practice: Practice) -> Terms:
    same = {key: value for key, value in head.items() if key not in ("date", "discount", "investment")}
    defaults = {"currency": practice.currency, "confidence": practice.confidence, "seed": 1}
    exact = {key: Decimal(str(head.get(key, 0))) for key in ("discount", "investment")}
    return Terms(**{**defaults, **same, **exact, "day": head["date"]})
