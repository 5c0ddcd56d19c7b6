"""Which of the negotiable figures of clauses are said, and whether prose says one of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fairlead.engines.expressions.filling import names_in
from fairlead.engines.practice.values import Figure, Practice
from fairlead.engines.prose import BUSINESS, Said, said
from fairlead.engines.shaping.clauses import value_of
from fairlead.engines.shaping.values import Shaped

# A number of this unit in prose is held against figures of the same family.
FAMILIES = {"business days": "days"}


def says(one: Said, figure: Figure, value: Decimal) -> bool:
    """Whether prose says a figure, in its unit: five days are no five business days."""
    kind = FAMILIES.get(figure.unit, figure.unit)
    business = one.kind != "days" or (one.unit == BUSINESS) == figure.unit.startswith(BUSINESS)
    return one.kind == kind and business and value in one.values


def stated(practice: Practice, shaped: Shaped) -> Iterator[tuple[Figure, Decimal]]:
    """The negotiable figures that the clauses say, in our words or in those that were agreed, with their
    values. A figure of other words that a clause might have is not said, nor one that was struck out."""
    standing = {worded.source.id: worded for worded in shaped.clauses}
    for figure in practice.figures:
        worded = standing.get(figure.clause)
        if worded is None:
            continue
        value = value_of(figure, shaped.facts)
        there = said(worded.text, (shaped.estimate.currency,)) if worded.agreed else ()
        named = not worded.agreed and figure.id in names_in((worded.variant or worded.source).text)
        if named or any(says(one, figure, value) for one in there):
            yield figure, value
