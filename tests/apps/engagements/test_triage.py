"""engagement.triage, engagement.suggest, engagement.queue and person.cover: whose an engagement is."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import board
from fairlead.apps.engagements.standing import queue, suggest
from fairlead.apps.people.models import Person
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.models import AuditEntry, Event
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast


@pytest.fixture
def patches(rita, dora, firm):
    """Ana covers the west, Rita what is left."""
    actions.cover(rita, cast.person("ana"), territories=["enterprise-west"])
    actions.cover(dora, cast.person("rita"), territories=["emea", "commercial"])


@pytest.fixture
def fresh(sam, patches):
    """What Sam opened for an account of EMEA, and nobody leads."""
    account = accounts.open_account(sam, name="Aurelia Bank", segment="Ent_EMEA", region="emea")
    return actions.open_engagement(sam, account, name="Talks", offering="migration-saas")


def test_the_manager_of_the_territory_is_suggested_with_reasons(ana, fresh):
    found = suggest(ana, fresh)
    assert (found.territory, found.segment) == ("emea", "Ent_EMEA")
    assert [one.name for one in found.proposals] == ["Rita Okafor", "Ana Ferreira"]
    assert found.proposals[0].reasons[:2] == (
        "Covers Europe, Middle East and Africa",
        "Leads 0 open, the mean is 0.5",
    )


def test_levelling_puts_the_load_first(ana, sam, fresh, firm):
    west = actions.open_engagement(sam, firm.account, name="More", offering="migration-saas")
    assert suggest(ana, west).proposals[0].name == "Ana Ferreira"
    assert suggest(ana, west, level=True).proposals[0].name == "Rita Okafor"
    assert suggest(ana, west, segment="Ent_EMEA").territory == "emea"


def test_the_suggestion_is_taken_with_segment_and_territory(ana, fresh):
    with cast.records("engagement.triage") as lines:
        row = actions.triage(ana, fresh)
    assert (row.state, row.em.name, row.segment, row.territory) == (
        "awaiting-discovery", "Rita Okafor", "Ent_EMEA", "emea",
    )  # fmt: skip
    assert [moment["what"] for moment in lines[0].facts["after"]["moments"]] == ["engagement-manager-touched"]
    given = Event.objects.filter(name="engagement.given").latest("pk")
    assert given.facts == {"engagement": row.pk, "em": row.em_id, "by": "Ana Ferreira"}


def test_the_move_of_the_board_is_the_same_triage(ana, fresh):
    with cast.records("engagement.triage"):
        moved = actions.move(ana, fresh, action="triage")
    assert moved.em.name == "Rita Okafor"


def test_who_leads_it_already_goes_on(rita, firm, patches):
    assert actions.triage(rita, firm.engagement).em.name == "Ana Ferreira"


def test_another_manager_is_given_for_a_reason(ana, fresh):
    me = cast.person("ana")
    with cast.refused(Invalid, "given a reason"):
        actions.triage(ana, fresh, em=me)
    assert actions.triage(ana, fresh, em=me, note="She knows them.").em == me


def test_only_a_manager_is_given_one_and_a_segment_there_must_be(ana, sam, fresh):
    with cast.refused(Invalid, "no engagement manager"):
        actions.triage(ana, fresh, em=cast.person("theo"), note="Why not")
    bare = accounts.open_account(sam, name="Bare")
    row = actions.open_engagement(sam, bare, name="Talks", offering="migration-saas")
    with cast.refused(Invalid, "has no segment"):
        actions.triage(ana, row)
    with cast.refused(Invalid):
        actions.triage(ana, row, segment="Mars")
    assert actions.triage(ana, row, segment="SMB").territory == "small-business"


@pytest.mark.parametrize("who", ["sam", "dora", "theo", "alma", "carl"])
def test_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "You may not move an engagement: Take up"):
        actions.triage(request.getfixturevalue(who), firm.engagement)
    assert Engagement.objects.get().state == "open"


def test_what_is_taken_up_is_not_taken_up_again(ana, firm):
    taken = actions.triage(ana, firm.engagement)
    with cast.refused(WrongTime, "allows no “Take up”"):
        actions.triage(ana, taken)


def test_a_stranger_sees_nothing(max, carl, firm):
    with cast.refused(Missing):
        actions.triage(max, firm.engagement)
    for who in (max, carl):
        for asked in (lambda w: suggest(w, firm.engagement), queue):
            with pytest.raises(Forbidden):
                asked(who)


def test_a_stale_version_is_refused(ana, rita, firm):
    seen = find(ana, Engagement, firm.engagement.pk)
    actions.edit(rita, firm.engagement, name="Renamed")
    with cast.refused(Stale):
        actions.triage(ana, seen)


def test_the_queue_has_the_oldest_clock_first_with_the_proposal(ana, fresh, firm):
    found = queue(ana)
    assert (found.total, [item.account for item in found.items]) == (2, ["Aurelia Bank", "Northwind Freight"])
    assert found.items[0].due_at is not None
    assert found.items[0].proposals[0].name == "Rita Okafor"
    actions.triage(ana, fresh)
    assert [item.account for item in queue(ana).items] == ["Northwind Freight"]


def test_the_board_is_narrowed_to_a_territory(ana, fresh, firm):
    assert sum(column.count for column in board(ana, territory="emea")) == 1
    assert sum(column.count for column in board(ana, territory="enterprise-west")) == 1


def test_who_covers_what_is_on_record_and_can_be_undone(dora, firm):
    person = cast.person("ana")
    with cast.records("person.cover") as lines:
        actions.cover(dora, person, territories=["emea", "apac"])
    assert lines[0].facts["after"] == {"covers": ["emea", "apac"]}
    undo(dora, AuditEntry.objects.latest("seq").seq)
    assert Person.objects.get(pk=person.pk).covers == []


@pytest.mark.parametrize("who", ["ana", "sam", "theo", "carl"])
def test_who_covers_what_is_said_by_those_who_lead(who, firm, request):
    with cast.refused((Forbidden, Missing)):
        actions.cover(request.getfixturevalue(who), cast.person("ana"), territories=["emea"])


def test_a_cover_is_refused_for_a_stranger_a_stale_row_and_a_territory_that_is_none(max, dora, rita, firm):
    person = cast.person("ana")
    with cast.refused((Forbidden, Missing)):
        actions.cover(max, person, territories=[])
    with cast.refused(Invalid, "no territory 'mars'"):
        actions.cover(dora, person, territories=["mars"])
    seen = cast.person("ana")
    actions.cover(rita, person, territories=["emea"])
    with cast.refused(Stale):
        actions.cover(dora, seen, territories=["apac"])
    gone = cast.people.leave(dora, cast.person("cora"))
    with cast.refused(WrongTime, "has left"):
        actions.cover(dora, gone, territories=["emea"])
