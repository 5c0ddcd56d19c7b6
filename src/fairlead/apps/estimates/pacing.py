"""The pace of an engagement as people write it: freezes as lines of text, holidays by their country."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from fairlead.apps.engagements.models import Engagement
from fairlead.core.errors import Invalid
from fairlead.engines.estimating.pace import check_pace
from fairlead.engines.findings import Finding
from fairlead.engines.scoping.values import Freeze, Pace
from fairlead.engines.workdays import working_days

_DAY = r"(\d{4}-\d{2}-\d{2})"
_FREEZE = re.compile(rf"{_DAY} +to +{_DAY}(?: *: *(.{{0,200}}))?")
_AHEAD = timedelta(days=3 * 366)  # how far holidays are looked up


def pace_of(
    engagement: Engagement, people: int, weekly_hours: Decimal, country: str, freezes: Iterable[str]
) -> Pace:
    """The pace that was written; Invalid with everything that is wrong with it."""
    findings: list[Finding] = []
    read = tuple(_freeze(text.strip(), findings) for text in freezes if text.strip())
    start = engagement.start_on or engagement.priced_on
    holidays = _holidays(country.strip(), start, findings)
    found = tuple(freeze for freeze in read if freeze)
    pace = Pace(people, weekly_hours, country.strip(), holidays, found)
    findings += check_pace(pace)
    if findings:
        raise Invalid(findings)
    return pace


def freeze_text(freeze: Freeze) -> str:
    """A freeze as it is written."""
    return f"{freeze.start} to {freeze.end}" + (f": {freeze.reason}" if freeze.reason else "")


def _freeze(text: str, findings: list[Finding]) -> Freeze | None:
    match = _FREEZE.fullmatch(text)
    if match:
        try:
            days = date.fromisoformat(match[1]), date.fromisoformat(match[2])
            return Freeze(*days, (match[3] or "").strip())
        except ValueError:
            pass
    fix = 'Write it like "2026-12-18 to 2027-01-04: year end".'
    findings.append(Finding("", 0, "freezes", "wrong-value", f"{text[:80]!r} is no freeze.", fix))
    return None


def _holidays(country: str, start: date, findings: list[Finding]) -> tuple[date, ...]:
    if not country:
        return ()
    try:
        known = working_days(country)
    except ValueError as error:
        findings.append(Finding("", 0, "country", "unknown-country", f"{str(error).capitalize()}.", ""))
        return ()
    return tuple(day for day in known.holidays if start <= day < start + _AHEAD)
