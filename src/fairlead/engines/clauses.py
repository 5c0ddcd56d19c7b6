"""Which clauses a shaped engagement has, in which words and why; and who must accept what is not standard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.expressions.filling import shown
from fairlead.engines.practice.values import Clause, Figure, Practice, Variant
from fairlead.engines.shaping.values import Shaped


@dataclass(frozen=True, slots=True)
class Judged:
    """A choice of words or of a number held against what the firm would like.

    standing: "standard", "within" (what may be negotiated), or "beyond".
    role:     who must accept it, "" when nobody need be asked.
    refused:  nobody of the firm may accept it.
    reason:   why, in one sentence.
    """

    id: str
    standing: str
    role: str
    refused: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A clause that applies: its words, the variant they come from (None for its own), why these words, and
    what somebody must accept about it."""

    clause: Clause
    variant: Variant | None
    text: str
    why: str
    judged: tuple[Judged, ...]


def standing(practice: Practice, shaped: Shaped) -> tuple[Standing, ...]:
    """The clauses of a shaped engagement in file order, each with why it says what it says, and with a
    judgement of its variant and of every figure in it that is not the standard one."""
    figures: dict[str, list[Figure]] = {}
    for figure in practice.figures:
        figures.setdefault(figure.clause, []).append(figure)
    found = []
    for worded in shaped.clauses:
        clause = worded.source
        if isinstance(clause, Clause):
            judged = tuple(_departures(worded.variant, figures.get(clause.id, []), shaped))
            found.append(Standing(clause, worded.variant, worded.text, _why(clause, worded.why), judged))
    return tuple(found)


def _why(clause: Clause, words: str) -> str:
    when = "It always stands." if clause.when.strip() == "true" else f"It stands when {clause.when}."
    return f"{when} {words}".rstrip()


def _departures(variant: Variant | None, figures: list[Figure], shaped: Shaped) -> Iterator[Judged]:
    if variant is not None:
        yield judge_variant(variant)
    for figure in figures:
        judged = judge_figure(figure, value_of(figure, shaped))
        if judged.standing != "standard":
            yield judged


def value_of(figure: Figure, shaped: Shaped) -> Decimal:
    """What a figure is in a shaped engagement: the number agreed, or that of the terms, or the standard."""
    value = shaped.facts.get(figure.id)
    return Decimal(repr(value)) if isinstance(value, int | float) else figure.standard


def judge_figure(figure: Figure, value: Decimal) -> Judged:
    """Whether a number is the standard one, may be negotiated or lies beyond that, and who must accept it."""
    said = f"{figure.name}: {shown(float(value))} {figure.unit}"
    usual = f"the standard is {shown(float(figure.standard))}"
    span = f"{shown(float(figure.least))} to {shown(float(figure.most))}"
    if value == figure.standard:
        return Judged(figure.id, "standard", "", False, f"{said} is the standard.")
    if figure.least <= value <= figure.most:
        asked = f"{_role(figure.accept)} may accept it" if figure.accept else "nobody need be asked"
        reason = f"{said} lies within {span}; {usual}, and {asked}."
        return Judged(figure.id, "within", figure.accept, False, reason)
    if figure.beyond:
        reason = f"{said} lies outside of {span}; {_role(figure.beyond)} decides."
        return Judged(figure.id, "beyond", figure.beyond, False, reason)
    return Judged(
        figure.id, "beyond", "", True, f"{said} lies outside of {span}, and nobody may accept that."
    )


def judge_variant(variant: Variant) -> Judged:
    """Whether the words of a variant are the preferred ones, and who must accept them otherwise."""
    if variant.accept:
        reason = f"{variant.name} is a {variant.stance} wording; {_role(variant.accept)} may accept it."
        standing = "standard" if variant.stance == "preferred" else "within"
        return Judged(variant.id, standing, variant.accept, False, reason)
    reason = f"{variant.name} is a preferred wording; nobody need be asked."
    return Judged(variant.id, "standard", "", False, reason)


def _role(role: str) -> str:
    return f"the {role.replace('-', ' ')}"
