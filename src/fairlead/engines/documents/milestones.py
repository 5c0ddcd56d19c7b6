"""What is paid when: milestones of a fixed fee with their acceptance, and the invoices of every billing term.

Amounts are split by the largest-remainder method, so that they add up to the net price to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairlead.engines.documents.breakdown import ACROSS, terms_of
from fairlead.engines.estimating.billing import BLOCK, FIXED, RECURRING, by_billing, way_of
from fairlead.engines.estimating.values import Line, Span
from fairlead.engines.money import Money, allocate
from fairlead.engines.practice.values import BILLING_TERMS, ScopeTerm, Term
from fairlead.engines.shaping.values import Shaped

HOURLY, EXECUTION, ORDER, MILESTONES, HALVES, COMPLETION = BILLING_TERMS


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A deliverable with its number in the document ("D2")."""

    number: str
    term: ScopeTerm
    text: str

    @property
    def name(self) -> str:
        return self.term.title or self.text


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a fixed fee is earned by: the phases that end with it, what is accepted, when, and how much.

    week: the week of work in which it is likely to be reached; day: the day itself where the start is known;
    due: when in words, for a deliverable whose time the customer chooses.
    """

    number: str
    name: str
    deliverables: tuple[Deliverable, ...]
    amount: Money
    day: date | None = None
    week: int | None = None
    due: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """One row of the invoices: what for, when, how much. estimated: hours as rendered decide, not this."""

    what: str
    when: str
    amount: Money
    estimated: bool = False


def deliverables(shaped: Shaped) -> tuple[Deliverable, ...]:
    """The deliverables in the order of the document."""
    found = enumerate(terms_of(shaped, Term.DELIVERABLE), 1)
    return tuple(Deliverable(f"D{position}", term, text) for position, (term, text) in found)


def parts_by_billing(shaped: Shaped) -> Mapping[str, Money]:
    """The net price of consulting by the way its lines are billed, adding up to it to the cent."""
    return by_billing(shaped.estimate, shaped.scoping.terms.billing)


def milestones(shaped: Shaped) -> tuple[Milestone, ...]:
    """The milestones of what is sold for a fixed fee, by phase; none where nothing is.

    A phase with nothing to accept is paid with the next one that has something, the last ones with the one
    before; allowances that belong to no phase are spread over all of them as their list prices are.
    """
    part = parts_by_billing(shaped).get(FIXED)
    if not part:
        return ()
    billing = shaped.scoping.terms.billing
    lines = [line for line in shaped.estimate.lines if not line.education and way_of(line, billing) == FIXED]
    groups = _grouped(_phases(shaped, lines), _due(shaped, lines))
    amounts = allocate(part, [sum((price for _, price in phases), Decimal(0)) for phases, _ in groups])
    spans = {span.id: span for span in shaped.estimate.timetable.phases} if shaped.estimate.timetable else {}
    names = {phase.id: phase.name for phase in shaped.review.offering.phases}
    made = []
    for position, ((phases, due), amount) in enumerate(zip(groups, amounts, strict=True), 1):
        name = " and ".join(names.get(phase, "All work") for phase, _ in phases)
        day, week = _reached(spans[phase] for phase, _ in phases if phase in spans)
        words = next((item.term.due for item in due if item.term.due), "")
        made.append(Milestone(f"M{position}", name, due, amount, day, week, words))
    return tuple(made)


def _phases(shaped: Shaped, lines: Iterable[Line]) -> list[tuple[str, Decimal]]:
    """The phases in order, each with the list price of its lines; one for all where no line has a phase."""
    known = [phase.id for phase in shaped.review.offering.phases]
    prices = {
        phase: sum((line.price.amount for line in lines if line.phase == phase), Decimal(0))
        for phase in known
    }
    priced = [(phase, price) for phase, price in prices.items() if price]
    return priced or [(ACROSS, Decimal(1))]


def _due(shaped: Shaped, lines: Iterable[Line]) -> Mapping[str, list[Deliverable]]:
    """The deliverables by the last phase that works on them."""
    phases = {line.id: line.phase for line in lines}
    order = {phase.id: place for place, phase in enumerate(shaped.review.offering.phases)}
    due: dict[str, list[Deliverable]] = {}
    for item in deliverables(shaped):
        worked = [phases[name] for name in item.term.activities if phases.get(name) in order]
        if worked:
            due.setdefault(max(worked, key=order.__getitem__), []).append(item)
    return due


def chosen_times(shaped: Shaped) -> dict[str, str]:
    """Phases that end when the customer wants it, by id: in the words of what is delivered by them."""
    due = _due(shaped, shaped.estimate.lines)
    said = {phase: [item.term.due for item in items] for phase, items in due.items()}
    return {phase: words[0] for phase, words in said.items() if all(words)}


Group = tuple[list[tuple[str, Decimal]], tuple[Deliverable, ...]]


def _grouped(phases: list[tuple[str, Decimal]], due: Mapping[str, list[Deliverable]]) -> list[Group]:
    groups: list[Group] = []
    waiting: list[tuple[str, Decimal]] = []
    for phase in phases:
        waiting.append(phase)
        if phase[0] in due:
            groups.append((waiting, tuple(due[phase[0]])))
            waiting = []
    if waiting and groups:
        groups[-1][0].extend(waiting)
    elif waiting:
        groups.append((waiting, ()))
    return groups


def _reached(spans: Iterable[Span]) -> tuple[date | None, int | None]:
    """The day on which the latest of some phases is likely to end, and the week of work that is."""
    last = max(spans, key=lambda span: span.finish, default=None)
    if last is None:
        return None, None
    return last.ends, last.week


_ALONE = {
    EXECUTION: "when both parties have signed this Statement of Work",
    ORDER: "when the order form has been accepted",
    COMPLETION: "when the last deliverable has been accepted",
}
_OTHERS = {
    HOURLY: ("Consulting, by the hours rendered", "After the end of each month"),
    BLOCK: ("Prepaid hours", "When both parties have signed this Statement of Work"),
    RECURRING: ("Recurring services", "In advance, when both parties have signed this Statement of Work"),
    "training": ("Training", "When both parties have signed this Statement of Work"),
}


def invoices(shaped: Shaped) -> tuple[Invoice, ...]:
    """Every invoice that the billing terms bring, in order; they add up to the price to the cent."""
    made: list[Invoice] = []
    for way, amount in parts_by_billing(shaped).items():
        if way == FIXED:
            made.extend(_fixed(shaped, amount))
        else:
            what, when = _OTHERS.get(way, _OTHERS[HOURLY])
            made.append(Invoice(what, when, amount, estimated=way == HOURLY))
    if shaped.estimate.education:
        when = _sentence(str(shaped.facts.get("training_term", EXECUTION)))
        made.append(Invoice("Classes", when, shaped.estimate.education))
    return tuple(made)


def _fixed(shaped: Shaped, amount: Money) -> tuple[Invoice, ...]:
    term = str(shaped.facts.get("billing_term", EXECUTION))
    if term == MILESTONES:
        return tuple(
            Invoice(f"{one.number} {one.name}", "When this milestone has been accepted", one.amount)
            for one in milestones(shaped)
        )
    if term == HALVES:
        first, second = allocate(amount, (Decimal(1), Decimal(1)))
        return (
            Invoice("First half of the fee", _sentence(EXECUTION), first),
            Invoice("Second half of the fee", _sentence(COMPLETION), second),
        )
    return (Invoice("The fee", _sentence(term), amount),)


def _sentence(term: str) -> str:
    when = _ALONE.get(term, _ALONE[EXECUTION])
    return when[0].upper() + when[1:]
