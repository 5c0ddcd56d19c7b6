"""Who comes in: nobody unknown, no stranger anywhere, customers to their own papers alone."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Paper
from fairlead.apps.engagements.models import Engagement
from tests import cast
from tests.faces.web.addresses import NAMES, POSTED, SIGN_IN, fill


@pytest.mark.parametrize("name", sorted(set(NAMES) - SIGN_IN))
def test_whoever_is_not_signed_in_is_led_to_the_sign_in(name, firm, visit):
    answer = visit("").get(fill(name, firm))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


def test_a_part_of_a_page_leads_to_the_sign_in_as_a_whole(firm, visit):
    answer = visit("").get(fill("desk", firm), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/sign-in"


@pytest.mark.parametrize("name", sorted(set(NAMES) - SIGN_IN))
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_a_stranger_there_is_nothing_anywhere(name, method, firm, visit):
    assert getattr(visit("max"), method)(fill(name, firm)).status_code == 404


def test_a_stranger_can_still_leave(visit):
    max_ = visit("max")
    assert max_.get("/sign-out").status_code == 200
    assert max_.post("/sign-out").status_code == 302
    assert max_.get("/").headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("username", sorted(cast.STAFF))
@pytest.mark.parametrize("name", sorted(set(NAMES) - SIGN_IN - POSTED))
def test_every_page_answers_everyone_of_the_firm(username, name, firm, visit):
    """With the page, or with a refusal that says why; never with a fault."""
    answer = visit(username).get(fill(name, firm))
    # Two options or versions are compared, and there is one.
    refused = {422} if name in ("options-paper", "versions-paper") else set()
    assert answer.status_code in {200, 302, 403, 404, 409} | refused
    assert name not in {"desk", "board", "engagements", "accounts"} or answer.status_code == 200


@pytest.fixture
def papers(firm):
    """The papers of a SOW that is approved for signature: from then on its customer sees them."""
    cast.signable(firm)
    return {paper.kind: paper.pk for paper in Paper.objects.all()}


def test_a_customer_finds_the_papers_of_their_account_and_no_figures(papers, firm, visit):
    carl = visit("carl")
    page = carl.get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    assert f"/papers/{papers['sow.pdf']}" in page
    assert f"/papers/{papers['estimate.xlsx']}" not in page
    assert "P90" not in page
    assert "Margin" not in page
    assert carl.get(f"/papers/{papers['sow.pdf']}").status_code == 200
    for kind in ("estimate.xlsx", "result.json"):
        assert carl.get(f"/papers/{papers[kind]}").status_code == 404, kind


def test_before_that_their_page_says_what_will_stand_there(firm, visit):
    agreements.generate(cast.actor("ana"), cast.approved(firm))
    page = visit("carl").get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    assert "/papers/" not in page
    assert "you can download it here" in page


@pytest.mark.parametrize("tab", ["discover", "estimate", "activity", "terms", "people", "practice"])
def test_the_inside_of_an_engagement_is_not_for_its_customer(tab, firm, visit):
    assert visit("carl").get(f"/engagements/{firm.engagement.pk}/{tab}").status_code in {403, 404}


def test_a_customer_does_not_see_another_account(firm, visit, ana):
    other = cast.accounts.open_account(ana, name="Aurelia Bank")
    cast.engagements.open_engagement(ana, other, name="Platform", offering="implementation-ha")
    theirs = Engagement.objects.get(account=other)
    carl = visit("carl")
    assert carl.get(f"/accounts/{other.pk}").status_code == 404
    assert carl.get(f"/engagements/{theirs.pk}/agree").status_code == 404
    assert "Aurelia" not in carl.get("/engagements").content.decode()


def test_sellers_and_consultants_see_no_margin(work, visit):
    for username, sees in {"ana": True, "dora": True, "sam": False, "cora": False}.items():
        for tab in ("discover", "estimate", "activity"):
            page = visit(username).get(f"/engagements/{work.pk}/{tab}").content.decode()
            hides = "argin" not in page and "Standard cost" not in page
            assert hides is not sees or tab == "activity", (username, tab)
            if not sees:
                assert hides, (username, tab)
