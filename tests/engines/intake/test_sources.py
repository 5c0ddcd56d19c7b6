"""Files that are broken, hostile, too large or of another kind: refused, and clearly."""

from __future__ import annotations

import io
from dataclasses import replace
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from tests.engines.intake.workbooks import saved

from fairlead.engines.findings import Unsound
from fairlead.engines.intake.limits import LIMITS
from fairlead.engines.intake.sources import UNCOUNTED, open_source

ENTITIES = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY file SYSTEM "file:///etc/passwd">]>"""


def book(*rows, title="Sheet"):
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(list(row))
    return made


def changed(part, change):
    """A small workbook with one part of its archive changed."""
    result = io.BytesIO()
    with ZipFile(saved(book(["a", "b"], [1, 2]))) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return result


def refused(file, name="it.xlsx", limits=LIMITS):
    def read():
        source = open_source(file, name, limits)
        return [len(list(source.rows(sheet, checked=True))) for sheet in source.sheets]

    with pytest.raises(Unsound) as caught:
        read()
    assert all(finding.message and finding.file == name for finding in caught.value.findings)
    return {finding.code for finding in caught.value.findings}


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml",
                                  "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])  # fmt: skip
def test_no_part_may_define_a_document_type(part):
    def hostile(data):
        return (
            ENTITIES.encode() + data.partition(b"?>")[2]
            if data.startswith(b"<?xml")
            else ENTITIES.encode() + data
        )

    assert refused(changed(part, hostile)) == {"doctype"}


def test_a_document_type_behind_a_long_comment_is_not_overlooked():
    def hostile(data):
        return b"<!--" + b"x" * 200_000 + b"-->" + ENTITIES.partition("?>")[2].encode() + data

    assert refused(changed("xl/worksheets/sheet1.xml", hostile)) == {"broken-file"}


def test_parts_in_another_encoding_are_refused():
    recoded = changed("xl/worksheets/sheet1.xml", lambda data: data.decode().encode("utf-16"))
    assert refused(recoded) == {"encoding"}


def test_a_part_that_unpacks_to_far_too_much():
    bomb = changed("xl/worksheets/sheet1.xml", lambda data: data + b" " * 20_000_000)
    assert refused(bomb) == {"too-large"}


@pytest.mark.parametrize(("limits", "says"), [
    ({"packed": 1_000}, "too-large"), ({"unpacked": 2_000}, "too-large"), ({"parts": 3}, "too-large"),
    ({"sheets": 0}, "too-large"),
])  # fmt: skip
def test_limits_of_the_file(limits, says):
    assert refused(saved(book(["a"], [1])), limits=replace(LIMITS, **limits)) == {says}


def test_one_row_or_text_that_is_far_too_long():
    row = b'<row r="1">' + b'<c r="A1"/>' * 900_000 + b"</row>"
    long_row = changed(
        "xl/worksheets/sheet1.xml", lambda data: data.replace(b"<sheetData>", b"<sheetData>" + row)
    )
    assert refused(long_row, limits=replace(LIMITS, ratio=5_000)) == {"too-large"}
    text = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
        + bytes(range(97, 123)) * 120_000
        + b"</t></is></c></row>"
    )
    long_text = changed(
        "xl/worksheets/sheet1.xml", lambda data: data.replace(b"<sheetData>", b"<sheetData>" + text)
    )
    assert refused(long_text) == {"too-large"}


def test_a_row_beyond_the_end_of_a_sheet():
    far = b'<row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData>'
    file = changed("xl/worksheets/sheet1.xml", lambda data: data.replace(b"</sheetData>", far))
    assert refused(file) == {"too-large"}


@pytest.mark.parametrize("change", [
    lambda data: data[: len(data) // 2],
    lambda data: data.replace(b"<v>1</v>", b"<v>one</v>"),
    lambda data: data.replace(b'r="A2"', b'r="?"'),
    lambda data: data.replace(b"<v>1</v>", b"<v>" + b"9" * 6_000 + b"</v>"),
    lambda data: b"",
])  # fmt: skip
def test_a_sheet_that_is_no_sheet(change):
    assert refused(changed("xl/worksheets/sheet1.xml", change)) == {"broken-file"}


@pytest.mark.parametrize(("data", "code"), [
    (b"PK\x03\x04 and then nothing", "broken-file"),
    (bytes.fromhex("d0cf11e0a1b11ae1") + b"old", "format"),
    (b"a,b\n\x00\x01\x02,3\n", "encoding"),
    (b"%PDF\x00binary", "encoding"),
    ("Größe,b\n1,2\n".encode("latin-1"), "encoding"),
    ("a,b\n".encode("utf-16") + b"\x00", "encoding"),
    (b'a,b\n"open,1\n', "broken-csv"),
    (b"a,b\n" + b"x" * 1_100_000 + b",1\n", "broken-csv"),
])  # fmt: skip
def test_what_is_neither_a_workbook_nor_readable_text(data, code):
    assert refused(io.BytesIO(data), "it.csv") == {code}


def test_another_packed_file_is_no_workbook():
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert refused(file, "it.ods") == {"format"}


def test_a_formula_without_a_result_is_told_apart_from_an_empty_cell():
    source = open_source(saved(book(["a", "b"], ["=1+1", None])), "f.xlsx")
    assert list(source.rows("Sheet", checked=True))[1][0] is UNCOUNTED
    assert list(source.rows("Sheet"))[1][0] is None


def test_a_calculated_formula_is_its_result():
    file = changed(
        "xl/worksheets/sheet1.xml", lambda data: data.replace(b"<v>1</v>", b"<f>40+2</f><v>42</v>")
    )
    assert list(open_source(file, "f.xlsx").rows("Sheet", checked=True))[1] == (42, 2)


def test_a_sheet_that_lies_about_its_size_is_read_whole():
    file = changed("xl/worksheets/sheet1.xml", lambda data: data.replace(b'ref="A1:B2"', b'ref="A1"'))
    assert list(open_source(file, "f.xlsx").rows("Sheet")) == [("a", "b"), (1, 2)]


def test_sheets_written_with_a_prefix_are_scanned_too():
    def prefixed(data):
        for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v"):
            for end in (b" ", b">"):
                data = data.replace(b"<" + tag + end, b"<x:" + tag + end)
            data = data.replace(b"</" + tag + b">", b"</x:" + tag + b">")
        data = data.replace(b"xmlns=", b"xmlns:x=")
        return data.replace(b"<x:v>1</x:v>", b"<x:f>1+1</x:f>")

    source = open_source(changed("xl/worksheets/sheet1.xml", prefixed), "f.xlsx")
    assert source._scan("Sheet").formulas


def test_merged_cells_are_known():
    made = book(["a", "b"], [1, 2])
    made.active.merge_cells("A1:B1")
    made.active.merge_cells("A2:A4")
    assert set(open_source(saved(made), "m.xlsx").merged("Sheet")) == {"A1:B1", "A2:A4"}


def test_excels_own_word_on_the_delimiter_is_heard():
    assert list(open_source(io.BytesIO(b"sep=;\na;b\n1;2\n"), "x.csv").rows("x")) == [("a", "b"), ("1", "2")]
