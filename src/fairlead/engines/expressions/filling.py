"""Texts with figures in them: `{{ expression }}` is replaced by what the expression gives.

One pass, and values are put in as plain text: braces or markup inside an answer stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from fairlead.engines.expressions.formula import UNPLACED, Formula, Sort, Stand, compile, prepare
from fairlead.engines.findings import Finding

_FIGURE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
# Behind a number at most two words, and the one that is counted: " business day(s)".
_COUNTED = r"((?:[ \u00a0][A-Za-z-]+){1,3})\((s|es)\)"
_BEHIND = re.compile(_COUNTED)
_IN_TEXT = re.compile(rf"(?<![\d.,])(\d[\d,]*(?:\.\d+)?){_COUNTED}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text cut at its figures: plain pieces and formulas, in order."""

    pieces: tuple[str | Formula, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The variables that the figures read, sorted."""
        return tuple(sorted({n for p in self.pieces if isinstance(p, Formula) for n in p.names}))

    def fill(
        self, values: Mapping[str, object], stand: Stand, words: Mapping[str, str] | None = None
    ) -> tuple[str, tuple[Finding, ...]]:
        """The text with every figure in its place; a figure that fails leaves a gap "[?]" and a Finding.

        words: how a reader wants values said that machines say otherwise, by name; they stand where the name
        alone is asked for, and formulas go on reading the value.
        """
        parts, findings = self.parts(values, stand, words)
        return "".join(parts), findings

    def parts(
        self, values: Mapping[str, object], stand: Stand, words: Mapping[str, str] | None = None
    ) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
        """What `fill` makes of every piece, in order."""
        parts: list[str] = []
        findings: list[Finding] = []
        result: object = ""
        said = words or {}
        for piece in self.pieces:
            before = result
            if isinstance(piece, Formula):
                result = said.get(piece.source) or replace(piece, stand=stand).evaluate(values)
            else:
                result = piece
            if isinstance(result, Finding):
                findings.append(result)
                result = "[?]"
            parts.append(_counted(piece, before) if isinstance(piece, str) else shown(result))
        return tuple(parts), tuple(findings)


def _counted(piece: str, figure: object) -> str:
    """Words of ours behind a figure as it wants them; nothing that somebody answered is touched."""
    found = _BEHIND.match(piece)
    if found is None or isinstance(figure, bool | str) or not isinstance(figure, int | float):
        return piece
    return found[1] + ("" if figure == 1 else found[2]) + piece[found.end() :]


def counted(text: str) -> str:
    """Words that are counted as their number wants them: "1 day(s)" -> "1 day", "5 business day(s)" -> "5
    business days"; for sentences of our own, with no answer of anybody in them."""
    return _IN_TEXT.sub(lambda m: m[1] + m[2] + ("" if m[1] == "1" else m[3]), text)


def shown(value: object) -> str:
    """A value as a reader wants it: 1234567.50 -> "1,234,567.5", true -> "yes", a list -> "a, b"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        text = f"{value:,.6f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    if isinstance(value, list | tuple):
        return ", ".join(shown(item) for item in value)
    return str(value)


@lru_cache(maxsize=16_384)
def prepare_text(text: str) -> Template | tuple[Finding, ...]:
    """Cut a text and compile its figures without looking at names. Cached by text."""
    return _cut(text, lambda source: prepare(source, Sort.ANY))


def names_in(text: str) -> tuple[str, ...]:
    """The variables that the figures of a text read, sorted; none of a text that is not sound."""
    template = prepare_text(text)
    return template.names if isinstance(template, Template) else ()


def compile_text(text: str, names: Mapping[str, Sort], stand: Stand) -> Template | tuple[Finding, ...]:
    """A text whose figures may read `names`, or everything that is wrong with them; "unclosed-figure" for
    braces that open and do not close."""
    result = _cut(text, lambda source: compile(source, names, stand, Sort.ANY))
    if isinstance(result, Template):
        return result
    return tuple(replace(f, file=stand.file, line=stand.line, where=stand.where) for f in result)


def _cut(text: str, compiled: object) -> Template | tuple[Finding, ...]:
    pieces: list[str | Formula] = []
    findings: list[Finding] = []
    for index, part in enumerate(_FIGURE.split(text)):
        if index % 2:
            formula = compiled(part.strip())  # type: ignore[operator]
            (findings if isinstance(formula, Finding) else pieces).append(formula)
        else:
            pieces.append(part)
            if "{{" in part or "}}" in part:
                findings.append(_unclosed(part))
    return tuple(findings) or Template(tuple(piece for piece in pieces if piece != ""))


def _unclosed(part: str) -> Finding:
    brace = "{{" if "{{" in part else "}}"
    lacks = "closing }}" if brace == "{{" else "opening {{"
    return UNPLACED.finding("unclosed-figure", f"{brace} has no {lacks}.", "Write {{ expression }}.")
