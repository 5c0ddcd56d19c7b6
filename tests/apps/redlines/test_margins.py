"""What they write into the header: it is answered like any text outside of the clauses."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.redlines import actions, answering
from fairlead.engines.documents.tree import walk
from fairlead.engines.redlines.values import MARGINS
from tests.apps.redlines import coming
from tests.engines.redlines.test_margins import paragraph, with_part


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


def test_terms_of_theirs_in_the_header_are_words_that_we_may_take_or_refuse(lea, ana, sow):
    terms = "Northwind purchase terms NT-44 apply and prevail"
    word = coming.opened(sow)
    with_part(word, "word/header1.xml", paragraph(terms))
    copy = coming.taken(sow, word.bytes())
    row = coming.change(copy, MARGINS)
    assert (row.kind, row.wording, row.owner, row.fixed) == ("added", terms, "legal", "")
    actions.accept(lea, row)
    made = actions.settle(ana, coming.as_it_is(copy)).settled
    clause = next(one for one in walk(document_of(made).sections) if one.id == f"agreed-{row.pk}")
    assert (clause.title, clause.blocks[0].text) == ("Agreed in addition", terms)


def test_a_header_that_is_gone_can_only_be_refused(ana, sow):
    word = coming.opened(sow)
    with_part(word, "word/header1.xml", paragraph(""))
    copy = coming.taken(sow, word.bytes())
    row = coming.change(copy, MARGINS)
    assert row.fixed == "nothing"
    actions.refuse(ana, row, note="Our header stands.")
    copy = coming.as_it_is(copy)
    (told,) = answering._answers(copy, list(copy.redlines.all()), set())
    assert (told.kind, told.title, told.state) == ("changed", "Headers and footers", "refused")
    assert answering.tracked(ana, copy).content
