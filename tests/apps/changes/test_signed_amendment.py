"""An amended SOW is negotiated, stamped and signed as any other, and that puts its change in force."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.models import Review
from fairlead.apps.approvals.queries import awaited as steps_awaited
from fairlead.apps.approvals.queries import consensus
from fairlead.apps.approvals.reminding import remind
from fairlead.apps.books import actions as books
from fairlead.apps.books.bridge import signature_of
from fairlead.apps.changes import actions
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.queries import change_card
from fairlead.apps.changes.shaping_actions import shape
from fairlead.apps.desk.queries import todo
from fairlead.apps.redlines import actions as redlines
from fairlead.apps.signing import actions as signing
from fairlead.apps.signing.models import Sending
from fairlead.apps.signing.queries import awaited
from fairlead.apps.signing.queries import signing as signing_of
from fairlead.core.actor import system
from fairlead.core.audit import verify, verify_sealed
from fairlead.core.errors import Forbidden, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.outbox import deliver_waiting
from tests import cast
from tests.apps.changes.shaping import MORE, TODAY, again, approved, asked, shaped
from tests.apps.redlines import coming


@pytest.fixture
def sold(firm):
    """Sold, signed and in the books."""
    cast.signable(firm)
    books.book(cast.actor("ana"), cast.collected(firm.engagement), reason="value")
    return firm


def fresh(sow: Sow) -> Sow:
    return Sow.objects.select_related("engagement__account", "estimate").get(pk=sow.pk)


def stamped(sow: Sow) -> Sow:
    approvals.submit(cast.actor("ana"), sow)
    step = Review.objects.select_related("asking__sow__engagement").get(asking__sow=sow, role="legal")
    approvals.approve(cast.actor("lea"), step)
    return fresh(sow)


def sent(change: Change) -> Sending:
    row = signing.send(cast.actor("ana"), stamped(change.makes))
    return Sending.objects.select_related("sow__engagement").get(pk=row.pk)


def all_sign(sending: Sending) -> None:
    cast.gives(cast.actor("finn"), cast.signature_of(sending, "firm"))
    row, grace = cast.link_of(sending)
    cast.gives(grace, row)


def test_its_stamp_and_signature_are_asked_for_and_nothing_else(sold, ana, lea):
    sow = asked(sold).amended
    before = cast.as_it_is(sold.engagement)
    with cast.records("sow.submit"):
        approvals.submit(ana, fresh(sow))
    card = consensus(ana, sow)
    assert {step.review.stage for step in card.steps} == {"signature"} and not card.skipped
    assert cast.as_it_is(sold.engagement).version == before.version
    assert [row.asking.sow_id for row in steps_awaited(lea)] == [sow.pk]
    with cast.refused(WrongTime, "asked for"):
        approvals.submit(ana, fresh(sow))


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
    assert "comes into force" in signing_of(ana, fresh(change.amended)).next
    last = AuditEntry.objects.latest("seq").seq
    deliver_waiting()
    lines = AuditEntry.objects.filter(seq__gt=last).exclude(verb="notice.send").order_by("seq")
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


def test_while_it_is_out_nobody_records_signatures_beside_it(sold, finn):
    change = asked(sold)
    sending = sent(change)
    with cast.refused(WrongTime, "out for signature"):
        actions.sign(finn, again(change), customer="Grace", firm="Finn", on=TODAY, note="The case.")
    signing.recall(cast.actor("ana"), sending, note="They sign on paper.")
    done = actions.sign(finn, again(change), customer="Grace", firm="Finn", on=TODAY, note="The case.")
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


def test_a_stamp_that_is_late_is_told(sold):
    change = asked(sold)
    approvals.submit(cast.actor("ana"), fresh(change.amended))
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


def test_what_was_signed_before_does_not_hold_for_the_next_version(sold, ana, dora):
    """Work goes on before the signature, so the director approves as well, after both have signed."""
    draft = cast.changed(sold, days=0, scope=True, unsigned=True)
    change = again(actions.ask(ana, approved(again(shape(ana, draft, **MORE)))))
    sending = sent(change)
    copy = coming.taken(fresh(change.amended))
    all_sign(sending)
    deliver_waiting()
    change = again(change)
    assert change.state == "asked" and change.open_needs == ("leadership-approves",)
    redlines.accept(ana, coming.change(copy, "passive-acceptance"))
    coming.refuse_the_rest(copy)
    redlines.settle(ana, coming.as_it_is(copy))
    assert set(again(change).open_needs) == {"leadership-approves", "both-sign"}
    assert [given.holds for given in change_card(ana, again(change)).consents] == [False]
    change = actions.approve(dora, again(change))
    assert change.state == "asked" and change.open_needs == ("both-sign",)


def test_once_it_is_decided_a_copy_changes_nothing(sold, ana, finn):
    change = asked(sold)
    copy = coming.taken(fresh(change.amended))
    actions.sign(finn, again(change), customer="Grace", firm="Finn", on=TODAY, note="The case.")
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


def test_the_desk_leads_to_the_change(sold, ana, lea):
    change = asked(sold)
    approvals.submit(ana, fresh(change.amended))
    (step,) = [one for one in todo(lea) if one.kind == "approval"]
    assert step.change == change.pk and step.what.startswith("Approve the amended SOW")
