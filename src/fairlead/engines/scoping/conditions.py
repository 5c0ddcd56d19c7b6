"""Which gates, routes, clauses and scope terms hold for an estimate, and their texts with the figures in.

The sources were checked when the practice was loaded; here they meet the facts of one estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Protocol, TypeVar

from fairlead.engines.expressions.filling import Template, prepare_text
from fairlead.engines.expressions.formula import UNPLACED, Formula, Sort, Stand, nearest, prepare
from fairlead.engines.findings import Finding
from fairlead.engines.practice.values import Place


class Conditional(Protocol):
    """Anything of the practice that holds or does not: a Gate, Route, Clause or ScopeTerm."""

    @property
    def id(self) -> str: ...
    @property
    def when(self) -> str: ...
    @property
    def place(self) -> Place: ...


C = TypeVar("C", bound=Conditional)


def holding(
    items: Iterable[C], names: Mapping[str, Sort], facts: Mapping[str, object]
) -> tuple[tuple[C, ...], tuple[Finding, ...]]:
    """The items whose `when` holds over `facts`, in order, and a Finding for each that cannot be decided:
    it reads a name that is not among `names` ("unknown-name") or fails on the values ("formula-failed").

    facts: by name; Decimal and int stand for numbers, tuples for lists. An item for another offering than
    the fact "offering" is passed over.
    """
    values = formula_values(facts)
    hold: list[C] = []
    findings: list[Finding] = []
    for item in items:
        if getattr(item, "offering", "") not in ("", facts.get("offering", "")):
            continue
        if item.when.strip() == "true":
            hold.append(item)
            continue
        result = _decided(item, names, values)
        if isinstance(result, Finding):
            findings.append(result)
        elif result:
            hold.append(item)
    return tuple(hold), tuple(findings)


def _decided(item: Conditional, names: Mapping[str, Sort], values: Mapping[str, object]) -> bool | Finding:
    stand = Stand(item.place.file, item.place.line, f"{item.id}.when")
    formula = prepare(item.when, Sort.YESNO)
    if isinstance(formula, Finding):
        return stand.finding(formula.code, formula.message, formula.fix)
    for name in formula.names:
        if name not in names:
            message = f"`{item.when}` reads {name}, which is not known here."
            return stand.finding("unknown-name", message, nearest(name, names))
    result: bool | Finding = formula.at(stand).evaluate(values)
    return result


def fill(
    text: str, facts: Mapping[str, object], stand: Stand = UNPLACED, words: Mapping[str, str] | None = None
) -> tuple[str, tuple[Finding, ...]]:
    """The text with every {{ figure }} in its place; a figure that fails leaves "[?]" and a Finding.

    words: how a reader wants some of the facts said, by name.
    """
    template = prepare_text(text)
    if not isinstance(template, Template):
        return text, tuple(stand.finding(found.code, found.message, found.fix) for found in template)
    return template.fill(_read_by(template, facts), stand, words)


def filled_parts(
    text: str, facts: Mapping[str, object], words: Mapping[str, str] | None = None
) -> list[tuple[str | Formula, str]]:
    """Every piece of the text with what `fill` makes of it; a text that is not sound is one piece."""
    template = prepare_text(text)
    if not isinstance(template, Template):
        return [(text, text)]
    parts, _ = template.parts(_read_by(template, facts), UNPLACED, words)
    return list(zip(template.pieces, parts, strict=True))


def _read_by(template: Template, facts: Mapping[str, object]) -> dict[str, object]:
    return formula_values({name: facts[name] for name in template.names if name in facts})


def formula_values(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as formulas take them: every number a float, every sequence a list."""
    return {name: _value(value) for name, value in facts.items()}


def _value(value: object) -> object:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return float(value)
    return list(value) if isinstance(value, tuple) else value
