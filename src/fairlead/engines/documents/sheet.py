"""Cells of the estimate workbook: text that stays text, figures with the format of their currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fairlead.engines.documents.spreadsheet import Look, Sheet
from fairlead.engines.documents.tree import plain
from fairlead.engines.money import MINOR_UNITS

HOURS, PERCENT = "#,##0.00", "0.00%"
_MAY_BE_FORMULA = ("=", "+", "-", "@")


def money_format(currency: str) -> str:
    """The number format of a currency: USD 1,234.50, JPY 1,235, KWD 1,234.500."""
    places = MINOR_UNITS.get(currency, 2)
    figure = "#,##0" + ("." + "0" * places if places else "")
    sign = f"[${currency}]\\ " if currency.isascii() and currency.isalpha() else ""
    return f"{sign}{figure}"


def put_text(sheet: Sheet, row: int, column: int, text: str, wrap: bool = True) -> None:
    """A cell that holds text and only text, whatever it begins with, even after somebody edits it."""
    clean = plain(text)
    sheet.text(row, column, clean, Look(wrap=wrap, quote=clean.startswith(_MAY_BE_FORMULA)))


def put_figure(sheet: Sheet, row: int, column: int, value: Decimal | int, form: str) -> None:
    """A number that was put in, not computed in the workbook."""
    sheet.number(row, column, value, Look(form=form))


def put_input(sheet: Sheet, row: int, column: int, value: Decimal | int, form: str) -> None:
    """A figure that is meant to be changed: what depends on it follows."""
    sheet.number(row, column, value, Look(form=form, fill="input"))


def put_formula(sheet: Sheet, row: int, column: int, formula: str, form: str) -> None:
    """A living formula; it is made of cell addresses only, never of words from a record."""
    sheet.formula(row, column, formula, Look(form=form))


def put_date(sheet: Sheet, row: int, column: int, day: date | None) -> None:
    """A cell that holds a date as a spreadsheet counts it; nothing for None."""
    if day is not None:
        sheet.day(row, column, day, Look(form="yyyy-mm-dd"))


def put_title(sheet: Sheet, text: str) -> None:
    """The title of the sheet, in its first cell."""
    sheet.text(1, 1, plain(text), Look(font="title"))


def header(sheet: Sheet, row: int, titles: list[str]) -> None:
    """Titles of columns, ruled below."""
    for column, title in enumerate(titles, 1):
        sheet.text(row, column, plain(title), Look(font="head", ruled=True, wrap=True))


def emphasise(sheet: Sheet, row: int, columns: int) -> None:
    """Mark a total row."""
    for column in range(1, columns + 1):
        sheet.change(row, column, font="bold", fill="total")


def lay_out(
    sheet: Sheet, widths: list[float], frozen: str = "", titles: str = "", hides_ids: bool = False
) -> None:
    """Column widths, frozen header, rows repeated in print, hidden id column (A)."""
    sheet.widths, sheet.frozen, sheet.titles = tuple(widths), frozen, titles
    sheet.hidden = int(hides_ids)
