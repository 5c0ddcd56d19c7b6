"""The example of the practice as it ships: Northwind's move, for time and materials or a fixed fee."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from fairlead.engines.practice.load import load_practice
from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping.textfile import read_scoping
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped

ROOT = Path(__file__).parents[3]


@cache
def practice() -> Practice:
    found, findings = load_practice(ROOT / "src" / "fairlead" / "practice")
    assert found is not None, findings
    return found


@cache
def shaped(billing: str = "fixed-fee") -> Shaped:
    text = (ROOT / "examples" / "migration-northwind.toml").read_text()
    scoping, findings = read_scoping(text, "northwind.toml", practice())
    assert scoping is not None, findings
    term = "milestones" if billing == "fixed-fee" else ""
    terms, agreed = replace(scoping.terms, billing=billing), replace(scoping.agreed, billing_term=term)
    found, wrong = shape(practice(), replace(scoping, terms=terms, agreed=agreed))
    assert found is not None, wrong
    return found
