"""The customer asks on in the thread of a question: it waits for an answer again, both sides hear of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.redlines import actions, work
from fairlead.apps.redlines.answering import told
from fairlead.apps.redlines.models import Markup
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.rows import find
from tests import cast
from tests.apps.redlines import coming
from tests.apps.redlines.test_customers import asked, before_them, notices, returned, row_of

MORE = "And when he is away?"


@pytest.fixture
def sow(firm):
    return before_them(firm)


@pytest.fixture
def question(sow, ana, carl):
    """A question about a clause, with an answer."""
    question = asked(carl, sow, clause="purpose")
    actions.reply(ana, row_of(question), text="Your project manager.")
    return coming.as_it_is(question)


def follow(actor, question, text=MORE):
    return coming.as_it_is(actions.follow(actor, question, text=text))


def test_they_ask_on_in_one_thread_that_is_open_again(carl, ana, question):
    with cast.records("redline.follow", "markup.follow") as lines:
        question = follow(carl, question)
    assert [(line.verb, line.who) for line in lines] == [
        ("redline.follow", "Carl Jensen"), ("markup.follow", "Carl Jensen")
    ]  # fmt: skip
    assert Markup.objects.count() == 1
    row = row_of(question)
    assert (row.state, len(row.comments), row.comments[1]["reply_to"]) == ("open", 2, row.comments[0]["id"])
    assert notices("ana")[0].endswith(f"Purpose, Northwind Freight, Move to GitLab.com: {MORE}")
    assert told(carl, question).state == "came-in"
    actions.reply(ana, row, text="His deputy.", comment=row.comments[0]["id"])
    said = told(carl, coming.as_it_is(question))
    assert said.state == "answered"
    assert [(one.text, one.replies) for one in said.answers[0].remarks] == [
        (row.comments[0]["text"], ("Your project manager.",)), (MORE, ("His deputy.",)),
    ]  # fmt: skip
    assert notices("carl")[0].endswith("answered what was asked about SOW-1-1.")


def test_settled_it_is_open_again_and_settled_anew(carl, ana, question):
    actions.settle(ana, question)
    question = follow(carl, coming.as_it_is(question))
    assert (question.state, question.settled_at, question.settled_by) == ("open", None, "")
    with cast.refused(WrongTime, "wait for an answer"):
        actions.settle(ana, question)
    actions.reply(ana, row_of(question), text="His deputy.")
    assert actions.settle(ana, coming.as_it_is(question)).state == "settled"


def test_what_waits_already_is_added_to(carl, sow, question):
    question = follow(carl, follow(carl, question), "Or on Sundays?")
    assert [one["text"] for one in row_of(question).comments[1:]] == [MORE, "Or on Sundays?"]


@pytest.mark.parametrize("who", ["ana", "sam", "lea", "alma"])
def test_the_firm_does_not_ask_for_them(who, question):
    with cast.refused(Forbidden):
        actions.follow(cast.actor(who), question, text=MORE)


def test_another_customer_finds_nothing(carl, question):
    elsewhere = replace(carl, user_id=998, accounts=frozenset({999}))
    with pytest.raises(Missing):
        find(elsewhere, Markup, question.pk)


def test_only_while_it_is_before_them_and_only_of_a_question(carl, ana, sow, question):
    copy = returned(carl, sow)
    with cast.refused(WrongTime, "its own answers"):
        actions.follow(carl, copy, text=MORE)
    actions.close(ana, copy, note="Mistaken.")
    agreements.generate(ana, sow.estimate)
    with cast.refused(WrongTime, "not discussed any more"):
        actions.follow(carl, coming.as_it_is(question), text=MORE)


def test_put_aside_nothing_is_asked_on(carl, ana, sow):
    question = asked(carl, sow)
    actions.close(ana, question, note="Asked twice.")
    with cast.refused(WrongTime):
        actions.follow(carl, coming.as_it_is(question), text=MORE)


@pytest.mark.parametrize(("text", "said"), [("  ", "Write your question"), ("x" * 2001, "2,001 letters")])
def test_it_is_short(text, said, carl, question):
    with cast.refused(Invalid, said):
        follow(carl, question, text)


def test_a_thread_comes_to_an_end(carl, question, monkeypatch):
    monkeypatch.setattr(work, "MOST_IN_A_THREAD", 1)
    with cast.refused(WrongTime, "a new question"):
        follow(carl, question)
