"""review.delegate and delegation.end: who is away is stood in for, under the same rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.approvals import actions
from fairlead.apps.approvals.models import Delegation
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.rows import find
from tests import cast
from tests.apps.approvals import agreeing


def away(who: str = "finn", to: str = "theo", by: str = "", first: int = 0, days: int = 5) -> Delegation:
    start = timezone.localdate() + timedelta(days=first)
    return actions.delegate(
        cast.actor(by or who),
        cast.person(who),
        to=cast.person(to),
        start=start,
        end=start + timedelta(days=days),
    )


def test_who_stands_in_answers_and_it_says_for_whom(theo, firm):
    agreeing.asked(firm)
    with cast.refused(Forbidden, "asked of: Finance"):
        actions.approve(theo, agreeing.step("finance"))
    with cast.records("review.delegate"):
        away()
    row = actions.approve(theo, agreeing.step("finance"))
    assert (row.by_name, row.instead_of) == ("Theo Lindqvist", "Finn Marlowe")


@pytest.mark.parametrize(("first", "days"), [(1, 5), (-5, 5)])
def test_before_and_after_nobody_is_stood_in_for(first, days, theo, firm):
    agreeing.asked(firm)
    if first < 0:
        Delegation.objects.bulk_create(
            [Delegation(person=cast.person("finn"), to=cast.person("theo"),
                        start=timezone.localdate() + timedelta(days=first), end=timezone.localdate())]
        )  # fmt: skip
    else:
        away(first=first, days=days)
    with cast.refused(Forbidden):
        actions.approve(theo, agreeing.step("finance"))


def test_the_same_rules_hold_for_who_stands_in(ana, sam, firm):
    sow = agreeing.asked(firm)
    away(to="ana")
    with cast.refused(Forbidden, "drew up"):
        actions.approve(ana, agreeing.step("finance"))
    away(to="sam")
    cast.moved(sow.engagement, "approve")
    actions.approve(cast.actor("lea"), agreeing.step("legal"))
    with cast.refused(Forbidden, "Sales never signs"):
        actions.approve(sam, agreeing.step("signer"))


@pytest.mark.parametrize("who", ["ana", "sam", "theo", "alma"])
def test_nobody_says_it_for_another(who, firm):
    with cast.refused(Forbidden, "stands in for somebody else"):
        away(by=who)


def test_a_director_says_it_for_who_fell_ill(firm):
    assert away(by="dora").person == cast.person("finn")


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"to": "finn"}, "themselves"), ({"to": "alma"}, "takes no part"), ({"days": 0}, "holds no day"),
     ({"first": -9, "days": 3}, "holds no day"), ({"days": 91}, "longer than 90 days")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(changed, says, firm):
    with cast.refused(Invalid, says):
        away(**changed)


def test_it_ends_when_they_are_back(theo, finn, firm):
    agreeing.asked(firm)
    row = away()
    with cast.refused(Forbidden):
        actions.end(theo, row)
    with cast.records("delegation.end"):
        actions.end(finn, row)
    with cast.refused(Forbidden):
        actions.approve(theo, agreeing.step("finance"))
    with cast.refused(WrongTime, "over"):
        actions.end(finn, find(finn, Delegation, row.pk))


def test_a_customer_sees_none_of_it(carl, firm):
    row = away()
    with pytest.raises(Missing):
        find(carl, Delegation, row.pk)
