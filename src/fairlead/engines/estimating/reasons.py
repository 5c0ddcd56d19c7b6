"""The sentences that say why a line is what it is, with the numbers that made it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from fairlead.engines.estimating.pricing import RateCard
from fairlead.engines.estimating.values import RoleHours
from fairlead.engines.expressions.formula import Sort, prepare
from fairlead.engines.findings import Finding
from fairlead.engines.practice.values import Activity


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


def range_reason(activity: Activity, p10: Decimal, p90: Decimal) -> str:
    """The range in hours and as multiples of likely hours."""
    return (
        f"Range: 10 % chance of less than {figure(p10)} h, 10 % of more than {figure(p90)} h "
        f"({figure(activity.low)} to {figure(activity.high)} times the likely hours)."
    )


def rates_reason(roles: Sequence[RoleHours], card: RateCard) -> str:
    """Who works how long at which rate; a converted rate shows the one it came from."""
    parts = []
    for part in roles:
        rate = card.role(part.role)
        source = "" if rate.stated in (None, part.rate) else f" (stated as {rate.stated})"
        parts.append(f"{rate.name} {figure(part.hours)} h at {part.rate}{source}")
    return f"Rates of {card.day}: {'; '.join(parts)}."


def cited(activity: Activity) -> tuple[str, ...]:
    """What the practice itself gives as reason and source."""
    source = (f"Source: {activity.source}",) if activity.source else ()
    return ((activity.why,) if activity.why else ()) + source
