"""Headers and footers: our own running lines say nothing, what differs from them is one passage outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.engines.redlines import cast
from tests.engines.redlines.marking import Copy

from fairlead.engines.brand import Brand
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.redlines.margins import running_lines
from fairlead.engines.redlines.taking import take_back
from fairlead.engines.redlines.values import DELETED, INSERTED, MARGINS

SENT = cast.short()
FILE = docx_bytes(SENT)
THEIRS = "Northwind purchase terms NT-44 apply and prevail"
HEADER, FOOTER = "word/header1.xml", "word/footer1.xml"
INS = '<w:ins w:id="7" w:author="Ana Ruiz" w:date="2026-12-01T10:30:00Z"><w:r><w:t>{}</w:t></w:r></w:ins>'


def with_part(copy: Copy, part: str, xml: str) -> None:
    """The part with other paragraphs in it."""
    text = copy.parts[part].decode()
    begins, ends = text.index("<w:p>"), text.rindex("</w:p>") + len("</w:p>")
    copy.parts[part] = (text[:begins] + xml + text[ends:]).encode()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def swapped(copy: Copy, part: str, was: str, by: str) -> None:
    text = copy.parts[part].decode()
    assert was in text
    copy.parts[part] = text.replace(was, by).encode()


def back(copy: Copy):
    return take_back(copy.bytes(), "sow.docx", SENT)


def test_what_we_print_there_is_read_back_as_ours() -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="9" height="9"/></svg>'
    lettered = replace(SENT, meta=replace(SENT.meta, brand=Brand(logo=logo)))
    for document in (SENT, lettered):
        assert take_back(docx_bytes(document), "sow.docx", document).outside == ()
    lines = running_lines(SENT)
    assert lines["header"] == ("Statement of Work – Move to GitLab.com Northwind Freight",)
    assert lines["footer"] == ("Harbour Services ab12ab12ab12ab12 Page 1 of 1",)


def test_header_and_footer_replaced_with_terms_of_theirs_are_one_passage() -> None:
    copy = Copy(FILE)
    for part in (HEADER, FOOTER):
        with_part(copy, part, paragraph(THEIRS))
    returned = back(copy)
    (one,) = returned.outside
    assert (one.id, one.title, one.text, one.wording) == (MARGINS, "Headers and footers", THEIRS, THEIRS)
    assert not one.tracked
    assert {(piece.kind, piece.text) for piece in one.pieces} >= {(INSERTED, THEIRS)}
    assert "Harbour Services" in "".join(piece.text for piece in one.pieces if piece.kind == DELETED)
    assert returned.changed == ()
    (finding,) = [one for one in returned.findings if one.code == "outside-text"]
    assert finding.message == f"Text that is not ours stands in the headers and footers: “{THEIRS}”"


def test_tracked_words_there_say_who_and_when() -> None:
    copy = Copy(FILE)
    swapped(copy, HEADER, "</w:p>", INS.format(f" {THEIRS}") + "</w:p>")
    (one,) = back(copy).outside
    assert one.tracked
    hands = [(piece.author, piece.at) for piece in one.pieces if piece.kind == INSERTED]
    assert hands == [("Ana Ruiz", datetime(2026, 12, 1, 10, 30, tzinfo=UTC))]
    assert back(copy).tally.inserted == 1


@pytest.mark.parametrize("printed", ["Page 3 of 61", "Page 61 of 61"])
def test_page_numbers_and_typography_say_nothing(printed: str) -> None:
    copy = Copy(FILE)
    line = f"Harbour Services ab12ab12ab12ab12   {printed}"
    with_part(copy, FOOTER, paragraph(line))
    swapped(copy, HEADER, "Statement of Work – Move", "Statement of Work - Move")
    assert back(copy).outside == ()


def test_the_same_words_of_many_sections_are_said_once() -> None:
    copy = Copy(FILE)
    for number in (7, 8):
        copy.add_part(f"header{number}", (f"{copy.parts[HEADER].decode()}").encode())
        with_part(copy, f"word/header{number}.xml", paragraph(THEIRS))
        rels = copy.parts["word/_rels/document.xml.rels"].decode()
        rels = rels.replace(f"relationships/header{number}", "relationships/header")
        copy.parts["word/_rels/document.xml.rels"] = rels.encode()
        section = copy.body.find("{*}sectPr")
        reference = section[0].__copy__()
        space = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        reference.set(space, f"rIdheader{number}")
        section.insert(0, reference)
    (one,) = back(copy).outside
    assert one.text == THEIRS
    assert [piece.kind for piece in one.pieces] == [INSERTED]


def test_an_emptied_header_is_said_and_an_empty_one_in_addition_is_not() -> None:
    copy = Copy(FILE)
    with_part(copy, HEADER, paragraph(""))
    (one,) = back(copy).outside
    assert (one.text, one.wording) == ("", "")
    assert [piece.kind for piece in one.pieces] == [DELETED]
