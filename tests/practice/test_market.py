"""The price book of 2022, the territories, reasons and quiet deals (em-process 1.3, 1.4, 2.2, 3.5, 3.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairlead.engines.practice.facts import SEGMENTS
from fairlead.engines.practice.market import Idle, Sku, WorkingHours
from fairlead.engines.practice.values import Practice

# What one unit costs and, where the catalogue says it, how many hours stand behind it.
CATALOGUE = {
    "expert-block": (14_400, 48),
    "expert-year": (115_200, 384),
    "dedicated-3": (147_900, 520),
    "dedicated-6": (281_010, 1_040),
    "dedicated-12": (502_860, 2_080),
    "dedicated-cleared-3": (184_875, 520),
    "dedicated-cleared-6": (351_263, 1_040),
    "dedicated-cleared-12": (628_575, 2_080),
    "implementation-quickstart": (16_000, 60),
    "implementation-ha": (32_500, 120),
    "rapid-results-self-managed": (40_000, 160),
    "rapid-results-com": (17_500, 80),
    "migration-plus": (35_000, 120),
    "integration-jira": (2_400, 8),
    "integration-jenkins": (2_400, 8),
    "integration-ldap": (2_400, 8),
    "training-remote": (5_000, 0),
    "training-onsite": (7_000, 0),
    "training-sysadmin": (12_000, 0),
    "training-devops": (20_000, 0),
    "training-seat": (500, 0),
}


@pytest.fixture(scope="module")
def book(practice: Practice) -> dict[str, Sku]:
    return {sku.id: sku for sku in practice.skus}


def test_the_catalogue_of_2022(book: dict[str, Sku]) -> None:
    assert {id: (int(sku.price), int(sku.hours)) for id, sku in book.items()} == CATALOGUE
    for sku in book.values():
        assert (sku.currency, sku.end) == ("USD", None), "held open until later prices come"
        assert sku.start.year == 2022 and sku.start <= date(2022, 12, 1)


def test_prices_hang_together_as_in_the_catalogue(book: dict[str, Sku]) -> None:
    quarter = book["dedicated-3"].price
    assert book["dedicated-6"].price == quarter * 2 * Decimal("0.95")
    assert book["dedicated-12"].price == quarter * 4 * Decimal("0.85")
    for months in (3, 6, 12):
        cleared, plain = book[f"dedicated-cleared-{months}"].price, book[f"dedicated-{months}"].price
        assert abs(cleared - plain * Decimal("1.25")) <= Decimal("0.50"), "rounded to the dollar"
    block, year = book["expert-block"], book["expert-year"]
    assert block.price / block.hours == year.price / year.hours == 300
    assert block.hours == 40 + 40 * Decimal("0.20"), "project management is a fifth on top"
    assert year.hours == 8 * 48


def test_classes_have_twelve_seats_and_further_ones_are_bought(book: dict[str, Sku]) -> None:
    classes = [sku for sku in book.values() if sku.category == "education" and sku.unit == "class"]
    assert {sku.seats for sku in classes} == {12} and len(classes) == 4
    assert book["training-seat"].seats == 1


def test_every_entry_of_the_price_book_is_sold_by_some_offering(practice: Practice) -> None:
    sold = {activity.sku for offering in practice.offerings for activity in offering.activities}
    assert sold - {""} == set(CATALOGUE)


def test_every_account_has_a_territory(practice: Practice) -> None:
    served = {segment for territory in practice.territories for segment in territory.segments}
    assert served == set(SEGMENTS)
    first = practice.territories[0]
    assert first.public_sector and first.regions == ("amer",), "it cuts across segments, so it is asked first"
    assert sum(territory.public_sector for territory in practice.territories) == 1


def test_quiet_deals(practice: Practice) -> None:
    """Large and public sector 45/90, mid-market 21/45, small business 7/15 days."""

    def rule(segment: str) -> Idle:
        return next(item for item in practice.idle if segment in item.segments)

    for segment in SEGMENTS:
        days = (rule(segment).warn_days, rule(segment).close_days)
        expected = {"Ent": (45, 90), "MM": (21, 45), "SMB": (7, 15)}
        assert days == expected[segment.split("_")[0]], segment


def test_reasons_for_both_ends(practice: Practice) -> None:
    ends = [reason.of for reason in practice.reasons]
    assert ends.count("won") >= 5 and ends.count("lost") >= 8
    for end in ("won", "lost"):
        other = next(
            reason for reason in practice.reasons if reason.of == end and reason.id.endswith("other")
        )
        assert other.details, "another reason is told in a sentence"


def test_the_year_the_floor_and_the_hours(practice: Practice) -> None:
    assert practice.fiscal_start == 2
    assert practice.lost_after_days in (60, 61, 62), "two months"
    assert practice.margin_floor == Decimal("0.30") < practice.target_margin
    assert practice.working == WorkingHours("America/New_York", "00:00", "00:00", (0, 1, 2, 3, 4), "US")
