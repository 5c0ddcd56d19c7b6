"""A later answer that contradicts: it stands beside the present one until somebody settles it."""

from __future__ import annotations

import pytest

from fairlead.apps.scoping import actions
from fairlead.apps.scoping.models import Answer
from fairlead.apps.scoping.queries import bank, disputes
from fairlead.core.errors import Forbidden, Invalid, Stale, WrongTime
from fairlead.core.rows import find
from tests import cast

CARL = {"source": "customer-call", "said_by": "Carl Jensen"}
MAREN = {"source": "customer-call", "said_by": "Maren Holt"}


def rows():
    found = Answer.objects.order_by("pk")
    return [(row.value, row.said_by, row.state) for row in found]


@pytest.fixture
def users(ana, firm):
    return actions.state(ana, firm.engagement, question="users", value=900, **CARL)


@pytest.fixture
def against(ana, firm, users):
    return actions.state(ana, firm.engagement, question="users", value=1000, **MAREN)


def test_another_voice_stands_beside_and_the_answer_stays_in_force(ana, firm, users):
    with cast.records("answer.state") as lines:
        row = actions.state(ana, firm.engagement, question="users", value=1000, confidence="low", **MAREN)
    assert (row.state, lines[0].thread) == ("beside", f"engagement:{firm.engagement.pk}")
    asked = next(q for q in bank(ana, firm.engagement).questions if q.id == "users")
    (said,) = asked.beside
    assert (asked.answer.value, said.value, said.said_by, said.confidence) == (900, 1000, "Maren Holt", "low")
    assert bank(ana, firm.engagement).disputed == ("users",)


def test_whoever_types_with_another_voice_opens_one_too(ana, firm, users):
    row = actions.give(ana, firm.engagement, question="users", value=1000, seen=users.version, **MAREN)
    assert row.state == "beside"
    assert rows() == [(900, "Carl Jensen", "stands"), (1000, "Maren Holt", "beside")]


def test_the_same_voice_corrects_itself_and_what_it_was_is_shown(ana, firm, users):
    for told in (
        lambda: actions.state(ana, firm.engagement, question="users", value=950, **CARL),
        lambda: actions.give(ana, firm.engagement, question="users", value=960, seen=2),
    ):
        assert told().state == "stands"
    row = Answer.objects.get()
    assert (row.value, row.was, row.was_by, row.version) == (960, 950, "Carl Jensen", 3)


def test_the_same_again_changes_nothing(ana, firm, users):
    with cast.records():
        row = actions.state(ana, firm.engagement, question="users", value=900, **MAREN)
    assert row == users


def test_a_voice_beside_corrects_itself_there(ana, firm, against):
    row = actions.state(ana, firm.engagement, question="users", value=1100, **MAREN)
    assert (row.pk, row.value, row.was, row.state) == (against.pk, 1100, 1000, "beside")
    actions.state(ana, firm.engagement, question="users", value=900, **CARL)
    actions.state(ana, firm.engagement, question="users", value=1100, **CARL)
    assert disputes(ana, firm.engagement) == ()


@pytest.mark.parametrize("source", ["file", "import"])
def test_what_is_read_replaces_nothing_not_even_its_own(source, ana, firm):
    voice = {"source": source, "said_by": "evaluate.xlsx"}
    actions.state(ana, firm.engagement, question="users", value=900, **voice)
    assert actions.state(ana, firm.engagement, question="users", value=1000, **voice).state == "beside"


def test_typed_over_an_import_it_is_said_by_who_types(ana, firm):
    voice = {"source": "import", "said_by": "evaluate.xlsx"}
    row = actions.state(ana, firm.engagement, question="users", value=900, **voice)
    typed = actions.give(ana, firm.engagement, question="users", value=1000, seen=row.version)
    assert (typed.state, typed.source, typed.said_by) == ("beside", "account-team", "Ana Ferreira")
    again = actions.give(ana, firm.engagement, question="users", value=1010, seen=row.version)
    assert (again.pk, again.value) == (typed.pk, 1010)


def test_nobody_but_a_link_speaks_as_one(ana, firm):
    with cast.refused(Invalid, "through a customer link"):
        actions.give(ana, firm.engagement, question="users", value=900, source="customer-link")


def settle(actor, firm, row, action="take", **more):
    return actions.settle(actor, firm.engagement, answer=row, action=action, **more)


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "theo", "dora"])
def test_it_is_taken_with_its_source_and_the_old_one_is_on_record(who, firm, users, against, request):
    actor = request.getfixturevalue(who)
    with cast.records("answer.settle", "answer.give") as lines:
        row = settle(actor, firm, against, note="She counts the seats.", seen=users.version)
    assert (row.pk, row.value, row.said_by, row.was, row.was_by) == (
        users.pk, 1000, "Maren Holt", 900, "Carl Jensen",
    )  # fmt: skip
    assert lines[0].facts["note"] == "She counts the seats."
    assert rows() == [(1000, "Maren Holt", "stands"), (1000, "Maren Holt", "taken")]
    assert disputes(actor, firm.engagement) == ()


def test_the_present_one_is_kept(ana, firm, users, against):
    with cast.records("answer.settle"):
        row = settle(ana, firm, against, "keep")
    assert (row.value, row.version) == (900, 1)
    assert rows() == [(900, "Carl Jensen", "stands"), (1000, "Maren Holt", "declined")]
    assert disputes(ana, firm.engagement) == ()


def test_what_is_settled_is_settled(ana, firm, against):
    settle(ana, firm, against, "keep")
    with cast.refused(WrongTime, "settled"):
        settle(ana, firm, find(ana, Answer, against.pk))


@pytest.mark.parametrize("who", ["dan", "cora", "finn", "alma", "carl", "max"])
def test_the_wrong_role_settles_nothing(who, firm, against, request):
    with cast.refused(Forbidden):
        settle(request.getfixturevalue(who), firm, against)
    assert rows()[0] == (900, "Carl Jensen", "stands")


def test_nothing_is_settled_once_it_is_closed(ana, firm, against):
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime):
        actions.settle(ana, cast.as_it_is(firm.engagement), answer=against, action="take")


def test_a_stale_one_is_refused_on_either_side(ana, firm, users, against):
    seen = find(ana, Answer, against.pk)
    actions.state(ana, firm.engagement, question="users", value=1100, **MAREN)
    with cast.refused(Stale):
        settle(ana, firm, seen)
    actions.state(ana, firm.engagement, question="users", value=910, **CARL)
    with cast.refused(Stale, "910"):
        settle(ana, firm, find(ana, Answer, against.pk), seen=1)


def test_nothing_else_settles(ana, firm, against):
    with cast.refused(Invalid, "take or keep|settles nothing"):
        settle(ana, firm, against, "toss")


@pytest.mark.parametrize(("action", "value"), [("take", 300), ("keep", 900)])
def test_between_engagements_each_settles_for_itself(action, value, ana, firm, users):
    second = cast.engagements.open_engagement(
        ana, firm.account, name="The second", offering="migration-saas", today=cast.DAY
    )
    other = actions.give(ana, second, question="users", value=300, seen=0)
    codes = ("answer.settle", "answer.give") if action == "take" else ("answer.settle",)
    with cast.records(*codes):
        assert settle(ana, firm, other, action).value == value
    assert disputes(ana, firm.engagement) == ()
    assert len(disputes(ana, second)) == (action == "keep")
    actions.give(ana, second, question="users", value=301, seen=other.version)
    assert [q.id for q in disputes(ana, firm.engagement)] == ["users"]


def test_what_stands_beside_is_settled_not_taken_back(ana, against):
    with cast.refused(WrongTime, "settled, not taken back"):
        actions.clear(ana, against)


def test_a_needed_answer_that_is_disputed_keeps_an_estimate_from_review(ana, firm):
    estimate = cast.drawn_up(firm)
    row = actions.state(ana, firm.engagement, question="users", value=9000, **MAREN)
    with cast.refused(Invalid) as caught:
        cast.estimates.submit(ana, estimate)
    assert [(f.where, f.code) for f in caught.value.findings] == [("users", "disputed")]
    settle(ana, firm, row, "keep")
    assert cast.estimates.submit(ana, estimate).state in {"in-review", "approved"}


def test_one_that_is_not_needed_does_not(ana, firm):
    estimate = cast.drawn_up(firm)
    optional = next(q for q in bank(ana, firm.engagement).questions if not q.mandatory and q.kind == "yesno")
    value = not optional.answer.value
    actions.state(ana, firm.engagement, question=optional.id, value=value, **MAREN)
    assert [q.id for q in disputes(ana, firm.engagement)] == [optional.id]
    assert cast.estimates.submit(ana, estimate).state in {"in-review", "approved"}


@pytest.mark.parametrize("who", ["dan", "cora", "finn", "alma", "carl", "max"])
def test_the_wrong_role_states_nothing(who, firm, request):
    with cast.refused(Forbidden):
        actions.state(request.getfixturevalue(who), firm.engagement, question="users", value=1, **CARL)


def test_nothing_is_stated_once_it_is_closed(ana, firm):
    closed = cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime):
        actions.state(ana, closed, question="users", value=1, **CARL)
