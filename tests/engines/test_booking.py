"""The booking checklist: docs/spec/booking.md is the source of the numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from tests import cast

from fairlead.engines import booking
from fairlead.engines.booking import Given, Sale, Split, applying, check_given, complete, standings
from fairlead.engines.money import Money
from fairlead.engines.practice.closing import BookingItem

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def usd(amount: str | int) -> Money:
    return Money(Decimal(amount), "USD")


SOLD = Split(usd(60_000), usd(12_000), usd(0))
FACTS = {
    "price": 72000.0, "consulting_price": 60000.0, "education_price": 12000.0, "investment": 0.0,
    "discount": 0.0, "billing": "time-and-materials", "paper": "ours", "region": "amer", "segment": "",
    "currency": "USD", "offering": "migration-saas", "route": "custom-sow", "way": "direct",
    "change": False, "public_sector": False, "msa": True,
}  # fmt: skip
SALE = Sale(SOLD, FACTS, frozenset({"training-remote"}), True, {"class, remote": "training-remote"}, True)


def quote(item: str, amount: str | int, *skus: str, day: date = TODAY) -> Given:
    return Given(item, False, 1, "Ana", NOW, "Q-1", usd(amount), skus, day)


def said(item: str, by: int = 1, at: datetime = NOW) -> Given:
    return Given(item, False, by, "Ana", at, "Here.")


FIRST, SECOND = quote("quote", 60_000, "Custom"), quote("quote-education", 12_000, "Class, remote")


def item(kind: str, **more: object) -> BookingItem:
    return BookingItem(kind, kind.capitalize(), "It is so.", kind, **more)


def found(
    kind: str, *given: Given, sale: Sale = SALE, today: date = TODAY, **more: object
) -> tuple[str, str]:
    quotes = [BookingItem(one.item, one.item, "", "quote", by=("sales",)) for one in given]
    shown = {one.item: one for one in given}
    return next(
        (one.state, one.said)
        for one in standings([*quotes, item(kind, **more)], sale, shown, NOW, today)
        if one.item.kind == kind
    )


def test_a_mixed_sow_comes_to_its_total_with_the_second_quote():
    """em-process 12: 60,000 and 12,000 read 72,000 after the second quote."""
    state, why = found("quotes-sum", FIRST)
    assert (state, why) == (
        "failed", "USD 60,000.00 is quoted of USD 72,000.00: USD -12,000.00 is the difference."
    )  # fmt: skip
    assert found("quotes-sum", FIRST, SECOND) == ("met", "USD 72,000.00 is quoted.")


@pytest.mark.parametrize("amount", ["11999.99", "12000.01"])
def test_a_cent_too_many_or_too_few_is_found(amount):
    assert found("quotes-sum", FIRST, quote("quote-education", amount, "Class, remote"))[0] == "failed"


def test_the_second_quote_that_overwrote_the_first_is_found():
    both = quote("quote-education", 72_000, "Class, remote")
    assert found("quotes-sum", FIRST, both)[0] == "failed"


def test_the_quotes_hold_what_was_sold():
    assert found("quotes-skus", FIRST, SECOND)[0] == "met"
    assert found("quotes-skus", FIRST)[1] == "Sold, but on no quote: training-remote."
    wrong = quote("quote", 60_000, "Class, remote")
    assert found("quotes-skus", wrong)[1] == "No quote has a custom SKU for the work that is sold."
    plain = replace(SALE, custom=False)
    assert found("quotes-skus", FIRST, SECOND, sale=plain)[1] == "Not in the price book: Custom."
    nothing = replace(SALE, skus=frozenset())
    assert found("quotes-skus", FIRST, SECOND, sale=nothing)[1].startswith("Quoted, but not sold")


def test_the_name_of_a_sku_is_read_with_and_without_the_channel():
    second = quote("quote-education", 12_000, "CLASS, Remote (Ecosystem)")
    assert found("quotes-skus", FIRST, second)[0] == "met"


@pytest.mark.parametrize(("days", "state"), [(0, "met"), (30, "met"), (31, "failed")])
def test_a_quote_holds_for_thirty_days(days, state):
    old = quote("quote", 60_000, "Custom", day=TODAY - timedelta(days))
    assert found("quotes-valid", old, SECOND, days=30)[0] == state


def test_the_channel_is_quoted_under_its_own_skus():
    assert found("ecosystem", FIRST, SECOND)[1] == "Without (Ecosystem) in the name: Custom, Class, remote."
    mine = quote("quote", 60_000, "Custom (Ecosystem)"), quote("quote-education", 12_000, "X (ecosystem)")
    assert found("ecosystem", *mine) == ("met", "All of them are.")
    assert found("ecosystem")[0] == found("quotes-valid", days=30)[0] == "failed"


@pytest.mark.parametrize(("day", "there"), [(date(2025, 8, 5), False), (date(2025, 8, 6), True)])
def test_the_rule_of_the_channel_began_on_a_day(practice, day, there):
    items, trouble = applying(practice.booking, {**FACTS, "way": "channel"}, day)
    assert not trouble
    assert ("ecosystem" in {one.id for one in items}) == there


def test_the_marketplace_takes_a_fixed_fee_and_two_and_a_half_per_cent_more():
    offer = Given("offer", False, 1, "Ana", NOW, "Offer 7", usd("73800.00"))
    assert found("offer-amount", offer, percent=Decimal("2.5"))[0] == "met"
    near = replace(offer, amount=usd("73800.01"))
    assert found("offer-amount", near, percent=Decimal("2.5"))[1] == (
        "USD 73,800.01 is offered, USD 73,800.00 is right."
    )
    assert found("offer-amount", percent=Decimal("2.5"))[0] == "failed"
    assert found("fixed-fee")[0] == "failed"
    fixed = replace(SALE, facts={**FACTS, "billing": "fixed-fee"})
    assert found("fixed-fee", sale=fixed)[0] == "met"


def test_signatures_are_evidence_until_their_room_knows_them():
    assert found("signed", by=("legal",))[0] == "open"
    assert found("sow-signed") == ("failed", "Not everyone has signed it; its agree tab says who is missing.")
    assert found("sow-signed", sale=replace(SALE, signed="Both have signed.")) == ("met", "Both have signed.")
    assert found("signed", sale=replace(SALE, signed="Both have signed."), by=("legal",)) == (
        "met", "Both have signed."
    )  # fmt: skip
    assert found("cost-paper")[0] == "met"
    assert found("cost-paper", sale=replace(SALE, cost_kept=False))[0] == "failed"


def test_the_last_approvals_wait_and_lapse():
    po, last = item("reference", by=("sales",)), item("signed", by=("finance",), last=True)
    waits = standings([last, po], SALE, {}, NOW, TODAY)
    assert (waits[0].state, waits[0].said) == ("open", "First comes: Reference.")
    given = {"reference": said("reference"), "signed": said("signed", at=NOW + timedelta(minutes=1))}
    assert complete(standings([last, po], SALE, given, NOW, TODAY))
    later = standings([last, po], SALE, given, NOW + timedelta(minutes=2), TODAY)
    assert later[0].state == "lapsed" and not complete(later)


def test_what_is_waived_is_done_and_says_why():
    why = replace(said("quotes-skus"), waived=True, reference="Old price book.")
    state = standings([item("quotes-skus")], SALE, {"quotes-skus": why}, NOW, TODAY)[0]
    assert (state.state, state.said, state.done) == ("waived", "Old price book.", True)


# em-process 12: amended SOWs, of one that is booked at 60,000 and 12,000.
@pytest.mark.parametrize(
    ("price", "education", "parts"),
    [(15_000, 0, (75_000, 12_000)), (0, 0, (60_000, 12_000)), (-5_000, -2_000, (57_000, 10_000))],
)
def test_a_change_moves_the_parts(price, education, parts):
    changed = SOLD.with_change(usd(price), usd(education))
    assert (changed.consulting, changed.education) == tuple(map(usd, parts))
    assert changed.amount == usd(72_000 + price)
    assert (-changed).amount == -changed.amount


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, {"opportunity", "signed", "quote", "quote-education", "cost-estimate", "purchase-order"}),
        ({"education_price": 0.0}, {"signed", "quote"}),
        ({"route": "standard-sku"}, {"order-form", "description-fits", "quote"}),
        ({"way": "marketplace"}, {"marketplace-fixed-fee", "marketplace-offer", "marketplace-amount"}),
        ({"change": True, "price": 15000.0}, {"cost-of-change", "change-signed", "quote"}),
    ],
)
def test_the_practice_asks_by_what_is_sold(practice, facts, asked):
    ids = {one.id for one in applying(practice.booking, {**FACTS, **facts}, TODAY)[0]}
    assert asked <= ids
    assert ("quote-education" in ids) == (facts.get("education_price", 1.0) > 0)
    assert len({"signed", "change-signed", "order-form"} & ids) == 1
    assert ("cost-estimate" in ids) == ("change" not in facts and facts.get("route") is None)
    assert ("ecosystem" in ids) == (facts.get("way") == "channel")
    assert {"order-management", "billing-operations"} <= ids


def test_evidence_is_what_its_kind_wants():
    of = item("quote", by=("sales",), evidence="Its number.")
    wrong = check_given(of, " ", None, (), None, True, TODAY)
    assert [one.where for one in wrong] == ["reference", "amount", "skus", "on", "content"]
    assert not check_given(of, "Q-1", Decimal(1), ["A"], TODAY, False, TODAY)
    late = check_given(of, "Q-1", Decimal(1), ["A"], TODAY + timedelta(1), False, TODAY)
    assert [one.code for one in late] == ["to-come"]
    assert check_given(of, "Q-1", Decimal(-1), ["A"], TODAY, False, TODAY)[0].code == "negative"
    note = check_given(item("reference"), "PO 7", Decimal(1), ["A"], None, False, TODAY)
    assert [one.where for one in note] == ["amount", "skus"]
    assert not check_given(item("paper"), "", None, (), None, True, TODAY)
    assert check_given(item("offer"), "O", None, (), None, False, TODAY)[0].where == "amount"


@pytest.fixture(scope="module")
def practice():
    from fairlead.engines.practice.load import load_texts

    return load_texts(cast.practice_texts())[0]


def test_every_kind_that_checks_itself_is_known(practice):
    from fairlead.engines.practice.closing import CHECKED

    assert set(booking.CHECKS) == set(CHECKED)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('when = "wey == 1.0"', "unknown-name"),
        ('by = ["nobody"]', "unknown-role"),
        ("by = []", "missing-key"),
        ('apart = ["nothing"]', "unknown-id"),
        ("start = 2026-01-01\nend = 2026-01-01", "empty-range"),
    ],
)
def test_a_checklist_that_cannot_be_is_not_loaded(more, code):
    from fairlead.engines.practice.load import load_texts

    by = "" if more.startswith("by") else 'by = ["sales"]\n'
    text = f'[[booking]]\nid = "x"\nname = "X"\ntext = "X."\nkind = "reference"\n{by}{more}\n'
    texts = {**cast.practice_texts(), "closing.toml": text}
    practice, findings = load_texts(texts)
    assert practice is None and code in {one.code for one in findings}, findings
    assert {one.file for one in findings} == {"closing.toml"}


def test_what_checks_itself_has_its_own_mistakes():
    from fairlead.engines.practice.load import load_texts

    head = '[[booking]]\nid = "{0}"\nname = "X"\ntext = "X."\nkind = "{1}"\n'
    text = head.format("a", "quotes-valid") + 'by = ["sales"]\n' + head.format("b", "signed")
    text += 'by = ["sales"]\n' + head.format("c", "offer-amount") + head.format("c", "cost-paper")
    findings = load_texts({**cast.practice_texts(), "closing.toml": text})[1]
    assert sorted(one.code for one in findings) == [
        "duplicate-id", "missing-key", "missing-key", "sales-signs", "unknown-key",
    ]  # fmt: skip
