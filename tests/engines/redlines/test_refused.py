"""Files that are no honest Word file: each a plain finding, never an exception, whatever the bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.redlines import cast

from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.redlines.limits import Limits
from fairlead.engines.redlines.taking import take_back

SENT = cast.short()
FILE = docx_bytes(SENT)
MAIN = "word/document.xml"


def with_parts(changes: dict[str, bytes | None], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Our file with parts put in, replaced or (None) taken out."""
    with zipfile.ZipFile(io.BytesIO(FILE)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, data in {**parts, **changes}.items():
            if data is not None:
                package.writestr(name, data)
    return target.getvalue()


def main_part() -> bytes:
    with zipfile.ZipFile(io.BytesIO(FILE)) as package:
        return package.read(MAIN)


def encrypted() -> bytes:
    data = bytearray(with_parts({}))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def twice() -> bytes:
    target = io.BytesIO(FILE)
    with zipfile.ZipFile(target, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(MAIN, main_part())
    return target.getvalue()


def bombs() -> dict[str, tuple[bytes, str]]:
    prologue = b'<?xml version="1.0"?>'
    laughs = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    outside = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deep = b"<w:document " + space + b">" + b"<w:sdt>" * 5000 + b"</w:sdt>" * 5000 + b"</w:document>"
    macros = (
        b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    return {
        "a zip bomb": (with_parts({"word/media/a.bin": b"\0" * 20_000_000}), "too-large"),
        "too many parts": (with_parts({f"x{at}": b"" for at in range(2001)}), "too-large"),
        "far too many parts": (FILE + b"PK\x01\x02" * 5000, "too-large"),
        "entities": (with_parts({MAIN: prologue + laughs + main_part()[60:]}), "doctype"),
        "an outside entity": (with_parts({MAIN: prologue + outside}), "doctype"),
        "entities elsewhere": (with_parts({"docProps/core.xml": laughs + b"<w/>"}), "doctype"),
        "absurd nesting": (with_parts({MAIN: deep}), "too-deep"),
        "macros": (with_parts({"word/vbaProject.bin": b"x"}), "macros"),
        "a docm by its type": (with_parts({"[Content_Types].xml": macros}), "macros"),
        "a password": (ole + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
        "a zip password": (encrypted(), "password-protected"),
        "an old .doc": (ole + "WordDocument".encode("utf-16-le"), "old-format"),
        "a PDF": (b"%PDF-1.7\n...", "no-word-file"),
        "a web page": (b"\xef\xbb\xbf<!doctype html><p>", "no-word-file"),
        "an RTF": (b"{\\rtf1 hello}", "no-word-file"),
        "a text": (b"Dear Sir", "no-word-file"),
        "nothing": (b"", "no-word-file"),
        "an OpenDocument text": (with_parts({"mimetype": b"odt", "content.xml": b"<a/>"}), "no-word-file"),
        "half a zip": (FILE[: len(FILE) // 2], "broken-file"),
        "a part twice": (twice(), "broken-file"),
        "odd packing": (with_parts({}, zipfile.ZIP_BZIP2), "broken-file"),
        "no document": (with_parts({MAIN: None}), "no-document"),
        "broken XML": (with_parts({MAIN: b"<w:document"}), "broken-file"),
        "an empty document": (with_parts({MAIN: b""}), "broken-file"),
        "another root": (with_parts({MAIN: b"<workbook/>"}), "no-word-file"),
    }  # fmt: skip


BOMBS = bombs()


@pytest.mark.parametrize("name", BOMBS)
def test_refused_plainly(name: str) -> None:
    data, code = BOMBS[name]
    returned = take_back(data, "sow.docx", SENT)
    assert returned.refused
    assert returned.clauses == ()
    assert code in {finding.code for finding in returned.findings}
    assert all(finding.file == "sow.docx" and finding.message for finding in returned.findings)


def test_a_file_of_more_than_50_mb_is_not_opened() -> None:
    returned = take_back(FILE + b"\0" * 50_000_000, "sow.docx", SENT)
    assert [finding.code for finding in returned.findings] == ["too-large"]
    assert "was not opened" in returned.findings[0].message


@pytest.mark.parametrize(
    "limits", [Limits(elements=50), Limits(letters=50), Limits(part=500), Limits(unpacked=9000)]
)
def test_every_limit_is_a_finding(limits: Limits) -> None:
    returned = take_back(FILE, "sow.docx", SENT, limits)
    assert {finding.code for finding in returned.findings} == {"too-large"}


def test_strict_files_and_other_prefixes_are_read() -> None:
    strict = main_part().replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    other = strict.replace(b"<w:", b"<q:").replace(b"</w:", b"</q:").replace(b" w:", b" q:")
    returned = take_back(with_parts({MAIN: other.replace(b"xmlns:w=", b"xmlns:q=")}), "sow.docx", SENT)
    assert {one.kind for one in returned.clauses} == {"unchanged"}


def test_a_document_without_styles_relations_and_properties_is_read() -> None:
    gone = ("word/styles.xml", "word/_rels/document.xml.rels", "docProps/core.xml", "[Content_Types].xml")
    returned = take_back(with_parts(dict.fromkeys(gone)), "sow.docx", SENT)
    assert {one.kind for one in returned.clauses} == {"unchanged"}
    assert returned.manifest == ""


def test_controls_closed_in_the_wrong_order_are_left_out() -> None:
    """As LibreOffice 7.4 writes a struck out heading inside a control that began around paragraphs."""
    data = main_part()
    broken = data.replace(b"<w:sdtContent><w:r>", b"<w:del><w:sdtContent></w:del><w:r>", 1)
    returned = take_back(with_parts({MAIN: broken}), "sow.docx", SENT)
    assert {one.kind for one in returned.clauses} == {"unchanged"}
    assert [finding.code for finding in returned.findings] == ["controls-lost", "mended"]


def test_passages_in_other_files_are_said() -> None:
    changed = main_part().replace(b"</w:body>", b'<w:altChunk r:id="x"/></w:body>')
    returned = take_back(with_parts({MAIN: changed, "word/embeddings/a.xlsx": b"PK"}), "sow.docx", SENT)
    assert [finding.code for finding in returned.findings] == ["text-elsewhere", "embedded-files"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(FILE) - 1), st.binary(min_size=1, max_size=40))
def test_any_bytes_give_an_answer(at: int, noise: bytes) -> None:
    returned = take_back(FILE[:at] + noise + FILE[at + len(noise) :], "sow.docx", SENT)
    assert returned.refused or returned.clauses


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 1_000_000), st.sampled_from(
    [b"<w:p/>", b"</w:p>", b"<w:ins>", b"<w:sdt/>", b"<w:tbl><w:tr/></w:tbl>", b"<w:r><w:t>x</w:t></w:r>",
     b'<w:sdt><w:sdtPr><w:tag w:val="delay"/></w:sdtPr><w:sdtContent/></w:sdt>', b"<w:commentRangeStart/>",
     b'<w:ins w:date="9999-12-31T23:59:59-14:00"><w:r><w:t>y</w:t></w:r></w:ins>', b"<w:tc/>", b"<w:tr/>"]
))  # fmt: skip
def test_elements_where_they_do_not_belong(at: int, piece: bytes) -> None:
    data = main_part()
    places = [place for place in range(len(data)) if data[place : place + 1] == b"<"][2:]
    place = places[at % len(places)]
    returned = take_back(with_parts({MAIN: data[:place] + piece + data[place:]}), "sow.docx", SENT)
    assert returned.refused or len(returned.clauses) == 10


def test_hostile_repetition_is_answered_in_time() -> None:
    space = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    words = b"the customer shall " * 40_000
    one = b"<w:p><w:r><w:t>" + words + b"</w:t></w:r></w:p>"
    tag = b'<w:sdt><w:sdtPr><w:tag w:val="delay"/></w:sdtPr><w:sdtContent>' + one + b"</w:sdtContent></w:sdt>"
    marks = b'<w:commentRangeStart w:id="1"/>' * 20_000 + b"<w:r><w:t>x</w:t></w:r>" * 20_000
    controls = b"<w:sdtPr>" * 20_000
    heading = b'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>if the customer</w:t></w:r></w:p>'
    for inner in (tag, one, b"<w:p>" + marks + b"</w:p>", controls, tag[:-80] * 3, heading * 10_000):
        main = space + inner + b"</w:body></w:document>"
        assert take_back(with_parts({MAIN: main}, zipfile.ZIP_STORED), "sow.docx", SENT).findings
