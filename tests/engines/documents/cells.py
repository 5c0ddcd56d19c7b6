"""A second opinion on a workbook: its formulas worked out by a small evaluator of their own.

Knows what the estimate uses: + - * / = <>, ranges, SUM, SUMPRODUCT, ROUND, ROUNDUP, IF. Binary floats as in a
spreadsheet; ROUND half away from zero on 15 significant digits, as Excel and LibreOffice do.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from functools import cache

import openpyxl

_TOKEN = re.compile(
    r"(?P<text>\"[^\"]*\")|(?P<ref>(?:[A-Za-z]+!)?\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)"
    r"|(?P<name>[A-Z]+)(?=\()|(?P<number>\d+\.?\d*)|(?P<sign><>|[-+*/(),=])"
)


def _fifteen(value: float) -> Decimal:
    return Decimal(f"{value:.15g}")


class Column(list):
    """A range: works cell by cell with a number or a range of the same length; an empty cell is 0."""

    def _each(self, other, work):
        others = other if isinstance(other, list) else [other] * len(self)
        return Column(work(left, right) for left, right in zip(self, others, strict=True))

    def __mul__(self, other):
        return self._each(other, lambda left, right: (left or 0) * (right or 0))

    def __eq__(self, other):
        return self._each(other, lambda left, right: float(left == right))

    def __ne__(self, other):
        return self._each(other, lambda left, right: float(left != right))

    __hash__ = None


def _over(work):
    return lambda value, *rest: (
        Column(work(one, *rest) for one in value) if isinstance(value, list) else work(value, *rest)
    )


def _to(rule):
    return _over(
        lambda value, places: float(_fifteen(value).quantize(Decimal(1).scaleb(-int(places)), rounding=rule))
    )


class Workbook:
    """Values of the cells of an .xlsx, formulas worked out on demand."""

    def __init__(self, stream) -> None:
        self.book = openpyxl.load_workbook(stream)
        self.value = cache(self._value)

    def _value(self, sheet: str, address: str):
        cell = self.book[sheet][address]
        return self._work(sheet, cell.value[1:]) if cell.data_type == "f" else cell.value

    def _ref(self, sheet: str, text: str):
        name, _, address = text.rpartition("!")
        address = address.replace("$", "")
        if ":" not in address:
            return self.value(name or sheet, address)
        rows = self.book[name or sheet][address]
        return Column(self.value(name or sheet, cell.coordinate) for row in rows for cell in row)

    def _work(self, sheet: str, formula: str):
        python = []
        for match in _TOKEN.finditer(formula):
            kind, text = match.lastgroup, match.group()
            if kind == "ref":
                python.append(f"ref({text!r})")
            elif kind == "number":
                python.append(f"{text}.0" if "." not in text else text)
            else:
                python.append({"=": "==", "<>": "!="}.get(text, text))
        assert "".join(match.group() for match in _TOKEN.finditer(formula)) == formula, formula
        known = {
            "ref": lambda text: self._ref(sheet, text),
            "SUM": lambda cells: float(sum(cell or 0 for cell in cells)),
            "SUMPRODUCT": sum,
            "ROUND": _to(ROUND_HALF_UP),
            "ROUNDUP": _to(ROUND_UP),
            "IF": lambda test, yes, no: yes if test else no,
        }
        guarded = re.sub(r"IF\((.*?),0,(.*)\)$", r"(0 if \1 else \2)", "".join(python))
        return eval(guarded, {"__builtins__": {}}, known)  # noqa: S307 - formulas of our own workbook only
