"""Every figure of a statement of work as a number with a key, and what became of each in another version.

The documents show these figures as text; here they are what two versions are subtracted by, and what a file
is read back against.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from fairlead.engines.documents.breakdown import (
    bought,
    by_role,
    effort,
    hourly,
    price_split,
    set_price,
)
from fairlead.engines.documents.milestones import invoices, milestones
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Practice
from fairlead.engines.shaping.stating import stated
from fairlead.engines.shaping.values import Shaped

PERCENT, HOURS, DAYS, WEEKS = "%", "hours", "days", "weeks"


@dataclass(frozen=True, slots=True)
class Bound:
    """One figure. key: the same in every version; unit: a currency, or "hours", "%" ...; group: its part."""

    key: str
    group: str
    label: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that differs. old, new: None where a version has none of it, or counts it in another unit.

    delta: new less old, to the last decimal; a figure that a version has not counts as 0 there.
    """

    key: str
    group: str
    label: str
    unit: str
    old: Decimal | None
    new: Decimal | None
    delta: Decimal


def ledger(practice: Practice, shaped: Shaped) -> tuple[Bound, ...]:
    """The figures of the statement of work in reading order; no cost and no margin is read."""
    found = (
        *_price(shaped),
        *_work(practice, shaped),
        *_lines(shaped),
        *_payments(shaped),
        *_agreed(practice, shaped),
    )
    return tuple(_each_once(found))


def _each_once(found: Iterable[Bound]) -> Iterator[Bound]:
    """A second figure of one key (a role at two rates, two invoices alike) is told apart by its number."""
    seen: dict[str, int] = {}
    for one in found:
        seen[one.key] = seen.get(one.key, 0) + 1
        yield replace(one, key=f"{one.key}#{seen[one.key]}") if seen[one.key] > 1 else one


def differences(old: tuple[Bound, ...], new: tuple[Bound, ...]) -> tuple[Difference, ...]:
    """The figures that differ, those of the newer version in its order, then those that are gone.

    A figure that is counted in another unit now (another currency) is one that went and one that came.
    """
    before = {(one.key, one.unit): one for one in old}
    after = {(one.key, one.unit): one for one in new}
    found = []
    for place, one in after.items():
        was = before.get(place)
        if was is None or was.value != one.value:
            found.append(_difference(one, was.value if was else None, one.value))
    gone = (one for place, one in before.items() if place not in after)
    return (*found, *(_difference(one, one.value, None) for one in gone))


def _difference(one: Bound, old: Decimal | None, new: Decimal | None) -> Difference:
    delta = (new or Decimal(0)) - (old or Decimal(0))
    return Difference(one.key, one.group, one.label, one.unit, old, new, delta)


def _cash(key: str, group: str, label: str, value: Money) -> Bound:
    return Bound(key, group, label, value.rounded().amount, value.currency)


def _price(shaped: Shaped) -> Iterator[Bound]:
    estimate, group = shaped.estimate, "Price"
    yield _cash("price.net", group, "Price", estimate.price)
    yield _cash("price.list", group, "List price", estimate.list_price)
    yield _cash("price.discount", group, "Discount", estimate.discount)
    yield Bound("price.discount-percent", group, "Discount", estimate.discount_percent, PERCENT)
    for part in price_split(estimate):
        name = part.name.partition(" ")[0].lower()
        yield _cash(f"price.{name}.list", group, f"{part.name}, list price", part.list_price)
        yield _cash(f"price.{name}.net", group, part.name, part.net)
    invested = Money(shaped.scoping.terms.investment, estimate.currency)
    if invested:
        yield _cash("price.investment", group, "Services at no charge", invested)


def _work(practice: Practice, shaped: Shaped) -> Iterator[Bound]:
    estimate = shaped.estimate
    yield Bound("work.hours", "Work", "Estimated hours", estimate.hours, HOURS)
    yield Bound("work.days", "Work", "Days of work", estimate.days, DAYS)
    if estimate.timetable:
        yield Bound("work.weeks", "Work", "Estimated period", estimate.timetable.weeks, WEEKS)
    for name, hours in effort(shaped):
        yield Bound(f"work.phase.{name}", "Work", name, hours, HOURS)
    for role in by_role(practice, estimate):
        yield Bound(f"role.{role.role}.hours", "Roles", role.name, role.hours, HOURS)
        yield _cash(f"role.{role.role}.rate", "Roles", f"{role.name}, rate of an hour", role.rate)
        yield _cash(f"role.{role.role}.price", "Roles", f"{role.name}, at list", role.price)


def _lines(shaped: Shaped) -> Iterator[Bound]:
    """Hours of what is sold by the hour, the list price of what is not: as the document has them."""
    lines = shaped.estimate.lines
    for line in hourly(lines):
        yield Bound(f"line.{line.id}.hours", "Lines", line.name, line.hours, HOURS)
    for line in (*set_price(lines), *bought(lines)):
        yield _cash(f"line.{line.id}.price", "Lines", f"{line.name}, at list", line.price)


def _payments(shaped: Shaped) -> Iterator[Bound]:
    for milestone in milestones(shaped):
        name = f"{milestone.number} {milestone.name}"
        yield _cash(f"milestone.{milestone.name}", "Milestones", name, milestone.amount)
    for invoice in invoices(shaped):
        label = f"{invoice.what}: {invoice.when[:1].lower()}{invoice.when[1:]}"
        yield _cash(f"invoice.{invoice.what}.{invoice.when}", "Invoices", label, invoice.amount)


def _agreed(practice: Practice, shaped: Shaped) -> Iterator[Bound]:
    """The negotiable figures that the clauses say."""
    for figure, value in stated(practice, shaped):
        yield Bound(f"figure.{figure.id}", "Clauses", figure.name, value, figure.unit)
