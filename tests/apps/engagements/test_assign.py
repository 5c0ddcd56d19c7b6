"""engagement.assign: who leads it, who is its architect, who sells it."""

from __future__ import annotations

import pytest

from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import engagement_card
from fairlead.core.errors import Forbidden, Missing, Stale, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast


@pytest.mark.parametrize("who", ["ana", "rita", "dora"])
def test_people_are_assigned_and_shown_by_name(who, firm, request):
    actor = request.getfixturevalue(who)
    theo, sam = cast.person("theo"), cast.person("sam")
    cast.prepared(firm.engagement)
    with cast.records("engagement.assign") as lines:
        row = actions.assign(actor, firm.engagement, architect=theo, seller=sam)
    card = engagement_card(actor, row)
    assert (card.em, card.architect, card.seller) == ("Ana Ferreira", "Theo Lindqvist", "Sam Adeyemi")
    assert lines[0].facts["before"] == {"architect_id": None, "seller_id": None}
    after = lines[0].facts["after"]
    assert [moment["what"] for moment in after.pop("moments")] == ["architect-invited"]
    assert after == {"architect_id": theo.pk, "seller_id": sam.pk}


def test_an_architect_is_not_assigned_before_pain_points_and_constraints_are_written(ana, firm):
    with cast.refused(WrongTime, "Write the pain points and the constraints first"):
        actions.assign(ana, firm.engagement, architect=cast.person("theo"), seller=cast.person("sam"))
    assert Engagement.objects.get().seller is None


@pytest.mark.parametrize("who", ["sam", "theo", "dan", "cora", "alma", "finn", "carl"])
def test_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "assign people"):
        actions.assign(request.getfixturevalue(who), firm.engagement, em=cast.person("rita"))
    assert Engagement.objects.get().em.name == "Ana Ferreira"


def test_a_stranger_sees_nothing(max, firm):
    with cast.refused(Missing):
        actions.assign(max, firm.engagement, em=cast.person("rita"))


def test_a_stale_version_is_refused(ana, rita, firm):
    seen = find(ana, Engagement, firm.engagement.pk)
    actions.assign(rita, firm.engagement, em=cast.person("rita"))
    with cast.refused(Stale):
        actions.assign(ana, seen, seller=cast.person("sam"))


def test_it_can_be_undone(ana, rita, firm):
    actions.assign(rita, firm.engagement, em=cast.person("rita"))
    with cast.records("engagement.assign.undo"):
        undo(ana, AuditEntry.objects.latest("seq").seq)
    assert Engagement.objects.get().em.name == "Ana Ferreira"
