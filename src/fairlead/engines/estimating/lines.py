"""What every line of an estimate is made of: the value, its roles, its sums, its rounding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import log

from fairlead.engines.estimating.pricing import RateCard
from fairlead.engines.estimating.ranges import Z90
from fairlead.engines.estimating.simulation import Uncertain
from fairlead.engines.estimating.values import Line, RoleHours
from fairlead.engines.money import Money, total
from fairlead.engines.scoping.values import Work

CONTINGENCY = "contingency"
BOUGHT_CONTINGENCY = "contingency-bought"
HUNDREDTH = Decimal("0.01")

FORMULA = "formula"  # the basis of a line that follows the practice; others are those of adjustments


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line, what the simulation needs of it (None when it carries no range), and what was rounded."""

    line: Line
    uncertain: Uncertain | None
    notes: tuple[str, ...]


def role_hours(hours: Mapping[str, Decimal], card: RateCard) -> tuple[RoleHours, ...]:
    """Hours by role priced at the card's rates, each part rounded to the minor unit; roles without
    hours are left out."""
    parts = []
    for role, part in hours.items():
        rate = card.role(role)
        if part and rate.rate is not None:
            price, cost = (rate.rate * part).rounded(), (rate.unit_cost * part).rounded()
            parts.append(RoleHours(role, part, rate.rate, rate.unit_cost, price, cost))
    return tuple(parts)


def line_of(
    work: Work,
    kind: str,
    hours: Decimal,
    spread: tuple[Decimal, ...],
    roles: tuple[RoleHours, ...],
    price: Money,
    cost: Money,
    why: tuple[str, ...],
    *,
    amounts: tuple[Decimal, ...] = (),
) -> Line:
    """The line of an activity; spread: P10, P50, P80 and P90 of its hours, amounts: those of its price
    when it is bought."""
    activity = work.activity
    p10, p50, p80, p90 = spread
    return Line(
        id=activity.id,
        phase=activity.phase,
        name=activity.name,
        description=activity.description,
        kind=kind,
        education=activity.education,
        hours=hours,
        p10=p10,
        p50=p50,
        p80=p80,
        p90=p90,
        roles=roles,
        price=price,
        cost=cost,
        depends=tuple(sorted(work.depends)),
        why=why,
        sku=activity.sku,
        billing=(work.adjustment.billing if work.adjustment else "") or activity.billing,
        basis=work.adjustment.basis if work.adjustment else FORMULA,
        amounts=amounts,
        cause=activity.cause,
    )


def sums(roles: Iterable[RoleHours], currency: str) -> tuple[Money, Money]:
    """Price and cost of the parts of a line."""
    parts = tuple(roles)
    return total((p.price for p in parts), currency), total((p.cost for p in parts), currency)


def hundredths(value: Decimal | float) -> Decimal:
    """Rounded commercially to hundredths; a float by its shortest decimal form."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(HUNDREDTH, ROUND_HALF_UP)


def spreads_of(work: Work) -> tuple[float, float]:
    """The log spreads of a line below and above its likely size, from P10 and P90."""
    adjustment = work.adjustment
    if adjustment is None:
        return -log(work.activity.low) / Z90, log(work.activity.high) / Z90
    if not adjustment.likely:
        return 0.0, 0.0
    return (
        log(adjustment.likely / adjustment.low) / Z90,
        log(adjustment.high / adjustment.likely) / Z90,
    )
