"""Whose authority reaches a total, and what a certificate says; the numbers of docs/spec/signing.md."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from pypdf import PdfReader
from tests.engines.signing import made

from fairlead.engines.documents.pdf import pdf
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Authority
from fairlead.engines.signing import hand
from fairlead.engines.signing.authority import Held, of_roles, refusal, short
from fairlead.engines.signing.certificate import certificate

RATES = {"USD": Decimal(1), "EUR": Decimal("1.10")}
HAND = "M 10 150 L 60 40 L 100 150 L 150 60 L 200 150 L 260 20 L 300 100 L 400 100"


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("limit", "total", "says"),
    [
        (None, usd("9999999.00"), ""),
        (usd("145382.50"), usd("145382.50"), ""),
        (usd("145382.49"), usd("145382.50"), "up to USD 145,382.49; this comes to USD 145,382.50"),
        (Money(Decimal(100_000), "EUR"), usd("110000.00"), ""),
        (Money(Decimal(100_000), "EUR"), usd("110000.01"), "up to EUR 100,000.00"),
        (Money(Decimal(100_000), "CHF"), usd("1.00"), "Nothing says what CHF"),
        (Money(Decimal(5), "CHF"), Money(Decimal(5), "CHF"), ""),
    ],
)
def test_a_limit_against_a_total(limit, total, says):
    found = short("Grace Hall", Held("delegated", limit), total, RATES)
    assert (found == "") == (says == "")
    assert says in found


def test_the_practice_has_to_lend_it_too():
    any_amount = Held("officer", None)
    tables = (Authority("a", "finance", "officer"), Authority("b", "director", "delegated", Decimal(50_000)))
    director = of_roles({"director"}, tables, "USD")
    assert refusal("Dora", any_amount, director, usd("50000.00"), RATES) == ""
    assert "up to USD 50,000.00" in refusal("Dora", any_amount, director, usd("50000.01"), RATES)
    both = of_roles({"director", "finance"}, tables, "USD")
    assert refusal("Dora", any_amount, both, usd("50000.01"), RATES) == ""
    assert "nobody of Sam's roles" in refusal(
        "Sam", any_amount, of_roles({"sales"}, tables, "USD"), usd("1"), RATES
    )
    assert refusal("Sam", any_amount, None, usd("1"), RATES) == ""


@pytest.mark.parametrize(
    ("path", "sound"),
    [
        (HAND, True),
        ("", False),
        ("M 1 1", False),
        (HAND.replace("400 100", "601 100"), False),
        (HAND + ' "/><script>', False),
        (HAND.replace(" L ", " C "), False),
        (HAND + " L 1 1" * 4_000, False),
    ],
)
def test_a_drawn_hand(path, sound):
    assert (hand.fault(path) == "") == sound


def test_the_certificate_says_who_and_draws_the_hand():
    drawn = pdf(certificate(made.certified(HAND)))
    assert drawn == pdf(certificate(made.certified(HAND)))
    assert drawn != pdf(certificate(made.certified("")))
    said = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(drawn)).pages)
    for words in (
        "Grace Hall (typed)",
        "Finn Marlowe (typed and drawn)",
        "2026-11-26 18:05:07 UTC",
        "203.0.113.7",
    ):
        assert words in said
