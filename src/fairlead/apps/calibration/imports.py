"""Actuals from a CSV file: the columns, and every row that cannot become an actual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from fairlead.apps.calibration.models import Actual
from fairlead.apps.calibration.promises import (
    Wrong,
    actual_of,
    approved_of,
    figures_by_engagement,
    heads_of,
    promised,
)
from fairlead.apps.calibration.rules import is_delivered
from fairlead.apps.engagements.models import Engagement
from fairlead.core.actor import Actor
from fairlead.core.importing import Column, Table, read_csv
from fairlead.engines.findings import Finding

WHOLE = {"", "all", "total", "whole"}


def _needed(cell: str) -> str:
    if not cell:
        raise ValueError("this is empty")
    return cell


def _amount(most: Decimal) -> Any:
    def read(cell: str) -> Decimal:
        try:
            value = Decimal(_needed(cell))
        except InvalidOperation as error:
            raise ValueError(f"{cell!r} is no number") from error
        if not value.is_finite():
            raise ValueError(f"{cell!r} is no number")
        if value < 0:
            raise ValueError(f"{cell} is below nothing")
        if value > most:
            raise ValueError(f"{cell} is more than {most:,}")
        return value.quantize(Decimal("0.01"))

    return read


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(_needed(cell))
    except ValueError as error:
        raise ValueError(f"{cell!r} is no day" if cell else "this is empty") from error


def _short(most: int) -> Any:
    def read(cell: str) -> str:
        if len(cell) > most:
            raise ValueError(f"this has {len(cell)} signs, and {most} are kept")
        return cell

    return read


COLUMNS = (
    Column("engagement", _needed, "the number or the name of an engagement"),
    Column("account", str, "the customer's name, where two engagements share one", required=False),
    Column("line", str, "the id of a line of its estimate; nothing for the whole", required=False),
    Column("role", str, "a role of that line; nothing for all of them", required=False),
    Column("hours", _amount(Decimal(1_000_000)), "hours, like 120.5", also=("actual_hours",)),
    Column("days", _amount(Decimal(100_000)), "calendar days", also=("calendar_days",), required=False),
    Column("cost", _amount(Decimal(10) ** 11), "an amount without its currency", required=False),
    Column("finished", _day, "a day like 2026-11-23", also=("date", "finished_on")),
    Column("source", _short(200), "text of at most 200 signs", required=False),
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows of a file may refer to: fetched once for all of them."""

    by_key: Mapping[str, Sequence[Engagement]]
    estimates: Mapping[int, Any]
    figures: Mapping[int, Any]
    heads: Mapping[tuple[int, str, str], Actual]
    today: date


def read_actuals(actor: Actor, data: bytes, name: str, today: date) -> tuple[list[Actual], list[Finding]]:
    """Unsaved actuals of every row, and everything that is wrong with any of them."""
    table = read_csv(data, name, COLUMNS)
    findings = list(table.findings)
    known = _known(actor, table, today)
    actuals, seen = list[Actual](), dict[tuple[int, str, str], int]()
    for row, line in zip(table.rows, table.lines, strict=True):
        actual, wrong = _actual(row, known)
        findings += [replace(finding, file=name, line=line) for finding in wrong]
        if actual is None:
            continue
        key = (actual.engagement_id, actual.line, actual.role)
        if key in seen:
            fix = "Add them up, or leave one out."
            findings.append(Finding(name, line, "line", "twice", f"row {seen[key]} has it already.", fix))
        seen.setdefault(key, line)
        actuals.append(actual)
    return actuals, findings


def _known(actor: Actor, table: Table, today: date) -> _Known:
    wanted = {str(row.get("engagement", "")) for row in table.rows}
    numbers = [int(key) for key in wanted if key.isdecimal() and len(key) < 19]
    rows = Engagement.objects.visible_to(actor).select_related("account")
    found = rows.filter(pk__in=numbers) | rows.filter(name__in=wanted)
    by_key: dict[str, list[Engagement]] = {}
    for row in found:
        for key in {str(row.pk), row.name} & wanted:
            by_key.setdefault(key, []).append(row)
    ids = [row.pk for row in found]
    estimates = approved_of(actor, ids)
    return _Known(by_key, estimates, figures_by_engagement(estimates), heads_of(actor, ids), today)


def _engagement(row: Mapping[str, Any], known: _Known) -> tuple[Engagement | None, Finding | None]:
    key, account = str(row.get("engagement", "")), str(row.get("account", ""))
    if not key:
        return None, None
    found = [one for one in known.by_key.get(key, ()) if not account or one.account.name == account]
    if len(found) == 1:
        refusal = is_delivered(found[0])
        wrong = Finding("", 0, "engagement", "wrong-state", str(refusal)) if refusal else None
        return (None if refusal else found[0]), wrong
    if not found:
        message = f"there is no engagement {key!r}" + (f" of {account!r}." if account else ".")
        return None, Finding(
            "", 0, "engagement", "unknown-engagement", message, "Its number is in its address."
        )
    fix = "Name the account too, or its number."
    message = f"{len(found)} engagements are called {key!r}."
    return None, Finding("", 0, "engagement", "several-engagements", message, fix)


def _actual(row: Mapping[str, Any], known: _Known) -> tuple[Actual | None, list[Finding]]:
    findings = list[Finding]()
    finished = row.get("finished")
    if finished and finished > known.today:
        findings.append(Finding("", 0, "finished", "ahead", f"{finished} is still to come."))
    engagement, wrong = _engagement(row, known)
    if engagement is None:
        return None, [*findings, *([wrong] if wrong else [])]
    line = str(row.get("line", "")).strip()
    line = "" if line.casefold() in WHOLE else line
    try:
        promise = promised(known.figures[engagement.pk], line, str(row.get("role", "")))
    except Wrong as error:
        return None, [*findings, error.finding]
    head = known.heads.get((engagement.pk, promise.line, promise.role))
    if head is not None and not head.reversed:
        fix = "Leave the row out, or correct what is there."
        message = f"{head.hours} h are recorded of it already."
        return None, [*findings, Finding("", 0, "line", "twice", message, fix)]
    if findings or "hours" not in row or not finished:
        return None, findings
    said = {key: row[key] for key in ("hours", "days", "cost", "source") if key in row}
    currency = engagement.currency if "cost" in said else ""
    estimate = known.estimates[engagement.pk]
    return actual_of(
        estimate, promise, finished=finished, supersedes=head, currency=currency, **said
    ), findings
