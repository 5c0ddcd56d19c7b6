"""Figures in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.expressions.filling import Template, compile_text, counted, prepare_text, shown
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("within {{ n }} business day(s)", "within 5 business days"),
        ("{{ one }} catalogue class(es) and {{ n }} class(es).", "1 catalogue class and 5 classes."),
        ("{{ many }} agreed time zone(s)", "1,200 agreed time zones"),
        ("{{ half }} day(s)", "0.5 days"),
        ("the day(s) of {{ n }} weeks", "the day(s) of 5 weeks"),
        ("{{ one }} of (s)", "1 of (s)"),
        ("{{ said }} day(s), {{ n }}", "5 day(s), 5"),
        ("{{ yes }} day(s)", "yes day(s)"),
    ],
)
def test_what_is_counted_reads_as_its_number_wants(text: str, said: str):
    values = {"n": 5, "one": 1, "many": 1200, "half": 0.5, "said": "5", "yes": True}
    template = prepare_text(text)
    assert isinstance(template, Template)
    assert template.fill(values, STAND)[0] == said


@given(st.text(), st.integers(0, 9))
def test_no_answer_is_counted(answer: str, n: int):
    assert filled("{{ n }}{{ note }}", {"n": n, "note": f" day(s){answer}"}) == f"{n} day(s){answer}"


def test_sentences_of_our_own_are_counted():
    assert counted("1 page(s), 12 page(s), 3.1 of 2 thing(s)") == "1 page, 12 pages, 3.1 of 2 things"


def test_words_for_readers_stand_where_a_name_alone_is_asked_for():
    template = prepare_text("{{ tier }} for {{ tier == 'premium' ? 10.0 : 5.0 }} users")
    assert isinstance(template, Template)
    assert template.fill({"tier": "premium"}, STAND, {"tier": "Premium"}) == ("Premium for 10 users", ())
