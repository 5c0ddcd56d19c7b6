"""What would change the route: every single fact that, being otherwise, sends the sale another way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairlead.engines.expressions.formula import Sort
from fairlead.engines.practice.values import Route
from fairlead.engines.scoping.conditions import holding

# A figure just past a threshold: the smallest step that matters to hours, per cent and money alike.
_STEP = 0.01
_COMPARED = r"\b{fact}\s*(?:[=!<>]=|[<>]|in)\s*(\[[^\]]*\]|'[^']*'|\"[^\"]*\"|\d+(?:\.\d+)?)"
_WORD = re.compile(r"'([^']*)'|\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Turn:
    """Were `fact` `value` instead of `now`, the rule `route` would decide."""

    fact: str
    now: object
    value: object
    route: Route


def turns(routes: Sequence[Route], facts: Mapping[str, object], among: Iterable[str]) -> tuple[Turn, ...]:
    """Each single change of a fact that sends the sale to another vehicle, in the order of the rules.

    Tried are yes and no, the words that conditions compare with, and figures at and beside the thresholds
    that they name; one turn is kept for each fact and vehicle. among: the facts that may change. Several
    facts that have to change together are not looked for.
    """
    chosen = _chosen(routes, facts)
    text = " && ".join(route.when for route in routes)
    found = dict[tuple[str, str], Turn]()
    for fact in sorted(set(among) & set(facts)):
        for value in _otherwise(fact, facts[fact], text):
            route = _chosen(routes, {**facts, fact: value})
            if route is not None and chosen is not None and route.to != chosen.to:
                found.setdefault((fact, route.to), Turn(fact, facts[fact], value, route))
    order = {route.id: place for place, route in enumerate(routes)}
    return tuple(sorted(found.values(), key=lambda turn: (order[turn.route.id], turn.fact)))


def _chosen(routes: Sequence[Route], facts: Mapping[str, object]) -> Route | None:
    hold, _ = holding(routes, dict.fromkeys(facts, Sort.ANY), facts)
    return hold[0] if hold else None


def _otherwise(fact: str, now: object, text: str) -> Iterator[object]:
    """Other values of a fact that conditions could tell apart from the present one, the nearest first.

    "" stands for any word that no condition names.
    """
    if isinstance(now, bool):
        if re.search(rf"\b{re.escape(fact)}\b", text):
            yield not now
        return
    compared = re.findall(_COMPARED.format(fact=re.escape(fact)), text)
    if isinstance(now, str):
        words = [one or other for part in compared for one, other in _WORD.findall(part)]
        yield from dict.fromkeys(word for word in (*words, "") if words and word != now)
    elif isinstance(now, float | int):
        figures = [float(part) for part in compared if part[0].isdigit()]
        near = {value for figure in figures for value in (figure, figure + _STEP, figure - _STEP)}
        yield from sorted((v for v in near if v >= 0 and v != now), key=lambda v: abs(v - now))
