"""An amended SOW is negotiated, stamped and signed as any other, and that puts its change in force."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.models import Review
from fairlead.apps.approvals.queries import awaited as steps_awaited
from fairlead.apps.approvals.queries import consensus
from fairlead.apps.approvals.reminding import remind
from fairlead.apps.books import actions as books
from fairlead.apps.books.bridge import signature_of
from fairlead.apps.books.models import Order
from fairlead.apps.changes import actions
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.queries import change_card
from fairlead.apps.changes.shaping_actions import shape
from fairlead.apps.desk.mailing import place_of
from fairlead.apps.desk.models import Notice
from fairlead.apps.desk.queries import todo
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.people import actions as people
from fairlead.apps.redlines import actions as redlines
from fairlead.apps.signing import actions as signing
from fairlead.apps.signing.models import Sending
from fairlead.apps.signing.queries import awaited
from fairlead.apps.signing.queries import signing as signing_of
from fairlead.core.actor import system
from fairlead.core.audit import verify, verify_sealed
from fairlead.core.errors import Forbidden, Invalid, WrongTime
from fairlead.core.models import AuditEntry, Event
from fairlead.core.outbox import deliver_waiting
from fairlead.core.roles import Role
from fairlead.faces.cli import selling
from tests import cast
from tests.apps.changes.shaping import (
    MORE,
    TODAY,
    again,
    approved,
    asked,
    fresh,
    recorded,
    shaped,
    stamped,
)
from tests.apps.redlines import coming


@pytest.fixture
def sold(firm):
    """Sold, signed and in the books."""
    cast.signable(firm)
    books.book(cast.actor("ana"), cast.collected(firm.engagement), reason="value")
    return firm


def sent(change: Change) -> Sending:
    stamped(change)
    return sent_again(change)


def sent_again(change: Change) -> Sending:
    """Out for signature, once it is stamped."""
    cast.signatory(change.engagement)
    cast.signatory(change.engagement, "firm")
    row = signing.send(cast.actor("ana"), fresh(change.makes))
    return Sending.objects.select_related("sow__engagement").get(pk=row.pk)


def all_sign(sending: Sending) -> None:
    cast.gives(cast.actor("finn"), cast.signature_of(sending, "firm"))
    row, grace = cast.link_of(sending)
    cast.gives(grace, row)


def test_who_vouches_for_what_changes_is_asked_and_nobody_else(sold, ana, dan):
    """More projects change hours, price and scope; no clause that Legal vouches for."""
    sow = asked(sold).amended
    before = cast.as_it_is(sold.engagement)
    with cast.records("sow.submit"):
        approvals.submit(ana, fresh(sow))
    found = {step.review.gate: step for step in consensus(ana, sow).steps}
    assert {gate for gate, step in found.items() if step.passed} == {"legal"}
    assert "Price changed from 145,382.50 USD to 152,147.50 USD." in {
        changed.sentence for changed in found["finance"].review.reopened
    }
    assert "finance" in found and found["finance"].review.was == "Approved"
    assert cast.as_it_is(sold.engagement).version == before.version
    assert sow.pk in {row.asking.sow_id for row in steps_awaited(dan)}
    with cast.refused(WrongTime, "asked for already"):
        approvals.submit(ana, fresh(sow))


def test_what_was_approved_with_the_estimate_is_not_asked_again(sold, ana):
    """So deep a discount opens a gate that the sold estimate had not: it is answered with the estimate."""
    change = asked(sold, discount=Decimal("35.00"))
    gates = {one["gate"]: one["by"] for one in change.estimate.approvals}
    approvals.submit(ana, fresh(change.amended))
    steps = {step.review.gate: step for step in consensus(ana, change.amended).steps}
    both = gates.keys() & steps.keys()
    assert both and all(steps[gate].passed and steps[gate].review.by_name == gates[gate] for gate in both)


@pytest.mark.parametrize("who", ["dan", "sam", "lea", "finn", "dora", "carl"])
def test_who_leads_no_engagements_asks_for_none(sold, who):
    sow = asked(sold).amended
    with cast.refused(Forbidden, "ask for approvals"):
        approvals.submit(cast.actor(who), sow)


def test_signed_by_all_it_is_in_force(sold, ana, finn):
    change = asked(sold)
    sending = sent(change)
    assert [one.sending_id for one in awaited(finn)] == [sending.pk]
    deliver_waiting()
    moments = cast.as_it_is(sold.engagement).version
    all_sign(sending)
    signed = fresh(change.amended)
    assert signed.state == "signed" and "when its change is in force" in signing_of(ana, signed).next
    last = AuditEntry.objects.latest("seq").seq
    deliver_waiting()
    lines = AuditEntry.objects.filter(seq__gt=last).exclude(noun="notice").order_by("seq")
    assert [line.verb for line in lines] == ["sow.supersede", "sow.enforce", "change.take-signed"]
    change = again(change)
    assert (change.state, change.amended.state) == ("in-force", "drawn-up")
    assert Sow.objects.get(pk=change.sow_id).state == "superseded"
    (given,) = change_card(ana, change).consents
    sha256 = Paper.objects.get(sow=change.amended, kind="sow.pdf").sha256
    assert given.holds and "Grace Hall and Finn Marlowe signed" in given.note
    assert Sending.objects.get(pk=sending.pk).sha256 == sha256
    # What the clocks and the board say of the sale is not touched by it.
    engagement = cast.as_it_is(sold.engagement)
    assert (engagement.version, engagement.sow_state) == (moments, "booked")
    with cast.refused(WrongTime, "in the books with"):
        books.open_order(ana, change.amended)
    order = books.open_order(ana, change.amended, change=change)
    assert "Grace Hall and Finn Marlowe signed" in signature_of(order)
    deliver_waiting()
    assert verify()[1] == verify_sealed() == ()


def test_without_its_stamp_it_is_not_sent(sold, ana, sam):
    change = asked(sold)
    for who in (ana, sam):
        with cast.refused(WrongTime, "no stamp on it"):
            signing.send(who, fresh(change.amended))
    approvals.submit(ana, fresh(change.amended))
    with cast.refused(WrongTime, "First comes"):
        signing.send(ana, fresh(change.amended))


@pytest.mark.parametrize(("who", "name"), [("lea", "Lea Brandt"), ("rita", "Rita Okafor")])
def test_who_stamped_it_or_asked_for_its_approvals_is_not_recorded_as_signer(sold, finn, who, name):
    """Both hold finance as well, whose authority reaches; signed elsewhere, the same people sign as here."""
    change = asked(sold)
    people.grant(system("tests"), cast.person(who), role=Role.FINANCE)
    sow = fresh(change.makes)
    approvals.submit(cast.actor("rita"), sow)
    cast.agreed(sow.engagement)
    said = {"customer": "Grace Hall", "on": TODAY, "note": "The case."}
    with cast.refused(Invalid, f"{name} drew it up, asked for its approvals or stamped it") as refused:
        actions.sign(finn, again(change), firm=name, **said)
    assert "Finn Marlowe" in refused.value.findings[0].fix
    assert actions.sign(finn, again(change), firm="Finn Marlowe", **said).state == "in-force"


def test_who_drew_up_its_estimate_does_not_approve_its_work_at_risk(sold, ana, dora):
    draft = cast.changed(sold, days=0, scope=True, unsigned=True)
    change = actions.ask(ana, approved(again(shape(ana, draft, **MORE))))
    Estimate.objects.filter(pk=change.estimate_id).update(drawn_by=dora.user_id)
    with cast.refused(Forbidden, "drew up its estimate; somebody else approves it"):
        actions.approve(dora, again(change), note="Go.")


def test_while_it_is_out_nobody_records_signatures_beside_it(sold, finn):
    change = asked(sold)
    sending = sent(change)
    with cast.refused(WrongTime, "out for signature"):
        actions.sign(finn, again(change), customer="Grace", firm="Finn Marlowe", on=TODAY, note="Case.")
    signing.recall(cast.actor("ana"), sending, note="They sign on paper.")
    done = actions.sign(finn, again(change), customer="Grace", firm="Finn Marlowe", on=TODAY, note="Case.")
    assert done.state == "in-force"


@pytest.mark.parametrize("verb", ["redraft", "refuse", "withdraw"])
def test_taken_back_it_is_out_no_more(sold, verb):
    change = asked(sold)
    sending = sent(change)
    getattr(actions, verb)(cast.actor("ana"), again(change), note="Not now.")
    deliver_waiting()
    assert (sending := Sending.objects.get(pk=sending.pk)).state == "void"
    assert sending.ended_note == "Its change was taken back."


def test_what_was_asked_is_taken_back_and_asked_again(sold, ana):
    change = asked(sold)
    sending = sent(change)
    approvals.recall(ana, fresh(change.amended), note="A wrong annex.")
    deliver_waiting()
    assert Sending.objects.get(pk=sending.pk).state == "void"
    assert cast.as_it_is(sold.engagement).state == "closed-won"
    # Its stamp says the same words again, so it still holds.
    approvals.submit(ana, fresh(change.amended))
    assert consensus(ana, change.amended).steps[0].passed


def test_an_approval_of_it_that_is_late_is_told(sold):
    """Of the document as well as of the signature, though the board does not move for it."""
    change = asked(sold)
    approvals.submit(cast.actor("ana"), fresh(change.amended))
    late = timezone.now() + timedelta(days=20)
    waiting = Review.objects.filter(
        asking__sow=change.amended, stage="sow", state="waiting", after=[]
    ).count()
    assert waiting > 1 and remind(system("tests"), late) == waiting
    assert remind(system("tests"), late) == 0


def test_a_stamp_that_is_late_is_told(sold):
    change = asked(sold)
    approvals.submit(cast.actor("ana"), fresh(change.amended))
    cast.agreed(sold.engagement)
    assert remind(system("tests"), timezone.now() + timedelta(days=20)) >= 1


def test_the_next_change_does_not_disturb_what_stands(sold, ana):
    """Sending what a change makes leaves the sending of what was sold as it is."""
    first = Sending.objects.get(sow__engagement=sold.engagement)
    sent(asked(sold))
    deliver_waiting()
    assert Sending.objects.get(pk=first.pk).state == "signed"


# Marked copies of it.


def settled(change: Change) -> Sow:
    copy = coming.taken(fresh(change.makes))
    assert copy.sow_id == change.makes.pk
    redlines.accept(cast.actor("ana"), coming.change(copy, "passive-acceptance"))
    coming.refuse_the_rest(copy)
    done = redlines.settle(cast.actor("ana"), coming.as_it_is(copy))
    return fresh(done.settled)


def test_their_words_make_the_next_proposal(sold, ana):
    change = asked(sold)
    first = fresh(change.amended)
    second = settled(change)
    assert (second.state, second.amends, second.price) == ("proposed", first.amends, first.price)
    assert fresh(first).state == "replaced" and fresh(change.sow).state == "drawn-up"
    change = again(change)
    assert change.makes == second and change_card(ana, change).amended == second.pk
    assert coming.WANTED in " ".join(one["text"] for one in second.said["clauses"])
    all_sign(sent(change))
    deliver_waiting()
    change = again(change)
    assert (change.state, change.amended, change.amended.state) == ("in-force", second, "drawn-up")


def test_what_is_out_ends_with_the_version_that_they_changed(sold):
    change = asked(sold)
    sending = sent(change)
    second = settled(change)
    deliver_waiting()
    assert Sending.objects.get(pk=sending.pk).state == "void"
    assert second.title in Sending.objects.get(pk=sending.pk).ended_note


def test_what_the_customer_confirmed_does_not_hold_for_the_next_version(sold, ana, dora):
    """Work goes on before that, so the director approves as well."""
    draft = cast.changed(sold, days=0, scope=True, unsigned=True)
    shape(ana, draft, start=date(2027, 2, 8))
    change = again(actions.ask(ana, approved(again(draft))))
    assert set(change.open_needs) == {"customer-confirms", "leadership-approves"}
    actions.confirm(ana, change, note="Grace by mail.", on=TODAY)
    second = settled(again(change))
    assert set(again(change).open_needs) == {"customer-confirms", "leadership-approves"}
    assert [given.holds for given in change_card(ana, again(change)).consents] == [False]
    assert actions.approve(dora, again(change)).state == "asked"
    done = actions.confirm(ana, again(change), note="Grace again.", on=TODAY)
    assert (done.state, done.amended) == ("in-force", second)


def test_what_both_have_signed_is_not_proposed_anew_nor_taken_back(sold, ana, dora):
    draft = cast.changed(sold, days=0, scope=True, unsigned=True)
    shape(ana, draft, **MORE)
    change = again(actions.ask(ana, approved(again(draft))))
    copy = coming.taken(fresh(change.amended))
    redlines.accept(ana, coming.change(copy, "passive-acceptance"))
    coming.refuse_the_rest(copy)
    sending = sent(change)
    all_sign(sending)
    with cast.refused(WrongTime, "decided"):
        redlines.settle(ana, coming.as_it_is(copy))
    with cast.refused(WrongTime, "has signed"):
        approvals.recall(ana, fresh(change.amended), note="An error.")
    for verb in (actions.redraft, actions.withdraw):
        with cast.refused(WrongTime, "Both have signed"):
            verb(ana, again(change))
    deliver_waiting()
    change = again(change)
    assert change.open_needs == ("leadership-approves",)
    assert change.consents[0]["on"] == str(timezone.localdate(Sending.objects.get(pk=sending.pk).ended_at))
    assert actions.approve(dora, change).state == "in-force"
    assert fresh(change.amended).state == "drawn-up"


def test_a_director_may_still_refuse_what_both_have_signed(sold, ana, dora):
    draft = cast.changed(sold, days=0, scope=True, unsigned=True)
    shape(ana, draft, **MORE)
    change = again(actions.ask(ana, approved(again(draft))))
    all_sign(sent(change))
    deliver_waiting()
    actions.refuse(dora, again(change), note="Nobody is free.")
    assert fresh(change.amended).state == "retracted"


def test_of_two_changes_the_second_is_opened_anew(sold, ana):
    """What it amends stands no more once the first is in force: it is neither asked for, sent nor signed."""
    first, second = asked(sold), asked(sold, answers="projects = 3200")
    row, grace = cast.link_of(sent(second))
    all_sign(sent(first))
    deliver_waiting()
    deliver_waiting()  # what followed from that
    assert again(first).state == "in-force"
    assert Sending.objects.get(sow=second.amended).state == "void"
    with cast.refused(WrongTime):
        cast.gives(grace, row)
    with cast.refused(WrongTime, "stands no more"):
        signing.send(ana, fresh(second.amended))
    third = asked(sold, answers="projects = 3300")
    with cast.refused(WrongTime, "stands no more"):
        approvals.submit(ana, fresh(second.amended))
    assert third.sow == again(first).amended
    actions.withdraw(ana, again(second))


def test_signed_too_late_it_is_on_record_and_whoever_leads_is_told(sold, ana):
    """Both were signed before anybody was told of the first."""
    first, second = asked(sold), asked(sold, answers="projects = 3200")
    a, b = sent(first), sent(second)
    all_sign(a)
    all_sign(b)
    deliver_waiting()
    deliver_waiting()  # what followed from that
    assert again(first).state == "in-force" and again(second).state == "asked"
    assert again(second).consents[0]["need"] == "both-sign"
    assert "stands no more" in Notice.objects.filter(user__username="ana").order_by("-pk")[0].text
    assert not Event.objects.exclude(trouble="").exists()


def test_before_the_sale_the_board_knows_that_it_is_signed(firm, ana):
    cast.signable(firm)
    change = asked(firm)
    all_sign(sent(change))
    deliver_waiting()
    engagement = cast.as_it_is(firm.engagement)
    assert (engagement.state, engagement.sow_state) == ("approved", "signed")
    with cast.refused(WrongTime, "signed by everyone"):
        cast.moved(engagement, "rework")
    order = books.open_order(ana, again(change).amended)
    assert signature_of(order).startswith("Signed by everyone")


def test_by_the_customers_word_alone_it_stands_on_what_was_signed(firm, ana):
    cast.signable(firm)
    cast.signed(firm.engagement)
    draft = cast.changed(firm, days=0)
    shape(ana, draft, start=date(2027, 2, 8))
    change = actions.ask(ana, approved(again(draft)))
    done = again(actions.confirm(ana, again(change), note="Grace by mail.", on=TODAY))
    order = books.open_order(ana, done.amended)
    assert signature_of(order).startswith("Signed by everyone") and "Grace by mail." in signature_of(order)


def test_put_in_force_by_a_word_before_anything_was_signed_it_is_signed_itself(firm, ana):
    cast.signable(firm)
    draft = cast.changed(firm, days=0)
    shape(ana, draft, start=date(2027, 2, 8))
    change = actions.ask(ana, approved(again(draft)))
    done = again(actions.confirm(ana, again(change), note="Grace by mail.", on=TODAY))
    assert signature_of(books.open_order(ana, done.amended)) == ""
    all_sign(sent(done))
    assert cast.as_it_is(firm.engagement).sow_state == "signed"
    assert signature_of(Order.objects.get()).startswith("Signed by everyone")


def test_reworked_nothing_passes_without_its_approvals(firm, ana):
    cast.signable(firm)
    draft = cast.changed(firm, days=0)
    shape(ana, draft, start=date(2027, 2, 8))
    change = again(actions.ask(ana, approved(again(draft))))
    cast.moved(cast.as_it_is(firm.engagement), "rework")
    with cast.refused(WrongTime, "approved for signature"):
        actions.confirm(ana, change, note="Grace by mail.", on=TODAY)
    actions.withdraw(ana, change)
    assert fresh(change.amended).state == "retracted"


def test_what_a_change_made_is_not_undone_by_an_older_estimate(firm, ana):
    cast.signable(firm)
    draft = cast.changed(firm, days=0)
    shape(ana, draft, start=date(2027, 2, 8))
    change = again(actions.ask(ana, approved(again(draft))))
    done = again(actions.confirm(ana, change, note="Grace by mail.", on=TODAY))
    cast.moved(cast.as_it_is(firm.engagement), "rework")
    with cast.refused(WrongTime, "has a change in it"):
        agreements.generate(ana, change.sow.estimate)
    assert fresh(done.amended).state == "drawn-up"


def test_while_it_is_out_nobody_confirms_beside_it(sold, ana):
    draft = cast.changed(sold, days=0)
    shape(ana, draft, start=date(2027, 2, 8))
    change = again(actions.ask(ana, approved(again(draft))))
    sending = sent(change)
    with cast.refused(WrongTime, "out for signature"):
        actions.confirm(ana, again(change), note="Grace by mail.", on=TODAY)
    all_sign(sending)
    with cast.refused(WrongTime, "the change follows"):
        actions.confirm(ana, again(change), note="Grace by mail.", on=TODAY)
    deliver_waiting()
    assert again(change).state == "in-force"


def test_figures_of_the_change_are_the_record_of_its_redlines(sold, ana):
    """In the amended SOW the total is the change's: words with it hold, words with the old one do not."""
    copy = coming.taken(fresh(asked(sold).amended))
    row = coming.change(copy, "passive-acceptance")
    totals = ("145,382.50", "152,147.50")
    old, new = (f"{row.before} The total price is USD {total}." for total in totals)
    with cast.refused(Invalid, "no figure of the record"):
        redlines.counter(ana, row, text=old, note="So.")
    assert redlines.counter(ana, coming.change(copy, "passive-acceptance"), text=new, note="So.")
    coming.refuse_the_rest(copy)
    second = fresh(redlines.settle(ana, coming.as_it_is(copy)).settled)
    assert [one["clause"] for one in second.wordings] == ["passive-acceptance"] and not second.lost


def test_a_marked_copy_of_what_was_sold_does_not_come_in_beside_it(sold, ana):
    change = asked(sold)
    data = coming.marked(fresh(change.sow))
    copy = redlines.take(ana, fresh(change.amended), content=base64.b64encode(data).decode(), name="a.docx")
    assert copy.state == "unreadable" and "nothing about it changes" in copy.findings[0]["message"]


def test_once_it_is_decided_a_copy_changes_nothing(sold, ana):
    change = asked(sold)
    copy = coming.taken(fresh(change.amended))
    stamped(change)
    recorded(again(change))
    for row in list(copy.redlines.all())[:1]:
        with cast.refused(WrongTime):
            redlines.refuse(ana, coming.change(copy, row.clause), note="No.")
    with cast.refused(WrongTime):
        redlines.settle(ana, coming.as_it_is(copy))


def test_a_copy_of_a_proposal_that_was_taken_back_is_not_settled(sold, ana):
    change = asked(sold)
    copy = coming.taken(fresh(change.amended))
    coming.refuse_the_rest(copy)
    actions.redraft(ana, again(change))
    with cast.refused(WrongTime, "decided"):
        redlines.settle(ana, coming.as_it_is(copy))


def test_asked_for_again_it_keeps_what_was_agreed(sold, ana):
    change = asked(sold)
    agreed = settled(change).wordings
    actions.redraft(ana, again(change))
    actions.ask(ana, again(change))
    assert fresh(again(change).amended).wordings == agreed


def test_who_negotiates_takes_a_copy_back_and_others_do_not(sold):
    sow = fresh(asked(sold).amended)
    with cast.refused(Forbidden, "take a marked copy back"):
        redlines.take(cast.actor("finn"), sow, content="", name="a.docx")
    assert coming.taken(sow, who="lea").sow_id == sow.pk


def test_what_was_sold_is_not_marked_up_any_more(sold, ana):
    change = shaped(sold)
    with cast.refused(WrongTime, "nothing about it changes"):
        coming.taken(fresh(change.sow))


def test_desk_and_notices_lead_to_the_change(sold, ana, dan):
    change = asked(sold)
    approvals.submit(ana, fresh(change.amended))
    deliver_waiting()
    told = Notice.objects.filter(user__username="dan", kind="asked").latest("pk")
    assert told.change == change and place_of(told) == f"/changes/{change.pk}#standing-title"
    assert told.text.startswith("Ana Ferreira asks for your approval")
    (step,) = [one for one in todo(dan) if one.kind == "approval"]
    assert step.change == change.pk and step.what.startswith("Approve the amended SOW")


def test_the_desk_says_what_whoever_leads_does_next_about_a_change(sold, ana):
    def said() -> list[str]:
        return [one.what for one in todo(ana) if one.change and not one.kind]

    change = shaped(sold)
    assert said() == []
    change = approved(change)
    assert said() == [f"Ask for {change.name}: its estimate is approved"]
    change = again(actions.ask(ana, change))
    code = change.amended.code
    assert said() == [f"Ask for the approvals of {code}"]
    stamped(change)
    assert said() == [f"Send {code} for signature: it is stamped"]
    all_sign(sent_again(change))
    assert said() == []
    deliver_waiting()
    assert said() == [f"Book {change.name}: it is in force"]
    order = books.open_order(ana, again(change).amended, change=again(change))
    selling.give(cast.sellers(), Order.objects.get(pk=order.pk))
    books.book(ana, Order.objects.get(pk=order.pk))
    assert said() == []
