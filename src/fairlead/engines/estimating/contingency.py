"""The contingency: one visible line that brings likely hours up to the chosen confidence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from fairlead.engines.estimating.events import PricedEvent, worked_by
from fairlead.engines.estimating.frame import Frame
from fairlead.engines.estimating.lines import (
    BOUGHT_CONTINGENCY,
    CONTINGENCY,
    HUNDREDTH,
    PricedLine,
    role_hours,
)
from fairlead.engines.estimating.pricing import RateCard, ratio, split_hours
from fairlead.engines.estimating.ranges import Floats
from fairlead.engines.estimating.reasons import figure, rates_reason
from fairlead.engines.estimating.simulation import percentile
from fairlead.engines.estimating.spreads import rounded
from fairlead.engines.estimating.values import Line
from fairlead.engines.money import Money, minor_unit, total


def contingency_hours(simulated: Decimal, likely: Decimal) -> Decimal:
    """Simulated hours at the confidence less likely hours, up to the next quarter hour, never below 0."""
    missing = max(simulated - likely, Decimal(0))
    return ((missing * 4).quantize(Decimal(1), ROUND_CEILING) / 4).quantize(Decimal("0.01"))


def held_for_hours(
    frame: Frame, priced: Sequence[PricedLine], events: Sequence[PricedEvent], simulated_hours: Floats
) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The contingency line, or none with the reason. `simulated_hours` are sorted."""
    uncertain = [p.line for p in priced if p.uncertain and p.uncertain.worked]
    if not uncertain and not events:
        return (), ("No contingency: no line carries a range.",)
    confidence = frame.terms.confidence
    simulated = rounded(percentile(simulated_hours, confidence), HUNDREDTH)
    likely = sum((line.hours for line in uncertain), Decimal(0))
    hours = contingency_hours(simulated, likely)
    if not hours:
        return (), (
            f"No contingency: the likely {figure(likely)} h are at or above the {figure(simulated)} h that "
            f"{confidence} % of the simulated runs stay within.",
        )
    why = contingency_reasons(
        simulated,
        likely,
        hours,
        confidence=confidence,
        counted=_counted(len(uncertain), len(events)),
        trials=frame.trials,
        rho=frame.rho,
    )
    return (contingency_line(uncertain, events, hours, why, frame.card),), ()


def held_for_bought(
    frame: Frame, priced: Sequence[PricedLine], simulated_price: Floats, held: Sequence[Line]
) -> tuple[Line, ...]:
    """What is bought has no hours to hold back: the money that the simulated price needs beyond the
    contingency of hours, or nothing. `simulated_price` is sorted."""
    bought = [p.line for p in priced if p.uncertain and not p.uncertain.worked]
    if not bought:
        return ()
    currency = frame.terms.currency
    simulated = rounded(percentile(simulated_price, frame.terms.confidence), minor_unit(currency))
    likely = total((p.line.price for p in priced if p.uncertain), currency)
    covered = likely + total((line.price for line in held), currency)
    missing = Money(simulated, currency) - covered
    if missing.amount <= 0:
        return ()
    return (bought_contingency_line(bought, missing, frame.terms.confidence),)


def contingency_line(
    uncertain: Sequence[Line],
    events: Sequence[PricedEvent],
    hours: Decimal,
    why: tuple[str, ...],
    card: RateCard,
) -> Line:
    """`hours` over the roles of the uncertain lines in proportion to their hours there, and over those of
    the events in proportion to their expected hours, at their rates.

    `why` are the first reasons. Nothing here looks at a line without a range: the contingency must not
    move with an answer that only such a line depends on.
    """
    worked = worked_by(events)
    for line in uncertain:
        for part in line.roles:
            worked[part.role] = worked.get(part.role, Decimal(0)) + part.hours
    roles = role_hours(split_hours(hours, worked), card)
    price, cost = (
        total(parts, card.currency) for parts in zip(*((p.price, p.cost) for p in roles), strict=True)
    )
    shown = [*why]
    if uncertain:
        share = ratio(price, total((line.price for line in uncertain), card.currency)) * 100
        shown.append(f"It adds {figure(share)} % to the price of the uncertain lines.")
    depends = [line.depends for line in uncertain] + [event.line.depends for event in events]
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
        depends=tuple(sorted(set().union(*depends))),
        why=(*shown, *_events_reason(events), rates_reason(roles, card)),
    )


def _events_reason(events: Sequence[PricedEvent]) -> tuple[str, ...]:
    if not events:
        return ()
    hours = sum((event.line.expected for event in events), Decimal(0))
    names = "; ".join(f"{event.line.name} {figure(event.line.expected)} h" for event in events)
    return (f"Risk events are expected to take {figure(hours)} h: {names}.",)


def _counted(lines: int, events: int) -> str:
    """What is simulated, in words."""
    risks = f"{events} risk event{'s' if events > 1 else ''}" if events else ""
    if lines == 1 and not events:
        return "the one uncertain line takes"
    if not lines:
        return f"the {risks} {'together take' if events > 1 else 'takes'}"
    named = "the one uncertain line" if lines == 1 else f"the {lines} uncertain lines"
    return f"{named}{' and ' + risks if risks else ''} together take"


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
    counted: str,
    trials: int,
    rho: Decimal,
) -> tuple[str, ...]:
    """How the hours came about, in sentences."""
    return (
        f"In {confidence} % of {trials:,} simulated runs {counted} at most "
        f"{figure(simulated)} h; likely hours are {figure(likely)} h; the difference, up to the next "
        f"quarter hour, is {figure(hours)} h.",
        f"Lines move together with a correlation of {figure(rho)}.",
    )
