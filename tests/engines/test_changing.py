"""What a change needs. See docs/spec/changes.md; the figures are those of em-process 5.5 and 12."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.changing import (
    AT_RISK,
    CONFIRMATION,
    EXCEPTION,
    LABELS,
    ORDER,
    Asked,
    check_asked,
    verdict,
)
from fairlead.engines.money import Money


def usd(amount: str | int) -> Money:
    return Money(Decimal(amount), "USD")


def asked(price: str | int = 0, **more: object) -> Asked:
    return Asked(usd(price), **more)


@pytest.mark.parametrize(
    ("what", "kinds", "booking", "amount"),
    [
        (asked(days=49), [CONFIRMATION], "none", 0),  # seven weeks, same price
        (asked(days=70), [ORDER], "new-opportunity", 0),  # ten weeks
        (asked(days=60), [CONFIRMATION], "none", 0),
        (asked(days=61), [ORDER], "new-opportunity", 0),
        (asked(days=-5), [CONFIRMATION], "none", 0),
        (asked(15_000), [ORDER], "new-opportunity", 15_000),
        (asked(0, switch=True), [ORDER], "amended", 0),
        (asked(-5_000), [ORDER], "refund-and-rebook", 5_000),
        (asked(0, scope=True), [CONFIRMATION], "none", 0),
        (asked(0, hours=Decimal(-4)), [CONFIRMATION], "none", 0),
        (asked(0, scope=True, judged=True), [ORDER], "amended", 0),
        (asked(0, overrun=True, label="WE-scoping"), [EXCEPTION], "none", 0),
        (asked(8_000, overrun=True, label="WE-ps"), [ORDER, EXCEPTION], "new-opportunity", 8_000),
        (asked(0, scope=True, unsigned=True), [CONFIRMATION, AT_RISK], "none", 0),
        (asked(9_000, days=90, unsigned=True), [ORDER, AT_RISK], "new-opportunity", 9_000),
    ],
)
def test_it_needs_what_the_rules_say(what, kinds, booking, amount):
    assert list(check_asked(what)) == []
    found = verdict(what)
    assert [instrument.kind for instrument in found.instruments] == kinds
    assert (found.booking.kind, found.booking.amount) == (booking, usd(amount))
    assert all(instrument.why for instrument in found.instruments)


@pytest.mark.parametrize(
    ("earlier", "days", "limit", "kind"),
    [
        (49, 11, 61, CONFIRMATION),
        (49, 12, 61, ORDER),
        (49, 49, 61, ORDER),
        (-30, 61, 61, ORDER),  # what came sooner lends no days
        (98, -7, 61, CONFIRMATION),  # sooner is sooner
        (0, 30, 30, ORDER),  # a practice with a limit of its own
        (0, 61, 90, CONFIRMATION),
    ],
)
def test_extensions_are_counted_together(earlier, days, limit, kind):
    found = verdict(asked(days=days, earlier=earlier, limit=limit))
    assert [one.kind for one in found.instruments] == [kind]
    assert found.booking.kind == ("new-opportunity" if kind == ORDER else "none")


def test_the_reason_says_what_it_comes_to_with_what_was_agreed_before():
    (one,) = verdict(asked(days=49, earlier=49)).instruments
    assert one.why[0].endswith("is a change order: with what was agreed before it comes to 98 days.")


def test_an_order_says_every_rule_that_asks_for_it():
    (order,) = verdict(asked(15_000, days=70, switch=True)).instruments
    assert len(order.why) == 3
    assert order.needs == "both-sign"


def test_two_approvals_of_the_leadership_are_one():
    found = verdict(asked(overrun=True, label="WE-time", unsigned=True))
    assert found.needs == ("leadership-approves",)
    assert found.has(AT_RISK) and found.has(EXCEPTION) and not found.has(ORDER)


@pytest.mark.parametrize(
    ("what", "where"),
    [
        (asked(), ["price"]),
        (asked("0.001"), ["price"]),
        (asked(1, days=99_999), ["days"]),
        (asked(1, overrun=True), ["label"]),
        (asked(1, overrun=True, label="WE-luck"), ["label"]),
        (asked(1, label="WE-ps"), ["overrun"]),
        (asked("1.005", days=-9_999, overrun=True), ["price", "days", "label"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(what, where):
    assert [finding.where for finding in check_asked(what)] == where


@given(
    st.decimals(-9_999, 9_999, places=2), st.integers(-400, 400), st.booleans(), st.booleans(), st.booleans(),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_whatever_changes_has_an_answer(price, days, scope, switch, judged, overrun, unsigned):
    what = Asked(
        Money(price, "USD"), Decimal(0), days, scope, switch, judged, overrun, unsigned,
        LABELS[0] if overrun else "",
    )  # fmt: skip
    found = verdict(what)
    assert bool(found.instruments) == (not list(check_asked(what)))
    # Money moves only with an order that both sign.
    assert (found.booking.kind != "none") == found.has(ORDER)
    if price:
        assert found.has(ORDER) and found.booking.amount == Money(abs(price), "USD")
