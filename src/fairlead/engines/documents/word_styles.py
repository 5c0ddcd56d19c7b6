"""The look of a Word document: styles, heading numbers, page header and footer. Real styles, so that a
firm can change the look in Word without touching a clause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from fairlead.engines.documents.tree import Document, plain

ACCENT, QUIET = RGBColor(0x24, 0x40, 0x5F), RGBColor(0x5B, 0x64, 0x73)
TABLE_STYLE = "FairleadTable"
TEXT_WIDTH = 9184  # twentieths of a point: A4 less two margins of 2.4 cm
_HEADINGS = ((1, 15, 20, 8), (2, 12, 14, 5), (3, 11, 10, 4))  # level, size, space before, after
_NUMBERING = 77  # id of the heading numbers; the template of python-docx uses small ones


def element(tag: str, *children: Any, **attributes: str) -> Any:
    """An element of WordprocessingML: element("w:tag", w_val="x") is <w:tag w:val="x"/>."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name.replace("_", ":", 1)), value)
    made.extend(children)
    return made


def text_run(text: str, bold: bool = False) -> Any:
    """A run with the text, cleaned; nothing in it is read as a field or a break."""
    return _run(plain(text), bold)


def _run(text: str, bold: bool = False) -> Any:
    letters = element("w:t")
    letters.text = text
    letters.set(qn("xml:space"), "preserve")
    return element("w:r", element("w:rPr", element("w:b")), letters) if bold else element("w:r", letters)


def field_runs(instruction: str, shown: str) -> list[Any]:
    """A field (PAGE, NUMPAGES) with the text that stands there until Word counts."""
    code = element("w:instrText")
    code.text = instruction
    return [
        element("w:r", element("w:fldChar", w_fldCharType="begin")),
        element("w:r", code),
        element("w:r", element("w:fldChar", w_fldCharType="separate")),
        _run(shown),
        element("w:r", element("w:fldChar", w_fldCharType="end")),
    ]


def dress(word: WordDocument, document: Document) -> None:
    """Set styles, numbering, page, header, footer and core properties of an empty Word document."""
    _styles(word)
    _heading_numbers(word)
    _page(word, document)
    _properties(word, document)


def _styles(word: WordDocument) -> None:
    styles: Any = word.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Cambria", Pt(10.5)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for level, size, before, after in _HEADINGS:
        style = styles[f"Heading {level}"]
        _font(style, size, ACCENT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    _font(styles["Title"], 28, ACCENT)
    _font(styles["Subtitle"], 16, RGBColor(0x1B, 0x1F, 0x2A))
    styles["Subtitle"].font.italic = False
    small = styles.add_style("Quiet", WD_STYLE_TYPE.PARAGRAPH)
    small.font.size, small.font.color.rgb = Pt(8.5), QUIET
    cell = styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
    cell.font.size, cell.paragraph_format.space_after = Pt(9.5), Pt(0)
    notice = styles.add_style("Notice", WD_STYLE_TYPE.PARAGRAPH)
    notice.paragraph_format.left_indent = Cm(0.3)
    shade = element("w:shd", w_val="clear", w_color="auto", w_fill="F3F5F8")
    notice.element.get_or_add_pPr().insert_element_before(shade, "w:tabs", "w:spacing", "w:ind")
    styles.element.append(parse_xml(_TABLE_XML))


def _font(style: Any, size: float, colour: RGBColor) -> None:
    style.font.size, style.font.color.rgb, style.font.name = Pt(size), colour, "Cambria"
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if "Theme" in name]:
        del fonts.attrib[name]


_TABLE_XML = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">
<w:name w:val="Fairlead Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="C9CED6"/>
<w:insideH w:val="single" w:sz="4" w:color="C9CED6"/></w:tblBorders>
<w:tblCellMar><w:top w:w="70" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>
<w:bottom w:w="70" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="24405F"/></w:rPr>
<w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="24405F"/></w:tcBorders></w:tcPr>
</w:tblStylePr>
<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr>
<w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:color="24405F"/></w:tcBorders>
<w:shd w:val="clear" w:color="auto" w:fill="F3F5F8"/></w:tcPr></w:tblStylePr></w:style>"""


def _heading_numbers(word: WordDocument) -> None:
    """Number Heading 1 to 3 as 1, 1.1, 1.1.1: Word counts, so an added clause takes its number itself."""
    numbering = word.part.numbering_part.element
    levels = []
    for level, _, _, _ in _HEADINGS:
        text = ".".join(f"%{part}" for part in range(1, level + 1))
        levels.append(
            element(
                "w:lvl",
                element("w:start", w_val="1"),
                element("w:numFmt", w_val="decimal"),
                element("w:pStyle", w_val=f"Heading{level}"),
                element("w:suff", w_val="space"),
                element("w:lvlText", w_val=f"{text} "),
                element("w:lvlJc", w_val="left"),
                w_ilvl=str(level - 1),
            )
        )
        properties = word.styles[f"Heading {level}"].element.get_or_add_pPr()
        ilvl = element("w:ilvl", w_val=str(level - 1))
        properties.insert_element_before(
            element("w:numPr", ilvl, element("w:numId", w_val=str(_NUMBERING))), "w:spacing", "w:outlineLvl"
        )
    kind = element("w:multiLevelType", w_val="multilevel")
    numbering.insert(0, element("w:abstractNum", kind, *levels, w_abstractNumId=str(_NUMBERING)))
    abstract = element("w:abstractNumId", w_val=str(_NUMBERING))
    numbering.append(element("w:num", abstract, w_numId=str(_NUMBERING)))


def _page(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    section.different_first_page_header_footer = True
    meta = document.meta
    _across(section.header.paragraphs[0], f"{document.title} – {document.subtitle}", meta.customer, [])
    for footer in (section.footer, section.first_page_footer):
        pages = [_run("   Page "), *field_runs("PAGE", "1"), _run(" of "), *field_runs("NUMPAGES", "1")]
        _across(footer.paragraphs[0], meta.firm, meta.manifest[:16], pages)


def _across(paragraph: Any, left: str, right: str, fields: list[Any]) -> None:
    """One quiet line: words at the left margin, words and fields at the right one."""
    paragraph.style = "Quiet"
    tab = element("w:tab", w_val="right", w_pos=str(TEXT_WIDTH))
    paragraph._p.get_or_add_pPr().append(element("w:tabs", tab))
    runs = (text_run(left), element("w:r", element("w:tab")), text_run(right))
    paragraph._p.extend([*runs, *fields])


def _properties(word: WordDocument, document: Document) -> None:
    meta, properties = document.meta, word.core_properties
    moment = datetime(meta.day.year, meta.day.month, meta.day.day)  # noqa: DTZ001 - python-docx writes naive times as UTC
    properties.title = plain(f"{document.title} – {document.subtitle}")[:255]
    properties.author = properties.last_modified_by = plain(meta.firm)[:255]
    properties.subject = plain(meta.customer)[:255]
    properties.identifier, properties.keywords = plain(meta.number)[:255], f"manifest {meta.manifest}"
    properties.comments, properties.language, properties.revision = "", meta.lang, 1
    properties.created = properties.modified = moment
