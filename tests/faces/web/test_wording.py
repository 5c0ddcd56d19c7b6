"""The wording page: choices by clause, who has to accept them, and what is wrong kept as it was written."""

from __future__ import annotations

import pytest

from fairlead.apps.estimates.models import Adjustment
from fairlead.apps.estimates.wording_actions import agree
from tests import cast


@pytest.fixture
def desk(firm, visit):
    cast.answered(firm)
    return visit("ana")


def at(firm) -> str:
    return f"/engagements/{firm.engagement.pk}/wording"


ASKED = {
    "variant.property": "property-to-customer", "variant.passive-acceptance": "-", "variant.staff": "",
    "figure.payment_days": "45", "figure.warranty_days": "", "jurisdiction": "", "billing_term": "",
    "training_term": "", "seen": "0",
}  # fmt: skip


def test_clauses_are_chosen_and_what_must_be_accepted_stands_on_top(desk, firm):
    page = desk.get(at(firm)).content.decode()
    assert "Somebody has to accept this" not in page
    assert "Everything made belongs to the Customer (walk-away; Director accepts)" in page
    assert (
        "30 is the standard; 30 to 60 may be agreed, Finance accepts; beyond that Director decides." in page
    )
    assert desk.post(at(firm), ASKED).status_code == 302
    agreed = Adjustment.objects.get(line="").agreed
    assert agreed["variants"] == {"property": "property-to-customer", "staff": ""}
    assert agreed["figures"] == {"payment_days": "45"}
    page = desk.get(at(firm)).content.decode()
    assert "Somebody has to accept this" in page and "Payment period: 45 days lies within 30 to 60" in page


def test_what_is_wrong_is_said_and_stays_written(desk, firm):
    answer = desk.post(at(firm), {**ASKED, "figure.payment_days": "soon"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="soon"' in page and "Write a number, like 45." in page
    answer = desk.post(at(firm), {**ASKED, "figure.payment_days": "-3"})
    assert answer.status_code == 422 and "cannot be -3" in answer.content.decode()
    assert not Adjustment.objects.exists()


def test_somebody_faster_is_said(desk, firm):
    desk.post(at(firm), ASKED)
    answer = desk.post(at(firm), ASKED)
    assert answer.status_code == 412 and "Somebody was faster." in answer.content.decode()


def test_without_a_price_the_reasons_stand_there(firm, visit, ana):
    cast.engagements.price(ana, firm.engagement, billing="fixed-fee")
    agree(ana, cast.as_it_is(firm.engagement), billing_term="milestones")
    cast.engagements.price(ana, cast.as_it_is(firm.engagement), billing="time-and-materials")
    page = visit("ana").get(at(firm))
    assert page.status_code == 200 and "is not billed by milestones" in page.content.decode()


@pytest.mark.parametrize(("who", "status"), [("sam", 200), ("carl", 404), ("max", 404)])
def test_who_reads_it(who, status, firm, visit):
    cast.answered(firm)
    page = visit(who).get(at(firm))
    assert page.status_code == status
    assert "Agree on this wording" not in page.content.decode()


def test_its_queries(desk, firm, django_assert_num_queries):
    with django_assert_num_queries(8):
        desk.get(at(firm))
