"""What a schema cannot say of the clause library: ids that must exist, ranges, and who may accept what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairlead.engines.expressions.filling import names_in
from fairlead.engines.expressions.formula import RESERVED, Sort
from fairlead.engines.findings import Finding
from fairlead.engines.practice.checks import At, Locator, twice, unknown
from fairlead.engines.practice.facts import FACTS, FIRM_ROLES
from fairlead.engines.practice.values import Clause, Figure, Offering, Variant, Word

Named = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Library:
    """The records of the clause library that were sound enough to build."""

    clauses: Sequence[Clause]
    variants: Sequence[Variant] = ()
    figures: Sequence[Figure] = ()
    words: Sequence[Word] = ()


def library(
    parts: Library, named: Named, offerings: Iterable[Offering], locate: Locator
) -> Iterator[Finding]:
    """Variants, figures, exclusions and words; `named` has every id of "clause", "variant" and "block" in
    the text, sound or not."""
    yield from twice(parts.variants, "variant", locate)
    yield from twice(parts.figures, "figure", locate)
    yield from twice(parts.words, "word", locate)
    for variant in parts.variants:
        yield from _variant(variant, named, locate)
    used = {name: offering.id for offering in offerings for name in _names(offering)}
    for figure in parts.figures:
        yield from _figure(figure, named, used, locate)
        yield from _said(figure, parts, locate)
    yield from _exclusions(parts, named["clause"] | named["variant"], locate)
    for word in parts.words:
        for block in word.blocks:
            yield from unknown(At(locate, word.place, "blocks"), block, named["block"], "block")


def _names(offering: Offering) -> Iterator[str]:
    yield from (question.id for question in offering.questions)
    yield from (driver.id for driver in offering.drivers)


def _role(at: At, role: str) -> Iterator[Finding]:
    if role:
        yield from unknown(at, role, FIRM_ROLES, "firm role", "unknown-role")


def _variant(variant: Variant, named: Named, locate: Locator) -> Iterator[Finding]:
    yield from unknown(At(locate, variant.place, "clause"), variant.clause, named["clause"], "clause")
    yield from _role(At(locate, variant.place, "accept"), variant.accept)
    if variant.id in named["clause"]:
        message = f"{variant.id} is the id of a clause."
        yield locate.stand(variant.place, "id").finding("duplicate-id", message, "Rename one of them.")
    if variant.stance != "preferred" and not variant.accept:
        message = f"A {variant.stance} variant says who may accept it."
        fix = 'Add accept = "...": a role of the firm, like legal.'
        yield locate.stand(variant.place, "accept").finding("missing-key", message, fix)


def _figure(figure: Figure, named: Named, used: Mapping[str, str], locate: Locator) -> Iterator[Finding]:
    yield from unknown(At(locate, figure.place, "clause"), figure.clause, named["clause"], "clause")
    yield from _role(At(locate, figure.place, "accept"), figure.accept)
    yield from _role(At(locate, figure.place, "beyond"), figure.beyond)
    if figure.id in RESERVED or FACTS.get(figure.id, Sort.NUMBER) is not Sort.NUMBER:
        stand = locate.stand(figure.place, "id")
        yield stand.finding(
            "reserved-name", f"{figure.id} is no free name of a number.", "Choose another id."
        )
    elif figure.id in used:
        stand = locate.stand(figure.place, "id")
        message = f"{figure.id} is a question or driver of {used[figure.id]}."
        yield stand.finding("reserved-name", message, "Choose another id.")
    if not figure.least <= figure.standard <= figure.most:
        message = f"The standard {figure.standard} does not lie from {figure.least} to {figure.most}."
        stand = locate.stand(figure.place, "standard")
        yield stand.finding("range-order", message, "Widen the range, or change the standard.")


def _said(figure: Figure, parts: Library, locate: Locator) -> Iterator[Finding]:
    """A figure that its clause never says, in none of its words, binds nothing."""
    texts = [clause.text for clause in parts.clauses if clause.id == figure.clause]
    if not texts:
        return
    texts += [variant.text for variant in parts.variants if variant.clause == figure.clause]
    if not any(figure.id in names_in(text) for text in texts):
        message = f"The clause {figure.clause} never says {figure.id}."
        fix = f"Write {{{{ {figure.id} }}}} in its text, or remove the figure."
        yield locate.stand(figure.place, "clause").finding("unused-figure", message, fix)


def _exclusions(parts: Library, known: frozenset[str], locate: Locator) -> Iterator[Finding]:
    items: tuple[Clause | Variant, ...] = (*parts.clauses, *parts.variants)
    for item in items:
        at = At(locate, item.place, "excludes")
        for name in item.excludes:
            yield from unknown(at, name, known, "clause or variant")
            if name == item.id:
                message = f"{name} cannot exclude itself."
                yield at.stand().finding("excludes-itself", message, "Remove it from the list.")
