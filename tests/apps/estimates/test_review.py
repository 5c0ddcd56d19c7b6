"""estimate.submit, approve, return, withdraw: who may, when, and what is left when they may not."""

from __future__ import annotations

import pytest

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions
from fairlead.apps.estimates.models import Estimate
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.models import AuditEntry, Event
from fairlead.core.rows import find
from tests import cast


def trace() -> tuple[int, int]:
    return AuditEntry.objects.count(), Event.objects.count()


def state(estimate: Estimate) -> str:
    return Estimate.objects.get(pk=estimate.pk).state


def test_it_goes_to_the_roles_that_its_gates_ask_for(ana, firm):
    estimate = cast.in_review(firm)
    assert state(estimate) == "in-review"
    assert estimate.awaited == {"technical-architect"}
    event = Event.objects.get(name="estimate.submitted")
    assert event.facts["roles"] == ["technical-architect"]


def test_the_architect_approves_and_the_engagement_knows(theo, firm):
    estimate = actions.approve(theo, cast.in_review(firm), note="Waves look right.")
    assert estimate.state == "approved"
    assert estimate.approvals[0]["by"] == "Theo Lindqvist"
    assert Engagement.objects.get().estimate_state == "approved"
    assert Event.objects.filter(name="estimate.approved").count() == 1


def test_nobody_approves_their_own(firm, theo):
    """An architect may draw up an estimate, and then another architect has to approve it."""
    estimate = actions.draft(theo, cast.answered(firm))
    estimate = actions.submit(theo, estimate)
    before = trace()
    with pytest.raises(Forbidden, match="their own"):
        actions.approve(theo, estimate)
    assert (state(estimate), trace()) == ("in-review", before)


def test_whoever_sent_it_does_not_approve_it(firm, theo):
    estimate = actions.submit(theo, cast.drawn_up(firm))
    with pytest.raises(Forbidden, match="their own"):
        actions.approve(theo, estimate)


@pytest.mark.parametrize("who", ["ana", "sam", "dan", "dora", "cora", "finn"])
def test_the_wrong_role_is_refused_and_nothing_changes(who, firm, request):
    estimate = cast.in_review(firm)
    before = trace()
    with pytest.raises(Forbidden):
        actions.approve(request.getfixturevalue(who), estimate)
    assert (state(estimate), trace()) == ("in-review", before)


@pytest.mark.parametrize("who", ["max", "carl"])
def test_a_stranger_and_a_customer_see_nothing(who, firm, request):
    estimate = cast.in_review(firm)
    actor = request.getfixturevalue(who)
    for verb in (actions.submit, actions.approve, actions.withdraw):
        with pytest.raises(Missing):
            verb(actor, estimate)
    with pytest.raises(Missing):
        find(actor, Estimate, estimate.pk)


def test_a_draft_is_not_approved(theo, firm):
    with pytest.raises(WrongTime, match="draft"):
        actions.approve(theo, cast.drawn_up(firm))


def test_an_approval_of_a_stale_version_is_refused(ana, theo, firm):
    estimate = cast.in_review(firm)
    seen = find(theo, Estimate, estimate.pk)
    actions.submit(ana, actions.withdraw(ana, estimate))
    before = trace()
    with pytest.raises(Stale):
        actions.approve(theo, seen)
    assert (state(estimate), trace()) == ("in-review", before)


def test_a_superseded_version_is_not_approved(ana, theo, firm):
    estimate = cast.in_review(firm)
    actions.draft(ana, firm.engagement)
    with pytest.raises(WrongTime, match="superseded"):
        actions.approve(theo, find(theo, Estimate, estimate.pk))


def test_a_return_needs_its_reason_and_can_be_sent_again(ana, theo, firm):
    estimate = cast.in_review(firm)
    with pytest.raises(Invalid, match="reason"):
        actions.send_back(theo, estimate, note=" ")
    estimate = actions.send_back(theo, estimate, note="Who re-points the runners?")
    assert estimate.state == "returned"
    assert actions.submit(ana, estimate).state == "in-review"


def test_unanswered_mandatory_questions_are_not_sent_for_review(ana, firm):
    estimate = actions.draft(ana, firm.engagement)
    before = trace()
    with pytest.raises(Invalid) as refused:
        actions.submit(ana, estimate)
    assert {f.code for f in refused.value.findings} == {"unanswered"}
    assert {f.where for f in refused.value.findings} == set(estimate.figures["unanswered"])
    assert trace() == before


def test_an_estimate_that_opens_no_gate_is_approved_at_once(ana, firm):
    small = cast.SMALL
    estimate = cast.drawn_up_from(firm, small)
    assert estimate.gates == []
    assert estimate.price <= 50_000
    assert actions.submit(ana, estimate).state == "approved"
