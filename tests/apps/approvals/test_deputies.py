"""review.delegate and delegation.end: who is away is stood in for, under the same rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.approvals import actions, queries
from fairlead.apps.approvals.models import Delegation, Point, Review
from fairlead.apps.approvals.reminding import remind
from fairlead.apps.desk.models import Notice
from fairlead.apps.desk.queries import todo
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.queries import estimate_card
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
    away("lea", "sam")
    cast.moved(sow.engagement, "approve")
    with cast.refused(Forbidden, "Sales never signs"):
        actions.approve(sam, agreeing.step("legal"))


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
    assert queries.delegation_card(sam, away(to="sam")).not_for == ()
    assert actions.approve(sam, agreeing.step("finance")).instead_of == "Finn Marlowe"


@pytest.mark.parametrize("who", ["ana", "sam", "theo", "alma"])
def test_nobody_says_it_for_another(who, firm):
    with cast.refused(Forbidden, "stands in for somebody else"):
        away(by=who)


def test_a_director_says_it_for_who_fell_ill(firm):
    assert away(by="dora").person == cast.person("finn")


def test_a_director_does_not_make_herself_the_one_who_answers_for_finance(dora, firm):
    """Else one person would pass every gate of a statement of work."""
    agreeing.asked(firm)
    with cast.refused(Invalid, "Nobody says of themselves that they stand in for Finn Marlowe"):
        away("finn", "dora", by="dora")
    with cast.refused(Forbidden, "asked of: Finance"):
        actions.approve(dora, agreeing.step("finance"))
    assert away("finn", "dora").to == cast.person("dora")


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


def test_a_deputy_of_the_director_approves_for_signature(dora, theo, firm):
    """Theo answers for Dora wherever her word on this statement of work is asked, and it says so."""
    sow = agreeing.asked(firm)
    cast.agreed(firm.engagement, "director")
    with cast.refused(Forbidden, "asked of: Director"):
        actions.approve(theo, agreeing.step("director"))
    away("dora")
    actions.approve(theo, agreeing.step("director"))
    with cast.records("engagement.approve") as lines:
        row = engagements.move(theo, cast.as_it_is(sow.engagement), action="approve")
    assert row.state == "approved"
    assert lines[0].facts["after"]["instead_of"] == "Dora Castellan"


def test_who_stands_in_for_nobody_hears_which_move_is_refused(theo, firm):
    sow = agreeing.asked(firm)
    cast.agreed(firm.engagement)
    for action, said in (("approve", "Approve for signature"), ("rework", "Back to the estimate")):
        with cast.refused(Forbidden, f"move an engagement: {said}"):
            engagements.move(theo, cast.as_it_is(sow.engagement), action=action)
    away("dora")
    with cast.refused(Forbidden, "Back to the estimate"):
        engagements.move(theo, cast.as_it_is(sow.engagement), action="rework")


@pytest.mark.parametrize(("who", "why"), [("ana", "drew up"), ("sam", "sells")])
def test_who_made_it_or_sells_it_approves_it_for_signature_in_nobodys_place(who, why, firm):
    sow = agreeing.asked(firm)
    engagements.assign(cast.actor("ana"), cast.as_it_is(sow.engagement), seller=cast.person("sam"))
    cast.agreed(firm.engagement)
    away("dora", who)
    with cast.refused(Forbidden, why):
        engagements.move(cast.actor(who), cast.as_it_is(sow.engagement), action="approve")
    assert cast.as_it_is(sow.engagement).state == "ready-for-approval"


def test_nobody_approves_for_signature_what_they_drew_up_whatever_they_hold(firm):
    sow = agreeing.asked(firm)
    cast.agreed(firm.engagement)
    people.grant(system("a test"), cast.person("ana"), role=Role.DIRECTOR)
    with cast.refused(Forbidden, "Nobody approves for signature what they drew up"):
        engagements.move(cast.actor("ana"), cast.as_it_is(sow.engagement), action="approve")


def test_a_deputy_of_the_director_overrules_but_not_what_the_director_raised(finn, dora, dan, firm):
    agreeing.asked(firm)
    actions.object_to(finn, agreeing.step("finance"), note="Too cheap.", remedy="List price.")
    actions.object_to(dora, agreeing.step("director"), note="Too thin.", remedy="An architect.")
    theirs, hers = Point.objects.order_by("pk")
    with cast.refused(Forbidden, "You may not overrule a point"):
        actions.overrule(dan, theirs, note="We want them.")
    away("dora", "dan")
    row = actions.overrule(dan, theirs, note="We want them.")
    assert (row.state, row.closed_name) == ("overruled", "Dan Whitlock for Dora Castellan")
    with cast.refused(Forbidden, "You may not overrule a point"):
        actions.overrule(dan, hers, note="Never mind.")
    row = actions.resolve(dan, hers)
    assert row.closed_name == "Dan Whitlock for Dora Castellan"


def test_who_sells_it_overrules_nobody_in_a_directors_place(ana, sam, finn, firm):
    sow = agreeing.asked(firm)
    engagements.assign(ana, cast.as_it_is(sow.engagement), seller=cast.person("sam"))
    actions.object_to(finn, agreeing.step("finance"), note="Too cheap.", remedy="List price.")
    away("dora", "sam")
    with cast.refused(Forbidden, "sells an engagement overrules nobody"):
        actions.overrule(sam, Point.objects.get(), note="We want them.")
    assert Point.objects.get().state == "open"


@pytest.fixture
def made_by_dora(firm):
    """Dora leads engagements as well and drew this one up, whoever asks for its approvals; Theo stands in."""
    people.grant(system("a test"), cast.person("dora"), role=Role.ENGAGEMENT_MANAGER)
    cast.approved(firm)
    agreements.generate(cast.actor("dora"), Estimate.objects.get())
    sow = cast.submitted(cast.as_it_is(firm.engagement))
    away("dora")
    return sow


def test_a_point_that_the_director_may_not_overrule_is_overruled_in_nobodys_place(
    finn, dora, theo, made_by_dora
):
    actions.object_to(finn, agreeing.step("finance"), note="Too cheap.", remedy="List price.")
    point = Point.objects.get()
    with cast.refused(Forbidden, "Nobody overrules for what they drew up"):
        actions.overrule(dora, point, note="We want them.")
    with cast.refused(Forbidden, "You may not overrule a point"):
        actions.overrule(theo, point, note="We want them.")


def test_what_the_director_may_not_approve_for_signature_goes_nowhere_in_her_place(dora, theo, made_by_dora):
    Review.objects.filter(asking__sow=made_by_dora, stage="sow").update(state="approved", at=timezone.now())
    Engagement.objects.filter(pk=made_by_dora.engagement_id).update(sow_state="agreed")
    for who, why in ((dora, "what they drew up"), (theo, "move an engagement: Approve for signature")):
        with cast.refused(Forbidden, why):
            engagements.move(who, cast.as_it_is(made_by_dora.engagement), action="approve")


def test_a_gate_of_who_drew_it_up_is_answered_in_nobodys_place(dan, theo, firm):
    estimate = cast.in_review(firm)
    Estimate.objects.filter(pk=estimate.pk).update(drawn_by=theo.user_id)
    away("theo", "dan")
    with cast.refused(Forbidden, "approve this estimate"):
        estimates.approve(dan, Estimate.objects.get(pk=estimate.pk))
    assert not todo(dan)


def test_a_deputy_answers_the_gates_of_an_estimate(dan, firm):
    estimate = cast.in_review(firm)
    with cast.refused(Forbidden, "approve this estimate"):
        estimates.approve(dan, estimate)
    away("theo", "dan")
    assert [item.what for item in todo(dan)] == ["Review the estimate, for Theo Lindqvist"]
    row = estimates.approve(dan, estimate, note="Seen.")
    assert (row.state, row.approvals[0]["instead_of"]) == ("approved", "Theo Lindqvist")
    assert estimate_card(dan, row).gates[0].by == "Dan Whitlock for Theo Lindqvist"


@pytest.mark.parametrize(("who", "why"), [("ana", "their own estimate"), ("sam", "sells")])
def test_who_drew_it_up_or_sells_it_answers_no_gate_in_anothers_place(who, why, ana, firm):
    engagements.assign(ana, cast.as_it_is(firm.engagement), seller=cast.person("sam"))
    estimate = cast.in_review(firm)
    away("theo", who)
    with cast.refused(Forbidden, why):
        estimates.approve(cast.actor(who), estimate)
    assert not any(item.what.startswith("Review") for item in todo(cast.actor(who)))
    deliver_waiting()
    assert not any("by you for" in text for text in said_to(who))


def test_who_is_asked_for_an_estimate_in_anothers_place_hears_it(firm):
    away("theo", "dan")
    cast.in_review(firm)
    deliver_waiting()
    assert "asks for a review, by you for Theo Lindqvist: Northwind" in said_to("dan")[-1]


def test_a_signature_is_given_in_nobodys_place(lea, theo, firm):
    sow = agreeing.asked(firm)
    away()
    cast.moved(sow.engagement, "approve")
    actions.approve(lea, agreeing.step("legal"))
    with cast.refused(Forbidden, "asked of: Finance"):
        actions.approve(theo, agreeing.step("signer"))
    assert all(item.about != agreeing.step("signer").pk for item in todo(theo))
    away("lea", "dora")
    actions.object_to(lea, agreeing.step("legal"), note="Wait.", remedy="A day.")
    actions.resolve(cast.actor("dora"), Point.objects.get())
    assert actions.approve(cast.actor("dora"), agreeing.step("legal")).instead_of == "Lea Brandt"


def test_what_is_not_theirs_to_answer_nobody_answers_for_them(theo, firm):
    """Ana holds finance as well and drew it up: that she is away makes it nobody's for her."""
    people.grant(system("a test"), cast.person("ana"), role=Role.FINANCE)
    agreeing.asked(firm)
    away("ana")
    with cast.refused(Forbidden, "asked of: Finance"):
        actions.approve(theo, agreeing.step("finance"))


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
