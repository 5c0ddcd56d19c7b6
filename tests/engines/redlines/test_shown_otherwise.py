"""A file that shows other words than it seems to hold: nothing of it is dropped, and it is said."""

from __future__ import annotations

import pytest
from lxml import etree
from tests.engines.redlines import cast
from tests.engines.redlines.marking import NS, Copy, W, element

from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.redlines.taking import take_back
from fairlead.engines.redlines.values import Returned

SENT = cast.short()
FILE = docx_bytes(SENT)
WORDS, OTHER = "within 30 days", "within 900 days"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def back(copy: Copy) -> Returned:
    return take_back(copy.bytes(), "sow.docx", SENT)


def codes(read: Returned) -> list[str]:
    return [finding.code for finding in read.findings]


def made(xml: str) -> list[etree._Element]:
    return list(etree.fromstring(f'<x xmlns:w="{W}" xmlns:mc="{MC}">{xml}</x>'))


def in_place_of_words(xml: str) -> Copy:
    copy = Copy(FILE)
    _, own = copy.split(WORDS)
    for node in made(xml):
        own.addprevious(node)
    own.getparent().remove(own)
    return copy


def said(text: str, tag: str = "t") -> str:
    return f"<w:r><w:{tag}>{text}</w:{tag}></w:r>"


@pytest.mark.parametrize("other", [OTHER, WORDS, ""])
def test_what_other_programs_show_in_its_place_is_read_where_it_is_something_else(other: str) -> None:
    either = f'<mc:Choice Requires="zzz">{said(WORDS)}</mc:Choice><mc:Fallback>{said(other)}</mc:Fallback>'
    read = back(in_place_of_words(f"<mc:AlternateContent>{either}</mc:AlternateContent>"))
    if other == OTHER:
        assert f"{WORDS} [in other programs: {OTHER}] of receipt" in read.clause("invoices").wanted
        assert codes(read) == ["silent-edit", "number-changed"]
    else:
        assert read.changed == ()


def test_a_passage_of_other_programs_is_read_too() -> None:
    copy = Copy(FILE)
    (either,) = made(
        f'<mc:AlternateContent><mc:Choice Requires="zzz"/><mc:Fallback><w:p>{said("And nothing is owed.")}'
        "</w:p></mc:Fallback></mc:AlternateContent>"
    )
    copy.paragraph(WORDS).addnext(either)
    assert "[in other programs: And nothing is owed.]" in back(copy).clause("invoices").wanted


def test_words_marked_as_deleted_outside_of_a_deletion_are_taken_out_silently() -> None:
    read = back(in_place_of_words(said(WORDS, "delText")))
    assert read.clause("invoices").wanted.endswith("Invoices are payable of receipt.")
    assert codes(read) == ["silent-edit", "number-changed"]


@pytest.mark.parametrize(
    "xml",
    [
        f'<w:fldSimple w:instr="QUOTE &quot;{OTHER}&quot;" w:dirty="true">{said(WORDS)}</w:fldSimple>',
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{said(" QUO", "instrText")}{said("TE x", "instrText")}'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{said(WORDS)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:sdt><w:sdtPr><w:alias w:val="Term"/><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent>'
        f"{said(WORDS)}</w:sdtContent></w:sdt>",
    ],
)
def test_what_word_fills_in_anew_is_said(xml: str) -> None:
    read = back(in_place_of_words(xml))
    (finding,) = read.findings
    assert (finding.code, read.changed) == ("filled-in", ())
    assert "QUOTE" in finding.message or "control Term" in finding.message


def test_numbers_of_pages_and_references_are_no_such_field() -> None:
    assert (
        codes(back(in_place_of_words(f'<w:fldSimple w:instr=" REF a \\h ">{said(WORDS)}</w:fldSimple>')))
        == []
    )


@pytest.mark.parametrize(
    ("level", "found"), [("Unless the Customer objects:", ["numbered-words"]), ("(%1)", [])]
)
def test_words_that_numbering_brings_along_are_said(level: str, found: list[str]) -> None:
    copy = Copy(FILE)
    properties = copy.paragraph(WORDS).find("w:pPr", NS)
    properties.append(element("numPr", element("ilvl", val="0"), element("numId", val="77")))
    root = etree.fromstring(copy.parts["word/numbering.xml"])
    root.insert(0, element("abstractNum", element("lvl", element("lvlText", val=level)), abstractNumId="77"))
    root.append(element("num", element("abstractNumId", val="77"), numId="77"))
    copy.parts["word/numbering.xml"] = etree.tostring(root)
    read = back(copy)
    assert codes(read) == found
    assert not found or level in read.findings[0].message


def test_a_passage_that_is_a_document_of_its_own_is_said() -> None:
    copy = Copy(FILE)
    copy.paragraph(WORDS).addnext(element("p", element("subDoc")))
    assert codes(back(copy)) == ["text-elsewhere"]


def test_a_row_struck_out_around_a_clause_strikes_it_out() -> None:
    copy = Copy(FILE)
    control = copy.control("invoices")
    cell = element("tc")
    gone = element("trPr", element("del", **copy.hand()))
    control.addprevious(element("tbl", element("tr", gone, cell)))
    cell.append(control)
    change = back(copy).clause("invoices")
    assert (change.kind, change.silent, change.authors) == ("deleted", False, ("Ana Ruiz",))


def test_of_two_main_parts_nobody_knows_which_is_shown() -> None:
    copy = Copy(FILE)
    copy.parts["word/other.xml"] = etree.tostring(copy.root).replace(b"30 days", b"900 days")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    more = f'<Relationship Id="z" Type="{kind}" Target="word/other.xml"/></Relationships>'
    copy.parts["_rels/.rels"] = copy.parts["_rels/.rels"].replace(b"</Relationships>", more.encode())
    read = back(copy)
    assert (read.refused, codes(read)) == (True, ["broken-file"])


@pytest.mark.parametrize(("kind", "found"), [("attachedTemplate", ["loads-from-outside"]), ("hyperlink", [])])
def test_what_a_program_would_load_from_elsewhere_is_said(kind: str, found: list[str]) -> None:
    copy = Copy(FILE)
    copy.parts["word/_rels/settings.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="http://schemas/{kind}" Target="http://elsewhere.example/x.dotm" '
        'TargetMode="External"/></Relationships>'
    ).encode()
    read = back(copy)
    assert codes(read) == found
    assert not found or "attachedTemplate http://elsewhere.example/x.dotm" in read.findings[0].message


@pytest.mark.parametrize(
    "look",
    [
        (element("shd", fill="1F3864"), element("color", val="1F3864")),
        (element("highlight", val="black"),),
        (element("w", val="1"),),
    ],
)
def test_words_on_a_ground_of_their_own_colour_or_without_width_are_hidden(look: tuple) -> None:
    copy = Copy(FILE)
    _, own = copy.split(WORDS)
    own.insert(0, element("rPr", *look))
    assert codes(back(copy)) == ["hidden-text"]


def test_white_on_a_dark_ground_without_a_colour_said_is_read_by_everybody() -> None:
    copy = Copy(FILE)
    _, own = copy.split(WORDS)
    own.insert(0, element("rPr", element("shd", fill="000000")))
    assert codes(back(copy)) == []
