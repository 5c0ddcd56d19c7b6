"""The negotiation frontier against pricing every subset: the exact best is found, in order, and proven."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.engines.options import negotiables
from tests.engines.options.negotiables import usd

from fairlead.engines.money import Money
from fairlead.engines.options.frontier import PROVEN, frontier
from fairlead.engines.options.negotiation import case_of, left_out_faults, scope_of
from fairlead.engines.options.scopes import (
    Base,
    Exact,
    Item,
    Wish,
    fit,
    least_discount,
    least_price,
)


def between(bare: Money, full: Money, share: float) -> Money:
    amount = bare.amount + (full.amount - bare.amount) * Decimal(repr(share))
    return Money(amount.quantize(Decimal("0.01")), bare.currency)


@pytest.mark.parametrize("seed", range(40))
def test_it_finds_what_pricing_every_subset_finds(seed):
    rng = negotiables.dice(seed)
    lines = rng.randint(1, 9)
    base, items, pricer = negotiables.world(rng, lines)
    bare, full = (pricer(frozenset(i.id for i in items if some)).list_price for some in (False, True))
    wish = Wish(
        between(bare, full, rng.uniform(-0.1, 1.05)),
        Decimal(rng.choice(["0.2", "0.35", "0.42"])),
        Decimal(rng.choice(["0", "2.5"])),
        Decimal(rng.choice(["2.5", "12.5"])),
        5,
        2000,
    )
    found = frontier(base, items, wish, pricer)
    wanted = negotiables.frontier_of(negotiables.every_fit(base, items, wish, pricer))
    assert [(p.fit.lost, p.fit.exact.list_price.amount) for p in found.places] == wanted[:5]
    assert {p.standing for p in found.places} <= {PROVEN}
    assert found.complete is (len(wanted) < 5)
    assert (found.binds is None) is bool(wanted)


def test_twelve_lines_among_all_4096_subsets():
    base, items, pricer = negotiables.world(negotiables.dice(12), 12)
    bare, full = (pricer(frozenset(i.id for i in items if some)).list_price for some in (False, True))
    wish = Wish(between(bare, full, 0.6), Decimal("0.3"), Decimal(0), Decimal(5), 5, 5000)
    found = frontier(base, items, wish, pricer)
    wanted = negotiables.frontier_of(negotiables.every_fit(base, items, wish, pricer))
    assert [(p.fit.lost, p.fit.exact.list_price.amount) for p in found.places] == wanted[:5]
    assert found.priced < 400  # of 4,096


@pytest.mark.parametrize("seed", range(4))
def test_real_estimates_with_contingency_and_two_rates(seed):
    """Scopes priced by shaping: contingency, its correlation and its mix of roles depend on the scope."""
    rng = negotiables.dice(100 + seed)
    practice, scoping = negotiables.practice(rng, 7), negotiables.scoping()
    case, findings = case_of(practice, scoping)
    assert case, findings
    priced = {}

    def pricer(kept):
        if kept not in priced:
            priced[kept] = case.pricer(kept)
        return priced[kept]

    bare, full = (pricer(frozenset(i.id for i in case.items if some)).list_price for some in (False, True))
    wish = Wish(
        between(bare, full, rng.uniform(0.2, 0.9)), Decimal("0.5"), Decimal(0), Decimal("7.5"), 5, 500
    )
    found = frontier(case.base, case.items, wish, pricer)
    wanted = negotiables.frontier_of(negotiables.every_fit(case.base, case.items, wish, pricer))
    assert [(p.fit.lost, p.fit.exact.list_price.amount) for p in found.places] == wanted[:5]
    for place in found.places:
        out = frozenset(item.id for item in case.items) - place.fit.kept
        estimate = scope_of(practice, scoping, out, place.fit.discount).estimate
        assert (estimate.price, estimate.margin) == (place.fit.price, place.fit.margin)
        assert estimate.price <= wish.budget


def test_the_same_question_has_the_same_answer():
    base, items, pricer = negotiables.world(negotiables.dice(3), 20)
    bare, full = (pricer(frozenset(i.id for i in items if some)).list_price for some in (False, True))
    wish = Wish(between(bare, full, 0.5), Decimal("0.3"), Decimal(0), Decimal(0), 3, 30)
    assert frontier(base, items, wish, pricer) == frontier(base, items, wish, pricer)


def test_a_search_that_is_cut_off_says_so_and_by_how_much():
    base, items, pricer = negotiables.world(negotiables.dice(8), 10)
    bare, full = (pricer(frozenset(i.id for i in items if some)).list_price for some in (False, True))
    wish = Wish(between(bare, full, 0.6), Decimal("0.3"), Decimal(0), Decimal(0), 1, 1)
    place = frontier(base, items, wish, pricer).places[0]
    best = negotiables.frontier_of(negotiables.every_fit(base, items, wish, pricer))[0]
    assert place.standing != PROVEN
    assert place.at_least <= best[0] <= place.fit.lost


def one_line(price: int = 100_00, cost: int = 50_00) -> tuple[Base, tuple[Item, ...]]:
    return Base(1_000_00, 500_00, 0), (Item("more", "More", price, cost, 3, varies=False),)


def flat(kept: frozenset[str]) -> Exact:
    more = 1 if "more" in kept else 0
    return Exact(usd(1_000_00 + 100_00 * more), usd(500_00 + 50_00 * more), Decimal(1))


def test_the_smallest_discount_that_meets_the_budget_is_given():
    wish = Wish(Money(Decimal(1000), "USD"), Decimal("0.4"), Decimal(0), Decimal(10))
    found = frontier(*one_line(), wish, flat)
    place = found.places[0]
    # 1,100 at 9.09 % is 1,000.01, at 9.10 % it is 999.90.
    assert (place.fit.kept, place.fit.discount) == (frozenset({"more"}), Decimal("9.10"))
    assert place.fit.price == Money(Decimal("999.90"), "USD")


def test_the_floor_bounds_the_discount():
    """999.90 against a cost of 550 is a margin of 44.99 %: at a floor of 45 % the line goes."""
    wish = Wish(Money(Decimal(1000), "USD"), Decimal("0.45"), Decimal(0), Decimal(10))
    place = frontier(*one_line(), wish, flat).places[0]
    assert (place.fit.kept, place.fit.discount, place.fit.lost) == (frozenset(), Decimal(0), 3)


def test_least_price_and_least_discount_are_exact():
    wish = Wish(Money(Decimal(900), "USD"), Decimal("0.4"), Decimal(0), Decimal(50))
    exact = Exact(usd(1_000_00), usd(500_00), Decimal(1))
    # 500 / (1 - 0.4) = 833.33...: the largest discount is 16.66 %, which makes 833.40.
    assert least_price(exact, wish) == Money(Decimal("833.40"), "USD")
    assert least_discount(exact.list_price, wish) == Decimal("10.00")
    assert least_discount(exact.list_price, replace(wish, most=Decimal("9.99"))) is None
    assert fit(frozenset(), exact, wish, ()).price == Money(Decimal(900), "USD")


def test_nothing_fits_says_what_binds_and_what_would_do():
    wish = Wish(Money(Decimal(700), "USD"), Decimal("0.2"), Decimal(0), Decimal(20))
    found = frontier(*one_line(), wish, flat)
    assert (found.places, found.binds.id, found.least) == ((), "budget", Money(Decimal(800), "USD"))
    tight = frontier(
        *one_line(), replace(wish, budget=Money(Decimal(820), "USD"), floor=Decimal("0.4")), flat
    )
    assert (tight.binds.id, tight.least) == ("floor", Money(Decimal("833.40"), "USD"))
    never = frontier(*one_line(), replace(wish, floor=Decimal("0.6")), flat)
    assert (never.binds.id, never.least) == ("floor", None)


def test_no_optional_line_at_all():
    wish = Wish(Money(Decimal(1000), "USD"), Decimal("0.4"))
    found = frontier(Base(1_000_00, 500_00, 0), (), wish, flat)
    assert [place.fit.kept for place in found.places] == [frozenset()]
    assert found.complete


def test_yen_have_no_cents():
    base, items = Base(1_000, 500, 0), (Item("more", "More", 100, 50, 3, varies=False),)

    def yen(kept):
        more = 1 if kept else 0
        amounts = (Decimal(1_000 + 100 * more), Decimal(500 + 50 * more))
        return Exact(*(Money(amount, "JPY") for amount in amounts), Decimal(1))

    wish = Wish(Money(Decimal(1_050), "JPY"), Decimal("0.4"), Decimal(0), Decimal(5))
    place = frontier(base, items, wish, yen).places[0]
    # 1,100 at 4.50 % is 1,050.5, which rounds to a discount of 50 and a price of 1,050.
    assert (place.fit.kept, place.fit.price.amount) == (frozenset({"more"}), Decimal(1_050))


def test_what_may_be_left_out_is_checked():
    practice = negotiables.practice(negotiables.dice(1), 6)
    offering = practice.offerings[0]
    bound = next(a for a in offering.activities if a.after)
    codes = [f.code for f in left_out_faults(offering, ["core", bound.after[0]])]
    assert codes[0] == "not-optional"
    assert "needed" in codes
    assert left_out_faults(offering, [a.id for a in offering.activities if a.optional]) == ()


def test_worths_of_the_customer_come_before_those_of_the_practice():
    practice, scoping = negotiables.practice(negotiables.dice(1), 4), negotiables.scoping()
    case, _ = case_of(practice, scoping, {"a1": 40})
    assert case and {i.id: i.worth for i in case.items}["a1"] == 40
    none, findings = case_of(practice, scoping, {"core": 1, "a1": -1})
    assert none is None
    assert [f.code for f in findings] == ["unknown-line", "absurd-worth"]
