"""A plan of lines by periods repriced exactly: whole hundredths of hours by whole cents, in int64.

Every cell is rounded to a cent as an invoice would be, so totals by line, by period and of the whole all
add up. The bounds are checked before anything is multiplied: no sum can run over.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
_LIMIT = 2**62


class TooLarge(OverflowError):
    """The grid's hours and rates could run over 64 bits."""


@dataclass(frozen=True, slots=True)
class GridTotals:
    """Cents throughout: by line and by period before discount, the whole after it.

    margin is (price - cost) / price, 0 for a price of 0.
    """

    by_line: Whole
    by_period: Whole
    list_price: int
    discount: int
    price: int
    cost: int
    margin: float


def reprice(hours: Whole, rates: Whole, costs: Whole, discount_percent: Decimal = Decimal(0)) -> GridTotals:
    """Price a grid of centihours.

    hours: (lines, periods) in hundredths of an hour. rates, costs: cents per hour, of a shape that
    broadcasts to it (per cell, per line as (lines, 1), per period as (periods,)). The discount is taken
    once on the whole, commercially rounded, at most two decimals.
    ValueError for other types, shapes, negative figures or a discount outside 0 to 100; TooLarge when the
    sums could run over.
    """
    _check(hours, rates, costs)
    points = int(discount_percent * 100)
    if points != discount_percent * 100 or not 0 <= points <= 10_000:
        raise ValueError(f"a discount is 0 to 100 % with at most two decimals; it is {discount_percent}.")
    cells = _cents(hours, rates)
    by_line, by_period = cells.sum(axis=1), cells.sum(axis=0)
    listed = int(by_line.sum())
    cost = int(_cents(hours, costs).sum())
    discount = (listed * points + 5_000) // 10_000
    price = listed - discount
    return GridTotals(
        by_line, by_period, listed, discount, price, cost, (price - cost) / price if price else 0.0
    )


def _cents(hours: Whole, rates: Whole) -> Whole:
    """Cells in cents, halves up: (centihours * cents + 50) // 100, through one buffer."""
    cells: Whole = hours * rates
    cells += 50
    # Unsigned division by a constant is several times faster, and no cell is negative.
    unsigned = cells.view(np.uint64)
    np.floor_divide(unsigned, np.uint64(100), out=unsigned)
    return cells


def _check(hours: Whole, rates: Whole, costs: Whole) -> None:
    if hours.ndim != 2:
        raise ValueError(f"hours are a grid of lines by periods; they have {hours.ndim} dimensions.")
    for name, values in (("hours", hours), ("rates", rates), ("costs", costs)):
        if values.dtype != np.int64:
            raise ValueError(f"{name} are whole numbers (int64); they are {values.dtype}.")
        if np.broadcast_shapes(hours.shape, values.shape) != hours.shape:
            raise ValueError(f"{name} of shape {values.shape} do not fit hours of shape {hours.shape}.")
        if values.size and int(values.min()) < 0:
            raise ValueError(f"{name} are never negative.")
    if hours.size:
        most = int(hours.max()) * max(int(rates.max()), int(costs.max())) + 50
        if most * hours.size >= _LIMIT:
            raise TooLarge(f"{hours.size:,} cells of up to {most:,} do not fit 64 bits; split the grid.")
