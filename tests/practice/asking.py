"""Short ways to put answers to an offering and to price what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

import pytest

from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.practice.values import Kind, Practice, Question
from fairlead.engines.scoping.review import review
from fairlead.engines.scoping.values import Answer, Review, Terms, Work

DAY = date(2026, 11, 23)
# Prices from the price book need an engine that counts units of a SKU.
needs_price_book = pytest.mark.skipif(
    "quantity" not in {field.name for field in fields(Work)}, reason="the engine prices no SKU yet"
)
SEED = 20261123


def reviewed(practice: Practice, offering: str, answers: Mapping[str, object]) -> Review:
    given = {key: Answer(value) for key, value in answers.items()}
    return review(practice, practice.offering(offering), given)


def quoted(
    practice: Practice, offering: str, answers: Mapping[str, object], seed: int = SEED, region: str = ""
) -> Estimate:
    """What the engine asks at list, with the contingency of the practice's confidence."""
    found = reviewed(practice, offering, answers)
    assert not found.findings, "\n".join(map(str, found.findings))
    terms = Terms(
        "Example", "Example", offering, DAY, practice.currency, practice.confidence, seed, region=region
    )
    priced, findings = estimate(practice, found, terms)
    assert priced is not None, "\n".join(map(str, findings))
    return priced


def work_ids(found: Review) -> set[str]:
    return {work.activity.id for work in found.work}


def extremes(question: Question) -> tuple[object, ...]:
    """Every answer at the edge of what a question takes."""
    if question.kind in (Kind.INTEGER, Kind.NUMBER):
        return tuple(bound for bound in (question.least, question.most) if bound is not None)
    if question.kind is Kind.YESNO:
        return (False, True)
    if question.kind is Kind.CHOICE:
        return tuple(option.id for option in question.options)
    if question.kind is Kind.CHOICES:
        return ([], [option.id for option in question.options])
    if question.kind is Kind.DATE:
        return ("2026-01-01", "2099-12-31")
    return ("", "x" * 200)
