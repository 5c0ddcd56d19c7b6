"""Which clauses a shaped engagement has, in which words and why; and who must accept what is not standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.expressions.filling import names_in, shown
from fairlead.engines.practice.facts import FACTS
from fairlead.engines.practice.topics import called
from fairlead.engines.practice.values import Clause, Figure, Practice, Variant
from fairlead.engines.shaping.values import Judged, Shaped, Worded


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
    figures = _by_clause(practice)
    found = []
    for worded in shaped.clauses:
        clause = worded.source
        if isinstance(clause, Clause):
            judged = tuple(_judged(clause, worded.variant, figures.get(clause.id, []), shaped.facts))
            found.append(Standing(clause, worded.variant, worded.text, _why(clause, worded.reason), judged))
    return tuple(found)


def departures(
    practice: Practice, clauses: Iterable[Worded], facts: Mapping[str, object]
) -> tuple[Judged, ...]:
    """What somebody has to accept of the words and numbers of these clauses, or what nobody may.

    A number that the commercial terms say is left out while it stays within its range: gates name it.
    """
    figures = _by_clause(practice)
    return tuple(
        judged
        for worded in clauses
        if isinstance(worded.source, Clause)
        for judged in _judged(worded.source, worded.variant, figures.get(worded.source.id, []), facts)
        if (judged.role or judged.refused) and not (judged.id in FACTS and judged.standing == "within")
    )


def _by_clause(practice: Practice) -> dict[str, list[Figure]]:
    figures: dict[str, list[Figure]] = {}
    for figure in practice.figures:
        figures.setdefault(figure.clause, []).append(figure)
    return figures


def _why(clause: Clause, words: str) -> str:
    when = "It always stands." if clause.when.strip() == "true" else f"It stands when {clause.when}."
    return f"{when} {words}".rstrip()


def _judged(
    clause: Clause, variant: Variant | None, figures: list[Figure], facts: Mapping[str, object]
) -> Iterator[Judged]:
    if variant is not None:
        yield judge_variant(variant)
    for figure in figures:
        # A number that only other words of the clause say is not said.
        if figure.id in names_in(variant.text if variant else clause.text):
            judged = judge_figure(figure, value_of(figure, facts))
            if judged.standing != "standard":
                yield judged


def value_of(figure: Figure, facts: Mapping[str, object]) -> Decimal:
    """What a figure is in a shaped engagement: the number agreed, or that of the terms, or the standard."""
    value = facts.get(figure.id)
    return Decimal(repr(value)) if isinstance(value, int | float) else figure.standard


def judge_figure(figure: Figure, value: Decimal) -> Judged:
    """Whether a number is the standard one, may be negotiated or lies beyond that, and who must accept it."""
    said = f"{figure.name}: {shown(float(value))} {figure.unit}"
    usual = f"the standard is {shown(float(figure.standard))}"
    span = f"{shown(float(figure.least))} to {shown(float(figure.most))}"
    if value == figure.standard:
        return Judged(figure.clause, figure.id, "standard", "", False, f"{said} is the standard.")
    if figure.least <= value <= figure.most:
        asked = f"{called(figure.accept)} may accept it" if figure.accept else "nobody need be asked"
        reason = f"{said} lies within {span}; {usual}, and {asked}."
        return Judged(figure.clause, figure.id, "within", figure.accept, False, reason)
    if figure.beyond:
        reason = f"{said} lies outside of {span}; {called(figure.beyond)} decides."
        return Judged(figure.clause, figure.id, "beyond", figure.beyond, False, reason)
    return Judged(
        figure.clause,
        figure.id,
        "beyond",
        "",
        True,
        f"{said} lies outside of {span}, and nobody may accept that.",
    )


def judge_variant(variant: Variant) -> Judged:
    """Whether the words of a variant are the preferred ones, and who must accept them otherwise."""
    if variant.accept:
        reason = f"{variant.name} is a {variant.stance} wording; {called(variant.accept)} may accept it."
        standing = "standard" if variant.stance == "preferred" else "within"
        return Judged(variant.clause, variant.id, standing, variant.accept, False, reason)
    reason = f"{variant.name} is a preferred wording; nobody need be asked."
    return Judged(variant.clause, variant.id, "standard", "", False, reason)
