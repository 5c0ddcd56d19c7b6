"""The roadmap: columns with an order, and nothing that waits for itself."""

from __future__ import annotations

import pytest

from fairlead.apps.risks import actions, queries
from fairlead.apps.risks.models import RoadmapItem
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast, meeting

VERBS = {
    "roadmap.edit": lambda actor, row: actions.edit_item(actor, row, period="Q1 2027"),
    "roadmap.move": lambda actor, row: actions.move_item(actor, row, action="start"),
    "roadmap.order": lambda actor, row: actions.order(actor, row, action="down"),
}


@pytest.fixture
def items(firm):
    return [meeting.on_roadmap(firm, title) for title in ("Runners", "Sign-on", "Wave 1")]


def titles(actor, horizon="next"):
    return [row.title for row in queries.roadmap(actor, horizon=horizon)]


def test_an_item_comes_last_in_its_column(ana, firm, items):
    with cast.records("roadmap.add"):
        item = actions.add(ana, firm.engagement, title="Later", horizon="later", needs=[items[0].pk])
    assert (item.place, item.state, item.needs) == (1, "planned", [items[0].pk])
    assert [row.place for row in items] == [1, 2, 3]


@pytest.mark.parametrize("who", ["finn", "cora", "alma", "carl"])
def test_others_plan_nothing(who, firm, request):
    with cast.refused(Forbidden, "change the roadmap"):
        actions.add(request.getfixturevalue(who), firm.engagement, title="X")


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_refuses_role_version_state_and_stranger(verb, ana, cora, max, firm, items):
    row = items[0]
    with cast.refused(Forbidden):
        VERBS[verb](cora, row)
    with cast.refused(Missing):
        VERBS[verb](max, row)
    with pytest.raises(Missing):
        find(max, RoadmapItem, row.pk)
    actions.edit_item(ana, RoadmapItem.objects.get(pk=row.pk), text="Anew")
    with cast.refused(Stale):
        VERBS[verb](ana, row)
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "was lost"):
        VERBS[verb](ana, RoadmapItem.objects.get(pk=row.pk))


def test_up_and_down(ana, items):
    with cast.records("roadmap.order", "roadmap.order"):
        actions.order(ana, items[2], action="up")
    assert titles(ana) == ["Runners", "Wave 1", "Sign-on"]
    with cast.refused(WrongTime, "cannot go up"):
        actions.order(ana, RoadmapItem.objects.get(title="Runners"), action="up")
    with cast.refused(Invalid, "sideways"):
        actions.order(ana, RoadmapItem.objects.get(title="Runners"), action="sideways")


def test_into_another_column_it_goes_to_the_end(ana, items):
    with cast.records("roadmap.edit") as lines:
        actions.edit_item(ana, items[0], horizon="now")
    assert (titles(ana), titles(ana, "now")) == (["Sign-on", "Wave 1"], ["Runners"])
    undo(ana, lines[0].seq)
    assert titles(ana) == ["Runners", "Sign-on", "Wave 1"]


def test_nothing_waits_for_itself(ana, firm, items):
    first, second, third = items
    second = actions.edit_item(ana, second, needs=[first.pk])
    third = actions.edit_item(ana, third, needs=[second.pk])
    with cast.refused(Invalid, "wait for itself") as caught:
        actions.edit_item(ana, first, needs=[third.pk])
    assert caught.value.findings[0].where == "needs"
    assert "Runners" in caught.value.message
    with cast.refused(Invalid, "no item 999"):
        actions.add(ana, firm.engagement, title="Late", needs=[999])


def test_it_lives_and_ends(ana, items):
    done = actions.move_item(ana, items[0], action="finish")
    with cast.refused(WrongTime):
        actions.move_item(ana, done, action="drop")
    assert actions.move_item(ana, done, action="reopen").state == "planned"
