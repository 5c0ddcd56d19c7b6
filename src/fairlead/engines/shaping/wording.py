"""Which clauses stand in a statement of work, and in which words: by condition, or as agreed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.facts import FACTS
from fairlead.engines.practice.values import (
    BILLING_TERMS,
    TRAINING_TERMS,
    Clause,
    Kind,
    Offering,
    Practice,
    ScopeTerm,
    Variant,
)
from fairlead.engines.scoping.values import Agreed, Scoping
from fairlead.engines.shaping.reading import Reading
from fairlead.engines.shaping.values import Worded

HOURLY = BILLING_TERMS[0]
_SAID = (Kind.CHOICE, Kind.CHOICES, Kind.DATE)
_TOO_MUCH = 1_000_000_000
_LONGEST = 60


def agreed_facts(practice: Practice, scoping: Scoping) -> dict[str, object]:
    """What conditions and clauses may name of what was agreed: figures, terms of billing, jurisdiction.

    A figure that is a fact of every engagement keeps the value that the engagement gives it.
    """
    agreed = scoping.agreed
    figures = {
        figure.id: float(agreed.figures.get(figure.id, figure.standard))
        for figure in practice.figures
        if figure.id not in FACTS
    }
    usual = HOURLY if scoping.terms.billing == "time-and-materials" else "sow-execution"
    return {
        **figures,
        "billing_term": agreed.billing_term or usual,
        "training_term": agreed.training_term or TRAINING_TERMS[0],
        "jurisdiction": agreed.jurisdiction,
    }


def agreed_findings(practice: Practice, scoping: Scoping) -> tuple[Finding, ...]:
    """Everything that was agreed and that the practice does not know, or that cannot be billed so."""
    agreed = scoping.agreed
    return (*_unknown(practice, agreed), *_senseless(agreed), *_unbillable(scoping))


def _finding(where: str, code: str, message: str, fix: str) -> Finding:
    return Finding("", 0, f"agreed.{where}", code, message, fix)


def _unknown(practice: Practice, agreed: Agreed) -> Iterator[Finding]:
    figures = {figure.id for figure in practice.figures} - FACTS.keys()
    for name in agreed.figures.keys() - figures:
        fix = nearest(name, figures) or f"There are: {', '.join(sorted(figures)) or 'none'}."
        if name in FACTS:
            fix = "It is said in the terms of the engagement."
        yield _finding(f"figures.{name}", "unknown-figure", f"No clause has a figure {name} to agree.", fix)
    clauses = {clause.id for clause in practice.clauses}
    for name, chosen in agreed.variants.items():
        offered = [variant.id for variant in practice.variants if variant.clause == name]
        if name not in clauses:
            fix = nearest(name, clauses) or "See the clauses of the practice."
            yield _finding(f"variants.{name}", "unknown-clause", f"There is no clause {name}.", fix)
        elif chosen and chosen not in offered:
            fix = nearest(chosen, offered) or f"There are: {', '.join(offered) or 'none'}."
            message = f"The clause {name} has no variant {chosen}."
            yield _finding(f"variants.{name}", "unknown-variant", message, fix)


def _senseless(agreed: Agreed) -> Iterator[Finding]:
    """Numbers that are none, and names that are too long to be one."""
    for name, number in agreed.figures.items():
        if not number.is_finite() or not 0 <= number < _TOO_MUCH:
            message, fix = f"{name} cannot be {number}.", f"Write a number from 0, below {_TOO_MUCH:,}."
            yield _finding(f"figures.{name}", "out-of-range", message, fix)
    if len(agreed.jurisdiction) > _LONGEST:
        fix = f"Write at most {_LONGEST} characters, as the clauses of the practice name it."
        yield _finding("jurisdiction", "too-long", "That is no name of a jurisdiction.", fix)


def _unbillable(scoping: Scoping) -> Iterator[Finding]:
    terms: dict[str, tuple[str, ...]] = {"billing_term": BILLING_TERMS, "training_term": TRAINING_TERMS}
    for key, there in terms.items():
        said = getattr(scoping.agreed, key)
        if said and said not in there:
            fix = f"There are: {', '.join(there)}."
            yield _finding(key, "unknown-term", f"There is no {key} {said}.", fix)
    term, billing = scoping.agreed.billing_term, scoping.terms.billing
    if term in BILLING_TERMS and (term == HOURLY) != (billing == "time-and-materials"):
        known = BILLING_TERMS[:1] if billing == "time-and-materials" else BILLING_TERMS[1:]
        message = f"What is sold as {billing} is not billed by {term}."
        yield _finding("billing_term", "other-billing", message, f"It may be: {', '.join(known)}.")


def said_words(offering: Offering, facts: Mapping[str, object]) -> dict[str, str]:
    """How a reader wants answers said that are kept as ids of choices or as ISO days, by question."""
    return {
        question.id: question.said(facts[question.id])
        for question in offering.questions
        if question.kind in _SAID and facts.get(question.id) is not None
    }


def worded_terms(offering: Offering, reading: Reading) -> tuple[Worded, ...]:
    """The scope terms that hold, in file order, every text of them with its figures."""
    return tuple(
        Worded(_filled(term, reading), text) for term, text in reading.holding(offering.terms, _text)
    )


def _text(term: ScopeTerm) -> str:
    return term.text


def _filled(term: ScopeTerm, reading: Reading) -> ScopeTerm:
    texts = (term.title, term.acceptance, term.due)
    if not any("{{" in text for text in texts):
        return term
    title, acceptance, due = (reading.filled(term, text) for text in texts)
    return replace(term, title=title, acceptance=acceptance, due=due)


def worded_clauses(practice: Practice, agreed: Agreed, reading: Reading) -> tuple[Worded, ...]:
    """The clauses that hold, in file order, each in the words of the variant that stands for it."""
    clauses = reading.true_of(c for c in practice.clauses if c.jurisdiction in ("", agreed.jurisdiction))
    offered: dict[str, list[Variant]] = {clause.id: [] for clause in clauses}
    for variant in practice.variants:
        if variant.clause in offered:
            offered[variant.clause].append(variant)
    return tuple(_worded(clause, offered[clause.id], agreed, reading) for clause in clauses)


def _worded(clause: Clause, offered: list[Variant], agreed: Agreed, reading: Reading) -> Worded:
    """A choice by hand first, then the first variant whose condition holds, then the clause's own text."""
    if clause.id in agreed.variants:
        chosen = next((one for one in offered if one.id == agreed.variants[clause.id]), None)
        why = "Chosen by hand."
    else:
        here = [one for one in offered if one.when and one.jurisdiction in ("", agreed.jurisdiction)]
        chosen = next(iter(reading.true_of(here)), None)
        why = f"It stands when {chosen.when}." if chosen else "No other words were asked for."
    said = chosen or clause
    return Worded(clause, reading.filled(said, said.text), chosen, why)


def spare_wordings(
    practice: Practice, facts: Mapping[str, object]
) -> dict[str, tuple[tuple[Variant, str], ...]]:
    """The variants of every clause with their figures filled in, whether they stand or not."""
    reading = Reading(facts)
    found: dict[str, list[tuple[Variant, str]]] = {}
    for variant in practice.variants:
        found.setdefault(variant.clause, []).append((variant, reading.filled(variant, variant.text)))
    return {name: tuple(pairs) for name, pairs in found.items()}
