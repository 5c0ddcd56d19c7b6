"""Shaping: answers held against the practice, priced, then read by gates, route, clauses and scope texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from fairlead.engines.estimating.adjusting import adjusted
from fairlead.engines.estimating.billing import amounts
from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.findings import Finding
from fairlead.engines.practice.values import Gate, Offering, Practice
from fairlead.engines.scoping.review import review
from fairlead.engines.scoping.values import Review, Scoping, Terms, Work
from fairlead.engines.shaping.clauses import departures
from fairlead.engines.shaping.reading import Reading
from fairlead.engines.shaping.values import Chosen, Judged, OpenGate, Shaped
from fairlead.engines.shaping.wording import (
    agreed_facts,
    agreed_findings,
    said_words,
    worded_clauses,
    worded_terms,
)

# Facts that are amounts of money: gates compare them in the practice's currency, whatever is quoted.
_AMOUNTS = (
    "price",
    "list_price",
    "investment",
    "education_price",
    "consulting_price",
    "hourly_price",
    "fixed_price",
    "prepaid_price",
    "travel_price",
)


_TRAVELLED = ("travel", "expense")


def shape(
    practice: Practice, scoping: Scoping, before: Shaped | None = None
) -> tuple[Shaped | None, tuple[Finding, ...]]:
    """Everything that a scoping file comes to, or every finding that keeps it from being priced.

    before: what the same engagement came to a moment ago; only what depends on changed answers is computed
    anew, and the result is the same as without it.
    """
    offering = next((o for o in practice.offerings if o.id == scoping.terms.offering), None)
    if offering is None:
        return None, (_no_offering(practice, scoping.terms.offering),)
    found = review(practice, offering, scoping.answers, before.review if before else None)
    work, wrong, notes = _scope(practice, offering, scoping, found)
    found = replace(found, work=work)
    priced, findings = estimate(practice, found, scoping.terms, pace=scoping.pace, notes=notes)
    if priced is None or found.findings or wrong:
        return None, (*found.findings, *wrong, *findings)
    facts = _facts(scoping.terms, found, priced) | agreed_facts(practice, scoping)
    if unsound := agreed_findings(practice, scoping):
        return None, unsound
    return _read(practice, offering, scoping, found, priced, facts)


def _scope(
    practice: Practice, offering: Offering, scoping: Scoping, found: Review
) -> tuple[tuple[Work, ...], tuple[Finding, ...], tuple[str, ...]]:
    """The work without what is left out, with what people say in place of its formulas, and notes."""
    kept = tuple(work for work in found.work if work.activity.id not in scoping.left_out)
    left = [work.activity.name for work in found.work if work.activity.id in scoping.left_out]
    work, wrong, notes = adjusted(practice, offering, kept, scoping.adjustments)
    return work, wrong, (*notes, f"Left out of this scope: {', '.join(left)}.") if left else notes


def _no_offering(practice: Practice, wanted: str) -> Finding:
    there = ", ".join(offering.id for offering in practice.offerings)
    return Finding(
        "",
        0,
        "engagement.offering",
        "unknown-offering",
        f"There is no offering {wanted!r}.",
        f"There are: {there}.",
    )


def _facts(terms: Terms, found: Review, priced: Estimate) -> dict[str, object]:
    """What conditions and texts may name, money in the currency of the engagement."""
    return {
        **found.values,
        "price": float(priced.price.amount),
        "list_price": float(priced.list_price.amount),
        "discount": float(terms.discount),
        "investment": float(terms.investment),
        "margin": float(priced.margin),
        "hours": float(priced.hours),
        "days": float(priced.days),
        "calendar_weeks": float(priced.timetable.weeks) if priced.timetable else 0.0,
        "margin_floor": float(priced.floor),
        "education_price": float(priced.education.amount),
        "consulting_price": float(priced.consulting.amount),
        **{name: float(part) for name, part in amounts(priced, terms.billing).items()},
        "travel_price": float(sum(line.price.amount for line in priced.lines if line.kind in _TRAVELLED)),
        "unanswered": float(len(found.unanswered)),
        "acceptance_days": float(terms.acceptance_days),
        "billing": terms.billing,
        "paper": terms.paper,
        "msa": terms.msa,
        "customer": terms.customer,
        "goal": terms.goal,
        "region": terms.region,
        "segment": terms.segment,
        "currency": terms.currency,
        "partner_preferred": terms.partner_preferred,
        "free_edition": terms.free_edition,
        "public_sector": terms.public_sector,
        "offering": terms.offering,
    }


def in_practice_currency(
    practice: Practice, priced: Estimate, facts: Mapping[str, object]
) -> dict[str, object]:
    """The same facts with amounts as the practice's thresholds mean them."""
    worth = Decimal(1)
    if priced.currency != practice.currency:
        worth = Decimal(priced.lock.exchange[priced.currency])
    ours = {name: float(Decimal(repr(facts[name])) * worth) for name in _AMOUNTS}
    return {**facts, **ours, "currency": practice.currency}


def _read(
    practice: Practice,
    offering: Offering,
    scoping: Scoping,
    found: Review,
    priced: Estimate,
    facts: Mapping[str, object],
) -> tuple[Shaped | None, tuple[Finding, ...]]:
    quoted = Reading(facts, said_words(offering, facts))
    terms = worded_terms(offering, quoted)
    clauses = worded_clauses(practice, scoping.agreed, quoted)
    departed = departures(practice, clauses, facts)
    weighed = Reading(in_practice_currency(practice, priced, facts))
    routes = weighed.holding(practice.routes, lambda route: route.reason)
    asked = Reading({**weighed.facts, "departures": sorted({one.role for one in departed})})
    gates = asked.holding(practice.gates, lambda gate: gate.reason)
    findings = [
        *asked.findings,
        *weighed.findings,
        *quoted.findings,
        *(_refused(d) for d in departed if d.refused),
    ]
    if not routes and not findings:
        fix = 'End the routes with one whose condition is "true".'
        findings = [Finding("practice.toml", 0, "route", "no-route", "No route takes this engagement.", fix)]
    if findings:
        return None, tuple(findings)
    return Shaped(
        scoping,
        found,
        priced,
        facts,
        tuple(OpenGate(gate, _with(gate, reason, departed)) for gate, reason in gates),
        Chosen(*routes[0]),
        terms,
        clauses,
        departed,
    ), ()


def _refused(departure: Judged) -> Finding:
    fix = "Agree on a number within the range."
    return Finding("", 0, f"agreed.figures.{departure.id}", "beyond-range", departure.reason, fix)


def _with(gate: Gate, reason: str, departed: Iterable[Judged]) -> str:
    """The reason of a gate with what it is asked to accept, where it vouches for departures."""
    said = (one.reason for one in departed if f"departures-{one.role}" in gate.vouches)
    return " ".join([reason, *said])
