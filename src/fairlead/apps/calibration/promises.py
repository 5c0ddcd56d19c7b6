"""What an approved estimate promised of a line, of a role of a line, or of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fairlead.apps.calibration.models import Actual
from fairlead.apps.estimates.bridge import figures_of
from fairlead.apps.estimates.models import Estimate
from fairlead.core.actor import Actor
from fairlead.engines.estimating.values import Estimate as Figures
from fairlead.engines.estimating.values import Line
from fairlead.engines.findings import Finding

WORK = ("work", "fixed")


@dataclass(frozen=True, slots=True)
class Promise:
    """What the estimate said, in hours; percentiles only where the estimate gave them."""

    line: str
    role: str
    name: str
    phase: str
    estimated: Decimal
    of_line: Decimal
    p50: Decimal | None = None
    p80: Decimal | None = None
    p90: Decimal | None = None


class Wrong(Exception):
    """There is no such line or role; carries the finding."""

    def __init__(self, where: str, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.finding = Finding("", 0, where, code, message, fix)


def work_of(figures: Figures) -> dict[str, Line]:
    """The lines that somebody works on, by id: all but the contingency."""
    return {line.id: line for line in figures.lines if line.kind in WORK}


def promised(figures: Figures, line: str, role: str) -> Promise:
    """What the estimate said of a line ("" is the whole) and role ("" is all of its roles); Wrong if nothing.

    A line that one role does alone is that role's, said or not.
    """
    work = work_of(figures)
    if not line:
        return _whole(figures, work.values(), role)
    found = work.get(line)
    if found is None:
        there = ", ".join(work) or "none"
        raise Wrong("line", "unknown-line", f"The estimate has no line {line!r}.", f"Its lines: {there}.")
    hours = dict[str, Decimal]()
    for part in found.roles:
        hours[part.role] = hours.get(part.role, Decimal(0)) + part.hours
    if role and role not in hours:
        there = ", ".join(hours) or "none"
        raise Wrong(
            "role", "unknown-role", f"Nobody of role {role!r} works on {line}.", f"Its roles: {there}."
        )
    alone = next(iter(hours)) if len(hours) == 1 else ""
    if role and not alone:
        return Promise(line, role, found.name, found.phase, hours[role], found.hours)
    said = (found.p50, found.p80, found.p90) if found.p90 > found.p10 else (None, None, None)
    return Promise(line, alone, found.name, found.phase, found.hours, found.hours, *said)


def _whole(figures: Figures, work: Iterable[Line], role: str) -> Promise:
    if role:
        fix = "Leave the role out, or name the line."
        raise Wrong("role", "role-of-whole", "A role works on a line, not on the whole.", fix)
    hours = sum((line.hours for line in work), Decimal(0))
    spread = figures.spreads["hours"]
    return Promise("", "", "", "", hours, hours, spread.p50, spread.p80, spread.p90)


def approved_of(actor: Actor, engagements: Iterable[Any]) -> dict[int, Estimate]:
    """The approved estimate of each engagement, by the engagement's id."""
    rows = Estimate.objects.visible_to(actor).original().filter(engagement__in=engagements, state="approved")
    return {row.engagement_id: row for row in rows}


def actual_of(estimate: Estimate, promise: Promise, **said: Any) -> Actual:
    """An unsaved actual against what was promised."""
    kept = {name: getattr(promise, name) for name in Promise.__slots__}
    return Actual(engagement_id=estimate.engagement_id, estimate=estimate, **kept, **said)


def heads_of(actor: Actor, engagements: Iterable[Any]) -> dict[tuple[int, str, str], Actual]:
    """The newest fact of each line and role of these engagements: living, or taken back."""
    rows = Actual.objects.visible_to(actor).filter(engagement__in=engagements, successor__isnull=True)
    return {(row.engagement_id, row.line, row.role): row for row in rows}


def figures_by_engagement(estimates: dict[int, Estimate]) -> dict[int, Figures]:
    """The frozen figures of estimates, by engagement."""
    return {key: figures_of(estimate) for key, estimate in estimates.items()}
