"""A notice that asks for something is read by itself once that is done, or asked no more."""

from __future__ import annotations

from fairlead.apps.approvals import actions as approvals
from fairlead.apps.desk import actions as desk
from fairlead.apps.desk.models import Notice
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.handover import actions as handover
from fairlead.core.models import AuditEntry
from fairlead.core.outbox import deliver_waiting
from tests import cast
from tests.apps.approvals import agreeing


def unread(username: str) -> list[str]:
    """The kinds of what somebody was told and has not read, that which only tells aside."""
    deliver_waiting()
    rows = Notice.objects.filter(user__username=username, read=False).exclude(kind="")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_a_review_that_was_given_asks_no_more_and_that_is_on_record(theo, firm):
    estimate = cast.in_review(firm)
    assert unread("theo") == ["review"]
    estimates.approve(theo, estimate)
    assert unread("theo") == []
    line = AuditEntry.objects.get(verb="notice.settle")
    assert (line.who, line.via, line.facts["after"]) == ("Fairlead", "job", {"read": True})


def test_a_review_that_is_taken_back_asks_no_more(ana, firm):
    estimate = cast.in_review(firm)
    assert unread("theo") == ["review"]
    estimates.withdraw(ana, estimate)
    assert unread("theo") == []


def test_an_approval_asks_until_each_of_ones_steps_is_answered(finn, firm):
    agreeing.asked(firm)
    assert unread("finn") == ["asked"]
    approvals.approve(finn, agreeing.step("finance"))
    assert unread("finn") == ["asked"]
    approvals.approve(finn, agreeing.step("revenue-wording"))
    assert unread("finn") == []
    assert unread("sam") == ["asked"]


def test_it_is_settled_by_whoever_answers_for_one_too(theo, firm):
    agreeing.asked(firm)
    cast.away()
    for gate in ("finance", "revenue-wording"):
        approvals.approve(theo, agreeing.step(gate))
    assert unread("finn") == []


def test_what_is_recalled_asks_nobody(ana, firm):
    sow = agreeing.asked(firm)
    assert unread("finn") == ["asked"]
    approvals.recall(ana, sow, note="The customer asked for a change.")
    assert unread("finn") == []


def test_a_signature_asks_until_it_is_given(finn, firm):
    row = cast.signature_of(cast.sent(cast.signable(firm).engagement), "firm")
    assert "signature" in unread("finn")
    cast.gives(finn, row)
    assert "signature" not in unread("finn")


def test_a_hand_over_asks_until_it_is_accepted_and_a_question_until_it_is_answered_and_closed(ana, dan, firm):
    told = handover.hand(ana, cast.signable(firm))
    assert "handover" in unread("dan")
    asked = handover.ask(dan, told, section="work", text="May the start slip?")
    assert unread("ana") == ["handover"]
    asked = handover.answer(ana, asked, text="By a week.")
    assert unread("ana") == []
    handover.close(dan, asked)
    told = handover.read(dan, told, section="all")
    handover.accept(dan, told)
    assert "handover" not in unread("dan")


def test_what_only_tells_stays_until_it_is_read(ana, firm):
    cast.approved(firm)
    deliver_waiting()
    notice = Notice.objects.filter(user_id=ana.user_id, kind="").first()
    deliver_waiting()
    assert not Notice.objects.get(pk=notice.pk).read
    assert desk.read(ana, notice).read
