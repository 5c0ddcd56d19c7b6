"""PDF: the same bytes for the same record, the right words and figures, no text that acts."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader
from tests.engines.documents import cast
from tests.engines.documents.hostile import HOSTILE

from fairlead.engines.documents import pdf as drawing
from fairlead.engines.documents.papers import papers
from fairlead.engines.documents.pdf import pdf, unprintable
from fairlead.engines.documents.proposal import proposal
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import Column, Document, Paragraph, Section, Table, strings


def words(made: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    return re.sub(r"\s+", "", text).replace("\u200b", "")


def squeezed(document: Document) -> list[str]:
    return [re.sub(r"\s+", "", text) for text in strings(document) if text]


def test_same_record_same_bytes() -> None:
    first = pdf(sow(cast.practice(), cast.shaped(), "SOW-7"))
    pdf(proposal(cast.practice(), cast.shaped()))
    assert pdf(sow(cast.practice(), cast.shaped(), "SOW-7")) == first
    assert pdf(sow(cast.practice(), cast.shaped(), "SOW-8")) != first


def test_a_version_set_after_another_has_the_bytes_that_a_new_process_gives_it() -> None:
    """typst remembers paragraphs of the version before: that saves time, and may never show."""
    code = (
        "import hashlib; from tests.engines.documents import cast; "
        "from fairlead.engines.documents.pdf import pdf; from fairlead.engines.documents.sow import sow; "
        "print(hashlib.sha256(pdf(sow(cast.practice(), cast.shaped(), 'SOW-8'))).hexdigest())"
    )
    root = Path(__file__).parents[3]
    places = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    command = [sys.executable, "-c", code]
    alone = subprocess.run(command, check=True, capture_output=True, text=True, env=places)
    pdf(sow(cast.practice(), cast.shaped(), "SOW-7"))
    after = pdf(sow(cast.practice(), cast.shaped(), "SOW-8"))
    assert alone.stdout.strip() == hashlib.sha256(after).hexdigest()


@pytest.mark.parametrize("make", [sow, proposal])
def test_every_string_of_the_tree_is_on_the_page(make) -> None:
    document = make(cast.practice(), cast.shaped())
    shown = words(pdf(document))
    missing = [text for text in squeezed(document) if text not in shown]
    assert missing == []


def test_metadata_tags_pages_and_manifest() -> None:
    document = sow(cast.practice(), cast.shaped(), "SOW-7")
    reader = PdfReader(io.BytesIO(pdf(document)))
    about = reader.metadata
    assert about is not None
    assert about.title == "Statement of Work – Move to GitLab.com"
    assert about.author == "GitLab Professional Services"
    assert f"{about.creation_date:%Y-%m-%d %H:%M}" == "2026-11-23 00:00"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {len(reader.pages)}" in text
        assert document.meta.manifest[:16] in text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(text: str) -> None:
    document = sow(cast.practice(), cast.shaped(customer=text, name=text, wording=text))
    made = pdf(document)
    reader = PdfReader(io.BytesIO(made))
    assert 3 <= len(reader.pages) < 400
    assert b"/URI" not in made and b"/JavaScript" not in made
    if text.isascii() and text.isprintable() and len(text) < 200:
        assert re.sub(r"\s+", "", text) in words(made)


def test_long_words_stay_on_the_page() -> None:
    reader = PdfReader(io.BytesIO(pdf(sow(cast.practice(), cast.shaped(customer="w" * 300)))))
    ends: list[float] = []

    def visit(text: str, _cm, matrix, _font, _size) -> None:
        if text.strip():
            ends.append(matrix[4])

    reader.pages[0].extract_text(visitor_text=visit)
    assert max(ends) < float(reader.pages[0].mediabox.width)
    assert words(pdf(sow(cast.practice(), cast.shaped(customer="w" * 300)))).count("w" * 300) >= 1


def test_a_table_of_many_rows_repeats_its_header() -> None:
    shaped = cast.shaped()
    many = [(f"{at}", "prepare", f"Activity {at}", "Words. " * 12) for at in range(60)]
    lines = [cast.line(one, {"engineer": "1"}, cast.COSTS) for one in many]
    long = cast.with_estimate(shaped, cast.totalled(lines, cast.Decimal(0), "USD"))
    reader = PdfReader(io.BytesIO(pdf(sow(cast.practice(), long))))
    pages = [page.extract_text() for page in reader.pages]
    with_rows = [text for text in pages if "Words. Words." in text]
    assert len(with_rows) > 2
    assert all("What we do" in text for text in with_rows)


@pytest.mark.parametrize("before", range(10, 30))
def test_a_total_never_stands_alone_on_a_page(before: int) -> None:
    """Wherever the page ends, the total is on the page of the row before it, under the titles."""
    made = sow(cast.practice(), cast.shaped())
    rows = tuple((f"Row {n} of ten", f"{n}.00") for n in range(1, 11))
    table = Table("t", (Column("Activity", 3), Column("Hours", 1, "right")), rows, ("In all", "55.00"))
    filler = tuple(Paragraph(f"p{n}", f"Line {n}.") for n in range(before))
    only = replace(made, sections=(Section("s", "1", "One", (*filler, table)),))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf(only))).pages]
    (last,) = [page for page in pages if "In all" in page]
    assert "Row 10 of ten" in last and "Hours" in last


def test_documents_drawn_at_once_are_the_documents_drawn_one_by_one() -> None:
    made = [sow(cast.practice(), cast.shaped(customer=f"Customer {at}")) for at in range(6)]
    with ThreadPoolExecutor(max_workers=6) as pool:
        at_once = list(pool.map(pdf, made))
    assert at_once == [pdf(one) for one in made]


@pytest.fixture
def our_fonts_alone(monkeypatch):
    """A machine without a font of its own."""
    monkeypatch.setattr(drawing, "_fonts", lambda _: typst.Fonts(include_system_fonts=False))
    drawing._without_font.cache_clear()
    yield
    drawing._without_font.cache_clear()


def test_letters_without_a_font_are_named_with_what_to_install(our_fonts_alone) -> None:
    paper = Document("北京, Ж and ≥", "", sow(cast.practice(), cast.shaped()).meta, ())
    found = unprintable(paper)
    assert found is not None and found.code == "no-font-for-letters"
    assert "has 京北:" in found.message and "fonts-noto-cjk" in found.fix
    assert unprintable(replace(paper, title="Ж, é and ≥: “so”")) is None


def test_papers_with_such_letters_are_made_and_say_so(our_fonts_alone) -> None:
    made = cast.shaped()
    terms = replace(made.scoping.terms, customer="北京")
    drawn = papers(cast.practice(), replace(made, scoping=replace(made.scoping, terms=terms)))
    assert [one.code for one in drawn.findings] == ["no-font-for-letters"]
    assert drawn.files["sow.pdf"].startswith(b"%PDF")
    assert papers(cast.practice(), made).findings == ()
