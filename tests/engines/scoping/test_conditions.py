"""Gates, routes and clauses over the facts of an estimate."""

from __future__ import annotations

from decimal import Decimal

from fairlead.engines.expressions.formula import Sort, Stand
from fairlead.engines.practice.facts import FACTS
from fairlead.engines.practice.values import Gate, Place
from fairlead.engines.scoping.conditions import fill, holding


def gate(id: str, when: str) -> Gate:
    return Gate(id, id, "director", "sow", when, "Because.", place=Place("practice.toml", 5))


def test_those_hold_whose_condition_is_true_in_order():
    gates = [gate("b", "price > 50000.0"), gate("a", "true"), gate("c", "paper == 'customer'")]
    facts = {"price": Decimal("50000.01"), "paper": "ours"}
    hold, findings = holding(gates, FACTS, facts)
    assert [item.id for item in hold] == ["b", "a"]
    assert findings == ()
    assert [item.id for item in holding(gates, FACTS, {**facts, "price": 50000})[0]] == ["a"]


def test_a_condition_that_cannot_be_decided_is_a_finding_not_a_no():
    gates = [gate("a", "pric > 1.0"), gate("b", "price > 1.0"), gate("c", "price / days > 1.0")]
    hold, findings = holding(gates, {"price": Sort.NUMBER, "days": Sort.NUMBER}, {"price": 5, "days": 0})
    assert [item.id for item in hold] == ["b"]
    assert [(found.code, found.where, found.line) for found in findings] == [
        ("unknown-name", "a.when", 5),
        ("formula-failed", "c.when", 5),
    ]
    assert findings[0].fix == "Did you mean price?"


def test_texts_are_filled_from_facts():
    facts = {"price": Decimal("61000.50"), "unanswered": 3, "tools": ("a", "b")}
    assert fill("{{ price }} / {{ unanswered }} / {{ tools }}", facts) == ("61,000.5 / 3 / a, b", ())
    text, findings = fill("{{ prize }}", facts, Stand("sow.toml", 4, "clause.x.text"))
    assert text == "[?]" and findings[0].line == 4
    assert fill("{{ price", facts)[1][0].code == "unclosed-figure"
