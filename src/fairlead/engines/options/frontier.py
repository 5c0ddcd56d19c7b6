"""The negotiation frontier: for a budget, the scopes that fit with the margin floor kept, by value lost.

Data, rules and result: docs/spec/options.md. A scope is on the frontier when no other that fits loses as
little and lists lower. Every scope that is returned was priced exactly, its contingency included, and the
search says for each whether it is proven that nothing better fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import floor

from fairlead.engines.money import Money
from fairlead.engines.options.master import SCALE, Ask, Share, solve
from fairlead.engines.options.rules import BUDGET, FLOOR, RULES, Rule
from fairlead.engines.options.scopes import (
    Base,
    Exact,
    Fit,
    Item,
    Kept,
    Pricer,
    Wish,
    fit,
    least_discount,
    least_price,
    units,
)

# The least contingency that was seen, less two per cent of it, is assumed to be the least there is where
# proof without that assumption takes too long.
CAUTION = Decimal("0.98")
NOTHING = Share(0, 0, guess=False)
# Up to so many lines proof without any assumption is tried; with more, too many scopes lie in between.
FEW = 16

PROVEN, ASSUMED, OPEN = "proven", "assumed", "open"


@dataclass(frozen=True, slots=True)
class Place:
    """A scope on the frontier and how sure its place is.

    standing: "proven": no scope that fits is better. "assumed": none is, as long as contingency is at least
    `assumed` of the price of the lines with a range. "open": the search was cut off.
    at_least: no scope in this place can lose fewer points (equal to the points lost when it is proven).
    """

    fit: Fit
    standing: str
    at_least: int
    assumed: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Frontier:
    """What fits, best first.

    complete: whether no further scope would be on the frontier. priced: how many scopes were priced.
    least: the lowest budget that any priced scope could be sold for, None when none keeps the floor.
    binds: the rule that keeps the cheapest scope from fitting, None where something fits.
    why:   sentences: what binds and what would help.
    """

    wish: Wish
    places: tuple[Place, ...]
    complete: bool
    priced: int
    least: Money | None
    binds: Rule | None
    why: tuple[str, ...]
    rules: tuple[Rule, ...] = RULES


@dataclass
class _Search:
    """One search: what is priced so far, and what that says about contingency."""

    base: Base
    items: Sequence[Item]
    wish: Wish
    pricer: Pricer
    priced: dict[Kept, Exact] = field(default_factory=dict)

    def look(self, kept: Kept) -> Fit | None:
        """Price a scope, once, and say whether it fits."""
        if kept not in self.priced:
            self.priced[kept] = self.pricer(kept)
        return fit(kept, self.priced[kept], self.wish, self.items)

    def best(self, cap: int | None) -> Fit | None:
        """The best of the priced scopes that list below the cap."""
        found = [one for kept in self.priced if (one := self.look(kept)) and _below(one, cap)]
        return min(found, key=_order, default=None)

    def share(self, kept: Kept) -> tuple[Decimal, Decimal]:
        """The contingency of a priced scope: its price and cost as shares of the varying price."""
        mine = [item for item in self.items if item.id in kept]
        varying = self.base.varying + sum(item.price for item in mine if item.varies)
        if not varying:
            return Decimal(0), Decimal(0)
        exact = self.priced[kept]
        price = units(exact.list_price) - self.base.price - sum(item.price for item in mine)
        cost = units(exact.cost) - self.base.cost - sum(item.cost for item in mine)
        return Decimal(price) / varying, Decimal(cost) / varying

    def guess(self, kept: Kept) -> Share:
        price, cost = self.share(kept)
        return Share(round(price * SCALE), round(cost * SCALE), guess=True)

    def cautious(self) -> Share:
        """Less contingency than any scope was seen with."""
        shares = [self.share(kept) for kept in self.priced]
        price, cost = (max(min(part) * CAUTION, Decimal(0)) for part in zip(*shares, strict=True))
        return Share(floor(price * SCALE), floor(cost * SCALE), guess=False)


def frontier(base: Base, items: Sequence[Item], wish: Wish, pricer: Pricer) -> Frontier:
    """Up to `wish.count` scopes, those that lose least first; each lists lower than the one before it.

    pricer: what a scope comes to, exactly; it is asked once a scope. Amounts of items and base are in minor
    units of the budget's currency, and each line's price must not depend on the other lines. Deterministic.
    """
    search = _Search(base, items, wish, pricer)
    search.look(frozenset(item.id for item in items))
    search.look(frozenset())
    places, cap, more, sure = list[Place](), None, True, True
    while len(places) < wish.count and more:
        place, sure = _place(search, cap)
        more = place is not None
        if place is not None:
            places.append(place)
            cap = units(place.fit.exact.list_price)
    complete = not more and sure
    least, binds, why = (_least(search), None, ()) if places else _refusal(search, sure)
    return Frontier(wish, tuple(places), complete, len(search.priced), least, binds, why)


def _below(one: Fit, cap: int | None) -> bool:
    return cap is None or units(one.exact.list_price) < cap


def _order(one: Fit) -> tuple[int, Decimal, tuple[str, ...]]:
    return one.lost, one.exact.list_price.amount, tuple(sorted(one.kept))


def _place(search: _Search, cap: int | None) -> tuple[Place | None, bool]:
    """The best scope below the cap, and whether that is proven: first by guesses that learn from each scope
    that was priced, then by proof under the least contingency seen, then by proof under none at all."""
    _guess(search, cap)
    cautious = search.cautious()
    assumed = _prove(search, cap, cautious)
    # What holds without contingency holds with any; where the weaker proof fails this one does, too.
    sure = assumed and (not cautious.price or (len(search.items) <= FEW and _prove(search, cap, NOTHING)))
    found = search.best(cap)
    if found is None:
        return None, sure
    if sure:
        return Place(found, PROVEN, found.lost), True
    share = Decimal(cautious.price) / SCALE if assumed else Decimal(0)
    return Place(found, ASSUMED if assumed else OPEN, min(_bound(search, cap), found.lost), share), False


def _guess(search: _Search, cap: int | None) -> None:
    """Price what the model takes for best, with the contingency share of the scope priced before."""
    last = next(reversed(search.priced))
    for _ in range(search.wish.patience):
        best = search.best(cap)
        ask = Ask(search.guess(last), cap, _than(best))
        found = solve(search.base, search.items, search.wish, ask, search.priced)
        if found.kept is None:
            return
        search.look(found.kept)
        last = found.kept


def _prove(search: _Search, cap: int | None, share: Share) -> bool:
    """Price whatever could be better under the share, until nothing could; False when patience ends first."""
    for _ in range(search.wish.patience):
        ask = Ask(share, cap, _than(search.best(cap)))
        found = solve(search.base, search.items, search.wish, ask, search.priced)
        if found.kept is None:
            return found.sure
        search.look(found.kept)
    return False


def _bound(search: _Search, cap: int | None) -> int:
    """No scope below the cap that is not priced yet loses fewer points, whatever its contingency."""
    ask = Ask(NOTHING, cap, None)
    return solve(search.base, search.items, search.wish, ask, search.priced).bound


def _than(best: Fit | None) -> tuple[int, int] | None:
    return (best.lost, units(best.exact.list_price)) if best else None


def _least(search: _Search) -> Money | None:
    prices = [least_price(exact, search.wish) for exact in search.priced.values()]
    return min((price for price in prices if price is not None), key=lambda p: p.amount, default=None)


def _refusal(search: _Search, sure: bool) -> tuple[Money | None, Rule, tuple[str, ...]]:
    """What keeps the cheapest scope from fitting, and the budget that would do."""
    least, binds, why = _binding(search)
    cut = () if sure else (f"The search was cut off after {len(search.priced)} scopes; none of them fits.",)
    return least, binds, (*why, *cut)


def _binding(search: _Search) -> tuple[Money | None, Rule, tuple[str, ...]]:
    wish, least = search.wish, _least(search)
    floor_percent = f"{(wish.floor * 100).normalize():f} %"
    if least is None:
        why = f"No scope reaches a margin of {floor_percent}, not even at a discount of {wish.least} %."
        return (
            None,
            FLOOR,
            (why, "A lower floor or a smaller discount would help; a higher budget would not."),
        )
    bare = search.priced[frozenset()]
    if least_discount(bare.list_price, wish) is None:
        why = (f"With everything optional left out and {wish.most} % discount the work is still above "
               f"{wish.budget}.")  # fmt: skip
        return least, BUDGET, (why, f"The least budget that works is {least}.")
    why = f"{wish.budget} can be met only at a margin below {floor_percent}."
    return least, FLOOR, (why, f"The least budget that keeps the floor is {least}.")
