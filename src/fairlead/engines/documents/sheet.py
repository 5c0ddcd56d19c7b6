"""Cells of a workbook: text that can never be a formula, figures with the format of their currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from fairlead.engines.documents.tree import plain
from fairlead.engines.money import MINOR_UNITS

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

HOURS, PERCENT = "#,##0.00", "0.00%"
_HEAD_FONT = Font(bold=True, color="FF24405F")
_HEAD_EDGE = Border(bottom=Side(style="medium", color="FF24405F"))
_TOTAL_FONT, _TOTAL_FILL = Font(bold=True), PatternFill("solid", fgColor="FFF3F5F8")
_INPUT_FILL = PatternFill("solid", fgColor="FFFFF8DC")
_HEAD_WRAP, _WRAP = Alignment(vertical="bottom", wrap_text=True), Alignment(vertical="top", wrap_text=True)
_TITLE = Font(bold=True, size=16, color="FF24405F")
_MAY_BE_FORMULA = ("=", "+", "-", "@")


def money_format(currency: str) -> str:
    """The number format of a currency: USD 1,234.50, JPY 1,235, KWD 1,234.500."""
    places = MINOR_UNITS.get(currency, 2)
    figure = "#,##0" + ("." + "0" * places if places else "")
    sign = f"[${currency}]\\ " if currency.isascii() and currency.isalpha() else ""
    return f"{sign}{figure}"


def put_text(sheet: Worksheet, row: int, column: int, text: str, wrap: bool = True) -> Cell:
    """A cell that holds text and only text, whatever it begins with."""
    cell = _cell(sheet, row, column)
    value = plain(text)
    cell.value = value
    if value:
        cell.data_type = "s"  # openpyxl takes "=..." for a formula and "#N/A" for an error
    if value.startswith(_MAY_BE_FORMULA):
        cell.quotePrefix = True  # it stays text when somebody edits the cell, too
    if wrap:
        cell.alignment = _WRAP
    return cell


def put_figure(sheet: Worksheet, row: int, column: int, value: Decimal | int, form: str) -> Cell:
    """A number that was put in, not computed in the workbook."""
    cell = _cell(sheet, row, column)
    cell.value = value
    cell.number_format = form
    return cell


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, form: str) -> Cell:
    """A living formula; it is made of cell addresses only, never of words from a record."""
    cell = _cell(sheet, row, column)
    cell.value = f"={formula}"
    cell.number_format = form
    return cell


def put_date(sheet: Worksheet, row: int, column: int, day: date | None) -> None:
    if day is not None:
        cell = _cell(sheet, row, column)
        cell.value = day
        cell.number_format = "yyyy-mm-dd"


def put_title(sheet: Worksheet, text: str) -> None:
    put_text(sheet, 1, 1, text, wrap=False).font = _TITLE


def header(sheet: Worksheet, row: int, titles: list[str]) -> None:
    for column, title in enumerate(titles, 1):
        cell = put_text(sheet, row, column, title)
        cell.font, cell.border, cell.alignment = _HEAD_FONT, _HEAD_EDGE, _HEAD_WRAP


def emphasise(sheet: Worksheet, row: int, columns: int) -> None:
    """Mark a total row."""
    for column in range(1, columns + 1):
        cell = sheet.cell(row=row, column=column)
        cell.font, cell.fill = _TOTAL_FONT, _TOTAL_FILL


def mark_input(cell: Cell) -> None:
    """A figure that is meant to be changed: what depends on it follows."""
    cell.fill = _INPUT_FILL


def lay_out(
    sheet: Worksheet, widths: list[float], frozen: str = "", titles: str = "", hidden: str = ""
) -> None:
    """Column widths, frozen header, landscape print on pages as wide as the sheet, hidden id column."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if frozen:
        sheet.freeze_panes = frozen
    if titles:
        sheet.print_title_rows = titles
    if hidden:
        sheet.column_dimensions[hidden].hidden = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer: Any = sheet.oddFooter
    footer.left.text, footer.right.text = "&A", "Page &P of &N"
    sheet.sheet_view.showGridLines = False


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell itself; typed apart because a merged cell holds no value."""
    return sheet.cell(row=row, column=column)  # type: ignore[return-value]
