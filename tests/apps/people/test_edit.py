"""person.edit: title, territory and time zone; one's own, or another's for a keeper of people."""

from __future__ import annotations

import pytest

from fairlead.apps.people import actions
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale
from fairlead.core.undoing import undo
from tests import cast


@pytest.mark.parametrize("who", ["ana", "dora", "alma"])
def test_one_changes_oneself_and_a_keeper_changes_others(who, firm, request):
    with cast.records("person.edit") as lines:
        person = actions.edit(request.getfixturevalue(who), cast.person("ana"), zone="Europe/Lisbon")
    assert (person.zone, person.title) == ("Europe/Lisbon", "")
    assert (lines[0].facts["before"], lines[0].facts["after"]) == ({"zone": "UTC"}, {"zone": "Europe/Lisbon"})


@pytest.mark.parametrize("who", ["rita", "sam", "cora", "finn"])
def test_others_do_not_change_it(who, firm, request):
    with cast.refused(Forbidden, "another person's details"):
        actions.edit(request.getfixturevalue(who), cast.person("ana"), title="Captain")
    assert cast.person("ana").title == ""


@pytest.mark.parametrize("who", ["max", "carl"])
def test_a_stranger_and_a_customer_see_nobody(who, firm, request):
    with cast.refused(Missing):
        actions.edit(request.getfixturevalue(who), cast.person("ana"), title="Captain")


def test_a_zone_has_to_exist(ana, firm):
    with cast.refused(Invalid, "no time zone"):
        actions.edit(ana, cast.person("ana"), zone="Lisbon")


def test_a_stale_version_is_refused(ana, dora, firm):
    seen = cast.person("ana")
    actions.edit(dora, cast.person("ana"), territory="EMEA")
    with cast.refused(Stale):
        actions.edit(ana, seen, territory="AMER")
    assert cast.person("ana").territory == "EMEA"


def test_it_can_be_undone_by_who_may_do_it(ana, rita, dora, firm):
    with cast.records("person.edit") as lines:
        actions.edit(dora, cast.person("ana"), title="Captain")
    with cast.refused(Forbidden):
        undo(rita, lines[0].seq)
    with cast.records("person.edit.undo"):
        undo(dora, lines[0].seq)
    assert cast.person("ana").title == ""
