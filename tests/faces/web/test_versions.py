"""The page that says what differs between two versions, and its papers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.agreements import actions
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions as estimates
from tests import cast
from tests.apps.redlines import coming


@pytest.fixture
def two(firm):
    """A statement of work, and a newer estimate with a discount."""
    ana = cast.actor("ana")
    sow = actions.generate(ana, cast.approved(firm))
    engagements.price(ana, Engagement.objects.get(pk=firm.engagement.pk), discount=Decimal("7.58"))
    return sow, estimates.draft(ana, Engagement.objects.get(pk=firm.engagement.pk))


def at(firm, query=""):
    return f"/engagements/{firm.engagement.pk}/versions{query}"


def test_it_compares_the_newest_two_by_itself(two, firm, visit):
    sow, estimate = two
    page = visit("ana").get(at(firm)).content.decode()
    assert f"From {sow.title.split()[0]} to Estimate v{estimate.number}" in page
    assert f"{sow.price:,}" in page and f"{estimate.price:,}" in page
    assert f"−{sow.price - estimate.price:,}" in page and "Price (USD)" in page
    assert "<ins" in page and "<del" in page and "put in:" in page


@pytest.mark.parametrize("had", ["came back marked", "was put before them"])
def test_what_the_customer_last_had_is_compared_with_and_that_is_said(had, ana, firm, visit):
    sow = coming.sent(firm)
    if had == "came back marked":
        coming.taken(sow)
    else:
        actions.share(ana, sow)
    actions.generate(ana, sow.estimate)
    engagements.price(ana, cast.as_it_is(firm.engagement), discount=Decimal("7.58"))
    estimate = estimates.draft(ana, cast.as_it_is(firm.engagement))
    page = visit("ana").get(at(firm)).content.decode()
    assert f"From {sow.code} to Estimate v{estimate.number}" in page
    assert f"{sow.code} is what the customer had in hands" in page


def test_where_the_customer_had_none_nothing_is_said_of_it(two, firm, visit):
    assert "had in hands" not in visit("ana").get(at(firm)).content.decode()


def test_what_is_unchanged_is_shown_on_demand(two, firm, visit):
    client = visit("ana")
    assert "Unchanged</span>" not in client.get(at(firm)).content.decode()
    assert "Unchanged</span>" in client.get(at(firm, "?all=1")).content.decode()


def test_one_version_twice_is_said_to_be_one(two, firm, visit):
    sow, _ = two
    page = visit("ana").get(at(firm, f"?old=sow-{sow.pk}&new=sow-{sow.pk}")).content.decode()
    assert "This is one version twice" in page


def test_a_version_that_is_not_there_is_said_beside_the_usual_ones(two, firm, visit):
    page = visit("ana").get(at(firm, "?old=sow-999999&new=../../etc"))
    assert page.status_code == 200 and "From SOW-" in page.content.decode()
    for key in ("sow-999999", "../../etc"):
        assert f"There is no version “{key}” of this engagement" in page.content.decode()
    assert visit("ana").get(at(firm, "/paper?old=sow-999999")).status_code == 404
    assert "There is no version" not in visit("ana").get(at(firm)).content.decode()


def test_without_two_versions_it_says_what_it_is_for(firm, visit):
    page = visit("ana").get(at(firm)).content.decode()
    assert "Nothing to compare yet" in page
    assert visit("ana").get(at(firm, "/paper")).status_code == 422


def test_it_is_saved_as_pdf_and_word(two, firm, visit):
    client = visit("ana")
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = client.get(at(firm, f"/paper?kind={kind}"))
        assert answer.content.startswith(start)
        assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    assert client.get(at(firm, "/paper?kind=exe")).status_code == 422


@pytest.mark.parametrize("who", ["carl", "max"])
def test_it_is_for_the_firm_alone(who, two, firm, visit):
    client = visit(who)
    assert client.get(at(firm)).status_code in (403, 404)
    assert client.get(at(firm, "/paper")).status_code in (403, 404)
