"""Win rate, idle deals, reasons, fiscal quarters: the figures of em-process 0.2, 1.4, 2.2 and 12."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fairlead.engines.calendar import fiscal_quarter
from fairlead.engines.money import Money
from fairlead.engines.practice.market import Idle
from fairlead.engines.winning import (
    Deal,
    causes,
    idle_rule,
    idle_standing,
    lost_on,
    outcome,
    rate,
    rates,
)

TODAY = date(2026, 11, 23)
AFTER = 61
RULES = (Idle("small", ("SMB",), 7, 15), Idle("mid", ("MM_West",), 21, 45), Idle("rest", (), 45, 90))


def deal(key, state, days=0, **more):
    return Deal(key, state, TODAY - timedelta(days=days), **more)


def counted(deals):
    return [(outcome(one, TODAY, AFTER), one) for one in deals]


def test_nine_won_six_lost_three_idle_one_of_them_kept_is_52_9_percent():
    deals = [
        *(deal(key, "won") for key in range(9)), *(deal(key, "lost") for key in range(9, 15)),
        deal(15, "open", 62), deal(16, "open", 200),
        deal(17, "open", 62, kept_until=TODAY + timedelta(days=1)), deal(18, "open", 3),
    ]  # fmt: skip
    found = rate("", counted(deals))
    assert (found.won, found.lost, found.idle, found.n) == (9, 6, 2, 17)
    assert round(found.share * 100, 1) == Decimal("52.9")
    # The bounds of the score interval are the shares that 9 of 17 is exactly 1.96 standard errors away from.
    for bound in (found.low, found.high):
        assert abs(9 / 17 - bound) == pytest.approx(1.959964 * (bound * (1 - bound) / 17) ** 0.5, abs=1e-6)


@pytest.mark.parametrize(("days", "says"), [(61, "open"), (62, "idle")])
def test_it_is_lost_after_more_than_two_months(days, says):
    assert outcome(deal(1, "open", days), TODAY, AFTER) == says


def test_who_keeps_one_says_until_when():
    assert outcome(deal(1, "open", 90, kept_until=TODAY), TODAY, AFTER) == "idle"
    assert lost_on(deal(1, "open", 90), AFTER) == TODAY - timedelta(days=28)
    assert lost_on(deal(1, "open", 90, kept_until=TODAY), AFTER) == TODAY
    assert lost_on(deal(1, "lost", closed_on=date(2026, 1, 5)), AFTER) == date(2026, 1, 5)


def test_nothing_counted_is_no_rate():
    found = rate("", counted([deal(1, "open")]))
    assert (found.n, found.share, found.low, found.high) == (0, None, 0.0, 1.0)


def test_groups_stand_by_size():
    deals = [
        deal(1, "won", groups={"em": "Rita"}), deal(2, "lost", groups={"em": "Ana"}),
        deal(3, "won", groups={"em": "Ana"}), deal(4, "open", groups={"em": "Zoe"}),
    ]  # fmt: skip
    found = rates("em", counted(deals))
    assert [(one.group, one.won, one.n) for one in found] == [("Ana", 1, 2), ("Rita", 1, 1)]


def test_reasons_have_counts_shares_and_sums_a_currency():
    usd, eur = Money(Decimal("70.05"), "USD"), Money(Decimal("1000.10"), "EUR")
    west, small = {"segment": "Ent_WEST"}, {"segment": "SMB"}
    deals = [
        deal(1, "lost", reason="price", worth=usd, groups=west),
        deal(2, "lost", reason="price", worth=usd, groups=small),
        deal(3, "lost", reason="timing", worth=eur, groups=west), deal(4, "open", 99, groups=west),
        deal(5, "won", reason="value", worth=eur, groups=small),
    ]  # fmt: skip
    found = causes("segment", counted(deals))
    assert [(c.outcome, c.reason, c.count) for c in found] == [
        ("won", "value", 1), ("lost", "price", 2), ("lost", "idle", 1), ("lost", "timing", 1),
    ]  # fmt: skip
    assert found[1].share == Decimal("0.5")
    assert found[1].worth == (Money(Decimal("140.10"), "USD"),)
    assert found[1].groups == (("Ent_WEST", 1), ("SMB", 1))
    assert rate("", counted(deals)).worth_lost == (eur, Money(Decimal("140.10"), "USD"))


@pytest.mark.parametrize(
    ("segment", "days", "says"),
    [
        ("SMB", 6, ""), ("SMB", 7, "warn"), ("SMB", 14, "warn"), ("SMB", 15, "give-up"),
        ("MM_West", 20, ""), ("MM_West", 21, "warn"), ("MM_West", 45, "give-up"),
        ("Ent_EAST", 44, ""), ("Ent_EAST", 45, "warn"), ("Ent_EAST", 90, "give-up"),
    ],
)  # fmt: skip
def test_a_quiet_deal_is_warned_of_and_given_up_by_its_segment(segment, days, says):
    assert idle_standing(idle_rule(RULES, segment), days) == says


def test_without_a_rule_nothing_is_said():
    assert idle_rule(RULES[:2], "Ent_EAST") is None
    assert idle_standing(None, 999) == ""


@pytest.mark.parametrize(
    ("day", "first", "label"),
    [
        (date(2021, 8, 1), 2, "Q322"), (date(2021, 10, 31), 2, "Q322"), (date(2022, 1, 31), 2, "Q422"),
        (date(2022, 2, 1), 2, "Q123"), (date(2026, 11, 23), 2, "Q427"), (date(2026, 11, 23), 1, "Q426"),
        (date(2026, 9, 30), 10, "Q426"), (date(2026, 10, 1), 10, "Q127"), (date(2098, 2, 1), 2, "Q199"),
        (date(2099, 2, 1), 2, "Q100"),
    ],
)  # fmt: skip
def test_a_fiscal_quarter_is_named_by_the_year_that_it_ends_in(day, first, label):
    assert fiscal_quarter(day, first) == label


def test_no_thirteenth_month():
    with pytest.raises(ValueError, match="from 1 to 12"):
        fiscal_quarter(TODAY, 13)
