"""One record, several papers: who reads which part, that none says cost, slides that can be spoken from."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pptx
import pytest
from pptx.util import Emu
from tests.engines.documents import northwind

from fairlead.engines.documents.audiences import differences, variant
from fairlead.engines.documents.messages import messages, pictures
from fairlead.engines.documents.slideshow import pptx_bytes
from fairlead.engines.documents.tree import Document, Table, strings, walk
from fairlead.engines.money import Money

PRACTICE = northwind.practice()
AUDIENCES = {one.id: one for one in PRACTICE.audiences}
VARIANTS = [(name, paper) for name in AUDIENCES for paper in ("proposal", "summary")]


def made(name: str, paper: str, billing: str = "fixed-fee") -> Document:
    return variant(PRACTICE, northwind.shaped(billing), AUDIENCES[name], paper, "SOW-7")


def slides(name: str, paper: str, document: Document | None = None) -> bytes:
    shaped = northwind.shaped()
    document = document or made(name, paper)
    return pptx_bytes(document, messages(PRACTICE, shaped, AUDIENCES[name]), pictures(PRACTICE, shaped))


def test_the_practice_has_the_four_audiences():
    reads = {name: one.reads for name, one in AUDIENCES.items()}
    assert reads == {
        "executive": "customer", "technical": "customer", "procurement": "customer", "delivery": "inside",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "paper"), VARIANTS)
def test_parts_stand_in_the_order_of_the_practice_and_carry_one_manifest(name, paper):
    document = made(name, paper)
    ids = [section.id for section in document.sections]
    assert ids == [part for part in AUDIENCES[name].parts(paper) if part in ids]
    assert [section.number for section in document.sections] == [str(at + 1) for at in range(len(ids))]
    assert document.meta.manifest == made("executive", "proposal").meta.manifest
    assert len({section.id for section in walk(document.sections)}) == len(list(walk(document.sections)))


@pytest.mark.parametrize(("name", "paper"), VARIANTS)
def test_no_paper_reads_cost_or_margin(name, paper):
    shaped = northwind.shaped()
    estimate = shaped.estimate
    dear = Money(Decimal("123456.78"), estimate.currency)
    lines = tuple(replace(line, cost=dear) for line in estimate.lines)
    other = replace(shaped, estimate=replace(estimate, lines=lines, cost=dear, margin=Decimal("0.01")))
    document = variant(PRACTICE, other, AUDIENCES[name], paper, "SOW-7")
    assert document == made(name, paper)
    assert pictures(PRACTICE, other) == pictures(PRACTICE, shaped)
    said = " ".join([*strings(document), *messages(PRACTICE, shaped, AUDIENCES[name]).values()]).lower()
    assert "margin" not in said and f"{estimate.cost.amount:,}" not in said


def test_what_is_set_aside_is_no_phase_and_charts_count_what_their_titles_say():
    shaped = northwind.shaped()
    phases = {line.phase for line in shaped.estimate.lines if line.kind == "work" and line.phase}
    said = messages(PRACTICE, shaped, AUDIENCES["delivery"])
    assert said["approach"] == f"We do it in {len(phases)} phases"
    assert said["hours"].endswith(f"hours of work in {len(phases)} phases")
    charts = pictures(PRACTICE, shaped)
    assert (charts["hours"].unit, charts["timeline"].unit) == ("hours of work", "days of work")
    assert sum(value for _, value in charts["hours"].bars) == shaped.estimate.hours
    for slide in pptx.Presentation(io.BytesIO(slides("delivery", "proposal"))).slides:
        if any(shape.has_chart for shape in slide.shapes):
            words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            assert "of work by phase." in words or "Dark: from P10" in words


def test_milestones_are_not_said_to_be_paid_where_the_fee_is_invoiced_at_once():
    said = messages(PRACTICE, northwind.shaped("fixed-fee"), AUDIENCES["procurement"])
    assert said["milestones"].endswith("milestones, each reached when it has been accepted")


def test_delivery_reads_the_hours_of_every_activity_and_no_price():
    document = made("delivery", "summary")
    hours = next(section for section in document.sections if section.id == "hours")
    sums = [block.total[-1] for part in hours.sections for block in part.blocks if isinstance(block, Table)]
    lines = [line for line in northwind.shaped().estimate.lines if line.roles and line.kind != "fixed"]
    assert sum(Decimal(one.replace(",", "")) for one in sums) == sum(line.hours for line in lines)
    assert "price" not in {section.id for section in document.sections}
    assert not any(section.id == "hours" for name in ("executive", "technical", "procurement")
                   for section in made(name, "summary").sections)  # fmt: skip


def test_what_differs_is_told_for_every_part_and_figure():
    rows = {(row.kind, row.id): row for row in differences(PRACTICE, northwind.shaped(), "proposal")}
    assert rows["part", "hours"].shown == (False, False, False, True)
    assert rows["part", "price"].shown == (True, False, True, False)
    assert rows["figure", "discount"].shown == (False, False, True, False)
    assert rows["figure", "range"].empty and not rows["figure", "price"].empty
    for name, at in zip(AUDIENCES, range(4), strict=True):
        shown = {row.id for row in rows.values() if row.kind == "part" and row.shown[at] and not row.empty}
        assert shown == {section.id for section in made(name, "proposal").sections}


def test_a_front_says_only_the_figures_of_its_audience():
    titles = messages(PRACTICE, northwind.shaped(), AUDIENCES["technical"])
    assert titles["glance"] == "430.5 hours of work, 9.6 weeks at 80% confidence"
    assert messages(PRACTICE, northwind.shaped(), AUDIENCES["executive"])["glance"].startswith(
        "USD 134,438.75"
    )


@pytest.mark.parametrize(("name", "paper"), VARIANTS)
def test_slides_have_titles_of_their_own_notes_and_alternative_texts(name, paper):
    deck = pptx.Presentation(io.BytesIO(slides(name, paper)))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == len(titles) and all(titles) and 5 < len(titles) < 60
    for slide in deck.slides:
        assert slide.notes_slide.notes_text_frame.text.strip()
        for shape in slide.shapes:
            if shape.has_table or shape.has_chart or shape.shape_type == 13:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]
            if not shape.has_table:  # the height of a table is its rows', set when it is drawn
                assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
                assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height


def test_tables_and_charts_are_native_and_say_the_record():
    deck = pptx.Presentation(io.BytesIO(slides("procurement", "summary")))
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    cells = {cell.text for table in tables for row in table.rows for cell in row.cells}
    estimate = northwind.shaped().estimate
    assert {f"{estimate.price.amount:,}", f"{estimate.list_price.amount:,}"} <= cells
    [chart] = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert (
        Decimal(str(sum(chart.plots[0].series[0].values))).quantize(Decimal("0.01"))
        == estimate.consulting.amount
    )


def test_the_range_is_a_chart_that_floats():
    deck = pptx.Presentation(io.BytesIO(slides("delivery", "proposal")))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    stacked = next(chart for chart in charts if len(chart.plots[0].series) == 3)
    low, likely, high = (list(series.values) for series in stacked.plots[0].series)
    lines = {line.name: line for line in northwind.shaped().estimate.lines}
    for label, *parts in zip(stacked.plots[0].categories, low, likely, high, strict=True):
        assert abs(Decimal(str(sum(parts))) - lines[label].p90) < Decimal("0.02")


def test_the_same_paper_gives_the_same_bytes_with_the_day_of_the_record():
    first = slides("executive", "proposal")
    assert first == slides("executive", "proposal")
    deck = pptx.Presentation(io.BytesIO(first))
    assert f"{deck.core_properties.created:%Y-%m-%d}" == "2026-11-23"
    assert deck.core_properties.title == "Proposal – Move to GitLab.com"


def test_hostile_words_are_only_words():
    text = '=1+1 <a:t>"&\u202e\u0007{{x}}'
    document = made("executive", "proposal")
    sections = tuple(replace(one, title=text) for one in document.sections)
    data = slides("executive", "proposal", replace(document, sections=sections, subtitle=text))
    deck = pptx.Presentation(io.BytesIO(data))
    said = deck.slides[0].shapes.title.text_frame.text
    assert "<a:t>" in said and "\u202e" not in said and "\u0007" not in said


def test_a_long_table_goes_on_with_its_titles_and_stays_on_the_slide():
    deck = pptx.Presentation(io.BytesIO(slides("technical", "proposal")))
    found = [shape for slide in deck.slides for shape in slide.shapes if shape.has_table]
    questions = [shape for shape in found if shape.table.cell(0, 0).text == "Question"]
    assert len(questions) > 1
    assert all(shape.top + shape.height <= Emu(deck.slide_height) for shape in found)


def test_the_brand_is_in_the_theme():
    with zipfile.ZipFile(io.BytesIO(slides("executive", "proposal"))) as file:
        theme = file.read("ppt/theme/theme1.xml").decode()
    assert PRACTICE.brand.accent[1:].upper() in theme and PRACTICE.brand.office_font in theme
