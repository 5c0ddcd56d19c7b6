"""CEL source as tokens: what must be known about a formula before it may run, which the parser hides.

The parser of the extension says whether a source is CEL; it does not show its tree. Everything here is
read off the tokens: names bound by comprehensions, how deep brackets and comprehensions nest, whole-number
literals in arithmetic, and where divisors stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from fairlead.engines.expressions.functions import DIVISOR, MACROS, WHOLE

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
      | (?P<text>[rRbB]{0,2}(?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}
                 |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
      | (?P<double>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)
      | (?P<whole>0[xX][0-9a-fA-F]+[uU]?|\d+[uU]?)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<mark>&&|\|\||[<>=!]=|.)""",
    re.VERBOSE | re.DOTALL,
)
_OPEN = {"(": ")", "[": "]", "{": "}"}
_CLOSE = {")", "]", "}"}
_ARITHMETIC = {"+", "-", "*", "/", "%"}


class Token(NamedTuple):
    """One word, literal or mark, and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Macro(NamedTuple):
    """One comprehension: the name it binds and the token indices of its brackets."""

    name: str
    first: int
    last: int


@lru_cache(maxsize=16_384)
def tokens(source: str) -> Tokens:
    """The tokens of a source. Cached: loading a practice looks at most formulas four times."""
    return Tokens(source)


class Tokens:
    """The tokens of one source, with the index of the bracket that closes each opening one."""

    def __init__(self, source: str) -> None:
        found = (Token(m.lastgroup or "", m.group(), m.start()) for m in _TOKEN.finditer(source))
        self.all = tuple(token for token in found if token.kind != "space")
        self.closing: dict[int, int] = {}
        self.depth = 0
        stack: list[int] = []
        for index, token in enumerate(self.all):
            if token.kind == "mark" and token.text in _OPEN:
                stack.append(index)
                self.depth = max(self.depth, len(stack))
            elif token.kind == "mark" and token.text in _CLOSE and stack:
                self.closing[stack.pop()] = index

    def text(self, index: int) -> str:
        """The token's text, "" beyond either end; literals never look like a mark."""
        if not 0 <= index < len(self.all):
            return ""
        token = self.all[index]
        return "''" if token.kind == "text" else token.text

    def literals(self) -> tuple[str, ...]:
        """The plain quoted texts of the source, as trial values for text variables."""
        return tuple(t.text[1:-1] for t in self.all if t.kind == "text" and t.text[0] in "\"'")

    def operators(self) -> int:
        """How many marks there are that an operator may be; bounds the depth of the syntax tree."""
        return sum(1 for t in self.all if t.kind == "mark" and t.text not in ",:()[]{}")

    def macros(self) -> tuple[Macro, ...]:
        """Every comprehension macro, in order: `.all(x, ...)` and its kin."""
        return tuple(self._macros())

    def _macros(self) -> Iterator[Macro]:
        for index, token in enumerate(self.all):
            if token.kind != "name" or token.text not in MACROS or self.text(index - 1) != ".":
                continue
            if self.text(index + 1) == "(":
                last = self.closing.get(index + 1, len(self.all))
                yield Macro(self.text(index + 2), index + 1, last)

    def free(self, name: str, macros: tuple[Macro, ...]) -> bool:
        """Whether `name` stands anywhere as a variable that no comprehension around it has bound."""
        for index, token in enumerate(self.all):
            if token.kind != "name" or token.text != name or self.text(index - 1) == ".":
                continue
            if not any(m.name == name and m.first < index < m.last for m in macros):
                return True
        return False

    def whole_arithmetic(self) -> str:
        """The first int literal that stands in arithmetic, "" when there is none.

        Every variable is a double and CEL never mixes the two, so `projects / 200` can only fail. Sources
        that call a function giving whole numbers (size, int, ...) are left to the trial evaluation.
        """
        if any(t.kind == "name" and t.text in WHOLE for t in self.all):
            return ""
        for index, token in enumerate(self.all):
            if token.kind != "whole":
                continue
            before = index - 1
            if self.text(before) == "-" and not self._operand(before - 1):
                before -= 1  # a sign, not a difference
            if self.text(before) in _ARITHMETIC or self.text(index + 1) in _ARITHMETIC:
                return token.text
        return ""

    def _operand(self, index: int) -> bool:
        if not 0 <= index < len(self.all):
            return False
        token = self.all[index]
        return token.kind != "mark" or token.text in _CLOSE

    def guarded(self, source: str) -> str:
        """The source with every divisor that is not a literal wrapped in the zero check."""
        opening: list[int] = []
        closing: list[int] = []
        for index in range(len(self.all)):
            if self.all[index].kind == "mark" and self.text(index) == "/":
                last = self._unary_end(index + 1)
                if self.all[last].kind != "double" or not float(self.all[last].text):
                    opening.append(self.all[index + 1].start)
                    closing.append(self.all[last].end)
        marks = [(at, f" {DIVISOR}(") for at in opening] + [(at, ")") for at in closing]
        for at, mark in sorted(marks, key=lambda pair: pair[0], reverse=True):
            source = source[:at] + mark + source[at:]
        return source

    def _unary_end(self, index: int) -> int:
        """Index of the last token of the unary expression that starts at `index`."""
        while self.text(index) in {"-", "!"}:
            index += 1
        index = self.closing.get(index, index)
        while self.text(index + 1) in {".", "(", "["}:
            index = index + 2 if self.text(index + 1) == "." else self.closing[index + 1]
        return index
