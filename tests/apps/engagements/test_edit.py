"""engagement.edit: the name, what hurts, what binds, the wished start and whose turn it is."""

from __future__ import annotations

from datetime import date

import pytest

from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "dora"])
def test_what_is_left_out_stays(who, firm, request):
    with cast.records("engagement.edit") as lines:
        row = actions.edit(
            request.getfixturevalue(who), firm.engagement, pains="Slow merges", start_on=date(2027, 1, 11)
        )
    assert (row.name, row.pains, row.start_on) == ("Move to GitLab.com", "Slow merges", date(2027, 1, 11))
    assert lines[0].facts["before"] == {"pains": "", "start_on": None}
    assert lines[0].facts["after"] == {"pains": "Slow merges", "start_on": "2027-01-11"}


@pytest.mark.parametrize("who", ["theo", "dan", "cora", "alma", "finn", "carl"])
def test_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "change an engagement"):
        actions.edit(request.getfixturevalue(who), firm.engagement, pains="None")


def test_a_stranger_sees_nothing(max, firm):
    with cast.refused(Missing):
        actions.edit(max, firm.engagement, pains="None")


def test_whose_turn_it_is_has_two_answers(ana, firm):
    with cast.refused(Invalid) as caught:
        actions.edit(ana, firm.engagement, em_status="asleep")
    assert [f.where for f in caught.value.findings] == ["em_status"]


@pytest.mark.parametrize(
    "change",
    [
        lambda actor, row: actions.edit(actor, row, pains="None"),
        lambda actor, row: actions.price(actor, row, confidence=90),
        lambda actor, row: actions.assign(actor, row, seller=cast.person("sam")),
        lambda actor, row: actions.adopt(actor, row, practice=row.practice),
    ],
)
def test_a_closed_engagement_does_not_change(ana, firm, change):
    closed = cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        change(ana, closed)


def test_a_stale_version_is_refused(ana, sam, firm):
    seen = find(ana, Engagement, firm.engagement.pk)
    actions.edit(sam, firm.engagement, pains="Slow merges")
    with cast.refused(Stale, "you saw version"):
        actions.edit(ana, seen, pains="Lost builds")
    assert cast.as_it_is(seen).pains == "Slow merges"


def test_it_can_be_undone_until_the_engagement_moves(ana, firm):
    with cast.records("engagement.edit", "engagement.edit.undo") as lines:
        edited = actions.edit(ana, firm.engagement, start_on=date(2027, 1, 11))
        assert undo(ana, _newest()).start_on is None
    assert lines[1].facts["after"] == {"start_on": None}
    actions.edit(ana, cast.as_it_is(edited), pains="Slow merges")
    entry = _newest()
    cast.moved(edited, "triage")
    with cast.refused(WrongTime, "changed again since"):
        undo(ana, entry)


def _newest() -> int:
    return cast.AuditEntry.objects.latest("seq").seq
