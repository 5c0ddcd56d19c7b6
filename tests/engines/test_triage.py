"""Territories and the ranking of managers (em-process 1.3)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.engines.practice.market import Territory
from fairlead.engines.triage import Load, Patch, ranked, territory_of

WEST = Territory("west", "Enterprise West", ("Ent_WEST",))
EMEA = Territory("emea", "EMEA", ("Ent_EMEA",), ("emea",))
ANY_EMEA = Territory("rest-emea", "Rest of EMEA", (), ("emea",))
PUBLIC = Territory("public", "Public sector", public_sector=True)
ALL = (WEST, ANY_EMEA, EMEA, PUBLIC)


@pytest.mark.parametrize(
    ("patch", "wanted"),
    [
        (Patch("Ent_WEST", "amer"), WEST),
        (Patch("Ent_EMEA", "EMEA"), EMEA),
        (Patch("SMB", "emea"), ANY_EMEA),
        (Patch("Ent_WEST", "amer", True), PUBLIC),
        (Patch("Ent_WEST", "amer", True, "enterprise west"), WEST),
        (Patch("Ent_WEST", named="AMER-WEST-04"), WEST),
        (Patch("SMB", "amer"), None),
    ],
)
def test_the_narrowest_rule_takes_an_account(patch, wanted):
    assert territory_of(ALL, patch) == wanted


def test_a_territory_without_rules_takes_what_is_left():
    rest = Territory("rest", "Everything else")
    assert territory_of((rest, *ALL), Patch("SMB", "amer")) == rest
    assert territory_of((rest, *ALL), Patch("Ent_WEST")) == WEST


TEAM = (
    Load(1, "Ana", frozenset({"west"}), 6, Decimal(600_000)),
    Load(2, "Rita", frozenset({"emea"}), 1, Decimal(90_000)),
    Load(3, "Uwe", frozenset({"west"}), 6, Decimal(200_000)),
)


def test_who_covers_the_territory_comes_first_then_who_carries_less():
    assert [one.name for one in ranked(WEST, TEAM, "USD")] == ["Uwe", "Ana", "Rita"]
    assert [one.name for one in ranked(WEST, TEAM, "USD", level=True)] == ["Rita", "Uwe", "Ana"]
    assert [one.name for one in ranked(None, TEAM, "USD")] == ["Rita", "Uwe", "Ana"]


def test_the_reasons_are_said_the_weightiest_first():
    best = ranked(WEST, TEAM, "USD")[0]
    assert best.reasons == (
        "Covers Enterprise West", "Leads 6 open, the mean is 4.3", "Worth 200,000 USD, the mean is 296,667",
    )  # fmt: skip
    assert ranked(WEST, TEAM, "USD", level=True)[0].reasons[0] == "Leads 1 open, the mean is 4.3"
    assert ranked(None, TEAM, "USD")[0].reasons[0] == "No territory of the practice takes this account"
    assert ranked(WEST, (), "USD") == ()
