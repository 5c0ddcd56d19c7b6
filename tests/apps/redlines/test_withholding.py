"""A reply that the customer was to read, kept inside the firm after all; asked for here and over the API."""

from __future__ import annotations

import pytest

from fairlead.apps.redlines import actions
from fairlead.apps.redlines.answering import answer
from fairlead.apps.redlines.models import Redline
from fairlead.apps.redlines.queries import compare
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from fairlead.faces.mcp.tools import offers
from tests import cast
from tests.apps.redlines import coming
from tests.apps.redlines.test_replying import words
from tests.faces.api.conftest import caller

__all__ = ["caller"]

SPOKEN, OTHER = "We can live with eight days.", "They go into the deliverables."


@pytest.fixture
def copy(firm):
    """A copy, all answered; the comment has a reply for their eyes, then one that stays inside."""
    copy = coming.taken(coming.sent(firm))
    actions.reply(cast.actor("cora"), purpose(copy), text=SPOKEN)
    actions.reply(cast.actor("ana"), purpose(copy), text="Say less.", inside=True)
    coming.refuse_the_rest(copy)
    return coming.as_it_is(copy)


def purpose(copy):
    return coming.change(copy, "purpose")


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "theo", "dora", "dan", "cora", "finn", "lea"])
def test_a_reply_that_is_withheld_is_in_no_paper(who, copy, ana):
    assert SPOKEN in words(answer(ana, copy))
    actions.reply(ana, purpose(copy), text=OTHER)
    with cast.records("redline.withhold") as lines:
        row = actions.withhold(cast.actor(who), purpose(copy), reply=0)
    assert [one["inside"] for one in row.replies] == [True, True, False]
    assert (row.state, row.replies[0]["text"], row.replies[0]["name"]) == ("noted", SPOKEN, "Cora Nilsen")
    assert (lines[0].thread, lines[0].who) == (copy.thread, cast.actor(who).name)
    for kind in ("docx", "pdf"):
        said = words(answer(ana, coming.as_it_is(copy), kind=kind))
        assert SPOKEN not in said
        assert OTHER in said


def test_a_comment_that_it_alone_answered_is_open_again(ana, copy):
    row = actions.withhold(ana, purpose(copy), reply=0)
    assert (row.state, row.on) == ("open", None)
    assert compare(ana, coming.as_it_is(copy)).waiting == 1
    with cast.refused(WrongTime, "1 of their changes"):
        answer(ana, coming.as_it_is(copy))
    assert actions.reply(ana, purpose(copy), text=OTHER).state == "noted"


def test_of_a_change_the_answer_stands(ana, firm):
    word = coming.opened(coming.sent(firm))
    word.replace(coming.SAID, coming.WANTED)
    key = word.comment("without a reasoned objection", "As we said.")
    copy = coming.taken(coming.sent(firm), word.bytes())
    row = coming.change(copy, "passive-acceptance")
    actions.reply(ana, row, text=SPOKEN, comment=key)
    actions.refuse(ana, coming.change(copy, row.clause), note="No.")
    row = actions.withhold(ana, coming.change(copy, row.clause), reply=0)
    assert (row.state, row.note, row.replies[0]["inside"]) == ("refused", "No.", True)


@pytest.mark.parametrize("reply", [-1, 2, 10**9])
def test_there_is_no_such_reply(reply, ana, copy):
    with cast.refused(Invalid, f"no reply {reply} here") as caught:
        actions.withhold(ana, purpose(copy), reply=reply)
    assert caught.value.findings[0].fix == "There are 2 replies, and the first is 0."


def test_what_stays_inside_is_not_withheld_again(ana, copy):
    with cast.refused(WrongTime, "stays inside the firm already"):
        actions.withhold(ana, purpose(copy), reply=1)


def test_one_from_before_there_was_a_choice_stays_inside_already(ana, copy):
    row = purpose(copy)
    old = [{key: value for key, value in one.items() if key != "inside"} for one in row.replies]
    Redline.objects.filter(pk=row.pk).update(replies=old)
    with cast.refused(WrongTime, "already"):
        actions.withhold(ana, purpose(copy), reply=0)


def test_an_administrator_withholds_nothing(alma, copy):
    with cast.refused(Forbidden, "keep a reply inside"):
        actions.withhold(alma, purpose(copy), reply=0)


@pytest.mark.parametrize("who", ["max", "carl"])
def test_a_stranger_finds_no_reply(who, copy, request):
    stranger = request.getfixturevalue(who)
    with pytest.raises(Missing):
        find(stranger, Redline, purpose(copy).pk)
    with cast.refused(Forbidden):
        actions.withhold(stranger, purpose(copy), reply=0)


@pytest.mark.parametrize("over", ["settle", "close"])
def test_once_the_copy_is_done_with_nothing_is_withheld(over, ana, copy):
    if over == "settle":
        actions.settle(ana, copy)
    else:
        actions.close(ana, copy, note="A newer one came.")
    with cast.refused(WrongTime, "The copy is"):
        actions.withhold(ana, purpose(copy), reply=0)


def test_who_saw_an_older_state_withholds_nothing(ana, copy):
    seen = purpose(copy)
    actions.reply(ana, purpose(copy), text=OTHER)
    with cast.refused(Stale):
        actions.withhold(ana, seen, reply=0)


def address(copy):
    return f"/redlines/{purpose(copy).pk}/withhold"


def test_the_api_withholds_a_reply(caller, copy):
    with cast.records("redline.withhold"):
        done = caller("cora").post(address(copy), {"reply": 0})
    assert done.status_code == 200
    assert [one["inside"] for one in done.data["replies"]] == [True, True]
    assert purpose(copy).state == done.data["state"] == "open"


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        ("alma", {"reply": 0}, 403),
        ("carl", {"reply": 0}, 404),
        ("", {"reply": 0}, 401),
        ("ana", {"reply": 1}, 409),
        ("ana", {"reply": 7}, 422),
        ("ana", {"reply": -1}, 422),
        ("ana", {"reply": True}, 422),
        ("ana", {}, 422),
    ],
)
def test_what_the_api_refuses_changes_nothing(who, body, status, caller, copy):
    before, trace = purpose(copy).replies, cast.trace()
    assert caller(who).post(address(copy), body).status_code == status
    assert (purpose(copy).replies, cast.trace()) == (before, trace)


def test_the_api_refuses_it_of_a_copy_that_is_settled(caller, ana, copy):
    actions.settle(ana, copy)
    trace = cast.trace()
    assert caller("ana").post(address(copy), {"reply": 0}).status_code == 409
    assert cast.trace() == trace


def test_agents_are_offered_it():
    assert set(offers()["redline_withhold"].model.model_fields) >= {"reply"}
