"""An estimate cut the ways that documents show it: by phase, by role, by kind of price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.estimating.values import Estimate, Line
from fairlead.engines.money import Money, total
from fairlead.engines.practice.values import Clause, Practice, ScopeTerm, Term
from fairlead.engines.shaping.values import Shaped, Worded

ACROSS = "across-phases"


@dataclass(frozen=True, slots=True)
class PhaseLines:
    """The lines of one phase, in the order of the estimate."""

    id: str
    name: str
    summary: str
    lines: tuple[Line, ...]

    @property
    def hours(self) -> Decimal:
        """Hours of the lines that are sold by the hour."""
        return sum((line.hours for line in hourly(self.lines)), Decimal(0))


@dataclass(frozen=True, slots=True)
class RoleTotal:
    """What one role does at one rate, over all lines that are sold by the hour."""

    role: str
    name: str
    rate: Money
    hours: Decimal
    price: Money


@dataclass(frozen=True, slots=True)
class Split:
    """One row of the price table: list - discount = net, to the cent."""

    name: str
    list_price: Money
    net: Money

    @property
    def discount(self) -> Money:
        return self.list_price - self.net


_BOUGHT = ("vendor", "travel", "expense")


def hourly(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines whose price is hours times rates."""
    return tuple(line for line in lines if line.kind != "fixed" and not is_bought(line))


def is_bought(line: Line) -> bool:
    """Whether it is paid to others and passed on: no hours of ours, a contingency of it included."""
    return line.kind in _BOUGHT or (line.kind == "contingency" and not line.roles)


def bought(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Subcontractors, travel and expenses, and the contingency of what is bought."""
    return tuple(line for line in lines if is_bought(line))


def set_price(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines at a set price (education, SKU): sold whole, so no rate is shown for their hours."""
    return tuple(line for line in lines if line.kind == "fixed")


def effort(shaped: Shaped) -> tuple[tuple[str, Decimal], ...]:
    """Hours by phase, then those of services at a set price in one row; adds up to `estimate.hours`."""
    rows = [(phase.name, phase.hours) for phase in by_phase(shaped) if phase.hours]
    priced = set_price(shaped.estimate.lines)
    rows.append((set_price_name(priced), sum((line.hours for line in priced), Decimal(0))))
    return tuple(row for row in rows if row[1])


def set_price_name(lines: Iterable[Line]) -> str:
    """What the services at a set price are called together."""
    return "Education" if all(line.education for line in lines) else "Services at a set price"


def effort_by_role(practice: Practice, estimate: Estimate) -> tuple[tuple[str, Decimal], ...]:
    """Hours by role over all lines, in the order of the practice's roles; adds up to `estimate.hours`."""
    names = {role.id: role.name for role in practice.roles}
    sums: dict[str, Decimal] = dict.fromkeys(names, Decimal(0))
    for line in estimate.lines:
        for role in line.roles:
            sums[role.role] = sums.get(role.role, Decimal(0)) + role.hours
    return tuple((names.get(role, role), hours) for role, hours in sums.items() if hours)


def by_phase(shaped: Shaped) -> tuple[PhaseLines, ...]:
    """Phases of the offering that have lines, in its order; lines of no phase come last."""
    phases = shaped.review.offering.phases
    known = {phase.id for phase in phases}
    lines = shaped.estimate.lines
    groups = [
        PhaseLines(
            phase.id, phase.name, phase.summary, tuple(line for line in lines if line.phase == phase.id)
        )
        for phase in phases
    ]
    rest = tuple(line for line in lines if line.phase not in known)
    groups.append(PhaseLines(ACROSS, rest[0].name if len(rest) == 1 else "Across all phases", "", rest))
    return tuple(group for group in groups if group.lines)


def by_role(practice: Practice, estimate: Estimate) -> tuple[RoleTotal, ...]:
    """Hours and list price by role and rate, in the order of the practice's roles."""
    names = {role.id: role.name for role in practice.roles}
    order = {role.id: position for position, role in enumerate(practice.roles)}
    sums: dict[tuple[str, Money], tuple[Decimal, Money]] = {}
    for line in hourly(estimate.lines):
        for role in line.roles:
            key = (role.role, role.rate)
            hours, price = sums.get(key, (Decimal(0), Money(Decimal(0), estimate.currency)))
            sums[key] = (hours + role.hours, price + role.price)
    ranked = sorted(sums, key=lambda key: (order.get(key[0], len(order)), key[0], key[1].amount))
    return tuple(RoleTotal(key[0], names.get(key[0], key[0]), key[1], *sums[key]) for key in ranked)


def price_split(estimate: Estimate) -> tuple[Split, ...]:
    """Consulting and education, each at list and net; a part that is not sold is left out."""
    education = total((line.price for line in estimate.lines if line.education), estimate.currency)
    parts = (
        Split("Consulting services", estimate.list_price - education, estimate.consulting),
        Split("Education services", education, estimate.education),
    )
    return tuple(part for part in parts if part.list_price or part.net)


def terms_of(shaped: Shaped, kind: Term) -> tuple[tuple[ScopeTerm, str], ...]:
    """The worded scope terms of one kind, in file order."""
    return tuple((source, text) for source, text in _sources(shaped.terms) if source.kind == kind)


def clauses_of(shaped: Shaped, block: str) -> tuple[tuple[Clause, str], ...]:
    """The worded clauses of one block of the statement of work, in file order."""
    pairs = ((worded.source, worded.text) for worded in shaped.clauses)
    return tuple(
        (source, text) for source, text in pairs if isinstance(source, Clause) and source.block == block
    )


def _sources(terms: Iterable[Worded]) -> Iterable[tuple[ScopeTerm, str]]:
    for worded in terms:
        if isinstance(worded.source, ScopeTerm):
            yield worded.source, worded.text
