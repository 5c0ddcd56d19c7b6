"""One discount, in percent with two decimals, on the whole list price: what it gives and what gives it.

Quoting tools hold a percentage with two decimals (em-process 3.8), so that is what must reproduce the
total of a statement of work. Worked numbers: docs/spec/estimating.md.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal

from fairlead.engines.estimating.pricing import discounted, minimum_price
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money, minor_unit

STEP = Decimal("0.01")
WHOLE = Decimal(100)


def is_percentage(percent: Decimal) -> bool:
    """Whether it is from 0 to 100 with at most two decimals."""
    return bool(percent.is_finite() and 0 <= percent <= WHOLE and percent == percent.quantize(STEP))


def neighbours(percent: Decimal) -> tuple[Decimal, ...]:
    """The percentages with two decimals around one, which is itself when it has no more than two."""
    below = percent.quantize(STEP, ROUND_FLOOR)
    return (below,) if below == percent else (below, below + STEP)


def third_decimal(list_price: Money | None, percent: Decimal) -> Finding:
    """Why a percentage with more decimals cannot stand, with the nearest that can and, where there is a
    list price, what they give."""
    fix = f"Write {' or '.join(str(near) for near in neighbours(percent))}."
    if list_price is not None:
        gives = [f"{near} % gives {discounted(list_price, near)[1]}" for near in neighbours(percent)]
        fix = f"On a list price of {list_price} {' and '.join(gives)}."
    return Finding(
        "",
        0,
        "engagement.discount",
        "absurd-discount",
        f"A discount of {percent} % cannot stand on a quote, which holds two decimals.",
        fix,
    )


def most_for_margin(list_price: Money, cost: Money, wanted: Decimal) -> Decimal | None:
    """The largest discount that keeps a margin (a share below 1); None when no discount does."""
    return most_for_price(list_price, minimum_price(cost, wanted))


def most_for_price(list_price: Money, least: Money) -> Decimal | None:
    """The largest discount whose net price is at least `least`; None when the list price is below it."""
    return None if list_price < least else _last(lambda percent: least <= discounted(list_price, percent)[1])


def least_for_price(list_price: Money, most: Money) -> Decimal:
    """The smallest discount whose net price is at most `most`; 100 brings any price to nothing."""
    if list_price <= most:
        return Decimal("0.00")
    return min(_last(lambda percent: most < discounted(list_price, percent)[1]) + STEP, WHOLE)


def _last(holds: Callable[[Decimal], bool]) -> Decimal:
    """The largest percentage that holds, by halving: net prices only fall as discounts rise."""
    low, high = 0, 10_000
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle * STEP) else (low, middle - 1)
    return low * STEP


def exact_for_price(list_price: Money, net: Money) -> Decimal | None:
    """The discount that gives exactly this net price; None when none with two decimals does."""
    percent = least_for_price(list_price, net)
    return percent if discounted(list_price, percent)[1] == net else None


def recut(list_price: Money, net: Money) -> tuple[Decimal, Money]:
    """A discount, and the list price nearest to the present one on which it gives exactly `net`.

    With a discount of p % the net price grows by a cent or by nothing when the list price grows by one,
    so there is always such a list price below 100 %. ValueError for a net price above the list price.
    """
    if not Money(Decimal(0), net.currency) < net <= list_price:
        raise ValueError(
            f"a net price is above nothing and at most the list price {list_price}; it is {net}."
        )
    found = [
        (percent, cut)
        for percent in neighbours((list_price - net).amount / list_price.amount * WHOLE)
        if percent < WHOLE
        for cut in _cuts(percent, net)
    ]
    return min(found, key=lambda pair: (abs(pair[1].amount - list_price.amount), pair[0]))


def _cuts(percent: Decimal, net: Money) -> list[Money]:
    """List prices that come to `net` at a discount, found around the one that arithmetic gives."""
    cent = minor_unit(net.currency)
    middle = Money(net.amount / (1 - percent / WHOLE), net.currency).rounded()
    near = [Money(middle.amount + cent * step, net.currency) for step in range(-2, 3)]
    return [cut for cut in near if discounted(cut, percent)[1] == net]
