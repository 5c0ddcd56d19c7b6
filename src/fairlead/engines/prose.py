"""Figures in prose: money, hours, days, per cents and dates, read whatever the locale they were written in.

"1,234" may be a thousand or a fraction; both readings are kept, and a figure agrees with the record when one
of them does. "five (15) days" says two numbers, and agrees with none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
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
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_LARGER = "|".join(_SCALES)
_ONE_UP = "|".join(sorted(_ONES, key=len, reverse=True))
_UP_TO_99 = rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES[:9])}))?|{_ONE_UP}"
_GOES_UP = rf"(?:[\s-](?:and\s)?(?:{_LARGER}|{_UP_TO_99})\b){{0,12}}"
_WORDED = rf"(?:(?:{_UP_TO_99})|an?(?=\s(?:{_LARGER}))){_GOES_UP}"
_NUMBER = rf"(?:{_DIGITS}|\b(?:{_WORDED})\b)"
_ANY = re.compile(rf"\d|\b(?:{_UP_TO_99}|{_LARGER})\b", re.IGNORECASE)
_AGAIN = rf"(?:\s?\(\s?(?P<again>{_NUMBER})\s?\))?"
# Units, those of customers who write German, French or Spanish as well.
_UNITS = {
    "hours": r"hours?(?:\(s\))?|hrs?|h|stunden?|heures?|horas?",
    "days": r"(?:(?:business|working|calendar|consecutive)\s?)?days?(?:\(s\)|['’])?|d"
    r"|(?:werk|arbeits|kalender)?tag(?:en?)?|jours?(?:\souvr\w+)?|d[ií]as?(?:\sh[aá]bil(?:es)?)?",
    "weeks": r"weeks?(?:\(s\)|['’])?|wochen?|semaines?|semanas?",
    "months": r"(?:calendar\s)?months?(?:\(s\)|['’])?|monat(?:en?)?|mois|mes(?:es)?",
    "years": r"(?:calendar\s)?years?(?:\(s\)|['’])?|jahr(?:en?)?|ans?|années?|años?",
    "percent": r"%|per\s?cent\b|percent",
}
# What is measured in the one may be said in the other, and is another length of time then.
TIME = ("hours", "days", "weeks", "months", "years")
BUSINESS = "business"
_BUSINESS = re.compile(r"business|working|werk|arbeits|ouvr|h[aá]bil", re.IGNORECASE)
_BEFORE = r"(?<![\w.,])"
_QUANTITY = re.compile(
    rf"{_BEFORE}(?P<number>{_NUMBER}){_AGAIN}[\s\u00a0\u202f-]*"
    rf"(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _UNITS.items())})"
    r"(?!\w)",
    re.IGNORECASE,
)
# Signs of money, and what they may stand for; before a sign that is many's, letters that say whose it is.
_SIGNS = {
    "$": ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD"), "€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY"),
}  # fmt: skip
_WHOSE = {
    "US": "USD", "U.S.": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "CDN": "CAD", "HK": "HKD",
    "MX": "MXN", "NZ": "NZD", "S": "SGD",
}  # fmt: skip
_NAMES = {"dollar": "$", "euro": "€", "pound": "£"}
_LARGE = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
# What a sentence about the price says, and what may stand behind an amount in it that names no currency.
PRICED = re.compile(
    r"\b(?:prices?|fees?|rates?|charges?|total|sums?|amounts?|invoiced?|invoices|payments?|pays?|paid|payable|costs?"
    r"|discount|(?:per|an)\s(?:hour|day)|hourly|daily)\b",
    re.IGNORECASE,
)
_HOURLY = r"\s?(?:per|an?|/)\s?(?:hour|h|day|d)\b"
_LED = (
    r"\b(?:prices?|fees?|rates?|totals?|sums?|amounts?|charges?)\b[^.;\d]{0,30}?"
    r"(?:\b(?:is|are|be|of|at|to)|[:=])\s"
)
_BEHIND = "net|gross|plus|in|and|or|for|is|are|without|before|after|on|at|less"
_GOES_ON = rf"(?={_HOURLY}|\s?(?:[.,;:)]|$)|\s(?:{_BEHIND})\b)"
_BARE = re.compile(
    rf"{_LED}(?P<led>{_DIGITS}){_GOES_ON}|{_BEFORE}(?P<hourly>{_DIGITS}){_HOURLY}"
    rf"|{_BEFORE}(?P<large>\d{{1,3}}(?:[,.'’]\d{{3}})+(?:[.,]\d\d)?|\d+[.,]\d\d|\d{{5,}}){_GOES_ON}",
    re.IGNORECASE,
)
APART = re.compile(r"[.,;:\d]|\b(?:and|or|of|for|in)\b", re.IGNORECASE)
COUNTED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LOOSE = re.compile(rf"(?<![\w])(?P<number>{_NUMBER})(?!\w)", re.IGNORECASE)
_RUN = re.compile(rf"{_LOOSE.pattern}|{COUNTED.pattern}", re.IGNORECASE)
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
    """A figure that prose says. kind: "money", "hours", "days", "weeks", "months", "years", "percent",
    "date", or "count" of the things that `unit` names.

    values: every number that it may be read as, none where its words and its digits say two; days: every day.
    unit: the currency of money, its sign where that is many's ("$"), "" where none is named; "business" of
    business days."""

    kind: str
    quote: str
    values: tuple[Decimal, ...] = ()
    days: tuple[date, ...] = ()
    unit: str = ""

    def is_in(self, currency: str) -> bool:
        """Whether an amount may be in a currency: "$ 5" is in any dollars, "5" in any."""
        return self.unit in ("", currency) or currency in _SIGNS.get(self.unit, ())


def readings(text: str) -> tuple[Decimal, ...]:
    """Every number that a written one may be: "1.234,56" -> 1234.56; "1,234" -> 1234 and 1.234."""
    text = text.strip().lower()
    if text[:1].isalpha():
        return (_worded(text),)
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


def _worded(text: str) -> Decimal:
    """A number in words: "one hundred and twenty thousand" -> 120000."""
    whole = part = 0
    for word in re.split(r"[\s-]+", text):
        if word in _WORDS:
            part += _WORDS[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            whole, part = whole + max(part, 1) * _SCALES[word], 0
    return Decimal(whole + part)


def said(text: str, currencies: Iterable[str], things: Collection[str] = ()) -> tuple[Said, ...]:
    """Every figure that a text says, dates first, then money, then quantities, each in the order of the text.

    currencies: codes that may stand beside an amount; signs and names of the large ones are known besides.
    things: what is counted besides, in the plural, in small letters ("projects").
    """
    if not _ANY.search(text):
        return ()
    found: list[Said] = []
    rest = _DATES.sub(lambda match: _kept(found, _date(match)), text)
    rest = _money(tuple(sorted(currencies))).sub(lambda match: _kept(found, _amount(match)), rest)
    rest = _QUANTITY.sub(lambda match: _kept(found, _quantity(match)), rest)
    if PRICED.search(text):
        rest = _BARE.sub(lambda match: _kept(found, _bare(match)), rest)
    if things:
        found.extend(_counts(rest, things))
    return tuple(found)


def timed(word: str) -> bool:
    """Whether a word measures time, or is a per cent."""
    return any(re.fullmatch(rule, word, re.IGNORECASE) for rule in _UNITS.values())


def words(text: str) -> list[tuple[str, tuple[Decimal, ...]]]:
    """Every word and number of a text in order, a number with what it may be read as, whatever it counts, a
    word with nothing; "one" is rather a word."""
    found = ((match[0], match["number"]) for match in _RUN.finditer(text))
    return [
        (quote, readings(number) if number and number.lower() != "one" else ()) for quote, number in found
    ]


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
    codes = "|".join(map(re.escape, currencies)) or "(?!)"
    whose = "|".join(map(re.escape, sorted(_WHOSE, key=len, reverse=True)))
    mark = rf"(?:{whose})?\s?\$|[€£¥]|{codes}"
    name = rf"(?:(?i:US|U\.S\.)\s)?(?i:{'|'.join(_NAMES)})(?i:s)?"
    large = r"(?:[\s\u00a0]?(?P<l{n}>(?i:k|thousand|m|million)))?\b"
    before = rf"(?<!\w)(?P<c1>{mark})[\s\u00a0\u202f]*(?P<n1>{_DIGITS}|(?i:{_WORDED}))"
    after = rf"{_BEFORE}(?P<n2>{_DIGITS}|\b(?i:{_WORDED}))"
    again = rf"(?:\s?\((?:(?:{codes}|[$€£¥])\s?)?(?P<again>{_DIGITS})\))?"
    last = rf"{again}[\s\u00a0\u202f]*(?P<c2>{mark}|{name})(?!\w)"
    return re.compile(rf"{before}{large.format(n=1)}|{after}{large.format(n=2)}{last}")


def _amount(match: re.Match[str]) -> Said:
    part = match.groupdict()
    key = "1" if part["c1"] else "2"
    times = _LARGE.get((part[f"l{key}"] or "").lower(), 1)
    values = tuple(value * times for value in readings(part[f"n{key}"]))
    return Said("money", match[0], _both(values, part["again"]), unit=_currency(part[f"c{key}"]))


def _currency(mark: str) -> str:
    """The code of a currency, or its sign where that may be several's."""
    sign = next((sign for name, sign in _NAMES.items() if name in mark.lower()), mark[-1])
    if sign not in _SIGNS:
        return mark
    letters = re.match(r"[A-Z.]*(?=[\s$])", mark.upper())
    whose = _WHOSE.get(letters[0] if letters else "", "")
    return whose or (sign if len(_SIGNS[sign]) > 1 else _SIGNS[sign][0])


def _both(values: tuple[Decimal, ...], again: str | None) -> tuple[Decimal, ...]:
    """What a number may be read as that stands there twice, the second time in brackets."""
    return tuple(value for value in values if value in readings(again)) if again else values


def _bare(match: re.Match[str]) -> Said:
    number = match["led"] or match["hourly"] or match["large"]
    return Said("money", number, readings(number))


def _quantity(match: re.Match[str]) -> Said:
    kind = next(name for name in _UNITS if match[name] is not None)
    sort = BUSINESS if _BUSINESS.search(match[0]) else ""
    return Said(kind, match[0], _both(readings(match["number"]), match["again"]), unit=sort)


def _counts(text: str, things: Collection[str]) -> Iterator[Said]:
    """Numbers with what they count behind them: "1,200 active users"."""
    for match in _LOOSE.finditer(text):
        behind = APART.split(text[match.end() : match.end() + 60])[0]
        for word in COUNTED.findall(behind)[:3]:
            if word.lower() in things:
                yield Said("count", f"{match['number']} {word}", readings(match["number"]), unit=word.lower())
                break
