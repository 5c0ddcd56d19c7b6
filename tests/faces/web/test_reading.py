"""The page of a statement of work: all of it, clause by clause, for the customer and for the firm."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.agreements.models import Sow
from fairlead.core.errors import WrongTime
from fairlead.engines.documents.html import anchor
from fairlead.engines.documents.tree import walk
from tests import cast
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
    assert all(f'data-file="{kind}"' in page for kind in ("pdf", "word"))
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
