"""Who signs on what authority, the stamp before it goes out, and what takes it back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from fairlead.apps.agreements.models import Paper
from fairlead.apps.desk.models import Notice
from fairlead.apps.people import actions as people
from fairlead.apps.signing import actions, queries
from fairlead.apps.signing.models import Sending, Signature
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.outbox import deliver_waiting
from fairlead.core.roles import Role
from tests import cast

CUSTOMER = {"side": "customer", "name": "Grace Hall"}


@pytest.fixture
def ready(firm):
    """Approved for signature, stamped, with somebody who signs on both sides."""
    cast.signable(firm)
    cast.signatory(firm.engagement)
    cast.signatory(firm.engagement, "firm")
    return cast.stamped(firm.engagement)


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "lea", "finn", "dora"])
def test_who_shapes_or_sells_says_who_signs_for_the_customer(who, firm, request):
    with cast.records("signatory.name") as lines:
        row = actions.name(request.getfixturevalue(who), firm.engagement, **CUSTOMER)
    assert lines[0].thread == firm.engagement.thread
    card = queries.signatory_card(cast.actor("ana"), row)
    assert (card.name, card.authority, card.limit) == ("Grace Hall", "Officer of the company", None)


@pytest.mark.parametrize("who", ["theo", "dan", "cora", "alma", "carl"])
def test_others_do_not(who, firm, request):
    with cast.refused(Forbidden, "You may not say who signs"):
        actions.name(request.getfixturevalue(who), firm.engagement, **CUSTOMER)


def test_sales_does_not_say_who_signs_for_the_firm(sam, firm):
    with cast.refused(Forbidden, "for the firm"):
        actions.name(sam, firm.engagement, side="firm", person=cast.person("finn"))


def test_everything_wrong_with_a_signatory_is_said_at_once(ana, firm):
    with cast.refused(Invalid) as refused:
        actions.name(ana, firm.engagement, side="firm", basis="delegated")
    assert {finding.where for finding in refused.value.findings} == {"person", "name"}
    with cast.refused(Invalid) as refused:
        actions.name(ana, firm.engagement, side="customer", basis="power-of-attorney")
    assert {finding.where for finding in refused.value.findings} == {"name", "evidence"}
    cast.signatory(firm.engagement)
    with cast.refused(Invalid, "signs already"):
        actions.name(ana, firm.engagement, side="customer", name="grace hall")


def test_a_stranger_finds_nobody(max, ready):
    assert not list(queries.signatories(max))
    with cast.refused(Missing):
        actions.remove(max, queries.signatories(cast.actor("ana")).first())


def test_sending_fixes_the_bytes_and_asks_everyone(ana, firm, ready):
    with cast.records("sow.send") as lines:
        sending = actions.send(ana, ready)
    paper = Paper.objects.get(sow=ready, kind="sow.pdf")
    assert (sending.sha256, sending.size, sending.state) == (paper.sha256, paper.size, "out")
    assert sending.stamped.startswith("Lea Brandt, 20")
    assert [one["name"] for one in lines[0].facts["after"]["signatures"]] == ["Grace Hall", "Finn Marlowe"]
    deliver_waiting()
    assert Notice.objects.filter(user__username="finn", text__contains="asks for your signature").exists()
    with cast.refused(WrongTime, "out for signature already"):
        actions.send(ana, ready)


def test_without_the_stamp_it_does_not_go_out(ana, firm):
    sow = cast.signable(firm)
    cast.signatory(firm.engagement)
    cast.signatory(firm.engagement, "firm")
    with cast.refused(WrongTime, "First comes: Legal stamps the document"):
        actions.send(ana, sow)
    assert not queries.signing(ana, sow).stamped
    assert "stamp comes first" in queries.signing(ana, sow).next


def test_without_somebody_on_both_sides_it_does_not_go_out(ana, firm):
    sow = cast.signable(firm)
    cast.stamped(firm.engagement)
    with cast.refused(WrongTime, "who signs for the customer and the firm"):
        actions.send(ana, sow)
    cast.signatory(firm.engagement)
    with cast.refused(WrongTime, "who signs for the firm"):
        actions.send(ana, sow)


def test_before_it_is_approved_it_does_not_go_out(ana, firm):
    cast.approved(firm)
    sow = cast.submitted(firm.engagement)
    with cast.refused(WrongTime, "once the engagement is approved; it is ready for approval"):
        actions.send(ana, cast.sow_of(sow.engagement))


@pytest.mark.parametrize("who", ["dora", "finn", "theo", "cora", "alma"])
def test_others_do_not_send(who, ready, request):
    with cast.refused(Forbidden, "You may not send for signature"):
        actions.send(request.getfixturevalue(who), ready)


def test_an_authority_that_is_too_small_is_refused_with_the_reason(ana, firm):
    """The SOW comes to USD 145,382.50; a director signs up to 50,000 by the practice."""
    sow = cast.signable(firm)
    cast.stamped(firm.engagement)
    cast.signatory(firm.engagement, up_to=Decimal("145382.49"), basis="delegated", evidence="Board, 2 May")
    cast.signatory(firm.engagement, "firm", person=cast.person("dora"))
    with cast.refused(Invalid) as refused:
        actions.send(ana, sow)
    assert [finding.message for finding in refused.value.findings] == [
        "Grace Hall may sign up to USD 145,382.49; this comes to USD 145,382.50.",
        "Dora Castellan may sign up to USD 50,000.00; this comes to USD 145,382.50.",
    ]


def test_who_the_practice_does_not_name_does_not_sign_for_the_firm(ana, firm):
    sow = cast.signable(firm)
    cast.stamped(firm.engagement)
    cast.signatory(firm.engagement, up_to=Decimal("145382.50"), basis="delegated", evidence="Board, 2 May")
    cast.signatory(firm.engagement, "firm", person=cast.person("theo"))
    with cast.refused(Invalid, "lets nobody of Theo"):
        actions.send(ana, sow)


def test_sales_is_not_named_for_the_firm_whatever_else_they_are(ana, firm):
    people.grant(cast.actor("dora"), cast.person("finn"), role=Role.SALES)
    with cast.refused(Invalid, "Sales never signs, and Finn Marlowe holds a role of sales") as refused:
        actions.name(ana, firm.engagement, side="firm", person=cast.person("finn"))
    assert [finding.where for finding in refused.value.findings] == ["person"]


def test_who_sells_by_the_time_it_is_sent_is_refused(ana, ready):
    people.grant(cast.actor("dora"), cast.person("finn"), role=Role.SALES)
    with cast.refused(Invalid, "Sales never signs, and Finn Marlowe holds a role of sales"):
        actions.send(ana, ready)
    assert not Sending.objects.exists()


def test_taken_back_with_a_reason_its_links_end(ana, firm):
    sending = cast.sent(cast.signable(firm).engagement)
    row, grace = cast.link_of(sending)
    with cast.refused(Invalid):
        actions.recall(ana, sending, note=" ")
    with cast.records("sending.recall"):
        actions.recall(ana, sending, note="The start moved.")
    deliver_waiting()
    assert Notice.objects.filter(user__username="finn", text__contains="The start moved.").exists()
    with cast.refused(WrongTime, "no longer out for signature: taken back"):
        cast.gives(grace, row)
    with cast.refused(WrongTime):
        actions.recall(ana, cast.Sending.objects.get(pk=sending.pk), note="Again.")
    assert actions.send(ana, cast.sow_of(firm.engagement)).state == "out"


def test_a_stale_page_recalls_nothing(ana, firm):
    sending = cast.sent(cast.signable(firm).engagement)
    sending.version += 1
    with cast.refused(Stale):
        actions.recall(ana, sending, note="The start moved.")


def test_on_the_way_back_to_the_estimate_it_is_void(firm):
    sending = cast.sent(cast.signable(firm).engagement)
    row, grace = cast.link_of(sending)
    cast.moved(firm.engagement, "rework")
    with cast.refused(WrongTime, "not up for signature at the moment"):
        cast.gives(grace, row)
    deliver_waiting()
    assert (Sending.objects.get().state, Sending.objects.get().ended_note) == (
        "void",
        "The engagement went back to the estimate.",
    )


def test_withdrawn_it_is_void(ana, firm):
    sending = cast.sent(cast.signable(firm).engagement)
    cast.agreements.withdraw(ana, cast.sow_of(firm.engagement))
    deliver_waiting()
    assert Sending.objects.get(pk=sending.pk).state == "void"


def test_what_was_given_the_database_keeps(firm):
    cast.signed(cast.signable(firm).engagement)
    row = Signature.objects.first()
    for change in (lambda: Signature.objects.update(typed="Somebody"), row.delete):
        with pytest.raises(DatabaseError, match="stays as it was given"), transaction.atomic():
            change()
