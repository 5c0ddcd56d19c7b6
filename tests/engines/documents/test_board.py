"""PDFs in front of a board, read back as others read them: order, fonts, tags, figures to the cent."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from tests import poppler
from tests.engines.documents import northwind

from fairlead.engines.documents.audiences import variant
from fairlead.engines.documents.ledger import ledger
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.proposal import proposal
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import Bullets, Callout, Document, Paragraph, walk

pytestmark = pytest.mark.skipif(not poppler.is_there(), reason=poppler.ABSENT)

BILLINGS = ("fixed-fee", "time-and-materials")
_AMOUNT = re.compile(r"(?<![\d.,])[−-]?\d[\d,]*\.\d{2}(?![\d,])")


def made(kind: str, billing: str) -> Document:
    practice, shaped = northwind.practice(), northwind.shaped(billing)
    if kind == "sow":
        return sow(practice, shaped, "SOW-7")
    if kind == "proposal":
        return proposal(practice, shaped)
    audience, _, paper = kind.partition(" ")
    return variant(practice, shaped, next(a for a in practice.audiences if a.id == audience), paper, "SOW-7")


KINDS = (
    "sow",
    "proposal",
    "executive proposal",
    "technical summary",
    "procurement summary",
    "delivery summary",
)


@pytest.fixture
def file(tmp_path):
    def write(document: Document):
        path = tmp_path / "paper.pdf"
        path.write_bytes(pdf(document))
        return path

    return write


@pytest.mark.parametrize("kind", KINDS)
def test_all_fonts_are_embedded_and_none_is_another(kind, file):
    rows = poppler.asked("pdffonts", file(made(kind, "fixed-fee"))).splitlines()[2:]
    assert rows
    for row in rows:
        name, embedded = row.split()[0].partition("+")[2], row.split()[-5]
        assert name.startswith(("LibertinusSerif-", "DejaVuSansMono")), row
        assert embedded == "yes", row


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_tagged_and_carries_its_title(kind, file):
    about = poppler.asked("pdfinfo", file(made(kind, "fixed-fee")))
    assert re.search(r"^Tagged: +yes$", about, re.M)
    assert re.search(r"^Title: +\S", about, re.M)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u2060]+", "", text)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_read_in_the_order_in_which_it_was_written(kind, file):
    document = made(kind, "fixed-fee")
    text = squeezed(poppler.asked("pdftotext", file(document), "-raw"))
    place = text.rindex(squeezed(document.sections[0].title[:30]), 0, 4000)
    place = text.index(squeezed(document.sections[0].number + document.sections[0].title), place - 20)
    for section in walk(document.sections):
        for words in (section.title, *_words(section.blocks)):
            found = text.find(squeezed(words)[:24], place)
            assert found >= 0, (section.id, words)
            place = found


def _words(blocks):
    for block in blocks:
        match block:
            case Paragraph(text=text):
                yield text
            case Bullets(items=items):
                yield from items
            case Callout(title=title, text=text):
                yield from (title, text)


@pytest.mark.parametrize("kind", KINDS)
def test_the_contents_name_the_page_of_every_part(kind, file):
    document = made(kind, "fixed-fee")
    path = file(document)
    front = poppler.asked("pdftotext", path, "-layout", "-l", "1")
    for section in document.sections:
        found = re.search(rf"^ *{section.number}\s+{re.escape(section.title)}[ .]+\D*(\d+)\s*$", front, re.M)
        assert found, section.title
        page = poppler.asked("pdftotext", path, "-f", found[1], "-l", found[1])
        assert squeezed(section.title) in squeezed(page)


@pytest.mark.parametrize("billing", BILLINGS)
def test_every_figure_of_the_record_is_in_the_file_to_the_cent(billing, file):
    practice, shaped = northwind.practice(), northwind.shaped(billing)
    text = poppler.asked("pdftotext", file(made("sow", billing)), "-layout")
    there = {_read(one) for one in _AMOUNT.findall(text)}
    currency = shaped.estimate.currency
    record = {one.key: one.value for one in ledger(practice, shaped) if one.unit == currency}
    assert {key: value for key, value in record.items() if abs(value) and value not in there} == {}
    sums = {Decimal(0), shaped.estimate.consulting.amount, shaped.estimate.discount.amount}
    parts = {one.amount for one in (shaped.estimate.price, shaped.estimate.list_price)}
    discounts = {
        record[f"price.{part}.list"] - record[f"price.{part}.net"] for part in ("consulting", "education")
    }
    hours = {
        one.value.quantize(Decimal("0.01"))
        for one in ledger(practice, shaped)
        if one.unit in ("hours", "days")
    }
    shown = {*record.values(), *sums, *parts, *discounts, *hours, *_by_hand(shaped, practice)}
    assert {one for one in there if one not in shown} == set()


def _by_hand(shaped, practice):
    """Sums that tables show and the ledger has not: hours by role and phase, days by phase, list of roles."""
    hourly = [line for line in shaped.estimate.lines if line.roles and line.kind != "fixed"]
    hours = [line.hours for line in hourly]
    yield sum(hours, Decimal(0)).quantize(Decimal("0.01"))
    yield sum((line.price.amount for line in hourly), Decimal(0))
    for phase in {line.phase for line in shaped.estimate.lines} | {""}:
        work = sum((line.hours for line in shaped.estimate.lines if line.phase == phase), Decimal(0))
        yield from (work.quantize(Decimal("0.01")), (work / practice.hours_per_day).quantize(Decimal("0.01")))
    taught = sum((line.hours for line in shaped.estimate.lines if line.kind == "fixed"), Decimal(0))
    yield (taught / practice.hours_per_day).quantize(Decimal("0.01"))
    days = [
        one.value / practice.hours_per_day
        for one in ledger(practice, shaped)
        if one.key.startswith("work.phase")
    ]
    yield from (day.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP") for day in days)


def _read(figure: str) -> Decimal:
    return abs(Decimal(figure.replace(",", "").replace("−", "-")))


def test_milestones_stand_in_their_rows(file):
    practice, shaped = northwind.practice(), northwind.shaped("fixed-fee")
    text = poppler.asked("pdftotext", file(made("sow", "fixed-fee")), "-layout")
    milestones = [one for one in ledger(practice, shaped) if one.group == "Milestones"]
    assert len(milestones) == 5
    for one in milestones:
        row = re.search(rf"^ *{re.escape(one.label[:2])}\s+.*?({_AMOUNT.pattern})\s*$", text, re.M)
        assert row and _read(row[1]) == one.value, one
    assert sum(one.value for one in milestones) == shaped.estimate.consulting.amount


def test_the_manifest_is_printed_on_every_page(file):
    document = made("sow", "fixed-fee")
    pages = poppler.asked("pdftotext", file(document)).split("\f")[:-1]
    assert len(pages) > 8 and all(document.meta.manifest[:16] in page for page in pages)
