"""sow.withdraw: the SOW is taken back, its papers stay on record and leave the customer's sight."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import actions
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from tests import cast


@pytest.fixture
def sow(firm):
    return cast.signable(firm)


@pytest.mark.parametrize("who", ["ana", "rita"])
def test_its_papers_stay_and_the_customer_sees_them_no_more(who, carl, sow, request):
    assert Paper.objects.visible_to(carl).count() == 3
    with cast.records("engagement.note-sow", "sow.withdraw") as lines:
        taken = actions.withdraw(request.getfixturevalue(who), sow, note="Wrong legal entity.")
    assert lines.pop(0).facts["after"] == {"sow_state": ""}
    assert taken.state == "withdrawn"
    assert (Paper.objects.count(), Paper.objects.visible_to(carl).count()) == (5, 0)
    assert lines[0].facts["before"] == {"state": "drawn-up"}
    assert (lines[0].facts["after"], lines[0].facts["note"]) == (
        {"state": "withdrawn"}, "Wrong legal entity.",
    )  # fmt: skip


@pytest.mark.parametrize("who", ["sam", "theo", "dora", "dan", "cora", "finn", "alma", "carl"])
def test_the_wrong_role_is_refused(who, sow, request):
    with cast.refused(Forbidden, "withdraw a SOW"):
        actions.withdraw(request.getfixturevalue(who), sow)
    assert Sow.objects.get().state == "drawn-up"


def test_what_everyone_signed_is_taken_back_with_the_reason(ana, sow):
    cast.signed(sow.engagement)
    seen = find(ana, Sow, sow.pk)
    with cast.refused(Invalid, "Everyone has signed it"):
        actions.withdraw(ana, seen, note=" ")
    assert Sow.objects.get().state == "drawn-up"
    assert actions.withdraw(ana, seen, note="The wrong company signed.").state == "withdrawn"


def test_a_stranger_sees_nothing(max, sow):
    with cast.refused(Missing):
        actions.withdraw(max, sow)


def test_what_is_withdrawn_or_replaced_stays_so(ana, sow):
    second = cast.signed_anew(sow)
    with cast.refused(WrongTime, "superseded"):
        actions.withdraw(ana, find(ana, Sow, sow.pk))
    withdrawn = actions.withdraw(ana, second)
    with cast.refused(WrongTime, "withdrawn"):
        actions.withdraw(ana, withdrawn)


@pytest.mark.parametrize(("action", "state"), [("win", "closed won"), ("lose", "closed lost")])
def test_the_sow_of_a_closed_engagement_stays(ana, sow, action, state):
    cast.moved(sow.engagement, action)
    with cast.refused(WrongTime, state):
        actions.withdraw(ana, find(ana, Sow, sow.pk))
    assert Sow.objects.get().state == "drawn-up"


def test_after_a_withdrawal_the_next_has_the_next_number(ana, sow):
    actions.withdraw(ana, sow)
    assert cast.signed_anew(sow).number == 2


def test_a_stale_version_is_refused(ana, rita, sow):
    seen = find(rita, Sow, sow.pk)
    seen.version += 1
    with cast.refused(Stale):
        actions.withdraw(rita, seen)
    assert Sow.objects.get().state == "drawn-up"
