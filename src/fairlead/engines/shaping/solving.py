"""What reaches a target - a margin, a budget, a last day - with the margin floor kept, as ready changes.

A discount has a closed form. Lines to leave out are searched by what the customer loses, people by
counting up; every way is shaped again before it is shown, so its figures are those that it would have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from fairlead.engines.estimating.discounts import (
    exact_for_price,
    least_for_price,
    most_for_margin,
    most_for_price,
    recut,
)
from fairlead.engines.estimating.pricing import discounted
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Activity, Practice
from fairlead.engines.scoping.values import Scoping
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped

MOST_PEOPLE = 20
MOST_OPTIONAL = 12  # subsets of more are not gone through; the dearest twelve are
MOST_TRIED = 24


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing to do: "discount" (percent), "leave" (a line) or "people" (at once)."""

    kind: str
    id: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Way:
    """Changes that reach the target, and what the estimate then says. lost: the summed worth (1 to 5 each)
    of what is left out.  keeps_floor: whether the margin stays at or above the practice's floor."""

    changes: tuple[Lever, ...]
    price: Money
    discount: Decimal
    margin: Decimal
    keeps_floor: bool
    weeks: Decimal | None
    end: date | None
    lost: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Solution:
    """The ways to a target, least loss first; without one, what stands in the way and the nearest way."""

    ways: tuple[Way, ...]
    binding: str = ""
    nearest: Way | None = None


@dataclass(frozen=True, slots=True)
class _Problem:
    practice: Practice
    now: Shaped

    @property
    def estimate(self) -> Estimate:
        return self.now.estimate

    def again(self, scoping: Scoping) -> Shaped | None:
        return shape(self.practice, scoping, self.now)[0]

    def leaving(self, left: Sequence[Activity]) -> Shaped | None:
        if not left:
            return self.now
        gone = self.now.scoping.left_out | {activity.id for activity in left}
        return self.again(replace(self.now.scoping, left_out=gone))


def for_margin(practice: Practice, now: Shaped, wanted: Decimal) -> Solution:
    """The largest discount that keeps a margin; where none does, what may be left out so that it holds."""
    problem = _Problem(practice, now)
    listed, cost = now.estimate.list_price, now.estimate.cost
    percent = most_for_margin(listed, cost, wanted)
    if percent is not None:
        way = _discounted(problem, now, percent, ())
        return Solution((way,) if way else ())
    bare = _way(problem, problem.again(_with_discount(now, Decimal(0))) or now, ())
    for left in _subsets(problem):
        found = problem.leaving(left)
        if (
            found
            and left
            and (best := most_for_margin(found.estimate.list_price, found.estimate.cost, wanted))
        ):
            way = _discounted(problem, found, best, left)
            return Solution((way,) if way else (), "The standard cost allows it only with less work in it.")
    least = f"{cost} / (1 - {wanted}) is above the list price of {listed}"
    return Solution(
        (), f"Standard cost binds: {least}. Without any discount the margin is {bare.margin}.", bare
    )


def for_price(practice: Practice, now: Shaped, budget: Money) -> Solution:
    """A discount, lines left out, or both, so that the price is at most a budget."""
    problem = _Problem(practice, now)
    ways: list[Way] = []
    by_discount = _discounted(problem, now, least_for_price(now.estimate.list_price, budget), ())
    if by_discount and by_discount.keeps_floor:
        ways.append(_noted(by_discount, now.estimate, budget))
    nearest = by_discount
    for left in _subsets(problem, budget):
        found = problem.leaving(left)
        if not found or not left:
            continue
        if found.estimate.price <= budget:
            ways.append(_way(problem, found, left))
            break
        both = _discounted(problem, found, least_for_price(found.estimate.list_price, budget), left)
        if both and both.keeps_floor and len(ways) < 2:
            ways.append(both)
        nearest = _floored(problem, found, left) or nearest
    kept = tuple(way for way in ways if way.keeps_floor)
    if kept:
        return Solution(tuple(sorted(kept, key=lambda way: (way.lost, way.discount))))
    closest = nearest if nearest and nearest.keeps_floor else _floored(problem, now, ())
    floor = f"the margin floor of {practice.margin_floor} binds" if practice.margin_floor else "cost binds"
    return Solution(
        (),
        f"No discount and nothing that may be left out brings it to {budget}: {floor}.",
        closest or nearest,
    )


def for_end(practice: Practice, now: Shaped, last: date) -> Solution:
    """More people at once, or lines left out, so that the work ends by a day at its confidence."""
    problem = _Problem(practice, now)
    table = now.estimate.timetable
    if table is None or table.end is None:
        return Solution((), "There is no wished start, so there is no last day; say when it starts.")
    if table.end <= last:
        return Solution((_way(problem, now, (), note="It ends in time as it is."),))
    ways, nearest = [], _way(problem, now, ())
    for people in range(table.people + 1, MOST_PEOPLE + 1):
        found = problem.again(replace(now.scoping, pace=replace(now.scoping.pace, people=people)))
        if found is None:
            break
        change = Lever("people", "people", "People at once", str(table.people), str(people))
        way = _way(problem, found, (), (change,))
        nearest = way if way.end and nearest.end and way.end < nearest.end else nearest
        if way.end and way.end <= last:
            ways.append(way)
            break
    for left in _subsets(problem):
        found = problem.leaving(left) if left else None
        if found and (way := _way(problem, found, left)).end and way.end <= last:
            ways.append(way)
            break
    if ways:
        return Solution(tuple(sorted(ways, key=lambda way: way.lost)))
    return Solution((), "What must follow each other binds: more people do not bring it in.", nearest)


def _optional(problem: _Problem) -> list[Activity]:
    """What may be left out of the present scope, dearest first."""
    prices = {line.id: line.price.amount for line in problem.estimate.lines}
    found = [
        work.activity
        for work in problem.now.review.work
        if work.activity.optional and work.activity.id in prices
    ]
    return sorted(found, key=lambda activity: -prices[activity.id])[:MOST_OPTIONAL]


def _subsets(problem: _Problem, budget: Money | None = None) -> Iterator[tuple[Activity, ...]]:
    """Sets of lines to leave out, the least loss first; at most MOST_TRIED of them.

    With a budget only those that might reach it: by what their lines and their part of the contingency
    cost, with some room, for the contingency of the rest is only known when it is shaped.
    """
    optional, estimate = _optional(problem), problem.estimate
    prices = {line.id: line.price.amount for line in estimate.lines}
    share = (1 + estimate.contingency_share) * Decimal("1.1")
    sets = [left for size in range(len(optional) + 1) for left in combinations(optional, size)]
    tried = 0
    for left in sorted(sets, key=lambda left: (sum(a.worth for a in left), len(left))):
        spared = sum((prices[a.id] for a in left), Decimal(0)) * share
        room = (
            most_for_price(estimate.list_price, estimate.floor_price)
            if estimate.floor_price
            else Decimal(100)
        )
        net = (estimate.list_price.amount - spared) * (1 - (room or Decimal(0)) / 100)
        if budget is not None and net > budget.amount:
            continue
        yield left
        tried += 1
        if tried == MOST_TRIED:
            return


def _with_discount(shaped: Shaped, percent: Decimal) -> Scoping:
    return replace(shaped.scoping, terms=replace(shaped.scoping.terms, discount=percent))


def _discounted(problem: _Problem, shaped: Shaped, percent: Decimal, left: Sequence[Activity]) -> Way | None:
    found = problem.again(_with_discount(shaped, percent))
    return _way(problem, found, left) if found else None


def _floored(problem: _Problem, shaped: Shaped, left: Sequence[Activity]) -> Way | None:
    """The cheapest that the floor allows."""
    least = shaped.estimate.floor_price or shaped.estimate.cost
    percent = most_for_price(shaped.estimate.list_price, least)
    return None if percent is None else _discounted(problem, shaped, percent, left)


def _way(
    problem: _Problem,
    found: Shaped,
    left: Sequence[Activity],
    more: Sequence[Lever] = (),
    note: str = "",
) -> Way:
    estimate, table = found.estimate, found.estimate.timetable
    changes = [Lever("leave", a.id, a.name, "in", "left out") for a in left]
    then = problem.now.scoping.terms.discount
    if estimate.discount_percent != then:
        changes.append(
            Lever("discount", "discount", "Discount", f"{then} %", f"{estimate.discount_percent} %")
        )
    keeps = estimate.floor_price is None or estimate.floor_price <= estimate.price
    return Way(
        (*changes, *more),
        estimate.price,
        estimate.discount_percent,
        estimate.margin,
        keeps,
        table.weeks if table else None,
        table.end if table else None,
        sum(activity.worth for activity in left),
        note,
    )


def _noted(way: Way, now: Estimate, budget: Money) -> Way:
    """Whether the budget is met to the cent, and if not, which list price would."""
    listed = now.list_price
    if (
        not Money(Decimal(0), budget.currency) < budget < listed
        or exact_for_price(listed, budget) is not None
    ):
        return way
    percent, cut = recut(listed, budget)
    net = discounted(cut, percent)[1]
    return replace(
        way,
        note=f"No discount with two decimals gives exactly {budget}; cut to a list price of {cut}, "
        f"{percent} % gives {net}.",
    )
