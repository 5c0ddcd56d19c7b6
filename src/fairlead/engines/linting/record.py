"""The figures of a shaped engagement, for holding prose against them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from fairlead.engines.documents.breakdown import by_phase, by_role
from fairlead.engines.documents.milestones import invoices, milestones
from fairlead.engines.linting.bound import Bound, bound
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Figure, Practice
from fairlead.engines.prose import TIME, Said, said
from fairlead.engines.shaping.clauses import value_of
from fairlead.engines.shaping.stating import FAMILIES
from fairlead.engines.shaping.values import Shaped

_CENT = Decimal("0.01")
DISCOUNT = "the discount"
START, END = "the planned start", "the estimated end"
_RATE = "the rate of "
# Sections that say these of an engagement, and nothing else in money or dates.
_BINDING = ("price", "billing", "milestones", "education", "activities", "schedule")
# An amount this near to one of the record, or of its digits, is meant to be that; so is a date.
_NEAR, _NEAR_DAYS, _DIGITS = Decimal("0.01"), 3, 4


@dataclass(frozen=True)
class Record:
    """What the record says, by kind of figure, each with the name that a reader knows it by.

    money: amounts in the currency of the engagement; rates: of them those of an hour.
    others: hours, days, weeks, months, years and per cents.
    figures: the negotiable figures that each clause says, with their values.
    times: how often the practice text of its clause says a figure, by the figure's id.
    bound: what the practice binds in each clause and list.
    binding: the clauses and the sections that say price, payment, work or dates.
    """

    currency: str
    currencies: tuple[str, ...]
    money: Mapping[Decimal, str]
    rates: frozenset[Decimal]
    others: Mapping[str, Mapping[Decimal, str]]
    dates: Mapping[date, str]
    figures: Mapping[str, tuple[tuple[Figure, Decimal], ...]]
    times: Mapping[str, int]
    bound: Mapping[str, tuple[Bound, ...]]
    binding: frozenset[str]

    @property
    def discount(self) -> Decimal | None:
        """The discount in per cent."""
        return next((value for value, name in self.others["percent"].items() if name == DISCOUNT), None)

    @cached_property
    def counts(self) -> dict[str, frozenset[Decimal]]:
        """Every number that the practice binds to a thing that is counted, by that thing."""
        found: dict[str, frozenset[Decimal]] = {}
        for one in (one for texts in self.bound.values() for one in texts):
            for thing, values in one.counts.items():
                found[thing] = found.get(thing, frozenset()) | {*values}
        return found

    def knows(self, one: Said) -> bool:
        """Whether the record says a figure, in one of the ways in which it may be read."""
        if one.kind == "date":
            return any(day in self.dates for day in one.days)
        if one.kind == "money":
            return any(_cents(value) in self.money for value in one.values)
        if one.kind == "count":
            return bool(self.counts[one.unit] & {*one.values})
        return any(_cents(value) in self.others[one.kind] for value in one.values)

    def is_rate(self, one: Said) -> bool:
        """Whether an amount is what an hour of a role costs."""
        return any(_cents(value) in self.rates for value in one.values)

    def is_sum(self, one: Said) -> bool:
        """Whether an amount is one of the record, and not only what an hour costs."""
        known = (self.money.get(_cents(value), _RATE) for value in one.values)
        return any(not name.startswith(_RATE) for name in known)

    def near(self, one: Said) -> bool:
        """Whether a figure that the record does not say can only be meant for one that it says."""
        if one.kind == "date":
            return any(abs((day - known).days) <= _NEAR_DAYS for day in one.days for known in self.dates)
        return any(_alike(value, known) for value in one.values for known in self.money)

    def nearest(self, one: Said) -> str:
        """The figure of the record that a wrong one is likely to mean, in words; "" when there is none."""
        table = self.money if one.kind == "money" else self.others.get(one.kind, {})
        if one.kind == "date" or not table or not one.values:
            return ""
        value = min(table, key=lambda known: min(abs(known - read) for read in one.values))
        amount = (
            f"{self.currency} {value:,.2f}" if one.kind == "money" else f"{value.normalize():f} {one.kind}"
        )
        return f"{table[value]} is {amount}"


def _alike(value: Decimal, known: Decimal) -> bool:
    if abs(value - known) <= abs(known) * _NEAR:
        return True
    ours, theirs = (sorted(f"{one.normalize():f}".replace(".", "").strip("0")) for one in (known, value))
    return len(ours) >= _DIGITS and ours == theirs


def _cents(value: Decimal) -> Decimal:
    try:
        return value.quantize(_CENT, rounding=ROUND_HALF_UP)
    except ArithmeticError:
        return value


def record(practice: Practice, shaped: Shaped) -> Record:
    """Every figure that a text about this engagement may say."""
    estimate = shaped.estimate
    currencies = {practice.currency, estimate.currency, *(one.currency for one in practice.exchange)}
    figures: dict[str, list[tuple[Figure, Decimal]]] = {}
    times = dict(_times(practice, shaped))
    flat = tuple((figure, value_of(figure, shaped.facts)) for figure in practice.figures)
    for figure, value in flat:
        if times[figure.id]:
            figures.setdefault(figure.clause, []).append((figure, value))
    told = _told(shaped, sorted(currencies))
    money = {_cents(amount): name for name, amount in reversed((*_money(shaped), *_agreed(flat, "money")))}
    others: dict[str, dict[Decimal, str]] = {}
    for kind in (*TIME, "percent"):
        rows = (*_quantities(practice, shaped, kind), *_agreed(flat, kind), *_answered(shaped, kind))
        others[kind] = {_cents(value): name for name, value in reversed(rows)}
    dates = {day: name for name, day in reversed(tuple(_dates(shaped)))}
    for one in told:
        if one.kind == "date":
            dates |= dict.fromkeys(one.days, "an answer")
        else:
            table = money if one.kind == "money" else others[one.kind]
            table |= dict.fromkeys(map(_cents, one.values), "an answer")
    return Record(
        estimate.currency, tuple(sorted(currencies)), money, _rates(shaped), others, dates,
        {clause: tuple(pairs) for clause, pairs in figures.items()}, times,
        bound(practice, shaped), _binding(practice),
    )  # fmt: skip


def _rates(shaped: Shaped) -> frozenset[Decimal]:
    return frozenset(_cents(role.rate.amount) for line in shaped.estimate.lines for role in line.roles)


def _binding(practice: Practice) -> frozenset[str]:
    blocks = {block.id for block in practice.blocks if block.kind in _BINDING}
    return frozenset({*blocks, *(clause.id for clause in practice.clauses if clause.block in blocks)})


def _answered(shaped: Shaped, kind: str) -> Iterator[tuple[str, Decimal]]:
    """Numbers of answers and drivers that are counted in a unit of this kind."""
    offering, values = shaped.review.offering, shaped.review.values
    units = {one.id: one.unit for one in offering.questions} | {one.id: one.unit for one in offering.drivers}
    for name, unit in units.items():
        value = values.get(name)
        if FAMILIES.get(unit, unit) == kind and isinstance(value, int | float):
            yield f"the answer {name}", Decimal(repr(value))


def _times(practice: Practice, shaped: Shaped) -> Iterator[tuple[str, int]]:
    """How often each figure is bound in the words that its clause takes."""
    texts = {one.source.id: (one.variant or one.source).text for one in shaped.clauses}
    for figure in practice.figures:
        bound = re.findall(r"\{\{(.*?)\}\}", texts.get(figure.clause, ""), re.DOTALL)
        yield figure.id, sum(len(re.findall(rf"\b{re.escape(figure.id)}\b", one)) for one in bound)


def _agreed(figures: Iterable[tuple[Figure, Decimal]], kind: str) -> tuple[tuple[str, Decimal], ...]:
    return tuple((f.name, value) for f, value in figures if FAMILIES.get(f.unit, f.unit) == kind)


def _told(shaped: Shaped, currencies: Iterable[str]) -> tuple[Said, ...]:
    """Figures inside of answers that are texts: they are the customer's own words."""
    words = [str(answer.value) for answer in shaped.scoping.answers.values() if isinstance(answer.value, str)]
    return tuple(one for text in words for one in said(text[:20_000], currencies))


def _money(shaped: Shaped) -> Iterator[tuple[str, Decimal]]:
    estimate = shaped.estimate
    named: list[tuple[str, Money]] = [
        ("the price", estimate.price),
        ("the list price", estimate.list_price),
        ("the discount", estimate.discount),
        ("the price of consulting", estimate.consulting),
        ("the price of education", estimate.education),
    ]
    named += [(f"the invoice of {one.what}", one.amount) for one in invoices(shaped)]
    named += [(f"the milestone {one.number}", one.amount) for one in milestones(shaped)]
    named += [(f"the list price of {line.name}", line.price) for line in estimate.lines]
    named += [(f"{_RATE}{role.role}", role.rate) for line in estimate.lines for role in line.roles]
    yield from ((name, money.amount) for name, money in named)
    yield "what is given without charge", shaped.scoping.terms.investment


def _quantities(practice: Practice, shaped: Shaped, kind: str) -> Iterator[tuple[str, Decimal]]:
    estimate, table = shaped.estimate, shaped.estimate.timetable
    if kind == "hours":
        yield "the estimated effort", estimate.hours
        yield from ((f"the effort of {phase.name}", phase.hours) for phase in by_phase(shaped))
        yield from ((f"the hours of {role.name}", role.hours) for role in by_role(practice, estimate))
        yield from ((f"the hours of {line.name}", line.hours) for line in estimate.lines)
    elif kind == "days":
        yield "the estimated effort", estimate.days
        yield "silent acceptance", Decimal(shaped.scoping.terms.acceptance_days)
    elif kind == "weeks" and table:
        yield from (("the estimated period", weeks) for weeks in (table.weeks, table.weeks_p50))
    elif kind == "percent":
        yield DISCOUNT, estimate.discount_percent
        yield "the confidence of the estimate", Decimal(estimate.lock.confidence)


def _dates(shaped: Shaped) -> Iterator[tuple[str, date]]:
    terms, table = shaped.scoping.terms, shaped.estimate.timetable
    yield "the day of the prices", terms.day
    if terms.start:
        yield START, terms.start
    if table:
        if table.start:
            yield START, table.start
        ends = (table.end, table.end_p50, table.end_p80, table.end_p90)
        yield from ((END, day) for day in ends if day)
        for span in table.phases:
            yield from ((f"the phase {span.name}", day) for day in (span.begins, span.ends) if day)
    for name, answer in shaped.scoping.answers.items():
        if isinstance(answer.value, date):
            yield f"the answer {name}", answer.value
