"""What a cell says: a number, a yes or no, a day or a text; or why it says none of them.

Blank cells, and words that stand for nothing ("n/a", "-"), are None. A reader never guesses between two
meanings: "1.234,5" is no number here, and 3.5 is no yes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from fairlead.engines.intake.sources import UNCOUNTED

ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_NOTHING = frozenset({"", "n/a", "na", "none", "null", "nil", "-", "–", "unknown", "<na>"})
_PLAIN = re.compile(r"[+-]?(?:\d{1,18}|\d{1,3}(?:,\d{3}){1,5})(?:\.\d{1,18})?(?:[eE][+-]?\d{1,2})?")
_YES = frozenset({"true", "yes", "y", "1", "x", "on"})
_NO = frozenset({"false", "no", "n", "0", "off"})
# Excel counts days from the end of 1899; these serials lie between 1954 and 2118.
_EPOCH, _FIRST, _LAST = date(1899, 12, 30), 20_000, 80_000
_MOST = 1e18


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell cannot be read: a stable code, what is wrong, what would be right."""

    code: str
    message: str
    fix: str


Reader = Callable[[Any], Any]


def shown(cell: object) -> str:
    """A cell as it is quoted in a sentence, cut where it is long."""
    text = cell.isoformat() if isinstance(cell, date | datetime | time) else str(cell)
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


def blank(cell: object) -> bool:
    """Whether a cell holds nothing, or a word for nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in _NOTHING)


def fault(cell: object) -> Wrong | None:
    """What no cell may hold, whatever is read from it: a spreadsheet's error, a formula without a result."""
    if isinstance(cell, str) and cell in ERRORS:
        return Wrong(
            "error-cell",
            f"this holds the error {cell}.",
            "Mend the formula, or write the value in its place.",
        )
    if cell is UNCOUNTED:
        fix = "Open the file in a spreadsheet program, let it calculate and save it; or write the value."
        return Wrong("formula", "this is a formula whose result was never calculated.", fix)
    return None


def number(cell: Any) -> Any:
    """A number of nought or more: int or float, None for nothing, or Wrong ("not-a-number", "negative")."""
    kind = cell.__class__
    if (kind is int or kind is float) and 0 <= cell < _MOST:
        return cell
    return _number(cell)


def _number(cell: Any) -> Any:
    if blank(cell):
        return None
    if isinstance(cell, str) and cell not in ERRORS:
        text = cell.strip()
        if _PLAIN.fullmatch(text):
            plain = text.replace(",", "")
            return _bounded(int(plain) if plain.lstrip("+-").isdigit() else float(plain))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _bounded(cell)
    what = "a date" if isinstance(cell, date | datetime | time | timedelta) else shown(cell)
    return fault(cell) or Wrong(
        "not-a-number", f"a number belongs here, not {what}.", "Write the number alone, like 1200 or 3.5."
    )


def _bounded(value: float) -> Any:
    if 0 <= value < _MOST:
        return value
    code, said = ("negative", "below nought") if value < 0 else ("absurd", "beyond belief")
    return Wrong(code, f"{value:,g} is {said}.", "Write a number of nought or more.")


def count(cell: Any) -> Any:
    """A whole number of nought or more; 13.0 is 13. Wrong also when a part is left ("not-whole")."""
    if cell.__class__ is int and 0 <= cell < _MOST:
        return cell
    value = number(cell)
    if isinstance(value, float):
        if not value.is_integer():
            return Wrong("not-whole", f"{value:,g} is no whole number.", "Write a whole number.")
        return int(value)
    return value


def flag(cell: Any) -> Any:
    """True or False from yes/no words, booleans, 1 and 0; None for nothing; or Wrong ("neither")."""
    if cell.__class__ is bool:
        return cell
    word = str(cell).strip().casefold() if isinstance(cell, str | int) else ""
    if word in _YES:
        return True
    if word in _NO:
        return False
    if blank(cell):
        return None
    fix = "Write True or False, yes or no."
    return fault(cell) or Wrong("neither", f"{shown(cell)} is neither yes nor no.", fix)


def day(cell: Any) -> Any:
    """A date: from a date, from ISO text, from a serial number; None for nothing; or Wrong ("not-a-day")."""
    if cell.__class__ is str:
        try:
            return date.fromisoformat(cell[:10])
        except ValueError:
            return _worded_day(cell)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _FIRST <= cell <= _LAST:
        return _EPOCH + timedelta(days=int(cell))
    return None if cell is None else _no_day(cell)


def _worded_day(cell: str) -> Any:
    if blank(cell):
        return None
    # As C's %c writes it: "Mon Mar  4 12:00:00 2024".
    try:
        return datetime.strptime(cell.strip(), "%a %b %d %H:%M:%S %Y").date()  # noqa: DTZ007 - a day alone
    except ValueError:
        serial = number(cell)
        return day(serial) if isinstance(serial, int | float) else _no_day(cell)


def _no_day(cell: object) -> Wrong:
    fix = "Write it like 2026-11-23."
    return fault(cell) or Wrong("not-a-day", f"{shown(cell)} is no date.", fix)


def text(cell: Any) -> Any:
    """A text; numbers as they are written; None for nothing; or Wrong ("sign", "too-long")."""
    if cell.__class__ is str:
        if cell in ERRORS:
            return fault(cell)
        return cell if cell and not cell.isspace() else None
    if cell is None or cell.__class__ is int:
        return cell
    if cell is UNCOUNTED:
        return fault(cell)
    return cell.isoformat() if isinstance(cell, date | datetime | time) else str(cell)
