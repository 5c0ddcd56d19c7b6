"""The look of a Word document: styles, heading numbers, page, header and footer. Real styles, so that a
firm can change the look in Word without touching a clause."""

from __future__ import annotations

from fairlead.engines.brand import Brand
from fairlead.engines.documents.letterhead import letterhead, logo_of
from fairlead.engines.documents.packing import (
    CORE_TYPE,
    content_types,
    core_properties,
    relations,
    root_relations,
    said,
)
from fairlead.engines.documents.tree import Document

TABLE_STYLE = "FairleadTable"
TEXT_WIDTH = 9184  # twentieths of a point: A4 less two margins of 2.4 cm
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_NEWER = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15"'
)
# What the firm's brand says stands here by its name until the part is written.
_INK, _ACCENT, _QUIET, _LINE, _TINT = "@ink", "@accent", "@quiet", "@line", "@tint"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN = "word/document.xml"
SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/>'
    '<w:footerReference w:type="default" r:id="rId4"/>'
    '<w:footerReference w:type="first" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1474" w:right="1361" w:bottom="1361" w:left="1361" w:header="709" w:footer="624" '
    'w:gutter="0"/><w:titlePg/></w:sectPr>'
)


def parts(document: Document, body: str) -> dict[str, str | bytes]:
    """Every part of the package, by name; `body` is the content of w:body without its section."""
    types = {
        _MAIN: f"{_TYPE}.document.main+xml",
        "word/styles.xml": f"{_TYPE}.styles+xml",
        "word/numbering.xml": f"{_TYPE}.numbering+xml",
        "word/settings.xml": f"{_TYPE}.settings+xml",
        "word/header1.xml": f"{_TYPE}.header+xml",
        "word/footer1.xml": f"{_TYPE}.footer+xml",
        "docProps/core.xml": CORE_TYPE,
    }
    targets = {
        "rId1": ("styles", "styles.xml"),
        "rId2": ("numbering", "numbering.xml"),
        "rId3": ("header", "header1.xml"),
        "rId4": ("footer", "footer1.xml"),
        "rId5": ("settings", "settings.xml"),
    }
    meta = document.meta
    title = f"{document.title} – {document.subtitle}"
    picture = logo_of(meta.brand)
    if picture:
        types["word/header2.xml"] = f"{_TYPE}.header+xml"
        targets["rId6"] = ("header", "header2.xml")
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(types),
        "_rels/.rels": root_relations(_MAIN),
        "word/_rels/document.xml.rels": relations(targets),
        _MAIN: f"<w:document {SPACES} {_NEWER}><w:body>{body}{_section(bool(picture))}</w:body></w:document>",
        "word/styles.xml": branded(_styles(meta.lang), meta.brand),
        "word/numbering.xml": _NUMBERING,
        "word/settings.xml": _SETTINGS,
        "word/header1.xml": f"<w:hdr {SPACES}>{_across(title, run(meta.customer))}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {SPACES}>{_across(meta.firm, _pages(meta.manifest))}</w:ftr>",
        "docProps/core.xml": core_properties(
            title, meta.firm, meta.day, meta.customer, f"{meta.number} manifest {meta.manifest}".strip()
        ),
    }
    return made | (letterhead(picture, meta.firm) if picture else {})


def _section(letterhead: bool) -> str:
    first = '<w:headerReference w:type="first" r:id="rId6"/>' if letterhead else ""
    return SECTION.replace(
        '<w:footerReference w:type="default"', f'{first}<w:footerReference w:type="default"'
    )


def branded(xml: str, brand: Brand) -> str:
    """A part of styles with the brand's colours and letters in the places that are named for them."""
    for name in ("ink", "accent", "quiet", "line", "tint"):
        xml = xml.replace(f"@{name}", getattr(brand, name)[1:].upper())
    return xml.replace("@font", said(brand.office_font))


def run(text: str, bold: bool = False) -> str:
    """A run with the text; nothing in it is read as a field, a break or markup."""
    return _raw(said(text), bold)


def _raw(text: str, bold: bool = False) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _pages(manifest: str) -> str:
    """Manifest, page and number of pages: fields that Word counts."""
    field = '<w:fldSimple w:instr="{0}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    page, pages = field.format("PAGE"), field.format("NUMPAGES")
    return f"{run(manifest[:16])}{_raw('   Page ')}{page}{_raw(' of ')}{pages}"


def _across(left: str, right: str) -> str:
    """One quiet line: words at the left margin, runs at the right one."""
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'
    style = '<w:pStyle w:val="Quiet"/>'
    return f"<w:p><w:pPr>{style}{tabs}</w:pPr>{run(left)}<w:r><w:tab/></w:r>{right}</w:p>"


def _font(size: float, colour: str, bold: bool = False) -> str:
    weight = "<w:b/>" if bold else ""
    return f'<w:rPr>{weight}<w:color w:val="{colour}"/><w:sz w:val="{round(size * 2)}"/></w:rPr>'


def _style(style_id: str, name: str, paragraph: str, letters: str = "", next_id: str = "") -> str:
    follow = f'<w:next w:val="{next_id}"/>' if next_id else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/>'
        f"{follow}<w:qFormat/><w:pPr>{paragraph}</w:pPr>{letters}</w:style>"
    )


def _heading(level: int, size: float, before: int, after: int) -> str:
    paragraph = (
        f'<w:keepNext/><w:keepLines/><w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="2"/></w:numPr>'
        f'<w:spacing w:before="{before}" w:after="{after}"/><w:outlineLvl w:val="{level - 1}"/>'
    )
    return _style(f"Heading{level}", f"heading {level}", paragraph, _font(size, _ACCENT, True), "Normal")


def _styles(lang: str) -> str:
    named = (
        _heading(1, 15, 400, 160),
        _heading(2, 12, 280, 100),
        _heading(3, 11, 200, 80),
        _style("Title", "Title", '<w:spacing w:before="1200" w:after="120"/>', _font(30, _ACCENT, True)),
        _style("Subtitle", "Subtitle", '<w:spacing w:after="480"/>', _font(17, _INK)),
        _style("ListBullet", "List Bullet", _BULLET),
        _style(
            "Caption",
            "caption",
            '<w:keepNext/><w:spacing w:before="120" w:after="60"/>',
            _font(9, _ACCENT, True),
        ),
        _style("Quiet", "Quiet", '<w:spacing w:after="0"/>', _font(8.5, _QUIET)),
        _style("Cell", "Cell", '<w:spacing w:after="0"/>', _font(9.5, _INK)),
        _style("Notice", "Notice", _NOTICE),
    )
    return f"<w:styles {SPACES}>{_DEFAULTS.replace('LANG', said(lang))}{''.join(named)}{_TABLE}</w:styles>"


_BULLET = '<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/><w:contextualSpacing/>'
_NOTICE = (
    f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{_ACCENT}"/></w:pBdr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/>'
    '<w:spacing w:before="60" w:after="60"/><w:ind w:left="200"/>'
)
_DEFAULTS = f"""<w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="@font" w:hAnsi="@font" w:eastAsia="@font" w:cs="Times New Roman"/>
<w:color w:val="{_INK}"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="LANG"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal">
<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>
<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="30" w:type="dxa"/>
<w:left w:w="0" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>
</w:tblCellMar></w:tblPr></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>
<w:uiPriority w:val="99"/><w:semiHidden/></w:style>"""
_TABLE = f"""<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">
<w:name w:val="Fairlead Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/></w:tblBorders>
<w:tblCellMar><w:top w:w="70" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>
<w:bottom w:w="70" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{_ACCENT}"/></w:rPr>
<w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_ACCENT}"/>
</w:tcBorders></w:tcPr></w:tblStylePr><w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr>
<w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{_ACCENT}"/></w:tcBorders>
<w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/></w:tcPr></w:tblStylePr></w:style>"""


def _level(level: int) -> str:
    """Heading numbers 1, 1.1, 1.1.1: Word counts, so an added clause takes its number itself."""
    text = ".".join(f"%{part}" for part in range(1, level + 1))
    return (
        f'<w:lvl w:ilvl="{level - 1}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{level}"/>'
        f'<w:suff w:val="space"/><w:lvlText w:val="{text} "/><w:lvlJc w:val="left"/></w:lvl>'
    )


_NUMBERING = (
    f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/>'
    '<w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="multilevel"/>'
    f"{_level(1)}{_level(2)}{_level(3)}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
)
_SETTINGS = (
    f'<w:settings {SPACES}><w:defaultTabStop w:val="708"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
