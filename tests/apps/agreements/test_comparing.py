"""sow.compare and sow.comparison: two versions of one engagement, for the firm alone."""

from __future__ import annotations

import io
from decimal import Decimal

import docx
import pytest
from pypdf import PdfReader

from fairlead.apps.agreements import actions
from fairlead.apps.agreements.comparing import compare, comparison
from fairlead.apps.agreements.models import Sow
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions as estimates
from fairlead.core.errors import Forbidden, Invalid, Missing
from fairlead.core.models import AuditEntry
from fairlead.core.rows import find
from tests import cast

INSIDE = ("ana", "rita", "theo", "dora", "dan", "sam", "cora", "finn")


@pytest.fixture
def first(firm):
    return actions.generate(cast.actor("ana"), cast.approved(firm))


@pytest.fixture
def cheaper(firm, first):
    """A second version of the estimate, with a discount of 7.58 % and ten days of acceptance."""
    ana = cast.actor("ana")
    engagement = Engagement.objects.get(pk=firm.engagement.pk)
    engagements.price(ana, engagement, discount=Decimal("7.58"), acceptance_days=10)
    return estimates.draft(ana, Engagement.objects.get(pk=firm.engagement.pk))


def figures(found):
    return {one.key: (one.old, one.new, one.delta) for one in found.figures}


def test_a_version_against_itself_differs_in_nothing_but_its_number(ana, first):
    found = compare(ana, old=first, new_estimate=first.estimate)
    assert found.figures == ()
    assert {one.id for one in found.changed} == {"@cover", "parties"}


def test_figures_differ_to_the_cent_and_clauses_by_word(ana, first, cheaper):
    found = compare(ana, old=first, new_estimate=cheaper)
    assert (found.old, found.new) == (first.title.split()[0], f"estimate v{cheaper.number}")
    moved = figures(found)
    assert moved["price.net"] == (first.price, cheaper.price, cheaper.price - first.price)
    assert moved["price.discount"][0] == 0
    assert moved["price.discount"][2] == first.price - cheaper.price
    assert moved["figure.acceptance_days"] == (5, 10, 5)
    assert "price.list" not in moved and "work.hours" not in moved
    edited = [one for one in found.changed if one.kind == "edited" and not one.computed]
    words = [(word.kind, word.text.strip()) for one in edited for word in one.words if word.kind != "kept"]
    assert ("deleted", "5") in words and ("inserted", "10") in words, words
    price = next(one for one in found.clauses if one.id == "price")
    assert price.kind == "edited" and price.computed and price.cells


def test_the_other_way_round_is_the_opposite(ana, first, cheaper):
    there = figures(compare(ana, old=first, new_estimate=cheaper))
    back = figures(compare(ana, old_estimate=cheaper, new=first))
    assert back == {key: (new, old, -delta) for key, (old, new, delta) in there.items()}


@pytest.mark.parametrize("who", INSIDE)
def test_the_whole_firm_reads_it_and_it_leaves_no_trace(who, first, cheaper, request):
    actor = request.getfixturevalue(who)
    before = AuditEntry.objects.count()
    assert compare(actor, old=first, new_estimate=cheaper).changed
    assert AuditEntry.objects.count() == before


def test_no_cost_and_no_margin_is_in_it(ana, first, cheaper):
    said = repr(compare(ana, old=first, new_estimate=cheaper)).lower()
    assert "margin" not in said and str(cheaper.cost) not in said


def test_a_customer_does_not(carl, first, cheaper):
    for reading in (compare, comparison):
        with pytest.raises(Forbidden, match="stays inside the firm"):
            reading(carl, old=first, new_estimate=cheaper)


def test_a_stranger_does_not_find_them(max, first):
    with pytest.raises(Missing):
        find(max, Sow, first.pk)
    with pytest.raises(Forbidden):
        compare(max, old=first, new=first)


def test_each_side_is_one_version(ana, first, cheaper):
    with pytest.raises(Invalid, match="Neither"):
        compare(ana, old=first)
    with pytest.raises(Invalid, match="Both"):
        compare(ana, old=first, old_estimate=cheaper, new=first)


def test_both_are_of_one_engagement(ana, firm, first, cheaper):
    other = engagements.open_engagement(
        ana, firm.account, name="Another", offering="migration-saas", em=cast.person("ana")
    )
    cheaper.engagement = other
    with pytest.raises(Invalid, match="different engagements"):
        compare(ana, old=first, new_estimate=cheaper)


def test_as_a_pdf_and_as_word_with_tracked_changes(ana, first, cheaper):
    paper = comparison(ana, old=first, new_estimate=cheaper)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert paper.name == f"{first.title.split()[0]}-to-estimate-v{cheaper.number}.pdf"
    assert f"{first.price:,}" in text and f"{cheaper.price:,}" in text
    word = comparison(ana, old=first, new_estimate=cheaper, kind="docx")
    body = docx.Document(io.BytesIO(word.content)).element.body
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert len(list(body.iter(f"{name}ins"))) > 5 and len(list(body.iter(f"{name}del"))) > 5
    assert word.content == comparison(ana, old=first, new_estimate=cheaper, kind="docx").content


def test_another_form_is_refused(ana, first):
    with pytest.raises(Invalid, match="no paper of kind"):
        comparison(ana, old=first, new_estimate=first.estimate, kind="exe")
