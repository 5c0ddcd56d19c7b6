"""Figures as people read them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from fairlead.engines.money import Money
from fairlead.faces.web import drawing, wording


@pytest.mark.parametrize(("language", "amount", "currency", "whole", "said"), [
    ("en", "1234.5", "USD", False, "$1,234.50"),
    ("en", "1234.5", "USD", True, "$1,235"),
    ("en", "-1234.5", "EUR", False, "−€1,234.50"),
    ("en", "1234.5", "JPY", False, "¥1,235"),
    ("en", "1234.5", "SEK", False, "SEK\u00a01,234.50"),
    ("de", "1234.5", "EUR", False, "1.234,50\u00a0€"),
    ("en", "0", "USD", False, "$0.00"),
])  # fmt: skip
def test_money(language, amount, currency, whole, said):
    with translation.override(language):
        assert wording.money(Decimal(amount), currency, whole) == said
        assert wording.money(Money(Decimal(amount), currency), whole=whole) == said


def test_what_is_not_known_is_a_dash():
    assert wording.money(None, "USD") == wording.number(None) == wording.percent(None) == "–"


@pytest.mark.parametrize(
    ("value", "said"), [("1200", "1,200"), ("12.50", "12.5"), ("0.04", "0"), ("-3.26", "-3.3")]
)
def test_numbers_hold_no_more_places_than_they_need(value, said):
    with translation.override("en"):
        assert wording.number(Decimal(value)) == said


def test_shares_are_read_as_percentages():
    with translation.override("en"):
        assert wording.percent(Decimal("0.4213")) == "42.1\u00a0%"


@pytest.mark.parametrize(("gone", "said"), [
    (timedelta(seconds=20), "just now"),
    (timedelta(minutes=5), "5 min"),
    (timedelta(hours=3, minutes=59), "3 h"),
    (timedelta(days=1, hours=3), "1 day"),
    (timedelta(days=40), "40 days"),
    (timedelta(days=-1), "just now"),
])  # fmt: skip
def test_time_gone_by_is_said_in_one_unit(gone, said):
    assert wording.gone_by(timezone.now() - gone) == said


def test_a_range_is_drawn_where_its_figures_are():
    at = drawing.Scale(100, 200, 300, 10)
    assert (at(100), at(150), at(200)) == (10, 150, 290)
    assert (at(50), at(999)) == (10, 290)
    assert drawing.Scale(5, 5, 300, 10)(5) == 150


def test_a_drawing_says_what_it_shows():
    svg = drawing.total_range(10, 20, 30, 40, 32, 'P50 "20"')
    assert 'aria-label="P50 &quot;20&quot;"' in svg
    assert "style" not in svg
