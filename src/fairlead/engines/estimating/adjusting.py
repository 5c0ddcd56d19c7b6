"""What people say of lines, put in place of the formulas: checked, then laid over the work of a review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from fairlead.engines.estimating.checking import MOST_HOURS, MOST_PRICE, RESERVED
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.facts import CURRENCIES
from fairlead.engines.practice.values import (
    BILLINGS,
    Activity,
    ActivityKind,
    Offering,
    Place,
    Practice,
)
from fairlead.engines.scoping.values import BASES, Adjustment, Work

FILE = "adjustments"
_HERE = Place(FILE, 0)
_MOST_MARKUP = 10


def check_adjustment(practice: Practice, offering: Offering, said: Adjustment) -> tuple[Finding, ...]:
    """Everything that is wrong with an adjustment; `where` is "adjustment.<line>.<field>"."""
    activity = next((a for a in offering.activities if a.id == said.line), None)
    faults = [*_size_faults(practice, said, activity), *_word_faults(said)]
    faults += _own_faults(practice, offering, said) if activity is None else _bound_faults(said)
    return tuple(Finding(FILE, 0, f"adjustment.{said.line}.{field}", *rest) for field, *rest in faults)


Fault = tuple[str, str, str, str]


def _size_faults(practice: Practice, said: Adjustment, activity: Activity | None) -> Iterator[Fault]:
    kind = activity.kind.value if activity else said.kind
    most, unit = (MOST_HOURS, "hours") if kind == "work" else (MOST_PRICE, "an amount")
    sound = True
    for field in ("low", "likely", "high"):
        value = getattr(said, field)
        if not value.is_finite() or not 0 <= value <= most:
            sound = False
            yield field, "wrong-value", f"{value} is not {unit}.", f"Write a number from 0 to {most:,.0f}."
        elif value != round(value, 2):
            sound = False
            message = f"{value} has more than two decimals."
            yield field, "wrong-value", message, f"Write {round(value, 2)}."
    if sound and not said.low <= said.likely <= said.high:
        message = f"The range {said.low}, {said.likely}, {said.high} does not rise."
        yield "likely", "range-order", message, "Low (P10) <= likely (P50) <= high (P90)."
    elif sound and said.high and not said.low:
        message = "A range that starts at nothing has no middle."
        yield "low", "range-order", message, "Write a low end above 0, or 0 for all three."


def _word_faults(said: Adjustment) -> Iterator[Fault]:
    if not said.reason.strip():
        yield "reason", "missing-key", "An adjustment needs its reason.", "Say in a sentence why."
    if said.basis not in BASES:
        yield "basis", "wrong-value", f"{said.basis} is no basis.", f"There are: {', '.join(BASES)}."
    if said.billing and said.billing not in BILLINGS:
        message = f"{said.billing} is no way of billing."
        yield "billing", "wrong-value", message, f"There are: {', '.join(BILLINGS)}."
    if not said.markup.is_finite() or not 0 <= said.markup <= _MOST_MARKUP:
        message = f"A markup of {said.markup} makes no price."
        yield "markup", "wrong-value", message, f"It is a share from 0 to {_MOST_MARKUP}, like 0.10."


def _bound_faults(said: Adjustment) -> Iterator[Fault]:
    """A line of the offering keeps its own name, phase, roles, kind and markup."""
    for field in ("name", "phase", "roles", "markup"):
        if getattr(said, field):
            message = f"{said.line} is a line of the offering and keeps its {field}."
            yield field, "unknown-key", message, "Leave it out, or choose another id for a line of your own."


def _own_faults(practice: Practice, offering: Offering, said: Adjustment) -> Iterator[Fault]:
    if said.line in RESERVED:
        yield "line", "reserved-id", f"{said.line} is the id of a computed line.", "Choose another id."
        return
    kinds = [kind.value for kind in ActivityKind]
    if said.kind not in kinds:
        yield "kind", "wrong-value", f"{said.kind} is no kind of line.", f"There are: {', '.join(kinds)}."
    if not said.name.strip():
        ids = [activity.id for activity in offering.activities]
        fix = f"Give it a name, a phase and roles as a line of your own. {nearest(said.line, ids)}".strip()
        yield "name", "unknown-line", f"{offering.name} has no line {said.line}.", fix
    phases = [phase.id for phase in offering.phases]
    if said.phase not in phases:
        message = f"There is no phase {said.phase!r}."
        yield "phase", "unknown-id", message, f"There are: {', '.join(phases)}."
    if said.kind == ActivityKind.WORK:
        yield from _role_faults(practice, said)
    elif said.currency and said.currency not in CURRENCIES:
        fix = "Write an active code of ISO 4217."
        yield "currency", "unknown-currency", f"{said.currency} is no currency.", fix


def _role_faults(practice: Practice, said: Adjustment) -> Iterator[Fault]:
    known = [role.id for role in practice.roles]
    for role in said.roles:
        if role not in known:
            message = f"There is no role {role}."
            yield "roles", "unknown-role", message, f"The roles are: {', '.join(known)}."
    whole = sum(said.roles.values(), Decimal(0))
    if whole != 1 or min(said.roles.values(), default=Decimal(0)) <= 0:
        message = f"The shares of the roles sum to {whole}, not to 1." if said.roles else "It has no roles."
        yield "roles", "shares", message, "Say who works on it in shares above 0 that sum to 1."


def adjusted(
    practice: Practice, offering: Offering, work: Sequence[Work], said: Sequence[Adjustment]
) -> tuple[tuple[Work, ...], tuple[Finding, ...], tuple[str, ...]]:
    """The work with adjustments in place of its formulas and with lines of people's own behind it.

    Returns (work, findings, notes): an adjustment of an activity that does not apply on these answers
    waits, and a note says so. Two adjustments of one line are a finding.
    """
    findings = [finding for one in said for finding in check_adjustment(practice, offering, one)]
    by_line = {one.line: one for one in said}
    if len(by_line) < len(said):
        twice = sorted({one.line for one in said if [o.line for o in said].count(one.line) > 1})
        findings += [
            Finding(FILE, 0, f"adjustment.{line}.line", "duplicate-id", f"{line} is adjusted twice.", "")
            for line in twice
        ]
    if findings:
        return tuple(work), tuple(findings), ()
    done = tuple(
        replace(one, adjustment=by_line[one.activity.id]) if one.activity.id in by_line else one
        for one in work
    )
    known = {activity.id: activity.name for activity in offering.activities}
    applying = {one.activity.id for one in work}
    notes = tuple(
        f"What is said of {known[line]} waits: the line does not apply on these answers."
        for line in by_line
        if line in known and line not in applying
    )
    own = tuple(_own_work(one) for one in said if one.line not in known)
    return done + own, (), notes


def _own_work(said: Adjustment) -> Work:
    """A line of people's own as work that no formula stands behind."""
    kind = ActivityKind(said.kind)
    activity = Activity(
        id=said.line,
        phase=said.phase,
        name=said.name.strip(),
        description="",
        effort="",
        roles=said.roles,
        kind=kind,
        markup=said.markup,
        billing=said.billing,
        place=_HERE,
    )
    bought = kind is not ActivityKind.WORK
    amount = float(said.likely)
    return Work(
        activity,
        0.0 if bought else amount,
        None,
        frozenset(),
        cost=amount if bought else None,
        adjustment=said,
    )
