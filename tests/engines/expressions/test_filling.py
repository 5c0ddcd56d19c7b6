"""Figures in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.expressions.filling import Template, compile_text, prepare_text, shown
from fairlead.engines.expressions.formula import Sort, Stand

STAND = Stand("sow.toml", 3, "clause.price.text")


def filled(text: str, values: dict[str, object]) -> str:
    template = prepare_text(text)
    assert isinstance(template, Template)
    result, findings = template.fill(values, STAND)
    assert findings == ()
    return result


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567.5, "1,234,567.5"),
        (1200.0, "1,200"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (-1234.25, "-1,234.25"),
        (1e9, "1,000,000,000"),
        (True, "yes"),
        (False, "no"),
        (["a", "b"], "a, b"),
        ("<b>&", "<b>&"),
    ],
)
def test_values_are_shown_for_readers(value: object, text: str):
    assert shown(value) == text
    assert filled("{{ x }}", {"x": value}) == text


def test_a_text_keeps_its_words_around_the_figures():
    text = "We move {{ projects }} projects in {{ ceil(projects / 200.0) }} waves."
    assert filled(text, {"projects": 2500.0}) == "We move 2,500 projects in 13 waves."


@given(st.text())
def test_what_a_customer_writes_is_never_read_as_a_formula_or_markup(answer: str):
    assert filled("[{{ note }}]", {"note": answer}) == f"[{answer}]"


def test_braces_in_an_answer_stay():
    assert filled("{{ a }}{{ b }}", {"a": "{{ 1.0 +", "b": " 1.0 }}"}) == "{{ 1.0 + 1.0 }}"


def test_a_figure_that_fails_leaves_a_gap_and_says_why():
    template = prepare_text("Price {{ price }}, per head {{ price / heads }}.")
    assert isinstance(template, Template)
    text, findings = template.fill({"price": 10.0, "heads": 0.0}, STAND)
    assert text == "Price 10, per head [?]."
    assert [(found.code, found.line) for found in findings] == [("formula-failed", 3)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("{{ pric }} and {{ price + }}", ["unknown-name", "formula-syntax"]),
        ("{{ price", ["unclosed-figure"]),
        ("price }}", ["unclosed-figure"]),
        ("{{ }}", ["formula-syntax"]),
    ],
)
def test_every_mistake_in_a_text_is_found(text: str, codes: list[str]):
    findings = compile_text(text, {"price": Sort.NUMBER}, STAND)
    assert not isinstance(findings, Template)
    assert [found.code for found in findings] == codes
    assert {found.line for found in findings} == {3}
