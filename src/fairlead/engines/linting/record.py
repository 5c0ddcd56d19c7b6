"""The figures of a shaped engagement, for holding prose against them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from fairlead.engines.documents.breakdown import by_phase, by_role
from fairlead.engines.documents.milestones import invoices, milestones
from fairlead.engines.linting.prose import Said, said
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Figure, Practice
from fairlead.engines.shaping.clauses import value_of
from fairlead.engines.shaping.values import Shaped

_CENT = Decimal("0.01")
DISCOUNT = "the discount"
# A number of this unit in prose is held against figures of the same family.
FAMILIES = {"business days": "days"}


@dataclass(frozen=True, slots=True)
class Record:
    """What the record says, by kind of figure, each with the name that a reader knows it by.

    money: amounts in the currency of the engagement.  others: hours, days, weeks, months and per cents.
    figures: the negotiable figures by clause, with their values.
    times: how often the practice text of its clause says a figure, by the figure's id.
    loose: numbers of answers and drivers, whose unit is not known.
    """

    currency: str
    currencies: tuple[str, ...]
    money: Mapping[Decimal, str]
    others: Mapping[str, Mapping[Decimal, str]]
    dates: Mapping[date, str]
    figures: Mapping[str, tuple[tuple[Figure, Decimal], ...]]
    times: Mapping[str, int]
    loose: frozenset[Decimal]

    @property
    def discount(self) -> Decimal | None:
        """The discount in per cent."""
        return next((value for value, name in self.others["percent"].items() if name == DISCOUNT), None)

    def knows(self, one: Said) -> bool:
        """Whether the record says a figure, in one of the ways in which it may be read."""
        if one.kind == "date":
            return any(day in self.dates for day in one.days)
        if one.kind == "money":
            return any(_cents(value) in self.money for value in one.values)
        known = self.others.get(one.kind, {})
        return any(_cents(value) in known or _cents(value) in self.loose for value in one.values)

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
    for figure in practice.figures:
        figures.setdefault(figure.clause, []).append((figure, value_of(figure, shaped.facts)))
    flat = tuple(pair for pairs in figures.values() for pair in pairs)
    told = _told(shaped, sorted(currencies))
    money = {_cents(amount): name for name, amount in reversed((*_money(shaped), *_agreed(flat, "money")))}
    others: dict[str, dict[Decimal, str]] = {}
    for kind in ("hours", "days", "weeks", "months", "percent"):
        rows = (*_quantities(practice, shaped, kind), *_agreed(flat, kind))
        others[kind] = {_cents(value): name for name, value in reversed(rows)}
    dates = {day: name for name, day in reversed(tuple(_dates(shaped)))}
    for one in told:
        if one.kind == "date":
            dates |= dict.fromkeys(one.days, "an answer")
        else:
            table = money if one.kind == "money" else others[one.kind]
            table |= dict.fromkeys(map(_cents, one.values), "an answer")
    bound = {clause: tuple(pairs) for clause, pairs in figures.items()}
    numbers = (
        v for v in shaped.review.values.values() if isinstance(v, int | float) and not isinstance(v, bool)
    )
    loose = frozenset(_cents(Decimal(repr(value))) for value in numbers)
    times = dict(_times(practice, shaped))
    return Record(estimate.currency, tuple(sorted(currencies)), money, others, dates, bound, times, loose)


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
    named += [(f"the rate of {role.role}", role.rate) for line in estimate.lines for role in line.roles]
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
        yield "the planned start", terms.start
    if table:
        ends = (table.start, table.end, table.end_p50, table.end_p80, table.end_p90)
        yield from (("the estimated period", day) for day in ends if day)
        for span in table.phases:
            yield from ((f"the phase {span.name}", day) for day in (span.begins, span.ends) if day)
    for name, answer in shaped.scoping.answers.items():
        if isinstance(answer.value, date):
            yield f"the answer {name}", answer.value
