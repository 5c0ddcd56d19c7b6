"""The contingency: one visible line that brings likely hours up to the chosen confidence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from fairlead.engines.estimating.lines import BOUGHT_CONTINGENCY, CONTINGENCY, role_hours
from fairlead.engines.estimating.pricing import RateCard, ratio, split_hours
from fairlead.engines.estimating.reasons import figure, rates_reason
from fairlead.engines.estimating.values import Line
from fairlead.engines.money import Money, total


def contingency_hours(simulated: Decimal, likely: Decimal) -> Decimal:
    """Simulated hours at the confidence less likely hours, up to the next quarter hour, never below 0."""
    missing = max(simulated - likely, Decimal(0))
    return ((missing * 4).quantize(Decimal(1), ROUND_CEILING) / 4).quantize(Decimal("0.01"))


def contingency_line(uncertain: Sequence[Line], hours: Decimal, why: tuple[str, ...], card: RateCard) -> Line:
    """`hours` over the roles of the uncertain lines in proportion to their hours there, at their rates.

    `why` are the first reasons. Nothing here looks at a line without a range: the contingency must not
    move with an answer that only such a line depends on.
    """
    worked: dict[str, Decimal] = {}
    for line in uncertain:
        for part in line.roles:
            worked[part.role] = worked.get(part.role, Decimal(0)) + part.hours
    roles = role_hours(split_hours(hours, worked), card)
    price, cost = (
        total(parts, card.currency) for parts in zip(*((p.price, p.cost) for p in roles), strict=True)
    )
    share = ratio(price, total((line.price for line in uncertain), card.currency)) * 100
    return Line(
        id=CONTINGENCY,
        phase="",
        name="Contingency",
        description="Allowance for the uncertainty of the lines above, held and shown in one place.",
        kind=CONTINGENCY,
        education=False,
        hours=hours,
        p10=hours,
        p50=hours,
        p80=hours,
        p90=hours,
        roles=roles,
        price=price,
        cost=cost,
        depends=tuple(sorted(set().union(*(line.depends for line in uncertain)))),
        why=(
            *why,
            f"It adds {figure(share)} % to the price of the uncertain lines.",
            rates_reason(roles, card),
        ),
    )


def bought_contingency_line(bought: Sequence[Line], missing: Money, confidence: int) -> Line:
    """The allowance for what is bought, at the margin that those lines have."""
    currency, none = missing.currency, Decimal("0.00")
    price, cost = (total(parts, currency) for parts in zip(*((b.price, b.cost) for b in bought), strict=True))
    names = ", ".join(line.name for line in bought)
    return Line(
        id=BOUGHT_CONTINGENCY,
        phase="",
        name="Contingency of what is bought",
        description="Allowance for what subcontractors, travel and expenses may cost beyond the lines above.",
        kind=CONTINGENCY,
        education=False,
        hours=none,
        p10=none,
        p50=none,
        p80=none,
        p90=none,
        roles=(),
        price=missing,
        cost=Money(missing.amount * cost.amount / price.amount, currency).rounded(),
        depends=tuple(sorted(set().union(*(line.depends for line in bought)))),
        why=(
            f"With the contingency of hours alone the price would be kept in less than {confidence} % of the "
            f"simulated runs; what is bought ({names}) needs {missing} more.",
        ),
    )


def contingency_reasons(
    simulated: Decimal,
    likely: Decimal,
    hours: Decimal,
    *,
    confidence: int,
    lines: int,
    trials: int,
    rho: Decimal,
) -> tuple[str, ...]:
    """How the hours came about, in sentences."""
    counted = "the one uncertain line takes" if lines == 1 else f"the {lines} uncertain lines together take"
    return (
        f"In {confidence} % of {trials:,} simulated runs {counted} at most "
        f"{figure(simulated)} h; likely hours are {figure(likely)} h; the difference, up to the next "
        f"quarter hour, is {figure(hours)} h.",
        f"Lines move together with a correlation of {figure(rho)}.",
    )
