"""The agree page shows what linter and hand-off test find, to the firm alone."""

from __future__ import annotations

import re

import pytest

from fairlead.apps.redlines import actions
from tests import cast
from tests.apps.redlines import coming
from tests.faces.api.conftest import caller as caller


@pytest.fixture
def page(firm, visit):
    sow = cast.signable(firm)

    def see(username):
        answer = visit(username).get(f"/engagements/{sow.engagement_id}/agree")
        return answer.status_code, answer.content.decode()

    return see


@pytest.mark.parametrize("who", ["ana", "theo", "dan", "sam", "finn"])
def test_the_firm_sees_findings_with_their_places(page, who):
    status, text = page(who)
    assert status == 200
    assert "Before signature" in text and "Hand-off: ready, with notes" in text
    assert "D6 User classes: nothing says what it waits for" in text
    assert re.search(r"\d+ Schedule\s*</td>", text) and "shared/classes.toml" in text
    assert "nothing vague, nothing open" in text
    assert "What delivery would plan from" in text


def test_the_customer_sees_the_papers_and_no_findings(page):
    status, text = page("carl")
    assert status == 200 and "Statement of work, PDF" in text
    for inside in ("Before signature", "Hand-off", "classes.toml"):
        assert inside not in text


def test_a_stranger_sees_no_page(page):
    assert page("max")[0] in (403, 404)


def test_an_estimate_is_checked_before_there_is_a_statement(firm, visit):
    cast.approved(firm)
    text = visit("ana").get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    assert "that estimate v1 would come to" in text
    assert "Before signature" in text


def test_without_an_estimate_there_is_nothing_to_check(firm, visit):
    text = visit("ana").get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    assert "Before signature" not in text


def test_vague_words_that_were_agreed_are_said_on_the_page_and_by_the_api(ana, firm, visit, caller):
    """In a section in which the practice's own words are not read for them."""
    sow = coming.sent(firm)
    word = coming.opened(sow)
    word.insert("as for its own staff.", " It liaises with suppliers and gives ongoing advice.")
    copy = coming.taken(sow, word.bytes())
    actions.accept(ana, coming.change(copy, "staff"), note="Fair.")
    made = actions.settle(ana, coming.as_it_is(copy)).settled
    page = visit("ana").get(f"/engagements/{made.engagement_id}/agree").content.decode()
    answer = caller("ana").get(f"/sows/lint?sow={made.pk}")
    assert {one["code"] for one in answer.data["remarks"]} == {"word-involvement", "word-support"}
    assert all(one["message"].split("`")[1] in page for one in answer.data["remarks"])
    assert caller("carl").get(f"/sows/lint?sow={made.pk}").status_code == 404
