"""From a practice and its answers to what can be negotiated: the optional lines of one engagement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fairlead.engines.estimating.values import Estimate, Line
from fairlead.engines.findings import Finding
from fairlead.engines.options.scopes import Base, Exact, Item, Kept, Pricer, units
from fairlead.engines.practice.values import Activity, Offering, Practice
from fairlead.engines.scoping.values import Scoping
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped

MOST_WORTH = 1000
UNSAID = 1  # the worth of an optional line of which neither customer nor practice says anything


@dataclass(frozen=True, slots=True)
class Case:
    """What is negotiated about: the lines that stay, those that may go, and how a scope is priced."""

    whole: Shaped
    base: Base
    items: tuple[Item, ...]
    pricer: Pricer

    def name(self, item: str) -> str:
        return next((i.name for i in self.items if i.id == item), item)


def case_of(
    practice: Practice, scoping: Scoping, worths: Mapping[str, int] | None = None
) -> tuple[Case | None, tuple[Finding, ...]]:
    """The case of an engagement, or every finding that keeps it from being made.

    worths: points from 0 to 1,000 that the customer gives to optional lines, by id; the others have the
    practice's worth. Whatever the scoping leaves out is on the table again.
    """
    scoping = replace(scoping, left_out=frozenset())
    whole, findings = shape(practice, scoping)
    if whole is None:
        return None, findings
    optional = {w.activity.id: w.activity for w in whole.review.work if w.activity.optional}
    findings = (*_unknown(optional, worths or {}), *_nothing(optional))
    if findings:
        return None, findings
    lines = {line.id: line for line in whole.estimate.lines}
    items = tuple(_item(lines[key], optional, worths or {}) for key in optional if key in lines)
    names = frozenset(item.id for item in items)

    def price(kept: Kept) -> Exact:
        shaped = _shaped(practice, replace(scoping, left_out=names - kept))
        return Exact(shaped.estimate.list_price, shaped.estimate.cost, shaped.estimate.days)

    return Case(whole, _base(whole.estimate, names), items, price), ()


def _shaped(practice: Practice, scoping: Scoping) -> Shaped:
    """A scope with lines left out. The same answers were priced as a whole, so a part of it can be."""
    shaped, findings = shape(practice, scoping)
    if shaped is None:
        raise ValueError("; ".join(str(finding) for finding in findings))
    return shaped


def scope_of(practice: Practice, scoping: Scoping, left_out: Kept, discount: Decimal) -> Shaped:
    """What a scope of the frontier comes to with everything, at its discount."""
    terms = replace(scoping.terms, discount=discount)
    return _shaped(practice, replace(scoping, terms=terms, left_out=left_out))


def _item(line: Line, optional: Mapping[str, Activity], worths: Mapping[str, int]) -> Item:
    activity = optional[line.id]
    return Item(
        line.id,
        line.name,
        units(line.price),
        units(line.cost),
        worths.get(line.id, activity.worth or UNSAID),
        frozenset(other for other in activity.after if other in optional),
        line.p10 != line.p90,
    )


def _base(estimate: Estimate, optional: frozenset[str]) -> Base:
    fixed = [line for line in estimate.lines if line.id not in optional and line.kind != "contingency"]
    return Base(
        sum(units(line.price) for line in fixed),
        sum(units(line.cost) for line in fixed),
        sum(units(line.price) for line in fixed if line.p10 != line.p90),
    )


def _unknown(optional: Mapping[str, Activity], worths: Mapping[str, int]) -> list[Finding]:
    there = f"Optional here: {', '.join(optional) or 'nothing'}."
    strange = [
        Finding("", 0, f"worths.{key}", "unknown-line", f"{key} is no optional line of this scope.", there)
        for key in worths
        if key not in optional
    ]
    wild = [
        Finding("", 0, f"worths.{key}", "absurd-worth", f"A worth of {worth} cannot be weighed.",
                f"It is a whole number from 0 to {MOST_WORTH}.")
        for key, worth in worths.items()
        if not 0 <= worth <= MOST_WORTH
    ]  # fmt: skip
    return [*strange, *wild]


def _nothing(optional: Mapping[str, Activity]) -> list[Finding]:
    if optional:
        return []
    fix = "Mark activities as optional in the practice, with their worth, or change answers."
    return [Finding("", 0, "scope", "nothing-optional", "No line of this scope may be left out.", fix)]


def left_out_faults(offering: Offering, left_out: Iterable[str]) -> tuple[Finding, ...]:
    """What is wrong with leaving activities out: each has to be optional, and needed by nothing kept."""
    optional = {activity.id: activity for activity in offering.activities if activity.optional}
    out = set(left_out)
    names = ", ".join(optional) or "nothing"
    strange = [
        Finding("", 0, "left_out", "not-optional", f"{key} may not be left out.", f"Optional here: {names}.")
        for key in sorted(out - optional.keys())
    ]
    bound = [
        Finding("", 0, "left_out", "needed", f"{activity.name} is kept and needs {optional[other].name}.",
                f"Leave out {activity.id} as well, or keep {other}.")
        for activity in optional.values()
        for other in activity.after
        if activity.id not in out and other in out and other in optional
    ]  # fmt: skip
    return (*strange, *bound)
