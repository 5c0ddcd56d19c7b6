"""What moved between two estimates adds up to the cent and names the lines."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.estimating.builders import sound, work

from fairlead.engines.estimating.explain import Waterfall, changed_lines, waterfall
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.money import CurrencyMix, Money, total

SURE = {"low": "1", "high": "1"}


def usd(text: str) -> Money:
    return Money(Decimal(text), "USD")


def adds_up(found: Waterfall, before: Estimate, after: Estimate) -> None:
    assert (found.before, found.after) == (before.price, after.price)
    assert total((step.delta for step in found.steps), after.currency) == found.delta
    assert found.before + found.delta == found.after
    for step in found.steps:
        assert step.by_hours + step.by_rate == step.delta
    moved = sum((step.hours for step in found.steps), Decimal(0))
    assert moved == after.hours - before.hours


def test_lines_that_came_went_and_changed_each_have_their_step() -> None:
    before = sound(work("keep", 10.0, **SURE), work("gone", 5.0, **SURE), work("more", 8.0, **SURE))
    after = sound(
        work("keep", 10.0, **SURE),
        work("more", 12.0, **SURE),
        work("new", 2.0, **SURE),
        discount=Decimal(10),
    )
    found = waterfall(before, after)
    adds_up(found, before, after)
    assert [(step.id, step.kind, step.delta) for step in found.steps] == [
        ("more", "changed", usd("1320.00")),
        ("new", "added", usd("660.00")),
        ("gone", "removed", usd("-1650.00")),
        ("discount", "discount", usd("-792.00")),
    ]
    assert found.steps[0].why == "More: 8 h at USD 2,640.00 became 12 h at USD 3,960.00."
    assert found.steps[3].why == "Discount: 0 %, USD 0.00 became 10 %, USD 792.00."
    assert changed_lines(before, after) == ("more", "new", "gone")


def test_hours_and_rate_are_told_apart() -> None:
    before = sound(work("a", 10.0, roles={"engineer": "1"}, **SURE))
    after = sound(work("a", 12.0, roles={"engineer": "0.5", "manager": "0.5"}, **SURE))
    (step,) = waterfall(before, after).steps
    assert step.by_hours == usd("660.00")  # 2 h more at 330
    assert step.by_rate == usd("-300.00")  # 12 h at 305 instead of 330
    assert waterfall(sound(work("a", 0.0, **SURE)), before).steps[0].by_hours == usd("3300.00")


def test_nothing_changed_is_no_step() -> None:
    same = sound(work())
    assert waterfall(same, same).steps == () and changed_lines(same, same) == ()


def test_two_currencies_are_compared_in_the_later_one() -> None:
    before = sound(work(), work("b", 12.25, roles={"engineer": "0.3", "manager": "0.7"}))
    after = sound(work(hours=44.0), currency="EUR", discount=Decimal("2.5"))
    fall = waterfall(before, after)
    adds_up(fall, fall_before(before, "1.25"), after)
    assert fall.restated.startswith(f"{before.price} at 1 USD = 0.8 EUR is EUR ")
    back = waterfall(after, before)
    assert back.after == before.price
    assert back.before.amount + sum((s.delta.amount for s in back.steps), Decimal(0)) == back.after.amount


def fall_before(before: Estimate, worth: str) -> Estimate:
    price = Money(before.price.amount / Decimal(worth), "EUR").rounded()
    return replace(before, price=price)


def test_currencies_that_nothing_exchanges_are_refused() -> None:
    before, after = sound(work()), sound(work(), currency="EUR")
    locked = replace(after, lock=replace(after.lock, exchange={}))
    with pytest.raises(CurrencyMix):
        waterfall(before, locked)


HOURS = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 200), max_size=6)


@settings(max_examples=40)
@given(one=HOURS, two=HOURS, off=st.tuples(st.integers(0, 3000), st.integers(0, 3000)))
def test_every_waterfall_adds_up_to_the_cent(one: dict, two: dict, off: tuple[int, int]) -> None:
    before, after = (
        sound(
            *(work(key, hours, roles={"engineer": "0.37", "manager": "0.63"}) for key, hours in plan.items()),
            discount=Decimal(points).scaleb(-2),
        )
        for plan, points in zip((one, two), off, strict=True)
    )
    adds_up(waterfall(before, after), before, after)
