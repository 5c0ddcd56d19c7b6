"""engagement.open: a piece of work for an account, shaped with the newest practice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import engagements
from fairlead.core.errors import Forbidden, Invalid, Missing
from fairlead.core.rows import find
from tests import cast


def opened(actor, firm, **changed):
    given = {"name": "HA rollout", "offering": "implementation-ha", "today": cast.DAY, **changed}
    return actions.open_engagement(actor, firm.account, **given)


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "dora"])
def test_it_takes_its_frame_from_the_account_and_the_practice(who, firm, request):
    with cast.records("engagement.open") as lines:
        row = opened(request.getfixturevalue(who), firm)
    assert (row.state, row.practice, row.segment, row.region) == ("open", firm.practice, "Ent_WEST", "amer")
    assert (row.currency, row.confidence, row.priced_on) == ("USD", 80, cast.DAY)
    assert (row.billing, row.discount, row.paper) == ("time-and-materials", Decimal(0), "ours")
    assert lines[0].thread == f"engagement:{row.pk}"
    assert lines[0].facts["after"]["offering"] == "implementation-ha"


@pytest.mark.parametrize("who", ["theo", "dan", "cora", "alma", "finn"])
def test_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "open an engagement"):
        opened(request.getfixturevalue(who), firm)
    assert Engagement.objects.count() == 1


@pytest.mark.parametrize("who", ["carl", "max"])
def test_a_customer_and_a_stranger_find_no_practice_to_open_with(who, firm, request):
    with cast.refused(Missing):
        opened(request.getfixturevalue(who), firm)


def test_an_unknown_offering_is_answered_with_the_known_ones(ana, firm):
    with cast.refused(Invalid, "There is no offering 'migration'") as caught:
        opened(ana, firm, offering="migration")
    fix = caught.value.findings[0].fix
    assert fix.startswith("There are: ") and "implementation-ha, migration-azure-devops" in fix


def test_a_name_is_there_once_per_account(ana, firm):
    with cast.refused(Invalid, "already exists"):
        opened(ana, firm, name=" Move to GitLab.com ")


def test_a_customer_sees_their_own_and_a_stranger_none(ana, cora, carl, max, firm):
    other = accounts.open_account(ana, name="Alder Rail")
    theirs = actions.open_engagement(ana, other, name="HA", offering="implementation-ha")
    assert [row.pk for row in engagements(cora)] == [theirs.pk, firm.engagement.pk]
    assert [row.pk for row in engagements(carl)] == [firm.engagement.pk]
    assert list(engagements(max)) == []
    for who in (carl, max):
        with pytest.raises(Missing):
            find(who, Engagement, theirs.pk)
