"""Answered once for the account: what one engagement was told holds for every other that asks the same."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairlead.apps.estimates.queries import preview
from fairlead.apps.scoping import actions
from fairlead.apps.scoping.models import Answer
from fairlead.apps.scoping.queries import bank, disputes, present
from fairlead.apps.scoping.standing import questions
from fairlead.core.errors import Forbidden, WrongTime
from fairlead.engines.practice.values import Question
from tests import cast


@pytest.fixture
def second(ana, firm):
    """Another engagement of the same account, with the same questions."""
    return cast.engagements.open_engagement(
        ana, firm.account, name="The second move", offering="migration-saas", today=cast.DAY
    )


def of_its_own(firm):
    """The answered questions that each engagement answers for itself."""
    about = {asked.id: asked.about for asked in questions(firm.engagement).values()}
    return [question for question in cast.answers_of(firm) if about[question] == "engagement"]


def told(actor, engagement, value=1200, question="users", **more):
    voice = {"source": "customer-call", "said_by": "Carl Jensen", "said_on": date(2026, 11, 2)}
    return actions.give(actor, engagement, question=question, value=value, **voice | more)


def asked(actor, engagement, question="users"):
    return next(q for q in bank(actor, engagement).questions if q.id == question)


def test_it_holds_for_the_other_with_where_it_came_from(ana, firm, second):
    told(ana, firm.engagement, confidence="high")
    answer = asked(ana, second).answer
    assert (answer.value, answer.inherited_from, answer.engagement) == (
        1200, "Move to GitLab.com", firm.engagement.pk,
    )  # fmt: skip
    assert (answer.source, answer.said_by, answer.said_on, answer.confidence) == (
        "customer-call", "Carl Jensen", date(2026, 11, 2), "high",
    )  # fmt: skip
    assert "users" not in bank(ana, second).unanswered
    assert asked(ana, firm.engagement).answer.inherited_from == ""


def test_every_shape_sees_it(ana, firm, second):
    cast.answered(firm)
    for question in of_its_own(firm):
        actions.give(ana, second, question=question, value=cast.answers_of(firm)[question])
    assert preview(ana, second).price == preview(ana, firm.engagement).price
    estimate = cast.estimates.draft(ana, second)
    assert estimate.answers["users"]["value"] == 1200
    assert "Move to GitLab.com" in estimate.answers["users"]["source"]
    assert estimate.figures["unanswered"] == []


def test_one_query_reads_all_of_it(ana, firm, second):
    cast.answered(firm)
    inherited = len(cast.answers_of(firm)) - len(of_its_own(firm))
    with CaptureQueriesContext(connection) as made:
        assert len(present(ana, second)) == inherited
    assert len(made) == 1


def test_its_own_answer_stands_before_it_and_the_difference_shows_in_both(ana, firm, second):
    told(ana, firm.engagement)
    actions.give(ana, second, question="users", value=300)
    assert asked(ana, second).answer.value == 300
    for here, there, other in (
        (second, "Move to GitLab.com", 1200),
        (firm.engagement, "The second move", 300),
    ):
        (said,) = asked(ana, here).beside
        assert (said.where, said.value) == (there, other)
        assert [q.id for q in disputes(ana, here)] == ["users"]


def test_the_same_value_in_both_is_no_conflict(ana, firm, second):
    told(ana, firm.engagement, question="ci_systems", value=["jenkins", "gitlab-ci"])
    actions.give(ana, second, question="ci_systems", value=["gitlab-ci", "jenkins"])
    assert asked(ana, second, "ci_systems").beside == ()


def test_of_several_the_one_said_last_holds_and_the_others_contradict_it(ana, firm, second):
    third = cast.engagements.open_engagement(
        ana, firm.account, name="The third", offering="migration-saas", today=cast.DAY
    )
    told(ana, firm.engagement, 1200, said_on=date(2026, 11, 2))
    told(ana, second, 1300, said_on=date(2026, 11, 9))
    found = asked(ana, third)
    assert (found.answer.value, [said.value for said in found.beside]) == (1300, [1200])


def test_what_this_offering_does_not_take_is_not_inherited(ana, firm, second, monkeypatch):
    row = told(ana, firm.engagement)
    for bad in (-5, "many", 1.5):
        Answer.objects.filter(pk=row.pk).update(value=bad)
        assert asked(ana, second).answer is None, bad
    Answer.objects.filter(pk=row.pk).update(value=1200)
    assert asked(ana, second).answer.value == 1200


def test_a_question_about_the_engagement_is_answered_for_each(ana, firm, second, monkeypatch):
    told(ana, firm.engagement)
    whole = actions.give.__globals__["standing_of"].__globals__["questions"]
    users = whole(second)["users"]
    narrow = Question(**{f: getattr(users, f) for f in users.__slots__} | {"about": "engagement"})
    monkeypatch.setattr("fairlead.apps.scoping.standing.questions", lambda e: {**whole(e), "users": narrow})
    assert asked(ana, second).answer is None


def test_an_assumption_holds_for_its_own_engagement_alone(ana, firm, second):
    told(ana, firm.engagement, source="assumption", said_by="")
    assert asked(ana, second).answer is None
    actions.give(ana, second, question="users", value=5)
    assert asked(ana, second).beside == ()


def test_another_account_sees_nothing_of_it(ana, firm):
    told(ana, firm.engagement)
    other = cast.accounts.open_account(ana, name="Alder Rail")
    theirs = cast.engagements.open_engagement(
        ana, other, name="Theirs", offering="migration-saas", today=cast.DAY
    )
    assert asked(ana, theirs).answer is None


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "theo", "dora"])
def test_confirmed_it_is_its_own(who, firm, second, request):
    actor = request.getfixturevalue(who)
    told(cast.actor("ana"), firm.engagement)
    with cast.records("answer.confirm") as lines:
        row = actions.confirm(actor, second, question="users", note="Carl said so again.")
    assert (row.engagement, row.value, row.said_by, row.state) == (second, 1200, "Carl Jensen", "stands")
    assert lines[0].facts["note"] == "Carl said so again."
    assert asked(actor, second).answer.inherited_from == ""
    told(cast.actor("ana"), firm.engagement, 1300, seen=1)
    assert asked(actor, second).answer.value == 1200
    assert [said.value for said in asked(actor, second).beside] == [1300]


def test_a_cleared_answer_lets_the_inherited_one_hold_again_and_can_be_confirmed(ana, firm, second):
    own = actions.give(ana, second, question="users", value=300)
    told(ana, firm.engagement)
    actions.clear(ana, own)
    assert asked(ana, second).answer.value == 1200
    assert actions.confirm(ana, second, question="users").pk == own.pk


def test_only_what_is_inherited_can_be_confirmed(ana, firm, second):
    with cast.refused(WrongTime, "Nothing from another"):
        actions.confirm(ana, second, question="users")
    told(ana, second)
    with cast.refused(WrongTime, "Nothing from another"):
        actions.confirm(ana, second, question="users")


@pytest.mark.parametrize("who", ["dan", "cora", "finn", "alma", "carl", "max"])
def test_the_wrong_role_confirms_nothing(who, firm, second, request):
    told(cast.actor("ana"), firm.engagement)
    with cast.refused(Forbidden):
        actions.confirm(request.getfixturevalue(who), second, question="users")


def test_nothing_is_confirmed_once_it_is_closed(ana, firm, second):
    told(ana, firm.engagement)
    closed = cast.moved(second, "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.confirm(ana, closed, question="users")
