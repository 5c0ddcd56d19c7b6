"""The books, on their pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fairlead.apps.books import actions
from fairlead.apps.books.models import Booking, Order, Proof
from tests import cast


@pytest.fixture
def sold(firm):
    cast.signable(firm)
    return firm


def at(firm, rest=""):
    return f"/engagements/{firm.engagement.pk}/order{rest}"


def order() -> Order:
    return Order.objects.get()


def test_from_the_first_item_to_the_books(sold, visit):
    ana, sam = visit("ana"), visit("sam")
    assert "Nothing is collected for SOW-" in ana.get(at(sold)).content.decode()
    page = ana.post(at(sold, "/new"), {"way": "direct"}, follow=True).content.decode()
    assert "Signed by both" in page and "are missing" in page and "/do/booking.book/" not in page
    form = sam.get(f"/orders/{order().pk}/quote").content.decode()
    assert "SKUs, one a line" in form and "A quote holds what was sold" in form
    given = {"item": "quote", "reference": "Q-7", "amount": "1,000.00", "skus": "Custom\nClass, remote"}
    wrong = sam.post(f"/orders/{order().pk}/quote", given)
    assert wrong.status_code == 422 and "the day of its last update" in wrong.content.decode()
    assert "Custom\nClass, remote" in wrong.content.decode()
    given |= {"on": str(timezone.localdate()), "version": order().version}
    page = sam.post(f"/orders/{order().pk}/quote", given, follow=True).content.decode()
    assert "is the difference" in page and Proof.objects.get().skus == ["Custom", "Class, remote"]
    assert Proof.objects.get().amount == 1000
    assert sam.get(f"/orders/{order().pk}/billing-operations").status_code == 403
    cast.signed(cast.as_it_is(sold.engagement))
    cast.selling.give(cast.sellers(), order())
    waive = {"version": order().version, "item": "quote", "note": "Wrong total."}
    visit("finn").post(f"/do/order.withdraw/{order().pk}", waive)
    cast.selling.give(cast.sellers(), order())
    for who, item in (("dora", "order-management"), ("finn", "billing-operations")):
        actions.attach(cast.actor(who), order(), item=item, reference="Yes.")
    page = ana.get(at(sold)).content.decode()
    assert "/do/booking.book/" in page and "are missing" not in page
    booked = {"version": order().version, "reason": "value", "next": at(sold)}
    page = ana.post(f"/do/booking.book/{order().pk}", booked, follow=True).content.decode()
    assert "In the books" in page and "Closed won" in page
    books = visit("finn").get("/books").content.decode()
    assert "Move to GitLab.com" in books and "/do/booking.reverse/" in books
    assert "/do/booking.reverse/" not in visit("ana").get("/books").content.decode()
    quarter = Booking.objects.get().quarter
    file = ana.get(f"/books.csv?quarter={quarter}")
    assert (
        file.headers["Content-Disposition"].startswith("attachment") and b"Move to GitLab.com" in file.content
    )
    assert "Nothing is booked yet" not in ana.get("/books?quarter=Q199").content.decode()


def test_a_file_comes_along_and_is_saved(sold, visit):
    ana = visit("ana")
    actions.open_order(cast.actor("ana"), cast.sow_of(sold.engagement))
    sent = {
        "item": "purchase-order", "reference": "I saw both.", "name": "", "version": order().version,
        "content": SimpleUploadedFile("<b>sow</b>.pdf", b"%PDF-1.7"),
    }  # fmt: skip
    page = ana.post(f"/orders/{order().pk}/purchase-order", sent, follow=True).content.decode()
    assert "b&gt;.pdf" in page
    file = ana.get(f"/proofs/{Proof.objects.get().pk}")
    assert file.content == b"%PDF-1.7" and file.headers["Content-Disposition"].startswith("attachment")


def test_the_way_of_a_sale_is_changed_on_the_page(sold, visit):
    actions.open_order(cast.actor("ana"), cast.sow_of(sold.engagement))
    sent = {"version": order().version, "way": "channel", "next": at(sold)}
    page = visit("ana").post(f"/do/order.edit/{order().pk}", sent, follow=True).content.decode()
    assert "SKUs of the channel" in page and "Through the channel" in page


def test_a_change_in_force_is_booked_from_the_page(sold, visit):
    order = cast.collected(sold.engagement)
    actions.book(cast.actor("ana"), Order.objects.get(pk=order.pk), reason="value")
    change = cast.changes.ask(cast.actor("ana"), cast.changed(sold, price=Decimal(15_000), days=0))
    cast.changes.sign(
        cast.actor("finn"),
        change,
        customer="Grace",
        firm="Finn Marlowe",
        on=timezone.localdate(),
        note="Case.",
    )
    ana = visit("ana")
    page = ana.get(at(sold)).content.decode()
    assert f"/order/new?change={change.pk}" in page
    sent = {"way": "direct", "education": "3000", "change": str(change.pk)}
    page = ana.post(at(sold, f"/new?change={change.pk}"), sent, follow=True).content.decode()
    assert "$12,000.00" in page and "$3,000.00" in page


def test_an_item_that_does_not_apply_is_missing(sold, visit):
    actions.open_order(cast.actor("ana"), cast.sow_of(sold.engagement))
    assert visit("ana").get(f"/orders/{order().pk}/marketplace-offer").status_code == 404


def test_nobody_else_looks_in(sold, visit):
    actions.open_order(cast.actor("ana"), cast.sow_of(sold.engagement))
    for who in ("carl", "max"):
        for address in (at(sold), at(sold, "/new"), f"/orders/{order().pk}/quote"):
            assert visit(who).get(address).status_code == 404
        assert "Booking" not in visit(who).get("/engagements").content.decode()


def test_the_number_of_entries_does_not_matter(sold, visit):
    entry, finn = cast.booked(sold.engagement), visit("finn")

    def asked() -> int:
        finn.get("/books")
        with CaptureQueriesContext(connection) as found:
            assert finn.get("/books").status_code == 200
        return len(found)

    before = asked()
    for _ in range(8):
        Booking(
            engagement=entry.engagement, order=entry.order, sow=entry.sow, kind="amended", currency="USD",
            on=entry.on, quarter=entry.quarter, manifest="", by_name="Ana",
        ).save(force_insert=True)  # fmt: skip
    assert asked() == before


def test_the_empty_books_say_what_they_are_for(firm, visit):
    assert "Nothing is booked yet" in visit("ana").get("/books").content.decode()
    assert "Nothing to book yet" in visit("ana").get(at(firm)).content.decode()


def test_a_file_that_is_too_large_is_said_and_not_lost_in_silence(sold, visit, monkeypatch):
    monkeypatch.setattr("fairlead.faces.web.uploads.LIMITS", type("L", (), {"packed": 10}))
    actions.open_order(cast.actor("ana"), cast.sow_of(sold.engagement))
    sent = {
        "item": "purchase-order", "reference": "PO 7", "name": "", "version": order().version,
        "content": SimpleUploadedFile("po.pdf", b"x" * 200_000),
    }  # fmt: skip
    answer = visit("ana").post(f"/orders/{order().pk}/purchase-order", sent)
    assert answer.status_code == 422 and "This file is too large." in answer.content.decode()
    assert not Proof.objects.exists()
