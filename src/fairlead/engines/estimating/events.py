"""Risk events beside the lines: simulated, priced by the roles that would work on them, explained.

An event moves what the work may come to and never what is likely: it is held in the contingency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from fairlead.engines.estimating.happening import Risk
from fairlead.engines.estimating.lines import hundredths
from fairlead.engines.estimating.memory import Memory
from fairlead.engines.estimating.pricing import RateCard
from fairlead.engines.estimating.ranges import Floats
from fairlead.engines.estimating.reasons import figure
from fairlead.engines.estimating.simulation import Totals
from fairlead.engines.estimating.values import RiskLine
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money
from fairlead.engines.scoping.values import Event

_draws: Memory[Floats] = Memory(16_000_000)


@dataclass(frozen=True, slots=True)
class PricedEvent:
    """An event, what an hour of it sells for and costs, and its line in the estimate."""

    event: Event
    risk: Risk
    price: float
    cost: float
    line: RiskLine


def check_event(event: Event, roles: frozenset[str]) -> tuple[Finding, ...]:
    """A probability that is none, an impact that does not rise, roles that nobody knows."""
    risk, place = event.risk, event.risk.place
    faults = []
    if not 0 <= event.probability <= 1:
        faults.append(("probability", "absurd-probability", f"Its probability is {event.probability:g}."))
    if not event.low <= event.likely <= event.high <= 1_000_000:
        said = f"{event.low:g}, {event.likely:g}, {event.high:g} h"
        faults.append(("likely", "range-order", f"Its impact of {said} does not rise."))
    unknown = sorted(set(risk.roles) - roles)
    if unknown or not risk.roles:
        faults.append(("roles", "unknown-role", f"There is no role {', '.join(unknown) or 'at all'}."))
    fix = "A probability is from 0 to 1; hours rise from low over likely to high; shares are of known roles."
    return tuple(
        Finding(place.file, place.line, f"risk.{risk.id}.{key}", code, f"{risk.name}: {message}", fix)
        for key, code, message in faults
    )


def priced_event(event: Event, card: RateCard) -> PricedEvent:
    """A sound event with what an hour of it sells for and costs."""
    source = event.risk
    risk = Risk(source.id, source.name, event.probability, event.low, event.likely, event.high)
    shares = [(card.role(role), share) for role, share in source.roles.items()]
    price = sum((rate.rate.amount * share for rate, share in shares if rate.rate), Decimal(0))
    cost = sum((rate.unit_cost.amount * share for rate, share in shares), Decimal(0))
    hours = hundredths(risk.emv)
    value = Money(price * hours, card.currency).rounded()
    why = (
        f"{figure(event.probability * 100)} % likely; if it happens it takes {figure(event.low)} to "
        f"{figure(event.high)} h, most likely {figure(event.likely)} h: {figure(hours)} h or {value} "
        "on average.",
        *((source.why,) if source.why else ()),
    )
    low, likely, high = (hundredths(size) for size in (event.low, event.likely, event.high))
    line = RiskLine(
        source.id, source.name, Decimal(repr(round(event.probability, 6))), low, likely, high, hours, value,
        tuple(sorted(event.depends)), why,
    )  # fmt: skip
    return PricedEvent(event, risk, float(price), float(cost), line)


def event_hours(event: PricedEvent, seed: int, trials: int) -> Floats:
    """Simulated hours of one event, remembered; read-only."""

    def draw() -> Floats:
        drawn = event.risk.draws(seed, trials)
        drawn.flags.writeable = False
        return drawn

    return _draws.recall((event.risk, seed, trials), draw, lambda drawn: drawn.nbytes)


def with_events(totals: Totals, events: Sequence[PricedEvent], seed: int) -> Totals:
    """Simulated totals of lines and events together; events happen independently of everything."""
    hours, price, cost = totals.hours, totals.price, totals.cost
    for event in events:
        drawn = event_hours(event, seed, len(hours))
        hours = hours + drawn
        price = price + drawn * event.price
        cost = cost + drawn * event.cost
    return Totals(np.asarray(hours), np.asarray(price), np.asarray(cost))


def worked_by(events: Sequence[PricedEvent]) -> dict[str, Decimal]:
    """Expected hours of the events by role: who the contingency is held for."""
    worked: dict[str, Decimal] = {}
    for event in events:
        for role, share in event.event.risk.roles.items():
            worked[role] = worked.get(role, Decimal(0)) + event.line.expected * share
    return worked
