"""What a negotiation moves: optional lines, what stands without them, and what a scope of them comes to.

Amounts are whole minor units (cents) of one currency, so that a solver can add them up exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from fairlead.engines.estimating.pricing import discounted, margin
from fairlead.engines.money import Money, minor_unit

STEP = Decimal("0.01")  # a discount is a percentage with two decimals
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Item:
    """An optional line. price, cost: at list, in minor units, without contingency. worth: points that are
    lost without it. needs: ids of the optional lines that have to be kept with it. varies: whether it has
    a range, and so a part in the contingency."""

    id: str
    name: str
    price: int
    cost: int
    worth: int
    needs: frozenset[str] = frozenset()
    varies: bool = True


@dataclass(frozen=True, slots=True)
class Base:
    """The lines that are always there, without contingency; `varying` is the price of those with a range."""

    price: int
    cost: int
    varying: int


@dataclass(frozen=True, slots=True)
class Exact:
    """What a scope comes to, contingency included: list price, cost and days of work."""

    list_price: Money
    cost: Money
    days: Decimal


Kept = frozenset[str]
Pricer = Callable[[Kept], Exact]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. Discounts in percent, at least `least` and at most `most`; floor is a share of 1.

    count: how many scopes. patience: how many scopes may be priced for each of them while its place is
    being proven; it bounds the work, in steps and not in seconds, so that the same question has the same
    answer on any machine.
    """

    budget: Money
    floor: Decimal
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    count: int = 5
    patience: int = 60


@dataclass(frozen=True, slots=True)
class Fit:
    """A scope at the discount it needs."""

    kept: Kept
    lost: int
    exact: Exact
    discount: Decimal
    price: Money

    @property
    def margin(self) -> Decimal:
        return margin(self.price, self.exact.cost)


def units(money: Money) -> int:
    """An amount in whole minor units of its currency."""
    return int(money.rounded().amount / minor_unit(money.currency))


def closed(kept: Kept, items: Iterable[Item]) -> bool:
    """Whether every kept line has the lines that it needs."""
    return all(item.needs <= kept for item in items if item.id in kept)


def lost(kept: Kept, items: Iterable[Item]) -> int:
    """The points of worth that a scope gives up."""
    return sum(item.worth for item in items if item.id not in kept)


def _steps(percent: Decimal, rounding: str) -> Decimal:
    return percent.quantize(STEP, rounding=rounding)


def least_discount(list_price: Money, wish: Wish) -> Decimal | None:
    """The smallest discount within bounds that brings the price to the budget; None when none does."""
    if discounted(list_price, wish.least)[1] <= wish.budget:
        return wish.least
    if not list_price or not discounted(list_price, wish.most)[1] <= wish.budget:
        return None
    percent = _steps((1 - wish.budget.amount / list_price.amount) * HUNDRED, ROUND_CEILING)
    percent = min(max(percent, wish.least), wish.most)
    # Rounding to cents may let one step less do.
    while percent - STEP >= wish.least and discounted(list_price, percent - STEP)[1] <= wish.budget:
        percent -= STEP
    return percent


def keeps_floor(price: Money, cost: Money, floor: Decimal) -> bool:
    """Whether (price - cost) / price is at least the floor, exactly; nothing for nothing does."""
    return price.amount - cost.amount >= floor * price.amount


def least_price(exact: Exact, wish: Wish) -> Money | None:
    """The lowest price that this scope can be sold at within the discount and above the floor."""
    list_price, cost = exact.list_price, exact.cost
    if not keeps_floor(discounted(list_price, wish.least)[1], cost, wish.floor):
        return None
    low, high = int(wish.least / STEP), int(wish.most / STEP)
    while low < high:  # the largest discount that keeps the floor, by halving
        middle = (low + high + 1) // 2
        kept = keeps_floor(discounted(list_price, middle * STEP)[1], cost, wish.floor)
        low, high = (middle, high) if kept else (low, middle - 1)
    return discounted(list_price, low * STEP)[1]


def fit(kept: Kept, exact: Exact, wish: Wish, items: Iterable[Item]) -> Fit | None:
    """The scope at the smallest discount that meets the budget, or None when budget or floor is missed."""
    percent = least_discount(exact.list_price, wish)
    if percent is None:
        return None
    price = discounted(exact.list_price, percent)[1]
    if not keeps_floor(price, exact.cost, wish.floor):
        return None
    return Fit(kept, lost(kept, items), exact, percent, price)


def needed(items: Iterable[Item]) -> Mapping[str, frozenset[str]]:
    """What each line needs, by id."""
    return {item.id: item.needs for item in items}
