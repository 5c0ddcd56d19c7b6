"""Simulated totals at their percentiles: hours, days, price and cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from fairlead.engines.estimating.frame import Frame
from fairlead.engines.estimating.lines import HUNDREDTH, PricedLine
from fairlead.engines.estimating.ranges import Floats
from fairlead.engines.estimating.simulation import Totals, percentile
from fairlead.engines.estimating.values import Spread
from fairlead.engines.money import minor_unit


def spreads_of_totals(frame: Frame, priced: Sequence[PricedLine], totals: Totals) -> dict[str, Spread]:
    """Simulated totals (sorted) of lines and events, all but the contingency, which is a decision about
    this spread."""
    certain = [p.line for p in priced if p.uncertain is None]
    net = float(1 - frame.terms.discount / 100)
    cents = minor_unit(frame.terms.currency)
    hours = totals.hours + float(sum(line.hours for line in certain))
    price = (totals.price + float(sum(line.price.amount for line in certain))) * net
    cost = totals.cost + float(sum(line.cost.amount for line in certain))
    return {
        "hours": _spread(hours, HUNDREDTH),
        "days": _spread(hours / float(frame.practice.hours_per_day), HUNDREDTH),
        "price": _spread(price, cents),
        "cost": _spread(cost, cents),
    }


def _spread(values: Floats, step: Decimal) -> Spread:
    mean = rounded(float(values.mean()), step)
    p10, p50, p80, p90 = (rounded(percentile(values, percent), step) for percent in (10, 50, 80, 90))
    return Spread(mean, p10, p50, p80, p90)


def rounded(value: Decimal | float, step: Decimal) -> Decimal:
    """Rounded commercially to a step; a float by its shortest decimal form."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(step, ROUND_HALF_UP)
