"""The customer's own people return marked copies, ask about what is before them, and are told the answers."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Sow
from fairlead.apps.desk.models import Notice
from fairlead.apps.redlines import actions, rules
from fairlead.apps.redlines.answering import answer, tellings, told, tracked
from fairlead.apps.redlines.models import Markup, Original, Redline
from fairlead.apps.redlines.queries import compare, markup_card
from fairlead.apps.redlines.tasks import read_copy
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.outbox import deliver_waiting
from fairlead.core.rows import find
from tests import cast
from tests.apps.changes import shaping
from tests.apps.redlines import coming
from tests.apps.redlines.test_replying import words
from tests.apps.redlines.test_take import HOSTILE, another
from tests.replay import replayed

INSIDE = "Margin is thin here."
QUESTION = "Who of us is <b>meant</b> by the owner?"


@replayed
def before_them(firm):
    """A SOW that Ana put before the customer."""
    return coming.fresh(agreements.share(cast.actor("ana"), coming.sent(firm)))


@pytest.fixture
def sow(firm):
    return before_them(firm)


@pytest.fixture
def elsewhere(carl):
    """The contact of another customer."""
    return replace(carl, user_id=998, accounts=frozenset({999}))


def returned(actor, sow, data=None, name="ours.docx"):
    content = base64.b64encode(coming.marked(sow) if data is None else data).decode()
    return coming.as_it_is(actions.take(actor, sow, content=content, name=name, sender="Somebody else"))


@replayed
def asked(actor, sow, **more):
    return coming.as_it_is(actions.ask(actor, sow, **{"text": QUESTION, **more}))


def row_of(question):
    return coming.change(question, Redline.objects.get(markup=question).clause)


def notices(username):
    deliver_waiting()
    return list(Notice.objects.filter(user__username=username).order_by("-pk").values_list("text", flat=True))


def settled(copy):
    """Everything refused or replied to, and settled."""
    actions.reply(cast.actor("ana"), coming.change(copy, "purpose"), text=INSIDE, inside=True)
    actions.accept(cast.actor("ana"), coming.change(copy, "passive-acceptance"), note=INSIDE)
    coming.refuse_the_rest(copy)
    actions.settle(cast.actor("ana"), coming.as_it_is(copy))
    return coming.as_it_is(copy)


def test_a_copy_of_theirs_is_taken_in_as_the_firm_takes_one(sow, carl):
    with cast.records("markup.take", "original.keep", "redline.find") as lines:
        copy = returned(carl, sow)
    assert {line.thread for line in lines} == {sow.thread}
    assert {line.who for line in lines} == {"Carl Jensen"}
    assert (copy.state, copy.origin) == ("open", "copy")
    assert copy.sender == copy.given_in_by == "Carl Jensen"
    assert copy.redlines.count() == 4
    assert notices("ana")[0] == "SOW-1-1 came back with 4 changes: Northwind Freight, Move to GitLab.com"


def test_before_it_is_before_them_there_is_nothing_to_return_or_to_ask_about(firm, carl):
    sow = coming.sent(firm)
    with cast.refused(Missing):
        find(carl, Sow, sow.pk)
    for act in (returned, asked):
        with cast.refused(Missing):
            act(carl, sow)


def test_what_was_replaced_takes_nothing_in(sow, carl, ana):
    agreements.generate(ana, sow.estimate)
    late = coming.fresh(sow)
    for act in (returned, asked):
        with cast.refused(WrongTime, "not discussed any more"):
            act(carl, late)


def test_what_is_signed_takes_nothing_in(firm, carl):
    sow = coming.fresh(cast.signable(firm))
    cast.signed(sow.engagement)
    late = coming.fresh(sow)
    for act in (returned, asked):
        with cast.refused(WrongTime, "This document is signed"):
            act(carl, late)


def test_another_customers_contact_and_strangers_find_nothing(sow, carl, elsewhere):
    copy, question = returned(carl, sow), asked(carl, sow)
    for who in (elsewhere, cast.actor("max")):
        assert tellings(who) == []
        for row in (copy, question):
            with cast.refused(Missing):
                find(who, Markup, row.pk)
            for reading in (told, answer):
                with cast.refused(Forbidden):
                    reading(who, row)
        with cast.refused((Missing, Forbidden)):
            returned(who, coming.fresh(sow), coming.word(sow))
        with cast.refused((Missing, Forbidden)):
            asked(who, coming.fresh(sow))


@pytest.mark.parametrize("who", sorted(cast.STAFF))
def test_nobody_of_the_firm_asks_for_the_customer(who, sow):
    with cast.refused(Forbidden, "ask about it for the customer"):
        asked(cast.actor(who), sow)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_file_that_cannot_be_read_says_why_and_is_kept(name, sow, carl):
    copy = returned(carl, sow, HOSTILE[name][0])
    if copy.state == "reading":
        read_copy(copy.pk)
    said = told(carl, coming.as_it_is(copy))
    assert (said.state, said.answers) == ("unreadable", ())
    assert said.findings
    assert Original.objects.filter(markup=copy).exists()


def test_the_paper_of_another_engagement_is_not_named(sow, carl, ana, firm):
    Sow.objects.filter(pk=sow.pk).update(shared_at=None)
    other = coming.fresh(agreements.share(ana, another(firm)))
    copy = returned(carl, other, coming.marked(sow))
    assert [one["code"] for one in copy.findings] == ["other-sow"]
    said = str(told(carl, copy)) + str(markup_card(carl, copy))
    assert sow.code not in said
    assert sow.engagement.name not in said
    assert "no copy of the document" in said


def test_the_same_file_comes_in_once(sow, carl):
    data = coming.marked(sow)
    coming.taken(sow, data)
    with cast.refused(Invalid, "very same file came in") as caught:
        returned(carl, sow, data)
    assert "Ana" not in str(caught.value)


def test_so_many_wait_at_a_time(sow, carl, monkeypatch):
    monkeypatch.setattr(rules, "MOST_COPIES", 1)
    monkeypatch.setattr(rules, "MOST_QUESTIONS", 1)
    copy, question = returned(carl, sow), asked(carl, sow)
    with cast.refused(WrongTime, "1 returned copies of yours wait"):
        returned(carl, sow, coming.word(sow))
    with cast.refused(WrongTime, "1 questions of yours wait"):
        asked(carl, sow, text="Another?")
    actions.reply(cast.actor("ana"), row_of(question), text="Your project manager.")
    asked(carl, sow, text="Another?")
    actions.close(cast.actor("ana"), copy, note="Superseded.")
    returned(carl, sow, coming.word(sow))


def test_they_see_that_it_came_in_and_nothing_of_what_the_firm_makes_of_it(sow, carl, ana):
    copy = returned(carl, sow)
    actions.refuse(ana, coming.change(copy, "effective"), note="Our standard.")
    said = told(carl, copy)
    assert (said.state, said.name, said.document, said.answers) == ("came-in", "ours.docx", "SOW-1-1", ())
    assert Redline.objects.visible_to(carl).count() == Original.objects.visible_to(carl).count() == 0
    card = markup_card(carl, copy)
    assert (card.findings, card.tally, card.manifest, card.settled_by) == ((), {}, "", "")
    with cast.refused(WrongTime, "not answered yet"):
        answer(carl, copy)
    for reading in (compare, tracked):
        with cast.refused(Forbidden):
            reading(carl, copy)


def test_what_the_firm_took_back_itself_is_no_copy_of_theirs(sow, carl):
    row = coming.taken(sow)
    assert tellings(carl) == []
    with cast.refused(Missing):
        find(carl, Markup, row.pk)


def test_once_it_is_settled_they_read_what_became_of_each_change_and_nothing_that_stays_inside(sow, carl):
    copy = settled(returned(carl, sow))
    said = told(carl, copy)
    assert (said.state, said.made) == ("answered", "SOW-1-2")
    assert [(one.id, one.state, one.note) for one in said.answers] == [
        ("effective", "refused", "Our standard stands."),
        ("purpose", "noted", ""),
        ("passive-acceptance", "accepted", ""),
        ("@added-1", "refused", "Our standard stands."),
    ]
    assert [remark.replies for remark in said.answers[1].remarks] == [("They go into the deliverables.",)]
    assert INSIDE not in str(said)
    for kind in ("docx", "pdf"):
        assert INSIDE not in words(answer(carl, copy, kind=kind))
    with cast.refused(Forbidden, "put before them"):
        tracked(carl, copy)
    assert [(one.id, one.state) for one in tellings(carl)] == [(copy.pk, "answered")]


def test_refused_as_a_whole_it_is_answered_while_the_signature_waits(firm, carl, ana):
    sow = coming.fresh(cast.signable(firm))
    copy = returned(carl, sow)
    coming.refuse_the_rest(copy)
    done = actions.settle(ana, coming.as_it_is(copy))
    assert (done.state, done.settled, Sow.objects.count()) == ("settled", None, 1)
    assert told(carl, coming.as_it_is(copy)).state == "answered"


def test_what_is_taken_over_needs_the_way_back_to_the_estimate(firm, carl, ana):
    sow = coming.fresh(cast.signable(firm))
    copy = returned(carl, sow)
    actions.accept(ana, coming.change(copy, "passive-acceptance"))
    coming.refuse_the_rest(copy)
    with cast.refused(WrongTime, "rework"):
        actions.settle(ana, coming.as_it_is(copy))


def test_put_aside_they_see_that_and_not_why(sow, carl, ana):
    copy = returned(carl, sow)
    actions.close(ana, copy, note="Nonsense.")
    said = told(carl, coming.as_it_is(copy))
    assert (said.state, said.answers) == ("aside", ())
    assert "Nonsense" not in str(said)


@pytest.mark.parametrize("act", ["close", "settle"])
def test_they_do_nothing_more_to_it(act, sow, carl):
    copy = returned(carl, sow)
    with cast.refused(Forbidden):
        getattr(actions, act)(carl, copy, note="Ours.")


def test_a_question_is_a_comment_that_the_firm_sees_and_answers(sow, carl, ana):
    with cast.records("markup.ask", "redline.find") as lines:
        question = asked(carl, sow, clause="purpose")
    assert {(line.thread, line.who) for line in lines} == {(sow.thread, "Carl Jensen")}
    assert (question.state, question.origin, question.size) == ("open", "question", 0)
    row = row_of(question)
    assert (row.kind, row.clause, row.number, row.title) == ("commented", "purpose", "2.1", "Purpose")
    assert [(one["author"], one["text"]) for one in row.comments] == [("Carl Jensen", QUESTION)]
    assert compare(ana, question).waiting == 1
    assert notices("ana")[0] == (
        f"Carl Jensen asks about SOW-1-1, Purpose, Northwind Freight, Move to GitLab.com: {QUESTION}"
    )
    assert told(carl, question).state == "came-in"
    actions.reply(ana, row_of(question), text=INSIDE, inside=True)
    assert told(carl, coming.as_it_is(question)).state == "came-in"
    actions.reply(cast.actor("cora"), row_of(question), text="Your project manager.")
    said = told(carl, coming.as_it_is(question))
    assert said.state == "answered"
    assert [remark.replies for one in said.answers for remark in one.remarks] == [("Your project manager.",)]
    assert INSIDE not in str(said)
    assert [one.state for one in tellings(carl)] == ["answered"]


def test_an_answer_that_is_withheld_is_not_theirs_to_read_any_more(sow, carl, ana):
    question = asked(carl, sow)
    assert row_of(question).title == "The whole document"
    actions.reply(ana, row_of(question), text="Too much said.")
    actions.withhold(ana, row_of(question), reply=0)
    said = told(carl, coming.as_it_is(question))
    assert said.state == "came-in"
    assert "Too much" not in str(said)


def test_an_answered_question_is_settled_whatever_the_engagement_waits_for(firm, carl, ana):
    sow = coming.fresh(cast.signable(firm))
    question = asked(carl, sow)
    with cast.refused(WrongTime, "wait for an answer"):
        actions.settle(ana, question)
    actions.reply(ana, row_of(question), text="Your project manager.")
    done = actions.settle(ana, coming.as_it_is(question))
    assert (done.state, done.settled) == ("settled", None)
    assert Sow.objects.count() == 1


def test_a_question_has_no_file_and_no_paper(sow, carl, ana):
    question = asked(carl, sow)
    for reading in (answer, tracked):
        with cast.refused(WrongTime, "This is a question"):
            reading(ana, question)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "  "}, "Write your question"),
        ({"text": "x" * 2001}, "2,001 letters"),
        ({"text": "a\0b"}, "no table keeps"),
        ({"clause": "no-such"}, "no clause"),
    ],
)
def test_a_question_is_short_and_about_something_that_is_there(given, said, sow, carl):
    with cast.refused(Invalid, said):
        asked(carl, sow, **given)


def test_of_what_a_change_proposes_as_well_until_it_is_replaced(firm, carl, ana):
    cast.signable(firm)
    change = shaping.asked(firm)
    amended = coming.fresh(change.amended)
    with cast.refused(Missing):
        asked(carl, amended)
    agreements.share(ana, amended)
    copy = returned(carl, coming.fresh(amended))
    assert (copy.sow, copy.state) == (amended, "open")
    assert asked(carl, coming.fresh(amended)).state == "open"
