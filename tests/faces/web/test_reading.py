"""The page of a statement of work: all of it, clause by clause, for the customer and for the firm."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from fairlead.apps.accounts.models import Contact
from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.agreements.models import Sow
from fairlead.apps.readers import actions
from fairlead.apps.readers.models import Visit
from fairlead.apps.signing import actions as signing
from fairlead.core.errors import WrongTime
from fairlead.engines.documents.html import anchor
from fairlead.engines.documents.tree import walk
from tests import cast
from tests.apps.readers.reading import ago, as_it_is, begun, read
from tests.apps.redlines import coming
from tests.apps.redlines.test_customers import before_them
from tests.faces.web.test_customers import text


@pytest.fixture
def sow(firm):
    return before_them(firm)


def page_of(sow: Sow) -> str:
    return f"/sows/{sow.pk}/read"


@pytest.mark.parametrize("who", ["carl", "ana", "cora"])
def test_every_clause_is_there_with_its_anchor(who, sow, visit):
    page = text(visit(who), page_of(sow))
    sections = list(walk(document_of(sow).sections))
    assert len(sections) > 20
    assert [one.id for one in sections if f'<section id="{anchor(one.id)}"' not in page] == []
    assert f'href="#{anchor(sections[0].id)}"' in page


def test_it_is_not_there_before_it_is_put_before_them(firm, visit):
    sow = coming.sent(firm)
    assert visit("carl").get(page_of(sow)).status_code == 404
    agreements.share(cast.actor("ana"), sow)
    assert visit("carl").get(page_of(sow)).status_code == 200
    assert visit("max").get(page_of(sow)).status_code == 404
    assert visit("").get(page_of(sow)).status_code == 302


def test_the_customer_asks_about_a_clause_from_beside_it(sow, visit):
    clause = next(one for one in walk(document_of(sow).sections) if one.blocks)
    carl, address = visit("carl"), f"/sows/{sow.pk}/ask?clause={clause.id}"
    assert address in text(carl, page_of(sow))
    assert "/ask?clause=" not in text(visit("ana"), page_of(sow))
    page = text(carl, address)
    assert f'<option value="{clause.id}" selected>' in page
    assert f"/sows/{sow.pk}/read#{anchor(clause.id)}" in page
    assert "selected" not in text(carl, f"/sows/{sow.pk}/ask?clause=nothing-of-it")


def test_its_files_are_at_the_top(sow, visit):
    page = text(visit("carl"), page_of(sow))
    assert page.count(" download ") == 2
    assert all(f'data-file="{kind}"' in page for kind in ("pdf", "docx"))
    assert "Return a marked copy" in page


def test_what_this_release_cannot_make_anew_offers_its_files(sow, visit, monkeypatch):
    def refuse(_):
        raise WrongTime("The approved figures cannot be reproduced by this release.")

    monkeypatch.setattr("fairlead.faces.web.reading.document_of", refuse)
    page = text(visit("carl"), page_of(sow))
    assert "Its files say what was agreed" in page
    assert "<section id=" not in page
    assert page.count(" download ") == 2


def test_the_pages_lead_there(sow, visit):
    carl, ana = visit("carl"), visit("ana")
    agree = f"/engagements/{sow.engagement_id}/agree"
    assert all(f'href="{page_of(sow)}"' in text(carl, address) for address in ("/", agree))
    assert f'href="{page_of(sow)}"' in text(ana, agree)


def test_what_a_reader_does_is_noted_by_their_page_and_by_no_other(sow, visit):
    carl, address = visit("carl"), f"/sows/{sow.pk}/reading"
    with cast.records():
        text(carl, page_of(sow))
        assert carl.get(address).status_code == 405
    with cast.records("visit.begin"):
        assert report(carl, address, {}).status_code == 204
    row = ago(Visit.objects.get(), minutes=5)
    with cast.records("visit.note", "visit.download"):
        report(carl, address, {"seconds": {row.known[0].id: 20, "forged": 9}, "file": "docx"})
    assert as_it_is(row).clauses == {row.known[0].id: 20}
    for who, status in (("ana", 403), ("max", 404)):
        with cast.records():
            assert report(visit(who), address, {}).status_code == status


@pytest.mark.parametrize("said", [
    "", "[]", "{", '"x"', '{"seconds": 7}', '{"seconds": {"a": "b"}, "file": 3}',
    '{"seconds": {"a": 1e3, "b": true}, "file": "exe"}',
])  # fmt: skip
def test_a_report_that_says_nothing_notes_nothing(said, sow, visit):
    row = begun(sow)
    with cast.records():
        done = visit("carl").post(f"/sows/{sow.pk}/reading", said, content_type="application/json")
    assert done.status_code == 204
    assert as_it_is(row).clauses == {}


def test_a_reader_is_told_and_says_no_there(sow, visit):
    carl, agree = visit("carl"), f"/engagements/{sow.engagement_id}/agree"
    address, contact = page_of(sow), Contact.objects.get()
    assert "is told which parts of this you read, when and for how long" in text(carl, address)
    assert f'data-reading="/sows/{sow.pk}/reading"' in text(carl, address)
    assert f'data-reading="/sows/{sow.pk}/reading"' in text(carl, agree)
    carl.post(f"/do/contact.reading/{contact.pk}", {"version": contact.version, "next": address})
    assert "Nobody is told what you read" in text(carl, address)
    assert "data-reading" not in text(carl, address) + text(carl, agree)
    with cast.records():
        assert report(carl, f"/sows/{sow.pk}/reading", {}).status_code == 409
    data = {"version": contact.version + 1, "next": address, "on": "1"}
    carl.post(f"/do/contact.reading/{contact.pk}", data)
    assert "data-reading" in text(carl, address)


def test_turned_off_for_all_no_page_speaks_of_it(sow, visit, settings):
    settings.READERS = False
    carl = visit("carl")
    for address in (page_of(sow), f"/engagements/{sow.engagement_id}/agree"):
        page = text(carl, address)
        assert "data-reading" not in page
        assert "told" not in page
    assert "notes no more" in text(visit("ana"), f"/sows/{sow.pk}/readers")


def test_the_firm_is_noted_nowhere_and_told_in_words(sow, visit):
    ana, agree = visit("ana"), f"/engagements/{sow.engagement_id}/agree"
    assert "data-reading" not in text(ana, page_of(sow))
    assert "Nobody of the customer has opened it here yet" in text(ana, agree)
    row = read(sow, price=400, parties=20)
    actions.download(cast.actor("carl"), row, kind="docx")
    said = "read it once, last just now, 7 minutes in all; longest on 7 Price. Not read yet: 2–6, 8–16."
    for address in (agree, f"/sows/{sow.pk}/readers"):
        page = text(ana, address)
        assert f"<b>Carl Jensen</b> {said} Downloaded the Word file." in page
    assert f'href="/sows/{sow.pk}/read#{anchor("price")}"' in page
    assert page.count("not read") > 20


@pytest.mark.parametrize("who", ["carl", "max"])
def test_no_reader_sees_who_else_read_it(who, sow, visit):
    read(sow, price=400)
    assert visit(who).get(f"/sows/{sow.pk}/readers").status_code == 404


def test_whoever_signs_is_told_and_noted(firm, client):
    row, _ = cast.link_of(cast.sent(cast.moved(cast.approved(firm).engagement, "ready", "approve")))
    secret = signing.link(cast.actor("ana"), cast.signature_of(row.sending)).secret
    page = text(client, f"/sign/{secret}")
    assert "is told when you open this page and the document, and for how long" in page
    address = f"/sign/{secret}/reading"
    assert f'data-reading="{address}"' in page
    with cast.records("visit.open", "visit.download"):
        assert report(client, address, {"file": "pdf"}).status_code == 204
    with cast.records():
        assert client.get(address).status_code == 410
        assert report(client, "/sign/forged/reading", {}).status_code == 404


def report(client: Client, address: str, said: object) -> HttpResponse:
    return client.post(address, said, content_type="application/json")
