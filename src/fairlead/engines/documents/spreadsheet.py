"""Sheets as SpreadsheetML. A text cell is written as an inline string: no text can become a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from fairlead.engines.documents.packing import (
    CORE_TYPE,
    content_types,
    core_properties,
    package,
    relations,
    root_relations,
    said,
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DAY_ZERO = date(1899, 12, 30)
_FIRST_FORMAT = 164  # lower ids are built in
_MOST_LETTERS = 32_767  # what one cell may hold

FONTS = ("plain", "bold", "head", "title")
FILLS = ("none", "gray125", "total", "input")
_ACCENT = '<color rgb="FF24405F"/>'
_FONTS = {
    "plain": '<font><sz val="11"/><name val="Calibri"/></font>',
    "bold": '<font><b/><sz val="11"/><name val="Calibri"/></font>',
    "head": f'<font><b/><sz val="11"/>{_ACCENT}<name val="Calibri"/></font>',
    "title": f'<font><b/><sz val="16"/>{_ACCENT}<name val="Calibri"/></font>',
}
_FILL = '<fill><patternFill patternType="solid"><fgColor rgb="{0}"/></patternFill></fill>'
_FILLS = {
    "none": '<fill><patternFill patternType="none"/></fill>',
    "gray125": '<fill><patternFill patternType="gray125"/></fill>',
    "total": _FILL.format("FFF3F5F8"),
    "input": _FILL.format("FFFFF8DC"),
}
_BORDERS = (
    "<border><left/><right/><top/><bottom/><diagonal/></border>"
    f'<border><left/><right/><top/><bottom style="medium">{_ACCENT}</bottom><diagonal/></border>'
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; `form` is a number format, `quote` keeps text as text when it is edited."""

    font: str = "plain"
    fill: str = "none"
    ruled: bool = False
    form: str = "General"
    wrap: bool = False
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """The body of a cell as XML, the type that goes with it, and its look."""

    xml: str
    kind: str
    look: Look


@dataclass(slots=True)
class Sheet:
    """A sheet while it is filled: cells by (row, column), both from 1."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    widths: tuple[float, ...] = ()
    frozen: str = ""
    titles: str = ""
    hidden: int = 0

    def text(self, row: int, column: int, clean: str, look: Look) -> None:
        """Cleaned text, as text whatever it begins with; longer than a cell holds, it is cut."""
        if clean:
            body = f'<is><t xml:space="preserve">{said(clean[:_MOST_LETTERS])}</t></is>'
            self.cells[row, column] = Cell(body, "inlineStr", look)

    def number(self, row: int, column: int, value: Decimal | int, look: Look) -> None:
        self.cells[row, column] = Cell(f"<v>{value:f}</v>", "n", look)

    def day(self, row: int, column: int, day: date, look: Look) -> None:
        self.cells[row, column] = Cell(f"<v>{(day - _DAY_ZERO).days}</v>", "n", look)

    def formula(self, row: int, column: int, formula: str, look: Look) -> None:
        """A formula in English names, without the equals sign; made of addresses, never of words."""
        self.cells[row, column] = Cell(f"<f>{said(formula)}</f>", "n", look)

    def change(self, row: int, column: int, **look: object) -> None:
        """Change the look of a cell; an empty cell takes it, too."""
        cell = self.cells.get((row, column), Cell("", "n", Look()))
        self.cells[row, column] = replace(cell, look=replace(cell.look, **look))  # type: ignore[arg-type]


def letters(column: int) -> str:
    """The letters of a column: 1 -> A, 27 -> AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def workbook(sheets: Iterable[Sheet], title: str, author: str, day: date) -> bytes:
    """The sheets as .xlsx bytes. Formulas carry no stored results: the reader computes all on loading."""
    made = tuple(sheets)
    looks = {Look(): 0}
    for sheet in made:
        for cell in sheet.cells.values():
            looks.setdefault(cell.look, len(looks))
    names = {f"xl/worksheets/sheet{at}.xml": sheet for at, sheet in enumerate(made, 1)}
    types = {
        "xl/workbook.xml": f"{_TYPE}.sheet.main+xml",
        "xl/styles.xml": f"{_TYPE}.styles+xml",
        **dict.fromkeys(names, f"{_TYPE}.worksheet+xml"),
        "docProps/core.xml": CORE_TYPE,
    }
    targets = {f"rId{at}": ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(made) + 1)}
    return package(
        {
            "[Content_Types].xml": content_types(types),
            "_rels/.rels": root_relations("xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": relations({**targets, "rId0": ("styles", "styles.xml")}),
            "xl/workbook.xml": _book(made),
            "xl/styles.xml": _styles(looks),
            **{name: _sheet(sheet, looks, front=at == 0) for at, (name, sheet) in enumerate(names.items())},
            "docProps/core.xml": core_properties(title, author, day),
        }
    )


def _book(sheets: tuple[Sheet, ...]) -> str:
    rows = "".join(
        f'<sheet name="{said(sheet.name)}" sheetId="{at}" r:id="rId{at}"/>'
        for at, sheet in enumerate(sheets, 1)
    )
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">{_print_titles(sheet)}</definedName>'
        for at, sheet in enumerate(sheets)
        if sheet.titles
    )
    named = f"<definedNames>{titles}</definedNames>" if titles else ""
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{rows}</sheets>{named}'
        '<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>'
    )


def _print_titles(sheet: Sheet) -> str:
    first, _, last = sheet.titles.partition(":")
    return f"'{said(sheet.name)}'!${first}:${last}"


def _styles(looks: Mapping[Look, int]) -> str:
    forms = [form for form in dict.fromkeys(look.form for look in looks) if form != "General"]
    ids = {"General": 0, **{form: _FIRST_FORMAT + at for at, form in enumerate(forms)}}
    numbers = "".join(f'<numFmt numFmtId="{ids[form]}" formatCode="{said(form)}"/>' for form in forms)
    cells = "".join(_look(look, ids[look.form]) for look in looks)
    fonts = "".join(_FONTS[name] for name in FONTS)
    fills = "".join(_FILLS[name] for name in FILLS)
    bare = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(forms)}">{numbers}</numFmts>'
        f'<fonts count="{len(FONTS)}">{fonts}</fonts><fills count="{len(FILLS)}">{fills}</fills>'
        f'<borders count="2">{_BORDERS}</borders><cellStyleXfs count="1">{bare}</cellStyleXfs>'
        f'<cellXfs count="{len(looks)}">{cells}</cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _look(look: Look, form: int) -> str:
    quote = ' quotePrefix="1"' if look.quote else ""
    place = "bottom" if look.ruled else "top"
    wrap = ' wrapText="1"' if look.wrap else ""
    return (
        f'<xf numFmtId="{form}" fontId="{FONTS.index(look.font)}" fillId="{FILLS.index(look.fill)}" '
        f'borderId="{int(look.ruled)}" xfId="0"{quote} applyNumberFormat="1" applyFont="1" applyFill="1" '
        f'applyBorder="1" applyAlignment="1"><alignment vertical="{place}"{wrap}/></xf>'
    )


def _sheet(sheet: Sheet, looks: Mapping[Look, int], front: bool) -> str:
    """Landscape, as wide as the page; elements in the order that the schema asks for."""
    hidden = {sheet.hidden: ' hidden="1"'}
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"{hidden.get(at, "")}/>'
        for at, width in enumerate(sheet.widths, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'{_view(sheet, front)}<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
        f"<sheetData>{_rows(sheet, looks)}</sheetData>"
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>"
        "</worksheet>"
    )


def _view(sheet: Sheet, front: bool) -> str:
    pane = ""
    if sheet.frozen:
        name = sheet.frozen.rstrip("0123456789")
        down, right = int(sheet.frozen[len(name) :]) - 1, ord(name) - ord("A")
        corner = {(True, True): "bottomRight", (False, True): "bottomLeft", (True, False): "topRight"}
        split = (f' xSplit="{right}"' if right else "") + (f' ySplit="{down}"' if down else "")
        where = corner[bool(right), bool(down)]
        pane = f'<pane{split} topLeftCell="{sheet.frozen}" activePane="{where}" state="frozen"/>'
    chosen = ' tabSelected="1"' if front else ""
    view = f'<sheetView showGridLines="0"{chosen} workbookViewId="0">{pane}</sheetView>'
    return f"<sheetViews>{view}</sheetViews>"


def _rows(sheet: Sheet, looks: Mapping[Look, int]) -> str:
    rows: dict[int, list[str]] = {}
    for row, column in sorted(sheet.cells):
        cell = sheet.cells[row, column]
        kind = ' t="inlineStr"' if cell.kind == "inlineStr" else ""
        made = f'<c r="{letters(column)}{row}" s="{looks[cell.look]}"{kind}>{cell.xml}</c>'
        rows.setdefault(row, []).append(made)
    return "".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows.items())
