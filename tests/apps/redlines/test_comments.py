"""Comments of theirs: none goes out without an answer for their eyes, or a person says that it needs none."""

from __future__ import annotations

import pytest

from fairlead.apps.redlines import actions
from fairlead.apps.redlines.answering import answer, tracked
from fairlead.apps.redlines.queries import compare
from fairlead.core.errors import Forbidden, Invalid, WrongTime
from tests import cast
from tests.apps.redlines import coming
from tests.apps.redlines.test_replying import words
from tests.apps.redlines.test_settling import SILENCE

ASKED = "Does this include dashboards?"


@pytest.fixture
def copy(firm):
    """A clause that they changed and commented on; the change is refused."""
    sow = coming.sent(firm)
    word = coming.opened(sow)
    word.replace("in production is acceptance too", "in production is acceptance as well")
    key = word.comment("an unmet criterion", ASKED, author="Grace Hall")
    word.comment("The day of the request", "I wonder, too.", reply_to=key, author="Ben Ode")
    word.comment("Using a deliverable", "Settled by phone.", done=True, author="Ben Ode")
    copy = coming.taken(sow, word.bytes())
    actions.refuse(cast.actor("ana"), coming.change(copy, SILENCE), note="Our standard stands.")
    return coming.as_it_is(copy)


def first_comment(copy):
    row = coming.change(copy, SILENCE)
    return row, next(one["id"] for one in row.comments if one["text"] == ASKED)


def test_it_is_not_settled_while_a_comment_has_no_answer_that_they_read(ana, copy):
    row, key = first_comment(copy)
    actions.reply(ana, row, text="Ask delivery first.", comment=key, inside=True)
    assert compare(ana, copy).unreplied == 1
    with cast.refused(WrongTime, "1 of their comments have no answer that they read"):
        actions.settle(ana, coming.as_it_is(copy))
    with cast.refused(WrongTime, "no answer that they read"):
        answer(ana, coming.as_it_is(copy))
    assert tracked(ana, coming.as_it_is(copy)).content
    actions.reply(ana, coming.change(copy, SILENCE), text="It does: two of them.", comment=key)
    assert compare(ana, coming.as_it_is(copy)).unreplied == 0
    said = words(answer(ana, coming.as_it_is(copy)))
    assert ASKED in said
    assert "It does: two of them." in said
    assert actions.settle(ana, coming.as_it_is(copy)).state == "settled"


def test_a_person_says_that_it_needs_none(ana, copy):
    row, key = first_comment(copy)
    with cast.records("redline.reply") as lines:
        done = actions.reply(ana, row, text="Said on the phone.", comment=key, enough=True)
    assert len(lines) == 1
    assert done.replies[-1]["inside"]
    assert "Said on the phone." not in words(answer(ana, coming.as_it_is(copy)))
    assert actions.settle(ana, coming.as_it_is(copy)).state == "settled"


def test_which_comment_needs_none_is_said(ana, alma, copy):
    row, key = first_comment(copy)
    with cast.refused(Invalid, "Which comment"):
        actions.reply(ana, row, text="None of it.", enough=True)
    with cast.refused(Forbidden, "reply"):
        actions.reply(alma, row, text="None of it.", comment=key, enough=True)


def test_an_answer_kept_inside_after_all_is_none(ana, copy):
    row, key = first_comment(copy)
    actions.reply(ana, row, text="It does.", comment=key)
    actions.withhold(ana, coming.change(copy, SILENCE), reply=0)
    with cast.refused(WrongTime, "no answer that they read"):
        actions.settle(ana, coming.as_it_is(copy))


def test_each_of_two_comments_on_one_clause_is_answered(ana, firm):
    sow = coming.sent(firm)
    word = coming.opened(sow)
    word.comment("measured by the acceptance criteria", "What of our own targets?")
    word.comment("of the deliverables", "Of all of them?")
    copy = coming.taken(sow, word.bytes())
    one, two = (comment["id"] for comment in coming.change(copy, "purpose").comments)
    actions.reply(ana, coming.change(copy, "purpose"), text="They are in.", comment=one)
    assert coming.change(copy, "purpose").state == "open"
    actions.reply(ana, coming.change(copy, "purpose"), text="It is plain.", comment=two, enough=True)
    assert coming.change(copy, "purpose").state == "noted"


def test_who_changed_it_and_who_commented_on_it_are_told_apart(ana, copy):
    row, key = first_comment(copy)
    assert row.authors == ["Ana Ruiz"]
    actions.reply(ana, row, text="It does.", comment=key)
    said = words(answer(ana, coming.as_it_is(copy)))
    assert "You changed this (Ana Ruiz) on 1 December 2026. Grace Hall and Ben Ode commented on it." in said
