"""A firm's own look: readable colours, a logo that can only be looked at, letters that are there."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from dataclasses import replace

import docx
import pytest
from pypdf import PdfReader
from tests import cast as firm
from tests.engines.documents import cast

from fairlead.engines.brand import HOUSE, MOST_LOGO, Brand, brand_of, contrast, flaws
from fairlead.engines.documents.pdf import NoSuchFont, pdf
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import Document
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.practice.load import load_texts
from fairlead.engines.redlines.taking import take_back

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h20v10z" fill="#803010"/></svg>'
)


def png(width: int = 4, height: int = 2) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(b"".join(b"\0" + b"\x80\x30\x10" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", rows) + part(b"IEND", b"")


def codes(**given: str) -> list[tuple[str, str]]:
    return [(one.key, one.code) for one in flaws(given)]


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


def test_the_house_look_has_no_flaw_and_a_firm_changes_what_it_says():
    assert flaws({}) == ()
    assert brand_of({}) == HOUSE
    own = brand_of({"accent": "#803010", "logo": SVG, "logo_png": ""})
    assert own == replace(HOUSE, accent="#803010", logo=SVG)
    assert brand_of({"logo_png": base64.b64encode(png()).decode()}).logo_png == png()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"accent": "#777777"}, [("accent", "contrast"), ("accent", "contrast")]),
        ({"quiet": "#717171", "tint": "#dddddd"}, [("quiet", "contrast")]),
        ({"ink": "red"}, [("ink", "wrong-colour")]),
        ({"accent": "#12345"}, [("accent", "wrong-colour")]),
        ({"font": "../../etc/passwd"}, [("font", "wrong-font")]),
        ({"office_font": '"/><w:b/>'}, [("office_font", "wrong-font")]),
        ({"logo": SVG, "logo_png": base64.b64encode(png()).decode()}, [("logo", "logo")]),
    ],
)
def test_what_cannot_be_read_is_an_error(given, found):
    got = codes(**given)
    assert got[: len(found)] == found or got == found


@pytest.mark.parametrize(
    "drawing",
    [
        SVG.replace("<path", "<script>alert(1)</script><path"),
        SVG.replace("<path", '<image href="http://example.org/x.png"/><path'),
        SVG.replace("<path", "<foreignObject/><path"),
        SVG.replace("<path", "<text>GitLab</text><path"),
        SVG.replace("<path", "<style>@import 'x'</style><path"),
        SVG.replace('fill="#803010"', 'onload="alert(1)"'),
        SVG.replace('fill="#803010"', 'fill="url(http://example.org/#a)"'),
        SVG.replace('fill="#803010"', 'style="background:url(//example.org)"'),
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG,
        SVG[:-3],
        "<html/>",
        "",
        SVG.replace("<path", "<desc>" + "x" * MOST_LOGO + "</desc><path"),
    ],
    ids=range(13),
)
def test_a_drawing_that_could_act_fetch_or_swell_is_refused(drawing):
    got = codes(logo=drawing) if drawing else [("logo", "logo")]
    assert got and set(got) == {("logo", "logo")}


@pytest.mark.parametrize(
    "picture", ["no base64!", base64.b64encode(b"GIF89a").decode(), base64.b64encode(png()[:-8]).decode(),
                base64.b64encode(png(5000, 1)).decode(), base64.b64encode(png() + b"x" * MOST_LOGO).decode()],
    ids=range(5),
)  # fmt: skip
def test_a_picture_that_is_no_whole_small_png_is_refused(picture):
    assert set(codes(logo_png=picture)) == {("logo_png", "logo")}


def test_a_practice_says_where_its_look_is_wrong():
    texts = firm.practice_texts()
    texts["papers.toml"] = texts["papers.toml"].replace('accent = "#24405f"', 'accent = "#9ab0c8"')
    found, findings = load_texts(texts)
    assert found is None
    first = findings[0]
    assert (first.file, first.code) == ("papers.toml", "contrast") and first.line > 0
    assert "contrast of 2." in first.message and "darker" in first.fix


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"hours", "deliverables", "duties"', '"hourz", "deliverables", "duties"', "unknown-id"),
        ('proposal = ["glance", "value"', 'proposal = ["hours", "value"', "inside"),
        ('proposal = ["glance", "value"', 'proposal = ["value", "value"', "duplicate-id"),
        ('id = "technical"', 'id = "executive"', "duplicate-id"),
        ('reads = "inside"', 'reads = "anyone"', "wrong-value"),
        ('figures = ["effort", "period", "start", "billing"', 'figures = ["margin"', "wrong-value"),
    ],
)
def test_a_practice_says_which_audience_is_wrong(old, new, code):
    texts = firm.practice_texts()
    assert old in texts["papers.toml"]
    texts["papers.toml"] = texts["papers.toml"].replace(old, new, 1)
    found, findings = load_texts(texts)
    assert found is None
    assert code in {one.code for one in findings} and all(one.file == "papers.toml" for one in findings)


def paper(**look: object) -> Document:
    document = sow(cast.practice(), cast.shaped(), "SOW-7")
    return replace(document, meta=replace(document.meta, brand=Brand(**look)))


def test_colours_letters_and_logo_reach_pdf_and_word():
    document = paper(accent="#803010", font="New Computer Modern", office_font="Georgia", logo=SVG)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(pdf(document))).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("NewCM" in name for name in fonts) and not any("Libertinus" in name for name in fonts)
    made = docx_bytes(document)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        styles, header = (file.read(f"word/{name}.xml").decode() for name in ("styles", "header2"))
        assert file.read("word/media/logo.png").startswith(b"\x89PNG")
    assert "803010" in styles and "Georgia" in styles and "@" not in styles
    assert 'descr="GitLab Professional Services"' in header
    assert docx.Document(io.BytesIO(made)).sections[0].different_first_page_header_footer
    assert made == docx_bytes(document)


@pytest.mark.parametrize("look", [{"logo": SVG}, {"logo_png": png()}])
def test_a_logo_is_no_part_of_what_the_customer_sends_back(look):
    document = paper(**look)
    back = take_back(docx_bytes(document), "sow.docx", document)
    assert back.changed == () and back.outside == () and not back.findings
    assert len(PdfReader(io.BytesIO(pdf(document))).pages) > 3


def test_no_other_font_is_put_in_the_place_of_one_that_is_not_there():
    with pytest.raises(NoSuchFont, match=r"The font Acme Grotesk .* no other is put in its place"):
        pdf(paper(font="Acme Grotesk"))
