"""One discount with two decimals that reproduces the total. See docs/spec/estimating.md."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.estimating.builders import practice, review, sound, terms, work

from fairlead.engines.estimating.discounts import (
    exact_for_price,
    least_for_price,
    most_for_margin,
    most_for_price,
    recut,
)
from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.pricing import discounted, margin
from fairlead.engines.money import Money

FEE = Money(Decimal("39600"), "USD")  # 120 h at 330


def usd(amount: str | Decimal) -> Money:
    return Money(Decimal(amount), "USD").rounded()


def test_the_fixed_fee_of_the_handbook() -> None:
    assert discounted(FEE, Decimal("7.58"))[1] == usd("36598.32")
    assert exact_for_price(FEE, usd("36598.32")) == Decimal("7.58")
    assert exact_for_price(FEE, usd("36600")) is None


def test_what_no_percentage_gives_is_reached_by_cutting_the_list_price_anew() -> None:
    percent, cut = recut(FEE, usd("36600"))
    assert (percent, cut) == (Decimal("7.58"), usd("39601.82"))
    assert discounted(cut, percent)[1] == usd("36600")
    with pytest.raises(ValueError, match="at most the list price"):
        recut(FEE, usd("39600.01"))


def test_a_third_decimal_is_refused_with_its_neighbours_and_what_they_give() -> None:
    fee = work("fee", 120.0, low="1", high="1")
    result, (found,) = estimate(practice(), review(fee), terms(discount=Decimal("7.583")))
    assert result is None
    assert (found.where, found.code) == ("engagement.discount", "absurd-discount")
    assert found.fix == (
        "On a list price of USD 39,600.00 7.58 % gives USD 36,598.32 and 7.59 % gives USD 36,594.36."
    )


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 9_900))
def test_solved_discounts_are_the_best_there_are(listed: int, cost: int, points: int) -> None:
    whole, spent = usd(Decimal(listed) / 100), usd(Decimal(cost) / 100)
    wanted = Decimal(points) / 10_000
    most = most_for_margin(whole, spent, wanted)
    if most is None:
        assert margin(whole, spent) <= wanted + Decimal("0.0001")
    else:
        net = discounted(whole, most)[1]
        assert not net or (net - spent).amount >= net.amount * wanted - Decimal("0.01")
        if most < 100:
            less = discounted(whole, most + Decimal("0.01"))[1]
            assert less == net or (less - spent).amount < less.amount * wanted + Decimal("0.01")
    least = least_for_price(whole, spent)
    assert discounted(whole, least)[1] <= spent
    if least:
        assert discounted(whole, least - Decimal("0.01"))[1] > spent


@given(st.integers(2, 10**8), st.data())
def test_every_net_price_can_be_cut(listed: int, data: st.DataObject) -> None:
    whole = usd(Decimal(listed) / 100)
    net = usd(Decimal(data.draw(st.integers(max(listed // 50, 1), listed))) / 100)
    percent, cut = recut(whole, net)
    assert discounted(cut, percent)[1] == net
    assert abs(cut.amount - whole.amount) <= whole.amount * Decimal("0.0101") + 1


def test_a_price_that_is_asked_for_keeps_at_least_it() -> None:
    assert most_for_price(FEE, usd("36598.32")) == Decimal("7.58")
    assert most_for_price(FEE, usd("40000")) is None
    assert most_for_price(usd("0"), usd("0")) == 100


def test_a_mixed_statement_of_work_keeps_both_quotes() -> None:
    mixed = sound(
        work("waves", 200.0, low="1", high="1", roles={"engineer": "1"}),
        work("class", 16.0, price=12_000.0, roles={"trainer": "1"}, low="1", high="1", education=True),
        discount=Decimal("9.09"),
    )
    consulting, education = mixed.quotes
    assert (consulting.id, education.id) == ("consulting", "education")
    assert (consulting.list_price, education.list_price) == (usd("66000"), usd("12000"))
    for quote in mixed.quotes:
        assert quote.list_price - quote.discount == quote.net
    assert consulting.net + education.net == mixed.price
    assert consulting.net == mixed.consulting and education.net == mixed.education


def test_60_000_and_12_000_read_72_000() -> None:
    mixed = sound(
        work("package", 180.0, price=60_000.0, low="1", high="1"),
        work("class", 16.0, price=12_000.0, roles={"trainer": "1"}, low="1", high="1", education=True),
    )
    assert [str(quote.net) for quote in mixed.quotes] == ["USD 60,000.00", "USD 12,000.00"]
    assert str(mixed.price) == "USD 72,000.00"


def test_what_is_billed_which_way_adds_up() -> None:
    mixed = sound(
        work("waves", 33.0),
        work("block", 48.0, billing="block", low="1", high="1"),
        work("class", 8.0, price=5000.0, roles={"trainer": "1"}, education=True, billing="training"),
        discount=Decimal("3.33"),
    )
    assert list(mixed.billed) == ["time-and-materials", "block", "training"]
    assert sum((net.amount for net in mixed.billed.values()), Decimal(0)) == mixed.price.amount


def test_free_services_are_apart_and_their_cost_is_shown() -> None:
    fee = work("fee", 100.0, low="1", high="1")
    given_ = sound(fee, investment=Decimal(3300))
    assert given_.price == sound(fee).price and given_.margin == sound(fee).margin
    assert given_.free is not None
    assert (str(given_.free.value), str(given_.free.cost)) == ("USD 3,300.00", "USD 1,000.00")
    assert given_.free.margin == Decimal("0.6667")  # (33,000 - 10,000 - 1,000) / 33,000
    assert sound(fee).free is None


def test_the_floor_has_its_price() -> None:
    held, _ = estimate(
        practice(margin_floor=Decimal("0.35")), review(work("fee", 100.0, low="1", high="1")), terms()
    )
    assert held is not None and held.floor_price is not None
    assert (held.floor, held.floor_price) == (Decimal("0.35"), usd("15384.62"))
