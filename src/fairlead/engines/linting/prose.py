"""Figures in prose: money, hours, days, per cents and dates, read whatever the locale they were written in.

"1,234" may be a thousand or a fraction; both readings are kept, and a figure agrees with the record when one
of them does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

_SPACES = " \u00a0\u202f\u2009'’"
_DIGITS = rf"\d{{1,3}}(?:[{_SPACES}.,]\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|\d+(?:[.,]\d+)?"
_ONES = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_ONES, 1)} | {
    word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)
}
_TEN_UP = rf"(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[:9])}))?"
_WORDED = rf"{_TEN_UP}|{'|'.join(sorted(_ONES, key=len, reverse=True))}"
_NUMBER = rf"(?:{_DIGITS}|\b(?:{_WORDED})\b)"
_ANY = re.compile(rf"\d|\b(?:{_WORDED})\b", re.IGNORECASE)
_UNITS = {
    "hours": r"hours?(?:\(s\))?|hrs?|h",
    "days": r"(?:business|working|calendar|consecutive)?\s?days?(?:\(s\)|['’])?|d",
    "weeks": r"weeks?(?:\(s\)|['’])?",
    "months": r"months?(?:\(s\)|['’])?",
    "percent": r"%|per\s?cent\b|percent",
}
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})[\s\u00a0\u202f-]*"
    rf"(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _UNITS.items())})"
    r"(?!\w)",
    re.IGNORECASE,
)
_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_LARGE = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december"]  # fmt: skip
_NAMED = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS)
_DATES = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\.?\s(?:of\s)?(?P<m1>{_NAMED})\.?,?\s(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_NAMED})\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y2>\d{{4}})"
    r"|(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./](?P<y3>\d{4}))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A figure that prose says. kind: "money", "hours", "days", "weeks", "months", "percent" or "date".

    values: every number that it may be read as; days: every day.  unit: the currency of money."""

    kind: str
    quote: str
    values: tuple[Decimal, ...] = ()
    days: tuple[date, ...] = ()
    unit: str = ""


def readings(text: str) -> tuple[Decimal, ...]:
    """Every number that a written one may be: "1.234,56" -> 1234.56; "1,234" -> 1234 and 1.234."""
    text = text.strip().lower()
    if text[:1].isalpha():
        tens, _, ones = text.partition("-")
        return (Decimal(_WORDS[tens] + (_WORDS[ones] if ones else 0)),)
    text = re.sub(rf"[{_SPACES}]", "", text)
    marks = [mark for mark in text if mark in ".,"]
    if len(set(marks)) == 2:
        whole = text.replace(marks[0], "")
        return (Decimal(whole.replace(marks[-1], ".")),)
    if not marks:
        return (Decimal(text),)
    joined = Decimal(text.replace(marks[0], ""))
    if len(marks) > 1:
        return (joined,)
    broken = Decimal(text.replace(marks[0], "."))
    return (joined, broken) if len(text.rpartition(marks[0])[2]) == 3 else (broken,)


def said(text: str, currencies: Iterable[str]) -> tuple[Said, ...]:
    """Every figure that a text says, dates first, then money, then quantities, each in the order of the text.

    currencies: the codes that may stand beside an amount; "$", "€", "£" and "¥" are known besides.
    """
    if not _ANY.search(text):
        return ()
    found: list[Said] = []
    rest = _DATES.sub(lambda match: _kept(found, _date(match)), text)
    rest = _money(tuple(sorted(currencies))).sub(lambda match: _kept(found, _amount(match)), rest)
    found.extend(_quantities(rest))
    return tuple(found)


def _kept(found: list[Said], one: Said | None) -> str:
    """Put aside, so that nothing reads it as something else."""
    if one is not None:
        found.append(one)
    return " ; "


def _date(match: re.Match[str]) -> Said | None:
    part = match.groupdict()
    if part["iso"]:
        year, month, day = map(int, part["iso"].split("-"))
        tries = [(year, month, day)]
    elif part["y3"]:
        first, second, year = int(part["a"]), int(part["b"]), int(part["y3"])
        tries = [(year, second, first), (year, first, second)]
    else:
        key = "1" if part["m1"] else "2"
        months = [month[:3] for month in _MONTHS]
        month = months.index(part[f"m{key}"][:3].lower()) + 1
        tries = [(int(part[f"y{key}"]), month, int(part[f"d{key}"]))]
    days = tuple(dict.fromkeys(found for one in tries if (found := _day(*one)) is not None))
    return Said("date", match[0], days=days) if days else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _money(currencies: tuple[str, ...]) -> re.Pattern[str]:
    marks = "|".join([*map(re.escape, currencies), *map(re.escape, _SYMBOLS)])
    amount = rf"(?:{_DIGITS})"
    large = r"(?:[\s\u00a0]?(?P<l{n}>k|thousand|m|million))?\b"
    before = rf"(?<!\w)(?P<c1>{marks})[\s\u00a0\u202f]*(?P<n1>{amount}){large.format(n=1)}"
    after = rf"(?<![\w.,])(?P<n2>{amount}){large.format(n=2)}[\s\u00a0\u202f]*(?P<c2>{marks})(?!\w)"
    return re.compile(rf"{before}|{after}")


def _amount(match: re.Match[str]) -> Said:
    part = match.groupdict()
    key = "1" if part["c1"] else "2"
    mark, times = part[f"c{key}"], _LARGE.get((part[f"l{key}"] or "").lower(), 1)
    values = tuple(value * times for value in readings(part[f"n{key}"]))
    return Said("money", match[0], values, unit=_SYMBOLS.get(mark, mark))


def _quantities(text: str) -> Iterator[Said]:
    for match in _QUANTITY.finditer(text):
        kind = next(name for name in _UNITS if match[name] is not None)
        yield Said(kind, match[0], readings(match["number"]))
