"""Pages of comments: on clauses and lines, asked of somebody, answered and resolved; for the firm alone."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.comments import actions
from fairlead.apps.comments.models import Comment
from tests import cast
from tests.apps.redlines import coming


def text(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


def test_somebody_comments_on_a_clause_and_asks_for_an_answer(sow, visit):
    theo, key = visit("theo"), sow.engagement_id
    form = text(theo, f"/engagements/{key}/comments/new?about=clause:acceptance")
    assert '<option value="clause:acceptance" selected>10 Acceptance</option>' in form
    given = {
        "version": sow.engagement.version, "about": "clause:acceptance", "text": "<b>Five</b> days?",
        "to": cast.person("lea").pk,
    }  # fmt: skip
    done = theo.post(f"/engagements/{key}/comments/new", given)
    row = Comment.objects.get()
    assert done.url == f"/engagements/{key}/comments#comment-{row.pk}"
    lea = visit("lea")
    page = text(lea, f"/engagements/{key}/comments")
    assert "&lt;b&gt;Five&lt;/b&gt; days?" in page and "asks Lea Brandt" in page
    assert f"/engagements/{key}/comments#comment-{row.pk}" in text(lea, "/")
    lea.post(f"/do/comment.answer/{row.pk}", {"version": row.version, "note": "Ten."})
    row.refresh_from_db()
    theo.post(f"/do/comment.resolve/{row.pk}", {"version": row.version})
    page = text(theo, f"/engagements/{key}/comments")
    assert "No open comments" in page and "Ten." not in page
    page = text(theo, f"/engagements/{key}/comments?all")
    assert "Ten." in page and "Resolved by Theo Lindqvist" in page


def test_it_stands_beside_its_clause_where_the_document_is_read(ana, sow, visit):
    actions.write(ana, sow.engagement, about="clause:acceptance", text="Five days are short.")
    page = text(visit("theo"), f"/sows/{sow.pk}/read")
    before, _, after = page.partition("Five days are short.")
    assert 'id="clause-acceptance"' in before and after
    assert f"/engagements/{sow.engagement_id}/comments/new?about=clause:acceptance" in page
    agreements.share(ana, sow)
    assert "Five days" not in text(visit("carl"), f"/sows/{sow.pk}/read")


def test_what_is_wrong_is_said_and_what_was_written_is_kept(sow, visit):
    theo, key = visit("theo"), sow.engagement_id
    given = {"version": sow.engagement.version, "about": "clause:acceptance", "text": "x" * 2001}
    answer = theo.post(f"/engagements/{key}/comments/new", given)
    assert answer.status_code == 422 and "2,000 are the most" in answer.content.decode()
    assert "x" * 2001 in answer.content.decode() and not Comment.objects.exists()


def test_a_line_shows_how_many_there_are_and_leads_to_them(ana, sow, visit):
    page = text(visit("theo"), f"/engagements/{sow.engagement_id}/estimate")
    assert "comments/new?about=line%3Akickoff" in page and "1 comment" not in page
    actions.write(ana, sow.engagement, about="line:kickoff", text="Two of us?")
    page = text(visit("theo"), f"/engagements/{sow.engagement_id}/estimate")
    assert "1 comment" in page and "/comments#on-linekickoff" in page


def test_what_is_there_no_more_is_said_so_and_keeps_what_was_said(ana, sow, visit):
    row = actions.write(ana, sow.engagement, about="line:kickoff", text="Two of us?")
    Comment.objects.filter(pk=row.pk).update(place="gone", title="Gone line")
    page = text(visit("theo"), f"/engagements/{sow.engagement_id}/comments")
    assert "Gone line" in page and "no part of the document or of the scope" in page and "Two of us?" in page


@pytest.mark.parametrize("who", ["carl", "max"])
def test_customers_and_strangers_find_no_such_page(who, sow, visit):
    for page in ("comments", "comments/new"):
        assert visit(who).get(f"/engagements/{sow.engagement_id}/{page}").status_code == 404


def test_an_administrator_is_offered_no_comment(alma, sow, visit):
    assert "comments/new" not in text(visit("alma"), f"/engagements/{sow.engagement_id}/comments")
    assert visit("alma").get(f"/engagements/{sow.engagement_id}/comments/new").status_code == 403
