"""Northwind, shaped by the practice as it ships, some of its lines made optional."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from fairlead.engines.practice.load import load_practice
from fairlead.engines.practice.values import Offering, Practice
from fairlead.engines.scoping.textfile import read_scoping
from fairlead.engines.scoping.values import Answer, Scoping
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped

ROOT = Path(__file__).parents[3]
FILE = ROOT / "examples" / "migration-northwind.toml"
MAY_GO = {"handover": 1, "hypercare": 2, "user-class": 3, "trial": 5}
START = date(2027, 2, 1)


@cache
def practice() -> Practice:
    """The practice with four optional lines and a margin floor of 30 %."""
    held, findings = load_practice(ROOT / "src" / "fairlead" / "practice")
    assert held is not None, findings
    offerings = tuple(_optional(o) if o.id == "migration-saas" else o for o in held.offerings)
    return replace(held, offerings=offerings, margin_floor=Decimal("0.30"), digest="effects")


def _optional(offering: Offering) -> Offering:
    return replace(
        offering,
        activities=tuple(
            replace(a, optional=True, worth=MAY_GO[a.id]) if a.id in MAY_GO else a
            for a in offering.activities
        ),
    )


@cache
def scoping() -> Scoping:
    held, findings = read_scoping(FILE.read_bytes(), FILE.name, practice())
    assert held is not None, findings
    return replace(held, terms=replace(held.terms, start=START))


def shaped(scope: Scoping | None = None, before: Shaped | None = None, **answers: object) -> Shaped:
    """Northwind with some answers changed."""
    scope = scope or scoping()
    given = {**scope.answers, **{key: Answer(value) for key, value in answers.items()}}
    found, findings = shape(practice(), replace(scope, answers=given), before)
    assert found is not None, findings
    return found


def priced(**terms: object) -> Shaped:
    """Northwind under other terms."""
    return shaped(replace(scoping(), terms=replace(scoping().terms, **terms)))
