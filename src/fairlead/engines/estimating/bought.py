"""Lines that are not priced by the hour: at a set price, from the price book, or bought and passed on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fairlead.engines.estimating.lines import PricedLine, hundredths, line_of, spreads_of
from fairlead.engines.estimating.pricing import RateCard, round_hours, split_hours
from fairlead.engines.estimating.ranges import SplitLognormal
from fairlead.engines.estimating.reasons import (
    Inputs,
    adjusted_reasons,
    booked_reason,
    cited,
    computed,
    figure,
    money_range_reason,
)
from fairlead.engines.estimating.simulation import Uncertain
from fairlead.engines.estimating.values import RoleHours
from fairlead.engines.money import Money, allocate, minor_unit, total
from fairlead.engines.scoping.values import Work


def set_line(work: Work, inputs: Inputs, card: RateCard) -> PricedLine:
    """A line at a set price or of units of the price book; its hours are its cost basis."""
    activity, adjustment = work.activity, work.adjustment
    hours = adjustment.likely if adjustment else round_hours(work.hours)
    price, reason = _set_price(work, inputs, card) if work.quantity is None else _booked(work, inputs, card)
    roles = _set_roles(split_hours(hours, activity.roles), price, card) if hours else ()
    cost = total((part.cost for part in roles), card.currency)
    why = [reason, *cited(activity)]
    if adjustment:
        why += adjusted_reasons(adjustment, f"{figure(hours)} h", "")
    if hours:
        why.append(f"{figure(hours)} h of work stand behind it. A set price carries no range.")
    spread = (hundredths(hours),) * 4
    return PricedLine(line_of(work, "fixed", hours, spread, roles, price, cost, tuple(why)), None, ())


def _set_price(work: Work, inputs: Inputs, card: RateCard) -> tuple[Money, str]:
    stated = Money(Decimal(repr(work.price)), card.practice_currency)
    price = card.convert(stated)
    return price, computed(work.activity.price, inputs.price, _both(stated, price))


def _both(stated: Money, price: Money) -> str:
    return str(stated) if stated.currency == price.currency else f"{stated}, that is {price}"


def _booked(work: Work, inputs: Inputs, card: RateCard) -> tuple[Money, str]:
    entry = card.booked(work.activity.sku)
    units = Decimal(repr(work.quantity)).quantize(Decimal("0.000001"))
    price = (entry.price * units).rounded()
    return price, booked_reason(work.activity, inputs, entry, units, price, card)


def _set_roles(hours: Mapping[str, Decimal], price: Money, card: RateCard) -> tuple[RoleHours, ...]:
    """A set price over its roles in proportion to their hours; the rate is what an hour then earns."""
    worked = {role: part for role, part in hours.items() if part}
    rate = Money(price.amount / sum(worked.values()), price.currency).rounded()
    parts = []
    for (role, part), share in zip(worked.items(), allocate(price, tuple(worked.values())), strict=True):
        unit = card.role(role).unit_cost
        parts.append(RoleHours(role, part, rate, unit, share, (unit * part).rounded()))
    return tuple(parts)


def bought_line(work: Work, inputs: Inputs, card: RateCard) -> PricedLine:
    """What others are paid for, with the markup on top: no hours, and a range of its own in money."""
    activity, adjustment = work.activity, work.adjustment
    amount = adjustment.likely if adjustment else Decimal(repr(work.cost))
    paid_in = (adjustment.currency if adjustment else "") or card.practice_currency
    stated = Money(amount, paid_in)
    cost = card.convert(stated)
    price = (cost * (1 + activity.markup)).rounded()
    low, high = spreads_of(work) if price else (0.0, 0.0)
    amounts = _amounts(price, low, high)
    formula = computed(activity.cost, inputs.cost, _both(stated.rounded(), cost)) if activity.cost else ""
    why = adjusted_reasons(adjustment, _both(stated.rounded(), cost), formula) if adjustment else [formula]
    if activity.markup:
        why.append(f"With {figure(activity.markup * 100)} % on top it sells for {price}.")
    if low or high:
        why.append(money_range_reason(amounts[0], amounts[3], card.currency))
    why += cited(activity)
    nothing = (Decimal("0.00"),) * 4
    kind = activity.kind.value
    line = line_of(work, kind, Decimal("0.00"), nothing, (), price, cost, tuple(why), amounts=amounts)
    sells, costs = float(price.amount), float(cost.amount)
    uncertain = Uncertain(line.id, 1.0, low, high, sells, costs, worked=False, cause=line.cause)
    return PricedLine(line, uncertain if low or high else None, ())


def _amounts(price: Money, low: float, high: float) -> tuple[Decimal, ...]:
    """P10, P50, P80 and P90 of the price."""
    if not price:
        return (price.amount,) * 4
    step, quantity = minor_unit(price.currency), SplitLognormal(float(price.amount), low, high)
    return tuple(
        price.amount if q == 0.5 else Decimal(repr(quantity.quantile(q))).quantize(step)
        for q in (0.1, 0.5, 0.8, 0.9)
    )
