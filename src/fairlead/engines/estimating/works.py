"""From an activity that applies to its priced line: work by the hour, at a set price, or bought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from fairlead.engines.estimating.bought import bought_line, set_line
from fairlead.engines.estimating.lines import PricedLine, hundredths, line_of, role_hours, spreads_of, sums
from fairlead.engines.estimating.memory import Memory
from fairlead.engines.estimating.pricing import RateCard, round_hours, split_hours
from fairlead.engines.estimating.ranges import SplitLognormal
from fairlead.engines.estimating.reasons import (
    Inputs,
    adjusted_reasons,
    cited,
    effort_reason,
    figure,
    range_reason,
    rates_reason,
    seen_by,
)
from fairlead.engines.estimating.simulation import Uncertain
from fairlead.engines.estimating.values import Line
from fairlead.engines.practice.values import Activity, ActivityKind
from fairlead.engines.scoping.values import Adjustment, Work


@dataclass(frozen=True, slots=True)
class _Made:
    """A remembered line with the objects it was made from, which keeps their identity taken."""

    activity: Activity
    card: RateCard
    adjustment: Adjustment | None
    priced: PricedLine


_lines: Memory[_Made] = Memory(4096)


@lru_cache(maxsize=256)
def interned(card: RateCard) -> RateCard:
    """One object for equal cards, so that lines made from equal cards can be remembered together."""
    return card


def priced_line(work: Work, values: Mapping[str, object], card: RateCard) -> PricedLine:
    """The line of a sound activity (see `check_work`); remembered by everything that decides it.

    `values` are the values its formulas saw (they show in the reasons); `card` must be `interned`.
    """
    activity, inputs = work.activity, seen_by(work.activity, values)
    key = (id(activity), id(card), work.hours, work.price, work.quantity, work.cost, work.depends, inputs)
    made = _lines.get(key)
    if (
        made is None
        or made.activity is not activity
        or made.card is not card
        or made.adjustment != work.adjustment
    ):
        made = _Made(activity, card, work.adjustment, _line(work, inputs, card))
        _lines.put(key, made)
    return made.priced


def sells_hours(work: Work) -> bool:
    """Whether its price is hours times rates."""
    return work.price is None and work.quantity is None and work.activity.kind is ActivityKind.WORK


def _line(work: Work, inputs: Inputs, card: RateCard) -> PricedLine:
    if work.activity.kind is not ActivityKind.WORK:
        return bought_line(work, inputs, card)
    return _open_line(work, inputs, card) if sells_hours(work) else set_line(work, inputs, card)


def _open_line(work: Work, inputs: Inputs, card: RateCard) -> PricedLine:
    activity, adjustment = work.activity, work.adjustment
    hours = adjustment.likely if adjustment else round_hours(work.hours)
    roles = role_hours(split_hours(hours, activity.roles), card) if hours else ()
    price, cost = sums(roles, card.currency)
    low, high = spreads_of(work) if hours else (0.0, 0.0)
    p80 = SplitLognormal(float(hours), low, high).quantile(0.8) if hours else 0.0
    below, above = _multiples(work)
    spread = tuple(hundredths(value) for value in (hours * below, hours, p80, hours * above))
    why = _hours_reasons(work, inputs, hours)
    if low or high:
        said = (round(below, 2), round(above, 2)) if adjustment else (below, above)
        why.append(range_reason(spread[0], spread[3], *said))
    why += cited(activity)
    if roles:
        why.append(rates_reason(roles, card))
    line = line_of(work, "work", hours, spread, roles, price, cost, tuple(why))
    notes = (
        (f"{activity.name}: {figure(work.hours)} h rounds to nothing.",)
        if work.hours and not hours and not adjustment
        else ()
    )
    return PricedLine(line, _uncertain(line, low, high), notes)


def _multiples(work: Work) -> tuple[Decimal, Decimal]:
    """P10 and P90 as multiples of the likely hours."""
    said = work.adjustment
    if said is None:
        return work.activity.low, work.activity.high
    return (said.low / said.likely, said.high / said.likely) if said.likely else (Decimal(1), Decimal(1))


def _hours_reasons(work: Work, inputs: Inputs, hours: Decimal) -> list[str]:
    activity = work.activity
    formula = effort_reason(activity, inputs.effort, work.hours, round_hours(work.hours))
    if work.adjustment is None:
        return [formula]
    return adjusted_reasons(work.adjustment, f"{figure(hours)} h", formula if activity.effort else "")


def _uncertain(line: Line, low: float, high: float) -> Uncertain | None:
    if not (low or high):
        return None
    hours = float(line.hours)
    price, cost = float(line.price.amount) / hours, float(line.cost.amount) / hours
    return Uncertain(line.id, hours, low, high, price, cost, cause=line.cause)
