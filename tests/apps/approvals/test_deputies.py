"""review.delegate and delegation.end: who is away is stood in for, under the same rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.approvals import actions, queries
from fairlead.apps.approvals.models import Delegation, Review
from fairlead.apps.approvals.reminding import remind
from fairlead.apps.desk.models import Notice
from fairlead.apps.desk.queries import todo
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.people import actions as people
from fairlead.core.actor import system
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.outbox import deliver_waiting
from fairlead.core.roles import Role
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


def test_who_sells_it_answers_for_nobody_but_sales_and_hears_that_at_once(ana, sam, firm):
    """Finn is away and lets Sam answer, who sells this one: his price is not his to approve."""
    sow = agreeing.asked(firm)
    engagements.assign(ana, cast.as_it_is(sow.engagement), seller=cast.person("sam"))
    row = away(to="sam")
    said = queries.delegation_card(sam, row).not_for
    about = "Northwind Freight, Move to GitLab.com: Finance approves the deal. Whoever sells"
    assert any(one.startswith(about) for one in said)
    for act, more in ((actions.approve, {}), (actions.object_to, {"note": "No.", "remedy": "Yes."})):
        with cast.refused(Forbidden, "answers for nobody but sales"):
            act(sam, agreeing.step("finance"), **more)
    deliver_waiting()
    assert not any("by you for" in text for text in said_to("sam"))
    assert [item.what for item in todo(sam) if item.kind == "approval"] == [
        "Approve the SOW: Account team and customer agree the size"
    ]
    assert actions.approve(sam, agreeing.step("account-team")).instead_of == ""


def test_who_sells_another_one_stands_in_for_finance_here(sam, firm):
    agreeing.asked(firm)
    assert queries.delegation_card(sam, away(to="sam")).not_for[-1].endswith("Sales never signs.")
    assert actions.approve(sam, agreeing.step("finance")).instead_of == "Finn Marlowe"


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


def test_who_stands_in_is_asked_too_and_it_says_for_whom(firm):
    away()
    agreeing.asked(firm)
    deliver_waiting()
    assert "asks for approval, by you for Finn Marlowe, Northwind" in said_to("theo")[-1]
    assert "asks for your approval" in said_to("finn")[-1]


def test_who_stands_in_is_reminded_too_and_it_says_for_whom(firm):
    agreeing.asked(firm)
    away()
    remind(system("the clocks of the practice remind"), timezone.now() + timedelta(days=7))
    deliver_waiting()
    assert any("yours to answer for Finn Marlowe" in text for text in said_to("theo"))
    assert any(text.startswith("Overdue, Northwind") for text in said_to("finn"))


def test_a_step_that_was_handed_on_reaches_who_stands_in_for_its_holder(finn, firm):
    people.add(cast.actor("dora"), username="fay", name="Fay Lund", email="fay@harbour.example",
               roles=[Role.FINANCE])  # fmt: skip
    agreeing.asked(firm)
    away("fay")
    actions.hand_on(finn, agreeing.step("finance"), to=cast.person("fay"))
    deliver_waiting()
    assert "by you for Fay Lund" in said_to("theo")[-1]


def test_whom_the_separation_of_duties_bars_is_not_told(ana, firm):
    """Ana drew it up: she answers nothing of it, for nobody."""
    away(to="ana")
    sow = agreeing.asked(firm)
    deliver_waiting()
    assert not any("by you for" in text for text in said_to("ana"))
    assert all(not step.deputies for step in queries.consensus(ana, sow).steps)


@pytest.mark.parametrize(("first", "days"), [(1, 5), (-5, 5)])
def test_before_and_after_nobody_else_is_told(first, days, firm):
    Delegation.objects.bulk_create([Delegation(
        person=cast.person("finn"), to=cast.person("theo"),
        start=timezone.localdate() + timedelta(days=first),
        end=timezone.localdate() + timedelta(days=first + days),
    )])  # fmt: skip
    agreeing.asked(firm)
    deliver_waiting()
    assert not any("Finn" in text for text in said_to("theo"))


def test_whoever_is_asked_themselves_as_well_is_told_once_in_their_own_name(firm):
    people.grant(cast.actor("dora"), cast.person("theo"), role=Role.FINANCE)
    away()
    agreeing.asked(firm)
    deliver_waiting()
    (text,) = [text for text in said_to("theo") if "approval" in text]
    assert "for your approval" in text


def test_they_hear_that_they_stand_in_and_that_it_is_over(dora, firm):
    row = away(by="dora")
    today = timezone.localdate()
    actions.end(dora, row)
    deliver_waiting()
    days = f"from {today}, back on {today + timedelta(days=5)}"
    assert said_to("theo") == [
        f"You answer for Finn Marlowe {days}, as Dora Castellan arranged",
        "You no longer answer for Finn Marlowe: Dora Castellan ended it",
    ]


def test_the_consensus_says_who_answers_for_whom(ana, firm):
    sow = agreeing.asked(firm)
    row = away()
    steps = {step.review.gate: step.deputies for step in queries.consensus(ana, sow).steps}
    assert steps["finance"] == (queries.Deputy("Theo Lindqvist", "Finn Marlowe", row.end),)
    assert steps["account-team"] == ()


def test_what_waits_for_whom_they_stand_in_for_stands_on_their_desk(theo, firm):
    agreeing.asked(firm)
    assert todo(theo) == ()
    away()
    steps = [agreeing.step(gate) for gate in ("revenue-wording", "finance")]
    assert [(item.rank, item.kind, item.about, item.what) for item in todo(theo)] == [
        (1, "approval", step.pk, f"Approve the SOW: {step.name}, for Finn Marlowe") for step in steps
    ]
    for step in steps:
        actions.approve(theo, step)
    assert todo(theo) == ()


def test_for_a_manager_of_any_grade_the_desk_finds_what_asks_a_manager(theo, firm):
    agreeing.asked(firm)
    Review.objects.filter(gate="finance").update(role="engagement-manager")
    away("rita")
    assert [item.about for item in todo(theo)] == [agreeing.step("finance").pk]


def test_what_was_handed_on_to_them_by_name_stands_there_too(finn, theo, firm):
    people.add(cast.actor("dora"), username="fay", name="Fay Lund", email="fay@harbour.example",
               roles=[Role.FINANCE])  # fmt: skip
    agreeing.asked(firm)
    actions.hand_on(finn, agreeing.step("finance"), to=cast.person("fay"))
    away("fay")
    people.revoke(cast.actor("dora"), cast.person("fay"), role=Role.FINANCE)
    assert [item.about for item in todo(theo)] == [agreeing.step("finance").pk]


def said_to(username: str) -> list[str]:
    return list(Notice.objects.filter(user__username=username).order_by("pk").values_list("text", flat=True))


def test_a_customer_sees_none_of_it(carl, firm):
    row = away()
    with pytest.raises(Missing):
        find(carl, Delegation, row.pk)
