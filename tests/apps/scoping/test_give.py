"""answer.give: one present answer a question, with where it came from."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from fairlead.apps.scoping import actions
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from tests import cast


def give(actor, firm, value=1200, question="users", **more):
    return actions.give(actor, firm.engagement, question=question, value=value, **more)


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "theo", "dora"])
def test_an_answer_keeps_its_source_day_and_confidence(who, firm, request):
    with cast.records("answer.give") as lines:
        row = give(
            request.getfixturevalue(who), firm, source="customer-call", said_by="Carl Jensen",
            said_on=date(2026, 11, 2), confidence="high",
        )  # fmt: skip
    row = Answer.objects.get(pk=row.pk)
    assert (row.value, row.source, row.said_by, row.said_on, row.confidence, row.version) == (
        1200, "customer-call", "Carl Jensen", date(2026, 11, 2), "high", 1,
    )  # fmt: skip
    assert lines[0].thread == f"engagement:{firm.engagement.pk}"
    assert lines[0].facts["after"]["value"] == 1200


def test_a_new_answer_takes_the_place_of_the_old_which_stays_on_record(ana, firm):
    row = give(ana, firm)
    with cast.records("answer.give") as lines:
        row = give(ana, firm, 1250, seen=row.version)
    assert (Answer.objects.count(), row.value, row.version) == (1, 1250, 2)
    facts = lines[0].facts
    assert (facts["before"]["value"], facts["after"]["value"]) == (1200, 1250)
    assert (row.was, row.was_by, row.was_until) == (1200, "Account team", timezone.localdate())


def test_of_two_who_answer_the_second_is_told_what_is_there_now(ana, sam, firm):
    give(sam, firm, 1200)
    with cast.refused(Stale, "answered in the meantime: 1200"):
        give(ana, firm, 1500)
    assert Answer.objects.get().value == 1200


def test_of_two_who_change_an_answer_the_second_is_told_what_is_there_now(ana, sam, firm):
    seen = give(ana, firm, 1200).version
    give(sam, firm, 1300, seen=seen)
    with cast.refused(Stale, "answered in the meantime: 1300"):
        give(ana, firm, 1500, seen=seen)
    assert Answer.objects.get().value == 1300


def test_of_two_the_second_is_told_that_it_was_cleared(ana, sam, firm):
    row = give(ana, firm, 1200)
    seen = row.version
    actions.clear(sam, row)
    with cast.refused(Stale, "has changed since you saw it"):
        give(ana, firm, 1500, seen=seen)
    assert Answer.objects.get().value is None


@pytest.mark.parametrize("who", ["dan", "cora", "finn", "alma", "carl"])
def test_the_wrong_role_is_refused(who, firm, request):
    give(cast.actor("ana"), firm)
    for question in ("users", "projects", "no-such-question"):
        with cast.refused(Forbidden, "answer scoping questions"):
            give(request.getfixturevalue(who), firm, 5, question)
    assert Answer.objects.get().value == 1200


def test_a_stranger_sees_nothing(ana, max, firm):
    row = give(ana, firm)
    assert not Answer.objects.visible_to(max).exists()
    with cast.refused(Forbidden):
        give(max, firm, 5)
    with cast.refused(Missing):
        actions.clear(max, row)


def test_a_closed_engagement_takes_no_answer_even_from_who_saw_it_open(ana, sam, firm):
    seen = cast.as_it_is(firm.engagement)
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.give(sam, seen, question="users", value=5)


@pytest.mark.parametrize(
    ("question", "value", "message"),
    [
        ("users", "many", "whole number"),
        ("users", -5, "out of bounds"),
        ("source_scm", "svm", "not an option"),
        ("scim", "perhaps", "scim"),
        ("userz", 5, "no question 'userz'"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_reason(ana, firm, question, value, message):
    with cast.refused(Invalid, message):
        give(ana, firm, value, question)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("source", "a-dream"), ("confidence", "total")])
def test_source_and_confidence_come_from_their_lists(ana, firm, field, value):
    with cast.refused(Invalid) as caught:
        give(ana, firm, **{field: value})
    assert {f.where for f in caught.value.findings} == {field}
