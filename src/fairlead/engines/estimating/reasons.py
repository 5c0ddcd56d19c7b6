"""The sentences that say why a line is what it is, with the numbers that made it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from fairlead.engines.estimating.pricing import Booked, RateCard
from fairlead.engines.estimating.values import RoleHours
from fairlead.engines.expressions.formula import Sort, prepare
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Activity
from fairlead.engines.scoping.values import Adjustment


def figure(number: float | Decimal) -> str:
    """A number as people write it: thousands separated, at most 6 decimals, no trailing zeros."""
    text = f"{number:,.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def shown(value: object) -> str:
    """An answer as a reader sees it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return figure(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "none"
    return f'"{value}"'


@lru_cache(maxsize=4096)
def names_in(formula: str) -> tuple[str, ...]:
    """The variables a formula reads, in order of appearance; none for a formula that does not compile."""
    compiled = prepare(formula, Sort.NUMBER)
    if isinstance(compiled, Finding):
        return ()
    places = {name: re.search(rf"\b{name}\b", formula) for name in compiled.names}
    return tuple(sorted(places, key=lambda name: found.start() if (found := places[name]) else len(formula)))


def seen(formula: str, values: Mapping[str, object]) -> tuple[str, ...]:
    """The variables of a formula with the values it saw: ("projects = 2,500", ...)."""
    if not formula:
        return ()
    return tuple([f"{name} = {shown(values[name])}" for name in names_in(formula) if name in values])


@dataclass(frozen=True, slots=True)
class Inputs:
    """The values that each formula of an activity saw."""

    effort: tuple[str, ...]
    price: tuple[str, ...]
    quantity: tuple[str, ...]
    cost: tuple[str, ...]


def seen_by(activity: Activity, values: Mapping[str, object]) -> Inputs:
    """What the formulas of an activity saw; those that do not count for it saw nothing."""
    return Inputs(
        seen(activity.effort, values),
        seen(activity.price, values),
        seen(activity.quantity, values) if activity.sku else (),
        seen(activity.cost, values),
    )


def computed(formula: str, inputs: Sequence[str], result: str) -> str:
    """ "ceil(projects / 200.0) * 2.5 with projects = 2,500 gives 32.5 h.", or, for a formula that reads
    nothing, "5 h, whatever the answers." """
    if not inputs:
        return f"{result}, whatever the answers."
    return f"{formula} with {', '.join(inputs)} gives {result}."


def effort_reason(activity: Activity, inputs: Sequence[str], hours: float, rounded: Decimal) -> str:
    """The effort formula with its numbers, and the rounding where it moved anything."""
    result = f"{figure(hours)} h"
    if figure(hours) != figure(rounded):
        result += f", {figure(rounded)} h to the quarter hour"
    return computed(activity.effort, inputs, result)


_WORDS = {
    "hand": "Set by hand",
    "reference": "Set from similar engagements",
    "experts": "Set from blind rounds of experts",
    "workbook": "Set in the workbook",
}


def adjusted_reasons(adjustment: Adjustment, size: str, formula: str) -> list[str]:
    """Who said it and why, and what the formula said."""
    who = f" by {adjustment.by}" if adjustment.by else ""
    first = f"{_WORDS[adjustment.basis]}{who} to {size}: {adjustment.reason.strip()}"
    return [first, f"The formula says: {formula}"] if formula else [first]


def range_reason(p10: Decimal, p90: Decimal, low: Decimal, high: Decimal) -> str:
    """The range in hours and as multiples of likely hours."""
    return (
        f"Range: 10 % chance of less than {figure(p10)} h, 10 % of more than {figure(p90)} h "
        f"({figure(low)} to {figure(high)} times the likely hours)."
    )


def money_range_reason(p10: Decimal, p90: Decimal, currency: str) -> str:
    """The range of what is bought, in money."""
    low, high = Money(p10, currency), Money(p90, currency)
    return f"Range: 10 % chance of less than {low}, 10 % of more than {high}."


def booked_reason(
    activity: Activity, inputs: Inputs, entry: Booked, units: Decimal, price: Money, card: RateCard
) -> str:
    """How many units of the price book at which price, as of which day."""
    source = "" if entry.stated == entry.price else f" (stated as {entry.stated})"
    counted = computed(activity.quantity, inputs.quantity, f"{figure(units)} x {entry.unit}")
    return (
        f"{counted} {entry.name} ({entry.sku}) costs {entry.price}{source} in the price book of "
        f"{card.day}, together {price}."
    )


def rates_reason(roles: Sequence[RoleHours], card: RateCard) -> str:
    """Who works how long at which rate; a converted rate shows the one it came from, and a rate of
    somebody's own the list rate beside it."""
    parts = []
    for part in roles:
        rate = card.role(part.role)
        source = "" if rate.stated in (None, part.rate) else f" (stated as {rate.stated})"
        own = f" (the rate of {rate.whose}; list {rate.listed})" if rate.listed else ""
        parts.append(f"{rate.name} {figure(part.hours)} h at {part.rate}{source}{own}")
    return f"Rates of {card.day}: {'; '.join(parts)}."


def cited(activity: Activity) -> tuple[str, ...]:
    """What the practice itself gives as reason and source."""
    source = (f"Source: {activity.source}",) if activity.source else ()
    return ((activity.why,) if activity.why else ()) + source
