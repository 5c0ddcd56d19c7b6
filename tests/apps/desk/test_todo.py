"""notice.todo: what to do next, in the order of em-process 0.4."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.queries import awaited
from fairlead.apps.desk import queries
from fairlead.apps.desk.queries import todo
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.handover import actions as handover
from fairlead.apps.handover.models import Question
from fairlead.apps.redlines import actions as redlines
from tests import cast
from tests.apps.approvals import agreeing
from tests.apps.changes import shaping
from tests.apps.redlines import coming


def whats(actor) -> list[tuple[int, str, str]]:
    return [(item.rank, item.what, item.name) for item in todo(actor)]


def handovers(actor) -> list[str]:
    return [item.what for item in todo(actor) if item.kind == "handover"]


def approvals_of(actor) -> list[queries.Todo]:
    return [item for item in todo(actor) if item.kind == "approval"]


def in_review_again(firm) -> Estimate:
    """A second estimate in review, of another engagement."""
    ana = cast.actor("ana")
    engagement = engagements.open_engagement(
        ana, firm.account, name="Again", offering="migration-saas", today=cast.DAY
    )
    cast.scoping.import_answers(ana, engagement, text=cast.ANSWERS.read_text(), dry_run=False)
    return estimates.submit(ana, estimates.draft(ana, engagement))


def test_a_review_waits_for_who_is_asked_and_not_for_its_author(ana, theo, dora, firm):
    cast.in_review(firm)
    assert whats(theo) == [(1, "Review the estimate", "Move to GitLab.com")]
    assert whats(dora) == []
    assert [what for _, what, _ in whats(ana)] == ["Strawman in work: the ball is with EM"]


def test_a_review_is_gone_when_it_is_answered_or_the_engagement_is_closed(theo, firm):
    cast.in_review(firm)
    cast.moved(firm.engagement, "lose")
    assert whats(theo) == []
    estimate = in_review_again(firm)
    assert [name for _, _, name in whats(theo)] == ["Again"]
    estimates.approve(theo, estimate)
    assert whats(theo) == []


def test_what_others_are_asked_takes_no_place_on_a_list_that_is_cut(theo, firm, monkeypatch):
    first, second = cast.in_review(firm), in_review_again(firm)
    monkeypatch.setattr(queries, "MOST_ITEMS", 1)
    assert [name for _, _, name in whats(theo)] == ["Move to GitLab.com"]  # the one that waits longest
    Estimate.objects.filter(pk=second.pk).update(submitted_at=first.created_at)
    assert [name for _, _, name in whats(theo)] == ["Again"]
    others = [{**gate, "role": "finance"} for gate in second.gates]
    Estimate.objects.filter(pk=second.pk).update(gates=others)
    assert [name for _, _, name in whats(theo)] == ["Move to GitLab.com"]


def test_sow_work_comes_before_scoping_and_that_before_the_rest(ana, firm):
    names = ("Open", "Discovery", "Approved")
    rows = [
        engagements.open_engagement(
            ana, firm.account, name=name, offering="migration-saas", em=cast.person("ana"), today=cast.DAY
        )
        for name in names
    ]
    cast.moved(rows[1], "triage")
    cast.scoping.import_answers(ana, rows[2], text=cast.ANSWERS.read_text(), dry_run=False)
    estimate = estimates.submit(ana, estimates.draft(ana, cast.as_it_is(rows[2])))
    estimates.approve(cast.actor("theo"), estimate)
    cast.moved(rows[2], *cast.TO_APPROVED)
    assert [(rank, name) for rank, _, name in whats(ana)] == [
        (1, "Approved"), (3, "Move to GitLab.com"), (3, "Open"),
    ]  # fmt: skip


def test_what_waits_for_the_customer_is_no_work_of_the_em_and_sales_chases_it(ana, sam, firm):
    engagements.assign(ana, firm.engagement, seller=cast.person("sam"))
    cast.moved(cast.as_it_is(firm.engagement), "triage")
    assert whats(ana) == []
    assert [name for _, _, name in whats(sam)] == ["Move to GitLab.com"]


def test_what_is_held_or_closed_waits_for_nobody(ana, firm):
    held = cast.moved(firm.engagement, "hold")
    assert whats(ana) == []
    cast.moved(held, "lose")
    assert whats(ana) == []


@pytest.mark.parametrize("who", ["carl", "max", "sam"])
def test_who_leads_nothing_and_reviews_nothing_has_nothing_to_do(who, firm, request):
    cast.in_review(firm)
    assert todo(request.getfixturevalue(who)) == ()


def test_a_signature_waits_for_who_signs_for_the_firm_until_it_is_given_or_taken_back(finn, dora, firm):
    sending = cast.sent(cast.signable(firm).engagement)
    row = cast.signature_of(sending, "firm")
    (item,) = [item for item in todo(finn) if item.kind == "signature"]
    assert (item.rank, item.what, item.about) == (1, f"Sign for the firm: {sending.sow.title}", row.pk)
    assert [item for item in todo(dora) if item.kind == "signature"] == []
    cast.gives(finn, row)
    assert [item for item in todo(finn) if item.kind == "signature"] == []


def test_what_is_out_no_more_waits_for_nobodys_hand(ana, finn, firm):
    sending = cast.sent(cast.signable(firm).engagement)
    cast.signing.recall(ana, sending, note="Another name.")
    assert [item for item in todo(finn) if item.kind == "signature"] == []


def test_a_customer_is_asked_to_read_what_is_before_them_by_the_day_and_told_whom_to_ask(carl, ana, firm):
    sow = coming.sent(firm)
    assert todo(carl) == ()
    day = timezone.localdate() + timedelta(days=5)
    agreements.share(ana, sow, until=day)
    (item,) = todo(carl)
    assert (item.kind, item.what, item.about) == ("paper", f"Read {sow.title}", sow.pk)
    assert item.due.date() == day
    assert (item.ask, item.ask_at) == ("Ana Ferreira", "ana@harbour.example")
    content = base64.b64encode(coming.marked(sow)).decode()
    redlines.take(carl, coming.fresh(sow), content=content, name="ours.docx")
    assert todo(carl) == ()


def test_a_customer_is_told_who_of_them_signs_until_they_have(carl, firm):
    sending = cast.sent(cast.signable(firm).engagement)
    (item,) = todo(carl)
    assert (item.kind, item.what) == (
        "signature",
        f"Sign {sending.sow.title}: Grace Hall is sent a link for it",
    )
    row, _who = cast.link_of(sending)
    (item,) = todo(carl)
    assert item.what.endswith("by the link that went to Grace Hall")
    assert item.due == cast.signature_of(sending).expires_at == row.expires_at
    assert todo(replace(carl, accounts=frozenset({999}))) == ()


def test_a_customer_is_told_of_the_questions_that_wait_by_a_link(carl, ana, firm):
    assert todo(carl) == ()
    cast.scoping.issue(ana, firm.engagement, name="Grace Hall")
    (item,) = todo(carl)
    assert item.kind == "questions"
    assert re.fullmatch(r"Answer \d+ questions .*: by the link that went to Grace Hall", item.what)
    cast.answered(firm)
    assert todo(carl) == ()


def test_an_approval_says_of_what_price_why_and_by_when(finn, firm):
    sow = agreeing.asked(firm)
    items = approvals_of(finn)
    assert [item.what for item in items] == [
        f"Approve the SOW: {agreeing.step(gate).name}" for gate in ("revenue-wording", "finance")
    ]
    first = items[0]
    assert (first.account, first.price, first.currency, first.by) == (
        "Northwind Freight", sow.price, sow.currency, None,
    )  # fmt: skip
    assert first.why == (agreeing.step("revenue-wording").reason,)
    assert first.due is not None


def test_of_an_amended_sow_it_says_by_how_much_the_price_moves(ana, dan, firm):
    cast.signed(cast.signable(firm).engagement)
    change = shaping.asked(firm)
    approvals.submit(ana, shaping.fresh(change.makes))
    (item,) = approvals_of(dan)
    assert item.what.startswith("Approve the amended SOW: ")
    assert (item.change, item.price, item.by) == (change.pk, change.makes.price, change.price)


def test_a_review_says_what_its_gate_asks_of_whom(theo, firm):
    estimate = cast.in_review(firm)
    (item,) = todo(theo)
    (gate,) = estimate.gates
    assert (item.price, item.why) == (estimate.price, (f"{gate['name']}: {gate['reason']}",))


def test_steps_whose_turn_has_not_come_take_no_place_of_those_whose_has(dora, firm, monkeypatch):
    monkeypatch.setattr("fairlead.apps.approvals.queries.MOST_AWAITED", 1)
    agreeing.asked(firm)
    assert awaited(dora) == []  # hers is the last word, and the others are still to come
    estimate = estimates.approve(cast.actor("theo"), in_review_again(firm))
    cast.submitted(estimate.engagement)
    cast.agreed(estimate.engagement, "director")
    assert [row.asking.sow.engagement_id for row in awaited(dora)] == [estimate.engagement_id]


def test_a_hand_over_waits_for_delivery_and_its_questions_for_who_answers(ana, dan, max, firm):
    told = handover.hand(ana, cast.signable(firm))
    assert [(item.kind, item.what) for item in todo(dan)] == [("handover", f"Read {told} and accept it")]
    assert handovers(ana) == [] and todo(max) == ()
    asked = handover.ask(dan, told, section="work", text="May the start slip?")
    assert handovers(ana) == [f"Answer what delivery asks about {told}"]
    handover.answer(ana, asked, text="By a week.")
    assert handovers(ana) == []
    told = handover.read(dan, told, section="all")
    handover.accept(dan, told, reservations="The start.")
    assert handovers(dan) == [f"Read what was answered about {told}"]
    handover.close(dan, Question.objects.get())
    assert todo(dan) == ()


def test_a_project_manager_who_is_named_accepts_and_who_handed_it_over_does_not(ana, sam, firm):
    handover.hand(ana, cast.signable(firm), pm=cast.person("sam"))
    assert len(handovers(sam)) == 1
    assert handovers(ana) == []


def test_who_may_sign_is_asked_to_sign_and_not_to_approve_that_as_well(finn, firm):
    sow = agreeing.asked(firm)
    cast.agreed(sow.engagement)
    cast.moved(cast.as_it_is(sow.engagement), "approve")
    sow = cast.stamped(cast.as_it_is(sow.engagement))
    assert [item.what for item in todo(finn)] == [f"Approve the SOW: {agreeing.step('signer').name}"]
    cast.sent(sow.engagement)
    assert [item.kind for item in todo(finn)] == ["signature"]
