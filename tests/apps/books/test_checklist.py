"""What is collected before a booking: who gives what, what replaces it, what is waived."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from fairlead.apps.books import actions
from fairlead.apps.books.models import Order, Proof
from fairlead.apps.books.queries import checklist, download, orders, proofs
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast

TODAY = timezone.localdate()


@pytest.fixture
def order(firm):
    return actions.open_order(cast.actor("sam"), cast.signable(firm))


def again(order: Order) -> Order:
    return orders(cast.actor("ana")).get(pk=order.pk)


def item_of(order: Order, name: str, who: str = "ana"):
    return next(one for one in checklist(cast.actor(who), again(order)).items if one.id == name)


def quote(order: Order, **more: object) -> Order:
    given = {
        "item": "quote", "reference": "Q-1", "amount": Decimal("145382.50"), "skus": ["Custom"], "on": TODAY,
    }  # fmt: skip
    return actions.attach(cast.actor("sam"), again(order), **{**given, **more})


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "finn", "lea", "dora"])
def test_who_collects_begins(who, firm):
    sow = cast.sow_of(cast.approved(firm).engagement)
    with cast.records("order.open") as lines:
        made = actions.open_order(cast.actor(who), sow, way="channel")
    assert (made.state, made.way, lines[0].thread) == ("open", "channel", firm.engagement.thread)


@pytest.mark.parametrize("who", ["theo", "dan", "cora", "alma", "carl", "max"])
def test_others_begin_nothing(who, firm):
    sow = cast.sow_of(cast.approved(firm).engagement)
    with cast.refused(Forbidden, "collect what is booked"):
        actions.open_order(cast.actor(who), sow)


def test_a_sow_has_one_order_and_a_replaced_one_none(firm, order, ana):
    with cast.refused(Invalid, "go on there"):
        actions.open_order(ana, order.sow)
    with cast.refused(Invalid, "not a valid choice"):
        actions.open_order(ana, order.sow, way="by pigeon")
    cast.signed_anew(order.sow)
    with cast.refused(WrongTime, "superseded"):
        actions.open_order(ana, type(order.sow).objects.get(pk=order.sow_id))
    with cast.refused(WrongTime, "was replaced"):
        quote(order)


def test_strangers_and_customers_see_no_order(order):
    for who in ("max", "carl"):
        with cast.refused(Missing):
            find(cast.actor(who), Order, order.pk)
        assert not orders(cast.actor(who)).exists() and not proofs(cast.actor(who)).exists()
        with pytest.raises(Forbidden):
            checklist(cast.actor(who), order)


def test_evidence_is_given_by_whom_the_practice_names(order, ana, sam, finn):
    with cast.records("order.attach") as lines:
        actions.attach(sam, order, item="opportunity", reference="OPP-7")
    assert lines[0].facts["after"]["proofs"][0]["reference"] == "OPP-7"
    shown = item_of(order, "opportunity")
    assert (shown.state, shown.reference, shown.given_by) == ("met", "OPP-7", "Sam Adeyemi")
    with cast.refused(Forbidden, "These roles may: Finance"):
        actions.attach(sam, again(order), item="billing-operations", reference="I saw it.")
    with cast.refused(Forbidden, "Purchase|purchase"):
        actions.attach(cast.actor("lea"), again(order), item="purchase-order", reference="PO")
    with cast.refused(WrongTime, "checks itself"):
        actions.attach(finn, again(order), item="quotes-sum", reference="Yes.")
    assert item_of(order, "billing-operations", "finn").may_give
    assert not item_of(order, "billing-operations", "sam").may_give


def test_a_role_beside_sales_lets_sales_approve_nothing(order, sam):
    cast.people.grant(cast.system("a test"), cast.person("sam"), role=cast.Role.FINANCE)
    sam = cast.actor("sam")
    with cast.refused(Forbidden, "it approves, signs and books nothing"):
        actions.attach(sam, again(order), item="billing-operations", reference="I saw it.")
    with cast.refused(Forbidden, "it approves, signs and books nothing"):
        actions.book(sam, again(order))
    actions.attach(sam, again(order), item="opportunity", reference="OPP-7")


def test_what_is_wrong_with_evidence_is_said_at_once(order, ana):
    with cast.refused(Invalid) as refused:
        actions.attach(ana, order, item="quote", reference=" ")
    assert {one.where for one in refused.value.findings} == {"reference", "amount", "skus", "on"}
    with cast.refused(Invalid, "quote-educashun"):
        actions.attach(ana, order, item="quote-educashun", reference="?")
    with cast.refused(Invalid, "base64"):
        actions.attach(ana, order, item="purchase-order", reference="Here.", content="%%%", name="sow.pdf")
    with cast.refused(Invalid, "too large"):
        quote(order, skus=["Custom"] * 51)


def test_the_newest_stands_and_all_of_it_stays_on_record(order):
    quote(order, amount=Decimal("1.00"))
    assert item_of(order, "quotes-sum").state == "failed"
    quote(order)
    assert [str(one.amount) for one in proofs(cast.actor("ana"), order=order, item="quote")] == [
        "145382.50", "1.00",
    ]  # fmt: skip
    with pytest.raises(DatabaseError, match="is a record"), transaction.atomic():
        Proof.objects.filter(order=order).update(reference="x")
    with pytest.raises(DatabaseError, match="is a record"), transaction.atomic():
        Proof.objects.filter(order=order).delete()


def test_two_who_give_at_once_do_not_lose_each_other(order, sam, ana):
    seen = again(order)
    actions.attach(sam, again(order), item="opportunity", reference="OPP-7")
    with cast.refused(Stale):
        actions.attach(ana, seen, item="opportunity", reference="OPP-8")


def test_a_quote_of_thirty_one_days_is_too_old(order):
    quote(order, on=TODAY - timedelta(31))
    assert item_of(order, "quotes-valid").state == "failed"
    quote(order, on=TODAY - timedelta(30))
    assert item_of(order, "quotes-valid").state == "met"


def test_an_item_is_waived_with_a_reason_by_whom_it_names(order, ana, finn):
    with cast.refused(Forbidden, "Nobody may"):
        actions.waive(finn, order, item="signed", note="They are slow.")
    with cast.refused(Forbidden, "waive this"):
        actions.waive(ana, order, item="purchase-order", note="They are slow.")
    with cast.refused(Invalid, "with its reason"):
        actions.waive(finn, order, item="purchase-order", note=" ")
    with cast.records("order.waive"):
        actions.waive(finn, order, item="purchase-order", note="They pay in advance.")
    assert item_of(order, "purchase-order").said == "They pay in advance."
    with cast.refused(Forbidden):
        actions.withdraw(ana, again(order), item="purchase-order", note="Why?")
    with cast.records("order.withdraw"):
        actions.withdraw(finn, again(order), item="purchase-order", note="They do not.")
    assert item_of(order, "purchase-order").state == "open"
    with cast.refused(WrongTime, "Nothing was given"):
        actions.withdraw(finn, again(order), item="purchase-order")


def test_a_file_is_kept_byte_for_byte(order, ana, max):
    content = base64.b64encode(b"%PDF-1.7 signed").decode()
    actions.attach(
        ana, order, item="purchase-order", reference="Seen.", content=content, name="../up/sow.pdf"
    )
    proof = Proof.objects.get()
    file = download(ana, proof)
    assert (file.name, file.content, file.sha256) == ("sow.pdf", b"%PDF-1.7 signed", proof.sha256)
    assert item_of(order, "purchase-order").file == "sow.pdf"
    with cast.refused(Missing):
        find(max, Proof, proof.pk)
    actions.attach(ana, again(order), item="purchase-order", reference="On the case.")
    with pytest.raises(WrongTime):
        download(ana, Proof.objects.latest("pk"))


def test_the_way_of_the_sale_changes_what_is_asked(order, ana):
    with cast.records("order.edit") as lines:
        actions.edit(ana, order, way="marketplace")
    assert item_of(order, "marketplace-fixed-fee").state == "failed"
    undo(ana, lines[0].seq)
    assert again(order).way == "direct"
    with cast.refused(Invalid, "Only a change"):
        actions.edit(ana, again(order), education=Decimal(1))


def test_two_people_approve_and_whatever_comes_later_asks_again(firm, finn, dora, ana):
    cast.signable(firm)
    order = again(cast.collected(firm.engagement))
    assert checklist(ana, order).left == 0
    actions.attach(cast.actor("sam"), order, item="opportunity", reference="OPP-9")
    assert {one.state for one in checklist(ana, again(order)).items if one.last} == {"lapsed"}
    with cast.refused(WrongTime, "Something was changed after it"):
        actions.book(ana, again(order), reason="value")
    actions.attach(dora, again(order), item="order-management", reference="Yes.")
    both = cast.holding(*dora.roles, *finn.roles)
    same = type(both)("Both", dora.user_id, both.roles)
    with cast.refused(Forbidden, "Two people approve"):
        actions.attach(same, again(order), item="billing-operations", reference="Yes.")
    actions.attach(finn, again(order), item="billing-operations", reference="Yes.")
    assert checklist(ana, again(order)).left == 0


def test_nobody_approves_twice_by_doing_both_at_once(firm, finn, dora, monkeypatch):
    """While the one approval is looked at, the same person gives the other."""
    cast.signable(firm)
    order = again(cast.collected(firm.engagement))
    actions.attach(cast.actor("sam"), order, item="opportunity", reference="OPP-9")
    order, both = again(order), replace(finn, roles=finn.roles | dora.roles)
    real, left = actions.check_given, ["order-management"]

    def checked(*given):
        if left:
            actions.attach(both, again(order), item=left.pop(), reference="Yes.")
        return real(*given)

    monkeypatch.setattr(actions, "check_given", checked)
    with pytest.raises(Forbidden, match="Two people approve"):
        actions.attach(both, order, item="billing-operations", reference="Yes.")


def test_approvals_come_last(order, finn):
    assert "First comes: An opportunity of its own" in item_of(order, "billing-operations").said
