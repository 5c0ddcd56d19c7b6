"""The sums that a statement of work prints, each with the lines that it is made of: the price and its parts,
hours by phase and by role, the effort, the period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.documents.breakdown import by_phase, by_role, effort, hourly, price_split, set_price
from fairlead.engines.documents.milestones import invoices
from fairlead.engines.documents.parts import period
from fairlead.engines.estimating.values import Line
from fairlead.engines.figures import column, hours, long_date, parts_of, percent
from fairlead.engines.money import Money, total
from fairlead.engines.practice.values import Practice
from fairlead.engines.shaping.values import Shaped
from fairlead.engines.traced import Traced

LIST, DISCOUNT, PRICE, INVESTED = "total.list", "total.discount", "total.price", "total.investment"
EFFORT, HOURLY, PERIOD, START, DAY = (
    "total.effort",
    "total.hourly",
    "total.period",
    "total.start",
    "total.day",
)
_SET = "It is set in the terms."


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum, and the ids of the lines that add up to it."""

    it: Traced
    lines: frozenset[str]


def sums(practice: Practice, shaped: Shaped) -> tuple[Traced, ...]:
    """Everything that lines add up to, and the dates that the terms say."""
    return (*_totals(practice, shaped), *(one.it for one in _cuts(practice, shaped)))


def adds_to(practice: Practice, shaped: Shaped) -> dict[str, tuple[str, ...]]:
    """The sums that each line is part of, by its id."""
    cuts = tuple(_cuts(practice, shaped))
    lines = shaped.estimate.lines
    return {line.id: (LIST, *(cut.it.id for cut in cuts if line.id in cut.lines)) for line in lines}


def _totals(practice: Practice, shaped: Shaped) -> Iterator[Traced]:
    estimate, terms = shaped.estimate, shaped.scoping.terms
    bills = tuple(f"invoice.{place}" for place, _ in enumerate(invoices(shaped), 1))
    why = "The lines add up to it."
    yield Traced(LIST, "total", "List price", str(estimate.list_price), because=(why,), to=(PRICE,))
    share = percent(estimate.discount_percent)
    if estimate.discount:
        why = "It is set in the terms and taken off the whole list price."
        yield Traced(
            DISCOUNT, "total", "Discount", f"{share}, {estimate.discount}", because=(why,), to=(PRICE,)
        )
        why = f"The list price less {share} of it, {estimate.discount}."
    else:
        why = "Nothing is taken off the list price."
    yield Traced(PRICE, "total", "Price", str(estimate.price), because=(why,), to=bills)
    given = Money(terms.investment, estimate.currency)
    if given:
        yield Traced(INVESTED, "total", "Services at no charge", str(given), because=(_SET,))
    yield from _work(practice, shaped)
    if terms.start:
        to = (PERIOD,) if period(shaped) else ()
        yield Traced(START, "total", "Planned start", long_date(terms.start), because=(_SET,), to=to)
    why = "Rates and prices of that day hold."
    yield Traced(DAY, "total", "Day of the prices", long_date(terms.day), because=(why,))


def _work(practice: Practice, shaped: Shaped) -> Iterator[Traced]:
    estimate = shaped.estimate
    if estimate.hours:
        said = f"{hours(estimate.hours)} hours, {hours(estimate.days)} days of work"
        why = f"The phases add up to it; a day of work has {hours(practice.hours_per_day)} hours."
        yield Traced(EFFORT, "total", "Estimated effort", said, because=(why,))
    roles = by_role(practice, estimate)
    if roles:
        whole = sum((role.hours for role in roles), Decimal(0))
        price = total((role.price for role in roles), estimate.currency)
        said = f"{column([whole])[0]} h, {price} at list"
        yield Traced(HOURLY, "total", "Sold by the hour", said, because=("The roles add up to it.",))
    for label, said in period(shaped):
        why = "The plan lasts that long at the confidence of the estimate."
        yield Traced(PERIOD, "total", label, said, because=(why,))


def _cuts(practice: Practice, shaped: Shaped) -> Iterator[_Sum]:
    yield from _parts(shaped)
    yield from _phases(practice, shaped)
    yield from _roles(practice, shaped)


def _parts(shaped: Shaped) -> Iterator[_Sum]:
    """Consulting and education, as the price table has them."""
    estimate = shaped.estimate
    for part in price_split(estimate):
        name = part.name.partition(" ")[0].lower()
        of_it = frozenset(line.id for line in estimate.lines if line.education == (name == "education"))
        said = f"{part.list_price} less {part.discount}: {part.net}" if part.discount else str(part.net)
        why = "The list prices of its lines, less the discount, add up to it."
        yield _Sum(Traced(f"part.{name}", "part", part.name, said, because=(why,), to=(PRICE,)), of_it)


def _phases(practice: Practice, shaped: Shaped) -> Iterator[_Sum]:
    """Hours and days of work by phase, then those of services at a set price."""
    rows = effort(shaped)
    values = [value for _, value in rows]
    days = column(parts_of(sum(values, Decimal(0)) / practice.hours_per_day, values)) if rows else []
    phases = [(phase.id, hourly(phase.lines)) for phase in by_phase(shaped) if phase.hours]
    sources: list[tuple[str, tuple[Line, ...]]] = [*phases, ("set-price", set_price(shaped.estimate.lines))]
    for (name, value), day, (key, lines) in zip(rows, days, sources, strict=False):
        said = f"{column([value])[0]} h, {day} days of work"
        why = "The hours of its lines add up to it."
        yield _Sum(Traced(f"phase.{key}", "phase", name, said, because=(why,), to=(EFFORT,)), _ids(lines))


def _roles(practice: Practice, shaped: Shaped) -> Iterator[_Sum]:
    """What each role does at a rate, numbered where one has two."""
    lines = hourly(shaped.estimate.lines)
    seen: dict[str, int] = {}
    for role in by_role(practice, shaped.estimate):
        seen[role.role] = seen.get(role.role, 0) + 1
        key = f"role.{role.role}" + (f".{seen[role.role]}" if seen[role.role] > 1 else "")
        of_it = [
            line
            for line in lines
            if any((one.role, one.rate) == (role.role, role.rate) for one in line.roles)
        ]
        said = f"{column([role.hours])[0]} h at {role.rate} an hour: {role.price} at list"
        why = "Its hours in each of the lines add up to it."
        yield _Sum(Traced(key, "role", role.name, said, because=(why,), to=(HOURLY,)), _ids(of_it))


def _ids(lines: list[Line] | tuple[Line, ...]) -> frozenset[str]:
    return frozenset(line.id for line in lines)
