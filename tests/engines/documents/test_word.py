"""Word: real styles, a content control for each clause, the same bytes, the same figures as the PDF."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from pypdf import PdfReader
from tests.engines.documents import cast
from tests.engines.documents.hostile import HOSTILE

from fairlead.engines.documents.proposal import proposal
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import plain, strings, walk
from fairlead.engines.documents.word import docx_bytes, tag_of

SOFFICE = shutil.which("soffice")


def body(made: bytes):
    return docx.Document(io.BytesIO(made)).element.body


def paragraphs(made: bytes) -> list[str]:
    return ["".join(node.itertext(qn("w:t"))) for node in body(made).iter(qn("w:p"))]


def test_same_record_same_bytes() -> None:
    document = sow(cast.practice(), cast.shaped(), "SOW-7")
    made = docx_bytes(document)
    assert docx_bytes(sow(cast.practice(), cast.shaped(), "SOW-7")) == made
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


def test_each_section_stands_in_a_control_with_its_id() -> None:
    document = sow(cast.practice(), cast.shaped())
    every = body(docx_bytes(document)).findall(f".//{qn('w:sdt')}")
    controls = [control for control in every if control.getparent().tag != qn("w:p")]
    tags = [control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) for control in controls]
    assert tags == [section.id for section in walk(document.sections)]
    numbers = [control.find(f"{qn('w:sdtPr')}/{qn('w:id')}").get(qn("w:val")) for control in every]
    assert len(set(numbers)) == len(numbers) == 2 * len(tags)


def test_a_clause_can_be_read_back_by_its_id() -> None:
    found = body(docx_bytes(sow(cast.practice(), cast.shaped()))).xpath(
        ".//w:sdt[w:sdtPr/w:tag/@w:val='change-orders']/w:sdtContent/w:p"
    )
    assert ["".join(node.itertext(qn("w:t"))) for node in found] == [
        "Change orders",
        dict_of_clauses()["change-orders"],
    ]


def dict_of_clauses() -> dict[str, str]:
    return {clause_id: text for clause_id, _, _, text in cast.CLAUSES}


@pytest.mark.parametrize("make", [sow, proposal])
def test_every_string_of_the_tree_is_in_the_file(make) -> None:
    document = make(cast.practice(), cast.shaped())
    shown = set(paragraphs(docx_bytes(document)))
    axis = {block.low for one in walk(document.sections) for block in one.blocks if hasattr(block, "low")}
    axis |= {block.high for one in walk(document.sections) for block in one.blocks if hasattr(block, "high")}
    assert [text for text in strings(document) if plain(text) not in shown and text not in axis] == []


def test_headings_lists_and_tables_use_styles() -> None:
    made = docx.Document(io.BytesIO(docx_bytes(sow(cast.practice(), cast.shaped()))))
    used = {node.get(qn("w:val")) for node in made.element.body.iter(qn("w:pStyle"), qn("w:tblStyle"))}
    assert {"Title", "Subtitle", "Heading1", "Heading2", "ListBullet", "FairleadTable"} <= used
    assert used <= {style.style_id for style in made.styles}
    assert made.core_properties.modified.isoformat()[:10] == "2026-11-23"
    assert made.core_properties.author == "GitLab Professional Services"


def test_long_ids_keep_apart_within_what_word_allows() -> None:
    one, other = tag_of("c" * 80 + "1"), tag_of("c" * 80 + "2")
    assert len(one) == len(other) == 64
    assert one != other
    assert tag_of("travel") == "travel"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(text: str) -> None:
    made = docx_bytes(sow(cast.practice(), cast.shaped(customer=text, name=text, wording=text), text))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        roots = [etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
    assert len(roots) > 5
    assert plain(text) in paragraphs(made)
    fields = {node.get(qn("w:instr")) for root in roots for node in root.iter(qn("w:fldSimple"))}
    assert fields == {"PAGE", "NUMPAGES"}
    assert not [node for root in roots for node in root.iter(qn("w:instrText"))]


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_reads_the_same_figures(tmp_path: Path) -> None:
    document = sow(cast.practice(), cast.shaped(), "SOW-7")
    (tmp_path / "sow.docx").write_bytes(docx_bytes(document))
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "sow.docx")], check=True, capture_output=True
    )
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "sow.pdf").pages)
    flat = re.sub(r"\s+", "", text)
    for figure in ("67,973.76", "68,548.76", "262.75", "9,842.50", "−5,575.00"):
        assert figure in flat
