"""The agree tab: who stands where, buttons by state, what was asked again and why, who holds the pen."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals import actions
from fairlead.apps.pens import actions as pens
from fairlead.apps.pens.models import Pen
from tests import cast
from tests.apps.approvals import agreeing


@pytest.fixture
def page(firm, visit):
    def read(username):
        answer = visit(username).get(f"/engagements/{firm.engagement.pk}/agree")
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return read


@pytest.fixture
def do(firm, visit):
    def send(username, verb, row, **body):
        return visit(username).post(f"/do/{verb}/{row.pk}", {"version": row.version, **body})

    return send


def test_the_manager_asks_and_takes_back(firm, page, do):
    cast.approved(firm)
    sow = cast.sow_of(firm.engagement)
    assert "Nobody is asked yet" in page("ana")
    assert "/do/sow.submit/" in page("ana")
    assert "/do/sow.submit/" not in page("finn")
    assert do("ana", "sow.submit", sow).status_code == 302
    assert "0 of 7" in page("ana")
    assert "/do/sow.recall/" in page("ana")


def test_a_reviewer_finds_their_steps_and_no_other(firm, page):
    agreeing.asked(firm)
    said = page("finn")
    for gate, there in (("finance", True), ("revenue-wording", True), ("delivery-manager", False)):
        assert (f"/do/review.approve/{agreeing.step(gate).pk}" in said) == there
    assert "vouches for price, rates, discount" in said
    assert "first comes Account team and customer agree the size" in said
    assert "Not needed:" in said


def test_they_answer_by_its_buttons(firm, page, do):
    agreeing.asked(firm)
    body = {"note": "Too cheap.", "remedy": "List price."}
    assert do("finn", "review.object", agreeing.step("finance"), **body).status_code == 302
    said = page("ana")
    assert "Would change their mind: List price." in said
    point = agreeing.step("finance").points.get()
    assert f"/do/point.answer/{point.pk}" in said
    assert f"/do/point.overrule/{point.pk}" not in said
    assert f"/do/point.overrule/{point.pk}" in page("dora")
    assert do("ana", "point.answer", point, note="It is the list price.").status_code == 302
    assert "It is the list price." in page("finn")


def test_nobody_overrules_in_the_place_of_who_made_it(firm, page, do):
    sow, today = agreeing.asked(firm), timezone.localdate()
    dora = cast.actor("dora")
    Sow.objects.filter(pk=sow.pk).update(drawn_by=dora.user_id)
    actions.delegate(dora, cast.person("dora"), to=cast.person("theo"), start=today, end=today + timedelta(5))
    do("finn", "review.object", agreeing.step("finance"), note="Too cheap.", remedy="List price.")
    point = agreeing.step("finance").points.get()
    for who in ("dora", "theo"):
        assert f"/do/point.overrule/{point.pk}" not in page(who)
        assert do(who, "point.overrule", point, note="We want them.").status_code == 403


def test_an_objection_names_the_clause_or_figure_that_it_is_about(firm, page, do):
    agreeing.asked(firm)
    assert '<option value="discount">Discount, percent</option>' in page("finn")
    said = {"note": "Too much.", "remedy": "Five.", "about": "discount"}
    assert do("finn", "review.object", agreeing.step("finance"), **said).status_code == 302
    assert "On Discount, percent" in page("ana")


def test_it_is_handed_on_by_a_choice_of_holders(firm, do):
    cast.people.grant(cast.system("a test"), cast.person("theo"), role=cast.Role.FINANCE)
    agreeing.asked(firm)
    to = cast.person("theo").pk
    assert do("finn", "review.hand", agreeing.step("finance"), to=to).status_code == 302
    assert agreeing.step("finance").holder.name == "Theo Lindqvist"


def test_what_was_asked_again_says_why(firm, page):
    sow = agreeing.asked(firm)
    cast.agreed(firm.engagement)
    agreeing.again(sow, discount=Decimal("7.58"))
    said = page("dora")
    assert "Asked again: Dora Castellan had approved, and since then" in said
    assert "Discount, percent changed from 0 to 7.58." in said
    assert "on version 1, which means the same" in said


def test_asked_again_after_an_objection_was_overruled_it_is_said_of_nobody_that_they_overruled(firm, page):
    sow = agreeing.asked(firm)
    finn, dora = cast.actor("finn"), cast.actor("dora")
    actions.object_to(finn, agreeing.step("finance"), note="Too cheap.", remedy="List price.")
    actions.overrule(dora, agreeing.step("finance").points.get(), note="We want this customer.")
    agreeing.again(sow, discount=Decimal("7.58"))
    said = page("finn")
    assert "Asked again: the objection of Finn Marlowe was overruled, and since then" in said
    assert "Finn Marlowe had overruled" not in said


def test_what_a_point_is_about_is_called_by_its_words_and_not_by_an_id(firm, page):
    agreeing.asked(firm)
    form = page("dan")
    assert "Assumption “" in form and "Duty “" in form and "Exclusion “" in form
    assert not re.search(r'value="term[^"]*">(Assumption|Duty|Exclusion) [a-z-]+<', form)


def test_legal_takes_its_own_stamp_back_by_its_button(firm, page, do):
    agreeing.asked(firm)
    cast.moved(firm.engagement, "approve")
    actions.approve(cast.actor("lea"), agreeing.step("legal"))
    step = agreeing.step("legal")
    assert f"/do/review.object/{step.pk}" in page("lea")
    body = {"note": "The wrong entity.", "remedy": "The right one."}
    assert do("lea", "review.object", step, **body).status_code == 302
    assert "The wrong entity." in page("ana")


def test_what_was_overruled_stands_on_the_next_version_too(firm, page):
    sow = agreeing.asked(firm)
    finn, dora = cast.actor("finn"), cast.actor("dora")
    actions.object_to(finn, agreeing.step("finance"), note="Too cheap.", remedy="List price.")
    point = agreeing.step("finance").points.get()
    actions.overrule(dora, point, note="We want this customer.")
    agreeing.again(sow, acceptance_days=10)
    said = page("ana")
    for words in ("Too cheap.", "Overruled, Dora Castellan", "We want this customer."):
        assert words in said
    assert f"/do/point.answer/{point.pk}" not in said


def test_a_deputy_finds_the_directors_button_and_its_gate_says_for_whom(firm, page, do):
    agreeing.asked(firm)
    cast.agreed(firm.engagement)
    said = 'name="action" value="approve"'
    assert said not in page("theo")
    engagement = cast.as_it_is(firm.engagement)
    refused = do("theo", "engagement.move", engagement, action="approve")
    assert refused.status_code == 403 and "Approve for signature" in refused.content.decode()
    day = timezone.localdate()
    actions.delegate(
        cast.actor("dora"),
        cast.person("dora"),
        to=cast.person("theo"),
        start=day,
        end=day + timedelta(days=3),
    )
    assert said in page("theo")
    assert do("theo", "engagement.move", engagement, action="approve").status_code == 302
    assert cast.as_it_is(engagement).state == "approved"


def test_words_of_people_are_never_markup(firm, page):
    agreeing.asked(firm)
    note = "<script>alert(1)</script>"
    actions.object_to(cast.actor("finn"), agreeing.step("finance"), note=note, remedy=note)
    assert note not in page("ana")
    assert "&lt;script&gt;" in page("ana")


def test_who_holds_the_pen_stands_there(firm, page, do):
    cast.approved(firm)
    assert "Nobody holds the pen" in page("ana")
    pens.take(cast.actor("rita"), firm.engagement)
    said = page("ana")
    assert "Rita Okafor holds the pen" in said
    assert "/do/sow.generate/" not in said
    engagement = cast.as_it_is(firm.engagement)
    assert do("ana", "pen.take", engagement, note="Rita is away.").status_code == 302
    assert do("ana", "pen.give", engagement, to=cast.person("lea").pk).status_code == 302
    assert Pen.objects.get().holder.name == "Lea Brandt"


def test_buttons_follow_the_pen_and_everyone_who_asks_for_it_stands_there(firm, page, do):
    cast.approved(firm)
    sow = cast.sow_of(firm.engagement)
    pens.take(cast.actor("ana"), firm.engagement)
    pens.ask(cast.actor("rita"), firm.engagement, note="For the price.")
    pens.ask(cast.actor("lea"), firm.engagement, note="For the law.")
    theirs, hers = page("rita"), page("ana")
    for verb in ("sow.submit", "sow.withdraw"):
        assert f"/do/{verb}/{sow.pk}" in hers
        assert f"/do/{verb}/{sow.pk}" not in theirs
    for said in ("Rita Okafor asks for it", "For the price.", "Lea Brandt asks for it", "For the law."):
        assert said in hers
    assert "Give it to Lea Brandt" in hers and "Give it to" not in theirs
    assert do("rita", "sow.withdraw", sow).status_code == 409


def test_a_customer_reads_nothing_of_it(firm, page):
    cast.signable(firm)
    said = page("carl")
    for word in ("Who agrees", "holds the pen", "vouches", "Finn Marlowe"):
        assert word not in said


@pytest.mark.parametrize("who", ["ana", "finn", "dora"])
def test_steps_and_points_cost_no_queries(who, firm, visit):
    """As many statements with a point on every step as with none."""
    agreeing.asked(firm)
    client = visit(who)
    address = f"/engagements/{firm.engagement.pk}/agree"

    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    before = asked()
    for gate, username in (("finance", "finn"), ("account-team", "sam"), ("delivery-manager", "dan")):
        actions.object_to(cast.actor(username), agreeing.step(gate), note="A\nB\nC", remedy="D")
    assert asked() <= before + 1  # a step with points asks whether they are open once, for all
