"""engagement.price: the commercial terms, set by those who answer for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale
from fairlead.core.models import AuditEntry
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast

TERMS = {
    "billing": "fixed-fee",
    "discount": Decimal("7.58"),
    "investment": Decimal("2000.00"),
    "confidence": 90,
    "currency": "EUR",
    "priced_on": date(2026, 12, 1),
    "paper": "customer",
    "acceptance_days": 10,
}


@pytest.mark.parametrize("who", ["ana", "rita", "dora"])
def test_every_term_is_set_exactly(who, firm, request):
    with cast.records("engagement.price") as lines:
        actions.price(request.getfixturevalue(who), firm.engagement, **TERMS)
    row = Engagement.objects.get()
    assert {key: getattr(row, key) for key in TERMS} == TERMS
    assert (lines[0].facts["before"]["discount"], lines[0].facts["after"]["discount"]) == ("0.00", "7.58")


@pytest.mark.parametrize("who", ["sam", "theo", "dan", "cora", "finn", "alma", "carl"])
def test_the_wrong_role_is_refused(who, firm, request):
    """Sellers above all: who wants the deal does not set its discount."""
    with cast.refused(Forbidden, "set commercial terms"):
        actions.price(request.getfixturevalue(who), firm.engagement, discount=Decimal(30))
    assert Engagement.objects.get().discount == 0


def test_a_stranger_sees_nothing(max, firm):
    with cast.refused(Missing):
        actions.price(max, firm.engagement, discount=Decimal(30))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("discount", Decimal("100.01")),
        ("discount", Decimal("-0.01")),
        ("discount", Decimal("7.581")),
        ("investment", Decimal(-1)),
        ("confidence", 49),
        ("confidence", 96),
        ("acceptance_days", 61),
        ("billing", "barter"),
        ("paper", "napkin"),
        ("currency", "euro"),
        ("currency", "KWD"),
    ],
)
def test_terms_have_bounds(ana, firm, term, value):
    with cast.refused(Invalid) as caught:
        actions.price(ana, firm.engagement, **{term: value})
    assert {f.where for f in caught.value.findings} == {term}


def test_a_stale_version_is_refused(ana, rita, firm):
    seen = find(ana, Engagement, firm.engagement.pk)
    actions.price(rita, firm.engagement, discount=Decimal(5))
    with cast.refused(Stale):
        actions.price(ana, seen, discount=Decimal(10))
    assert Engagement.objects.get().discount == 5


def test_it_can_be_undone_to_the_cent_and_the_day(ana, firm):
    before = {key: getattr(cast.as_it_is(firm.engagement), key) for key in TERMS}
    actions.price(ana, firm.engagement, **TERMS)
    with cast.records("engagement.price.undo"):
        undo(ana, AuditEntry.objects.latest("seq").seq)
    row = Engagement.objects.get()
    assert {key: getattr(row, key) for key in TERMS} == before
