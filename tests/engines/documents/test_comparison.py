"""Options compared, as a paper: two audiences from one record, in PDF and Word."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pypdf
import pytest
from tests.engines.documents import cast
from tests.engines.documents.hostile import HOSTILE

from fairlead.engines.documents.comparison import CUSTOMER, INSIDE, Heading, Way, options_compared
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.tree import strings
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.options.advice import advise
from fairlead.engines.options.compare import Candidate, Mark, compare
from fairlead.engines.options.criteria import DEFAULTS
from fairlead.engines.options.figures import figures_of
from fairlead.engines.shaping.result import result


def figures(price: str = "1.00"):
    """Figures of the cast's engagement, its price times a factor."""
    shaped = cast.shaped()
    found = figures_of(result(shaped), {"users": {"confidence": "low"}}, {"users": "How many users?"})
    return replace(found, price=found.price * Decimal(price))


def paper(audience: str, ways: int = 2, name: str = "Lean"):
    names = ("As asked", name, "In steps", "By a partner", "Later")[:ways]
    found = {chr(65 + n): figures(f"0.{9 - n}0") for n in range(ways)}
    marks = {"fit": Mark(4, "They said so.", "Call of 9 November")}
    candidates = [
        Candidate(key, names[n], one.by_criterion, marks, one.risks)
        for n, (key, one) in enumerate(found.items())
    ]
    comparison = compare(DEFAULTS, candidates)
    listed = [
        Way(key, names[n], "An idea.", "In waves.\n\n- first\n- second", one, ("Hypercare",) if n else ())
        for n, (key, one) in enumerate(found.items())
    ]
    heading = Heading(
        "Northwind Freight", "Move", "Migration", date(2026, 11, 23), "USD", "days", "They agreed."
    )
    return options_compared(cast.practice(), heading, listed, comparison, advise(comparison, "USD"), audience)


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "\n".join(page.extract_text() for page in pages)


def test_a_customer_reads_no_cost_and_no_margin():
    said = "\n".join(strings(paper(CUSTOMER)))
    inside = "\n".join(strings(paper(INSIDE)))
    cost = f"{figures().cost.amount:,.0f}"
    assert "Margin" in inside and cost in inside
    assert "argin" not in said and "Cost" not in said and cost not in said


def test_both_copies_have_manifests_of_their_own_that_hold_what_they_say():
    assert paper(CUSTOMER).meta.manifest == paper(CUSTOMER).meta.manifest
    assert paper(CUSTOMER).meta.manifest != paper(INSIDE).meta.manifest
    assert paper(CUSTOMER, name="Other").meta.manifest != paper(CUSTOMER).meta.manifest


def test_the_sections_are_those_of_an_honest_recommendation():
    assert [section.title for section in paper(CUSTOMER).sections] == [
        "What we recommend", "Side by side", "Criteria, weights and scores", "The best argument against it",
        "How firm the ranking is", "The options one by one",
    ]  # fmt: skip


@pytest.mark.parametrize("ways", [2, 5])
def test_pdf_and_word_say_the_same(ways):
    document = paper(INSIDE, ways)
    pages = text_of(pdf(document))
    word = docx.Document(io.BytesIO(docx_bytes(document)))
    written = "\n".join(node.text or "" for node in word.element.iter() if node.tag.endswith("}t"))
    for said in ("What we recommend", "Points of 100", "They said so.", "Width of the price range"):
        assert said in pages
        assert said in written
    grids = [node for node in word.element.iter() if node.tag.endswith("}tblGrid")]
    assert max(len(grid) for grid in grids) == ways + 1


def test_the_same_record_gives_the_same_bytes():
    assert pdf(paper(CUSTOMER)) == pdf(paper(CUSTOMER))
    assert docx_bytes(paper(CUSTOMER)) == docx_bytes(paper(CUSTOMER))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(name):
    document = paper(CUSTOMER, name=name[:120] or "x")
    assert pdf(document).startswith(b"%PDF")
    docx.Document(io.BytesIO(docx_bytes(document)))
