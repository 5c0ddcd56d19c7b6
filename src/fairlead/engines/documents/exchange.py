"""The estimate as a workbook that goes out to experts and comes back: hours to edit, no cost, no price.

Every row carries its line's id in a hidden column, and the front sheet the key of the sending: rows may be
sorted, moved or coloured, and still come back to where they belong. Sums and widths are living formulas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairlead.engines.documents.sheet import (
    HOURS,
    PERCENT,
    emphasise,
    header,
    lay_out,
    put_date,
    put_figure,
    put_formula,
    put_input,
    put_text,
    put_title,
)
from fairlead.engines.documents.spreadsheet import Sheet, letters, workbook

LINES, FRONT = "Lines", "About"
KEY_ROW, KEY_COLUMN = 3, 2
FIRST = 3  # the first row of a line; the titles stand above it, in row 2
TITLES = ("Line id", "Phase", "Activity", "What is done", "Low", "Likely", "High", "Why", "Width", "Rests on")
LOW, LIKELY, HIGH, WHY = 5, 6, 7, 8  # columns that are meant to be edited
_MANNERS = (
    "Change the yellow hours of the lines that you know, and say why in the column beside them.",
    "Low is beaten one time in ten; likely is as often passed as not; high is passed one time in ten.",
    "Write numbers, not formulas. Rows may be sorted and coloured; leave those that you cannot judge.",
    "A row that is deleted changes nothing: its line stays as it is.",
)


@dataclass(frozen=True, slots=True)
class Out:
    """One line that goes out. `rests` says on what its hours rest today."""

    id: str
    phase: str
    name: str
    description: str
    low: Decimal
    likely: Decimal
    high: Decimal
    rests: str


def exchange_workbook(key: str, title: str, firm: str, day: date, lines: Iterable[Out]) -> bytes:
    """The workbook as .xlsx bytes: About and Lines. The same input gives the same bytes.

    key: what the front sheet carries so that the workbook is known again.
    """
    front, sheet = Sheet(FRONT), Sheet(LINES)
    _front(front, key, title, day)
    held = tuple(lines)
    put_title(sheet, title)
    header(sheet, FIRST - 1, list(TITLES))
    for row, line in enumerate(held, FIRST):
        _line(sheet, row, line)
    _sums(sheet, FIRST + len(held))
    lay_out(sheet, [14, 18, 34, 50, 10, 10, 10, 50, 9, 40], f"D{FIRST}", f"1:{FIRST - 1}", hides_ids=True)
    return workbook((front, sheet), title, firm, day)


def _front(sheet: Sheet, key: str, title: str, day: date) -> None:
    put_title(sheet, title)
    put_text(sheet, KEY_ROW, 1, "Key")
    put_text(sheet, KEY_ROW, KEY_COLUMN, key)
    put_text(sheet, KEY_ROW + 1, 1, "Sent on")
    put_date(sheet, KEY_ROW + 1, 2, day)
    for row, sentence in enumerate(_MANNERS, KEY_ROW + 3):
        put_text(sheet, row, 2, sentence)
    lay_out(sheet, [12, 90])


def _line(sheet: Sheet, row: int, line: Out) -> None:
    for column, text in enumerate((line.id, line.phase, line.name, line.description), 1):
        put_text(sheet, row, column, text)
    for column, hours in ((LOW, line.low), (LIKELY, line.likely), (HIGH, line.high)):
        put_input(sheet, row, column, hours, HOURS)
    low, likely, high = (f"{letters(column)}{row}" for column in (LOW, LIKELY, HIGH))
    put_formula(sheet, row, WHY + 1, f"IF({likely}=0,0,({high}-{low})/{likely})", PERCENT)
    put_text(sheet, row, WHY + 2, line.rests)


def _sums(sheet: Sheet, row: int) -> None:
    """Likely hours add up; P10 and P90 of lines do not add up to those of the whole, so none are shown."""
    put_text(sheet, row, 3, "Likely hours in all")
    letter = letters(LIKELY)
    if row > FIRST:
        put_formula(sheet, row, LIKELY, f"SUM({letter}{FIRST}:{letter}{row - 1})", HOURS)
    else:
        put_figure(sheet, row, LIKELY, 0, HOURS)
    emphasise(sheet, row, len(TITLES))
