"""Booking, changes to what is booked, and corrections: docs/spec/booking.md is the source of the numbers."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from fairlead.apps.books import actions, rules
from fairlead.apps.books.adding import added_up
from fairlead.apps.books.bridge import split_of
from fairlead.apps.books.models import Booking, Order, Proof
from fairlead.apps.books.queries import booking_card, bookings, checklist, export, orders, totals
from fairlead.apps.changes import actions as changes
from fairlead.apps.changes.models import Change
from fairlead.apps.desk.models import Notice
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.models import Event, User
from fairlead.core.outbox import deliver_waiting
from fairlead.core.rows import find
from fairlead.engines.calendar import fiscal_quarter
from fairlead.faces.cli import selling
from tests import cast

TODAY = timezone.localdate()
TOTAL = Decimal("145382.50")


@pytest.fixture
def sold(firm):
    cast.signable(firm)
    return firm


@pytest.fixture
def order(sold):
    return cast.collected(sold.engagement)


def again(order: Order) -> Order:
    return orders(cast.actor("ana")).get(pk=order.pk)


def parts(row: Booking) -> tuple[Decimal, Decimal, Decimal]:
    return row.amount, row.consulting, row.education


def test_booking_enters_the_frozen_figures_and_closes_as_won(order, ana, firm):
    with cast.records("booking.book", "engagement.note-sow", "engagement.win") as lines:
        row = actions.book(ana, again(order), reason="value", note="They believed the plan.")
    engagement = cast.as_it_is(firm.engagement)
    assert (engagement.state, engagement.reason, engagement.sow_state) == ("closed-won", "value", "booked")
    assert row.amount == TOTAL == row.consulting + row.education == order.sow.price
    assert (row.kind, row.on, row.currency) == ("booking", TODAY, "USD")
    assert row.quarter == engagement.closed_quarter == fiscal_quarter(TODAY, 2)
    assert (row.manifest, row.by_name) == (order.sow.manifest, "Ana Ferreira")
    assert lines[0].facts["after"]["bookings"][0]["amount"] == str(TOTAL)
    assert again(order).state == "booked" and not list(added_up())


def test_what_is_taken_back_at_the_same_moment_is_not_booked(order, ana, monkeypatch):
    """An approval at the end changes no row of the order, and still counts."""
    real, left = actions.take_turn, ["billing-operations"]

    def turn():
        if left:
            item = left.pop()
            giver = User.objects.get(pk=Proof.objects.filter(item=item).latest("pk").by)
            actions.withdraw(giver.actor("code"), again(order), item=item, note="Not yet.")
        real()

    monkeypatch.setattr(actions, "take_turn", turn)
    with pytest.raises(WrongTime, match="It cannot be booked yet"):
        actions.book(ana, again(order), reason="value")
    assert not Booking.objects.exists()


def test_it_is_announced_and_who_delivers_hears_of_it(order, ana):
    row = actions.book(ana, again(order), reason="value")
    facts = Event.objects.get(name="engagement.booked").facts
    assert (facts["booking"], facts["amount"], facts["quarter"]) == (row.pk, str(TOTAL), row.quarter)
    assert Decimal(facts["consulting"]) + Decimal(facts["education"]) == TOTAL
    deliver_waiting()
    told = set(Notice.objects.filter(text__startswith="Booked by").values_list("user__username", flat=True))
    assert {"ana", "dan"} <= told


@pytest.mark.parametrize("who", ["sam", "dora", "lea", "theo", "dan", "cora", "alma"])
def test_whoever_sells_or_only_looks_books_nothing(who, order):
    with cast.refused(Forbidden, "book an engagement"):
        actions.book(cast.actor(who), again(order), reason="value")


def test_a_stranger_sees_no_books(order, ana, max, carl):
    row = actions.book(ana, again(order), reason="value")
    for who in (max, carl):
        with cast.refused(Missing):
            find(who, Booking, row.pk)
        with pytest.raises(Forbidden):
            totals(who)
        with pytest.raises(Forbidden):
            export(who)


def test_what_is_missing_is_named_and_nothing_is_booked(sold, ana):
    order = actions.open_order(ana, cast.sow_of(sold.engagement))
    with cast.refused(WrongTime, "It cannot be booked yet.*Signed by both.*The quotes come to the total"):
        actions.book(ana, order, reason="value")
    assert cast.as_it_is(sold.engagement).state == "approved" and not Booking.objects.exists()


def test_a_win_has_its_reason(order, ana):
    with cast.refused(Invalid, "with its reason"):
        actions.book(ana, again(order))
    assert again(order).state == "open"


def test_before_it_is_approved_nothing_is_booked(firm, ana):
    cast.approved(firm)
    order = actions.open_order(ana, cast.sow_of(firm.engagement))
    with cast.refused(WrongTime, "while the engagement is approved"):
        actions.book(ana, order, reason="value")


def test_nothing_is_booked_twice(order, ana, finn):
    actions.book(ana, again(order), reason="value")
    with cast.refused(WrongTime):
        actions.book(finn, again(order))
    with cast.refused(WrongTime, "corrected by reversing"):
        actions.attach(ana, again(order), item="opportunity", reference="OPP-9")


def test_the_database_keeps_the_books(order, ana):
    row = actions.book(ana, again(order), reason="value")
    for spoil in (
        lambda: Booking.objects.filter(pk=row.pk).update(amount=1, consulting=1, education=0),
        lambda: Booking.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="in the books"), transaction.atomic():
            spoil()


def test_an_entry_is_corrected_by_reversing_it_and_booking_anew(order, ana, finn):
    row = actions.book(ana, again(order), reason="value")
    for who in ("ana", "sam", "dan"):
        with cast.refused(Forbidden, "reverse what is in the books"):
            actions.reverse(cast.actor(who), row, note="Wrong.")
    with cast.refused(Invalid, "with a reason"):
        actions.reverse(finn, row, note=" ")
    with cast.records("booking.reverse"):
        back = actions.reverse(finn, row, note="The order was withdrawn by phone.")
    assert parts(back) == tuple(-part for part in parts(row)) and back.reverses == row
    assert totals(ana)[0].amount == 0 and again(order).state == "open"
    for done, said in ((row, "reversed already"), (back, "not taken back")):
        with cast.refused(WrongTime, said):
            actions.reverse(finn, Booking.objects.get(pk=done.pk), note="Again.")
    deliver_waiting()
    assert Notice.objects.filter(user__username="dora", text__contains="out of the books").exists()
    selling.give(cast.sellers(), again(order))
    with cast.records("booking.book"):
        actions.book(ana, again(order), note="They confirmed in writing.")
    assert totals(ana)[0].amount == TOTAL and not list(added_up())
    assert booking_card(ana, bookings(ana).get(pk=row.pk)).reversed


# ------------------------------------------------------------------ changes (em-process 12)


def in_force(sold: cast.Firm, **asked: object) -> Change:
    change = changes.ask(cast.actor("ana"), cast.changed(sold, **{"days": 0, **asked}))
    if "leadership-approves" in change.open_needs:
        change = changes.approve(cast.actor("dora"), change)
    if "customer-confirms" in change.open_needs:
        return changes.confirm(cast.actor("ana"), change, note="Mail.", on=TODAY)
    return changes.sign(
        cast.actor("finn"), change, customer="Grace Hall", firm="Finn Marlowe", on=TODAY, note="On the case."
    )


def ordered(sold: cast.Firm, change: Change, **more: object) -> Order:
    order = actions.open_order(cast.actor("ana"), cast.sow_of(sold.engagement), change=change, **more)
    selling.give(cast.sellers(), again(order))
    return again(order)


def test_a_total_that_rises_is_a_booking_of_its_own(order, ana, sold):
    actions.book(ana, again(order), reason="value")
    change = in_force(sold, price=Decimal(15_000), hours=Decimal(45))
    own = ordered(sold, change, education=Decimal("3000"))
    signed = next(one for one in checklist(ana, own).items if one.id == "change-signed")
    assert signed.state == "met" and "Grace Hall" in signed.said
    with cast.records("booking.book"):
        row = actions.book(ana, own)
    assert (row.kind, *parts(row)) == ("change", 15_000, 12_000, 3_000)
    assert (totals(ana)[0].amount, totals(ana)[0].entries) == (TOTAL + 15_000, 2)
    assert not list(added_up())


def test_a_total_that_stays_is_an_amended_sow_and_books_nothing_new(order, ana, sold):
    actions.book(ana, again(order), reason="value")
    own = ordered(sold, in_force(sold, judged=True, scope=True))
    assert checklist(ana, own).amount == TOTAL  # an identical quote
    row = actions.book(ana, own)
    assert (row.kind, *parts(row)) == ("amended", 0, 0, 0)
    assert totals(ana)[0].amount == TOTAL and not list(added_up())


def test_a_total_that_falls_is_refunded_and_booked_anew(order, ana, sold, finn):
    first = actions.book(ana, again(order), reason="value")
    own = ordered(sold, in_force(sold, price=Decimal(-5_000)))
    assert checklist(ana, own).amount == TOTAL - 5_000
    with cast.records("booking.book"):
        row = actions.book(ana, own)
    refund = Booking.objects.get(kind="refund")
    assert (refund.reverses, refund.amount) == (first, -TOTAL)
    assert (row.kind, row.amount, row.education) == ("rebooking", TOTAL - 5_000, first.education)
    assert totals(ana)[0].amount == TOTAL - 5_000 and not list(added_up())
    with cast.refused(WrongTime, "by a further change"):
        actions.reverse(finn, row, note="Wrong.")
    # And once more, of what stands now.
    second = ordered(sold, in_force(sold, price=Decimal(-1_000)))
    actions.book(ana, second)
    assert totals(ana)[0].amount == TOTAL - 6_000 and not list(added_up())


def test_a_fall_below_the_sale_takes_back_what_was_booked_apart(order, ana, sold, finn):
    """Sold at 145,382.50, 50,000 more and 9,000 more booked apart; then 180,000 less."""
    first = actions.book(ana, again(order), reason="value")
    older = actions.book(ana, ordered(sold, in_force(sold, price=Decimal(50_000))))
    newer = actions.book(ana, ordered(sold, in_force(sold, price=Decimal(9_000))))
    consulting = first.consulting + 59_000
    own = ordered(sold, in_force(sold, price=-(consulting - 1)))
    assert checklist(ana, own).amount == first.education + 1
    with cast.records("booking.book"):
        row = actions.book(ana, own)
    refunds = Booking.objects.filter(kind="refund").order_by("pk")
    assert [(one.reverses, one.amount) for one in refunds] == [
        (first, -TOTAL), (newer, Decimal(-9_000)), (older, Decimal(-50_000)),
    ]  # fmt: skip
    assert (row.kind, row.consulting, row.education) == ("rebooking", 1, first.education)
    assert totals(ana)[0].amount == first.education + 1 and not list(added_up())
    with cast.refused(WrongTime, "reversed already"):
        actions.reverse(finn, newer, note="Wrong.")


def test_no_more_is_refunded_than_was_booked(order, ana, sold):
    row = actions.book(ana, again(order), reason="value")
    change = in_force(sold, price=-(row.education + 1))
    with cast.refused(Invalid, "More is refunded"):
        actions.open_order(ana, order.sow, change=change, education=-(row.education + 1))
    own = ordered(sold, change)
    # Another refund came in between.
    Order.objects.filter(pk=own.pk).update(education=-(row.education + 1))
    own = again(own)
    quote = {"reference": "Q-9", "amount": TOTAL - row.education - 1, "on": TODAY}
    skus = [*(one.name for one in checklist(ana, own).sold), "Custom"]
    actions.attach(ana, own, item="quote", skus=skus, **quote)
    selling.give(cast.sellers(), again(own))
    with cast.refused(WrongTime, "More is refunded"):
        actions.book(ana, again(own))
    assert again(own).state == "open"


def test_a_change_that_is_not_in_force_or_books_nothing_has_no_order(order, ana, sold):
    sow = cast.sow_of(sold.engagement)
    draft = cast.changed(sold)
    with cast.refused(WrongTime, "once it is in force"):
        actions.open_order(ana, sow, change=draft)
    within = in_force(sold, days=14)
    with cast.refused(WrongTime, "Nothing is booked"):
        actions.open_order(ana, sow, change=within)
    more = in_force(sold, price=Decimal(100))
    for education in (Decimal(101), Decimal(-1)):
        with cast.refused(Invalid, "no part of"):
            actions.open_order(ana, sow, change=more, education=education)
    early = ordered(sold, more)
    with cast.refused(WrongTime, "while the engagement is closed won"):
        actions.book(ana, early)


# ------------------------------------------------------------------ reading the books


def test_the_books_are_a_file_and_sum_to_it(order, ana):
    row = actions.book(ana, again(order), reason="value", note="=1+1")
    file = export(ana, quarter=row.quarter)
    lines = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert sum(Decimal(line["Amount"]) for line in lines) == totals(ana, quarter=row.quarter)[0].amount
    assert lines[0]["Reason"] == "'=1+1" and file.name == f"bookings-{row.quarter}.csv"
    assert export(ana, quarter="../x").name == "bookings.csv"
    assert not bookings(ana, quarter="Q199").exists() and not totals(ana, quarter="Q199")


def test_what_does_not_add_up_is_found(order, ana):
    row = actions.book(ana, again(order), reason="value")
    split = split_of(order.sow)
    assert split.amount.amount == row.amount
    wrong = Booking(
        engagement=row.engagement, order=row.order, sow=row.sow, kind="booking", amount=1, consulting=1,
        currency="USD", on=TODAY, quarter=row.quarter, manifest="", by_name="Nobody",
    )  # fmt: skip
    wrong.save(force_insert=True)
    assert [one.where for one in added_up()] == [f"booking {wrong.pk}"]


def test_the_newest_quarter_comes_first(order, ana):
    row = actions.book(ana, again(order), reason="value")
    Booking(
        engagement=row.engagement, order=row.order, sow=row.sow, kind="amended", currency="EUR",
        on=TODAY - timedelta(300), quarter="Q125", manifest="", by_name="Nobody",
    ).save(force_insert=True)  # fmt: skip
    assert [(one.quarter, one.currency) for one in totals(ana)] == [(row.quarter, "USD"), ("Q125", "EUR")]


def test_the_rule_inside_the_verbs_is_asked_of_nobody_else(order):
    assert rules.enter(cast.actor("max"), order) is None
