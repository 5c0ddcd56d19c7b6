"""One formula: compiled and checked when it is loaded, run with only the values that it names.

A context of a thousand entries costs 650 us to hand over, one of three costs 4 us; so a Formula keeps its
names and takes just those. Failures are Findings with the values that the formula saw.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Any

from fairlead.engines.expressions.extension import cel
from fairlead.engines.expressions.functions import BUILT_IN, DIVISOR, OURS
from fairlead.engines.expressions.tokens import Tokens, tokens
from fairlead.engines.findings import Finding

CALLABLE = OURS.keys() - {DIVISOR}

MAX_LENGTH = 2_000
MAX_COMPREHENSIONS = 4
MAX_DEPTH = 24
MAX_OPERATORS = 250

# Words of the language that no variable may be called.
_RESERVED_WORDS = (
    "as break const continue else false for function if import in let loop null package namespace return "
    "true var void while int uint double bool string bytes list map type null_type"
)
RESERVED = frozenset(_RESERVED_WORDS.split()) | frozenset(OURS)

# Everything that running a compiled program can raise; which one it was is in the message.
_FAILURES = (TypeError, ValueError, RuntimeError, ArithmeticError, LookupError)


class Sort(StrEnum):
    """The type of a variable or of a result, in the words of the practice."""

    NUMBER = "number"
    YESNO = "yesno"
    TEXT = "text"
    LIST = "list"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a formula stands: file, 1-based line, key path."""

    file: str = ""
    line: int = 0
    where: str = ""

    def finding(self, code: str, message: str, fix: str = "") -> Finding:
        return Finding(self.file, self.line, self.where, code, message, fix)


UNPLACED = Stand()


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled formula. `names` are the variables it reads, sorted; `gives` is what it must result in."""

    source: str
    gives: Sort
    names: tuple[str, ...]
    stand: Stand
    program: Any
    functions: Mapping[str, Callable[..., object]]

    def at(self, stand: Stand) -> Formula:
        """The same formula, standing elsewhere."""
        return replace(self, stand=stand)

    def evaluate(self, values: Mapping[str, object]) -> Any:
        """A finite float (NUMBER), bool (YESNO), str (TEXT), list (LIST) or any of them (ANY); a Finding
        with the code "formula-failed" and the values seen when there is no such result."""
        context: dict[str, object] = dict(self.functions)
        for name in self.names:
            if name not in values:
                return self._failed(values, f"there is no value for {name}")
            context[name] = values[name]
        try:
            result = self.program.execute(context)
        except _FAILURES as failure:
            return self._failed(values, plain(failure))
        return self._typed(result, values)

    def _typed(self, result: object, values: Mapping[str, object]) -> Any:
        sort = sort_of(result)
        if sort is Sort.NUMBER:
            number = float(result)  # type: ignore[arg-type]  # sort_of says int or float
            if not math.isfinite(number):
                return self._failed(values, "the result is not a finite number")
            result = number
        if sort is None or self.gives not in (sort, Sort.ANY):
            return self._failed(values, f"it must give {_SAYS[self.gives]}, but it gives {_says(sort)}")
        return result

    def _failed(self, values: Mapping[str, object], why: str) -> Finding:
        seen = ", ".join(f"{name} = {values[name]!r}" for name in self.names if name in values)
        with_values = f" (with {seen})" if seen else ""
        return self.stand.finding("formula-failed", f"`{self.source}` has no result{with_values}: {why}.")


_SAYS = {
    Sort.NUMBER: "a number",
    Sort.YESNO: "true or false",
    Sort.TEXT: "a text",
    Sort.LIST: "a list",
    Sort.ANY: "a number, a text, true or false, or a list",
}


def _says(sort: Sort | None) -> str:
    return _SAYS[sort] if sort else "something else"


def sort_of(value: object) -> Sort | None:
    """The sort a value has in formulas, None for one that formulas do not know."""
    if isinstance(value, bool):
        return Sort.YESNO
    if isinstance(value, int | float):
        return Sort.NUMBER
    if isinstance(value, str):
        return Sort.TEXT
    return Sort.LIST if isinstance(value, list) else None


_CALLED = re.compile(r"Function '(\w+)' error: Python function call failed: \w+: (.*)\. Check function")


def plain(failure: Exception) -> str:
    """What the extension raised, without its advice for programmers."""
    text = str(failure)
    called = re.search(
        r"Function '(\w+)' error: Python function call failed: \w+: (.*)\. Check function", text
    )
    if called:
        return called[2] if called[1] == DIVISOR else f"{called[1]}: {called[2]}"
    text = text.split(". CEL does not coerce")[0].split(". Check ")[0].split(": the operation is not")[0]
    text = re.sub(r"\b(float|int)\b", lambda m: {"float": "number", "int": "whole number"}[m[1]], text)
    return text.strip().rstrip(".")


def nearest(word: str, known: object) -> str:
    """ "Did you mean ...?" with the nearest known word, "" when none is near."""
    close = get_close_matches(word, sorted(known), n=1, cutoff=0.6)  # type: ignore[call-overload]
    return f"Did you mean {close[0]}?" if close else ""


@lru_cache(maxsize=16_384)
def prepare(source: str, gives: Sort) -> Formula | Finding:
    """Compile and check all that needs no names: syntax, functions, bounded cost. Cached by source.

    Findings: "formula-syntax", "formula-length", "formula-cost", "unknown-function", "whole-number".
    """
    if len(source) > MAX_LENGTH:
        return UNPLACED.finding(
            "formula-length",
            f"The formula has {len(source):,} characters; {MAX_LENGTH:,} are allowed.",
            "Split it into drivers.",
        )
    read = tokens(source)
    refused = _cost(read)
    if refused:
        return refused
    try:
        program = cel.compile(source)
        called = {name for name in program.functions() if re.fullmatch(r"[A-Za-z_]\w+", name)}
        unknown = sorted(called - BUILT_IN - CALLABLE)
        if unknown:
            return _no_function(source, unknown[0])
        if "/" in source:
            program = cel.compile(read.guarded(source))
    except ValueError as failure:
        return UNPLACED.finding("formula-syntax", f"`{source}` is not CEL: {_syntax(str(failure))}.")
    whole = read.whole_arithmetic()
    if whole:
        return _whole(source, whole, UNPLACED)
    macros = read.macros()
    bound = {macro.name for macro in macros}
    names = tuple(n for n in program.variables() if n not in bound or read.free(n, macros))
    functions = {name: OURS[name] for name in program.functions() if name in OURS}
    return Formula(source, gives, names, UNPLACED, program, functions)


def _no_function(source: str, name: str) -> Finding:
    known = BUILT_IN | CALLABLE
    fix = nearest(name, known) or f"There are: {', '.join(sorted(known))}."
    return UNPLACED.finding("unknown-function", f"`{source}` calls {name}, which is no function.", fix)


def _cost(read: Tokens) -> Finding | None:
    """A formula ends: few comprehensions, none inside another, and a tree of bounded depth."""
    macros = read.macros()
    message = ""
    if len(macros) > MAX_COMPREHENSIONS:
        message = f"The formula has {len(macros)} comprehensions; {MAX_COMPREHENSIONS} are allowed."
    elif any(outer.first < inner.first < outer.last for outer in macros for inner in macros):
        message = "The formula has a comprehension inside another one."
    elif read.depth > MAX_DEPTH:
        message = f"The formula nests {read.depth} brackets; {MAX_DEPTH} are allowed."
    elif read.operators() > MAX_OPERATORS:
        message = f"The formula has {read.operators()} operators; {MAX_OPERATORS} are allowed."
    return UNPLACED.finding("formula-cost", message, "Split it into drivers.") if message else None


def _syntax(message: str) -> str:
    """The parser's message without the echo of the source: "column 3: mismatched input ..."."""
    found = re.search(r"ERROR: <input>:\d+:(\d+): (?:Syntax error: )?(.*)", message)
    if not found:
        return "it cannot be read"
    said = found[2].split(", expecting")[0].split(" expecting")[0].replace("'<EOF>'", "the end")
    return f"column {found[1]}: {said}"


def _whole(source: str, literal: str, stand: Stand) -> Finding:
    bare = literal.rstrip("uU")
    return stand.finding(
        "whole-number",
        f"`{source}` computes with the whole number {literal}, but every number in a formula is a double.",
        f"Write {bare}.0 instead of {bare}.",
    )


def compile(source: str, names: Mapping[str, Sort], stand: Stand, gives: Sort) -> Formula | Finding:
    """A formula that may read `names` (variable -> sort) and must result in `gives`, or the first thing
    that is wrong with it. Beside what `prepare` finds: "unknown-name" (with the nearest known one), and
    "formula-type" from trial runs with sample values of each sort.
    """
    prepared = prepare(source, gives)
    if isinstance(prepared, Finding):
        return replace(prepared, file=stand.file, line=stand.line, where=stand.where)
    for name in prepared.names:
        if name not in names:
            fix = nearest(name, names.keys())
            return stand.finding("unknown-name", f"`{source}` reads {name}, which is not known here.", fix)
    return _tried(prepared, names, stand) or prepared.at(stand)


_SAMPLES: Mapping[Sort, tuple[object, ...]] = {
    Sort.NUMBER: (1.0, 0.0, 1e6, 30.0, 300.0, 3000.0),
    Sort.YESNO: (True, False, False, True, True, False, False),
    Sort.TEXT: ("a", ""),
    Sort.LIST: (["a"], [], ["a", "b"]),
}


def _tried(formula: Formula, names: Mapping[str, Sort], stand: Stand) -> Finding | None:
    """Run the formula on sample values; only wrong types count, for other values may well divide by zero."""
    literals = tokens(formula.source).literals()
    texts = _SAMPLES[Sort.TEXT] + literals
    lists = (*_SAMPLES[Sort.LIST], *([text] for text in literals))
    samples = {**_SAMPLES, Sort.TEXT: texts, Sort.LIST: lists}
    # Without a variable every trial is the same one.
    for trial in range(min(12, max(6, len(texts))) if formula.names else 1):
        context: dict[str, object] = dict(formula.functions)
        for place, name in enumerate(formula.names):
            choice = samples[names[name]]
            context[name] = choice[(trial * (place + 1)) % len(choice)]
        try:
            result = formula.program.execute(context)
        except TypeError as failure:
            return _mistyped(formula, plain(failure), stand)
        except _FAILURES as failure:
            if "failed: TypeError" in str(failure):
                return _mistyped(formula, plain(failure), stand)
            continue
        sort = sort_of(result)
        if sort is None or formula.gives not in (sort, Sort.ANY):
            return _mistyped(
                formula, f"it must give {_SAYS[formula.gives]}, but it gives {_says(sort)}", stand
            )
    return None


def _mistyped(formula: Formula, why: str, stand: Stand) -> Finding:
    whole = [token.text for token in tokens(formula.source).all if token.kind == "whole"]
    fixes = [f"Write {text}.0 instead of {text}." for text in whole[:1]]
    if "size" in formula.source:
        fixes.append("size(...) is a whole number: write double(size(...)).")
    return stand.finding("formula-type", f"`{formula.source}`: {why}.", " ".join(fixes))
