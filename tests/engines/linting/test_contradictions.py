"""Figures that somebody writes into a clause or a list: those that contradict the record, those that only its
owner can judge, and those that are right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engines.linting import cast

from fairlead.engines.agreed_rows import rows_of
from fairlead.engines.amending import Amendment, amended, base_of, contradictions
from fairlead.engines.documents.audiences import SUMMARY, variant
from fairlead.engines.documents.ledger import differences, ledger
from fairlead.engines.linting.lint import lint

# Of the example: 2,500 projects, 1,200 active users, 13 waves, a freeze of 8 hours; 5 business days of
# silence; USD 134,438.75; rates of USD 330 and 500; from 11 January 2027.
SHAPED = cast.shaped()
ASSUMED, SILENCE = "terms.assumptions", "passive-acceptance"


def said(clause: str, *swaps: tuple[str, str], more: str = "") -> dict[str, str]:
    """The figures that are remarked on where a clause is amended, with the severity."""
    base = text = base_of(SHAPED, clause)
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    one = Amendment(clause, base, f"{text}{more}")
    return {found.quote: found.severity for found in contradictions(cast.practice(), SHAPED, one)}


def added(text: str) -> dict[str, str]:
    one = Amendment("agreed-1", text=text, added=True, after="property")
    return {found.quote: found.severity for found in contradictions(cast.practice(), SHAPED, one)}


@pytest.mark.parametrize(
    ("old", "new", "quotes"),
    [
        ("2,500 projects", "25,000 projects", ["25,000 projects"]),
        ("1,200 active users", "12,000 active users", ["12,000 users"]),
        ("13 production waves", "60 production waves", ["60 waves"]),
        ("13 production waves", "sixty waves", ["sixty waves"]),
        ("up to 8 hours", "up to 40 hours", ["40 hours"]),
        (
            "2,500 projects and 1,200 active",
            "1,200 projects and 2,500 active",
            ["1,200 projects", "2,500 users"],
        ),
        ("2,500 projects", "2.500 projects", []),
        ("as counted", "as last counted", []),
    ],
)
def test_what_the_practice_binds_in_an_assumption_is_changed_at_its_source(old, new, quotes):
    assert said(ASSUMED, (old, new)) == dict.fromkeys(quotes, "error")


WITHIN_90 = "within 90 days of completion that a service was not so rendered"
AGAIN = "or presents a plan for doing so, within 30 days"


@pytest.mark.parametrize(
    ("swaps", "expected"),
    [
        # They have changed places, and the clause still says each of them once.
        (
            (("within 90 days of", "within 30 days of"), ("so, within 30 days", "so, within 90 days")),
            {"30", "90"},
        ),
        ((("within 90 days of", "within ninety days of"),), set()),
        (
            (("reports within 90 days of completion that", "says, 90 days after completion at most, that"),),
            set(),
        ),
        ((("renders the services with professional care", "works with care"),), set()),
    ],
)
def test_two_figures_of_a_clause_do_not_change_places(swaps, expected):
    assert said("warranty", *swaps) == dict.fromkeys(expected, "error")


def test_the_advice_names_the_figure_that_stood_there():
    one = Amendment("warranty", base_of(SHAPED, "warranty"), base_of(SHAPED, "warranty").replace("90", "60"))
    (found,) = contradictions(cast.practice(), SHAPED, one)
    assert found.message == "60 days is not what the record says of warranty period: 90 days."
    assert found.fix.startswith("Write 90 days, or")


def test_a_number_keeps_its_place_however_the_rest_of_the_clause_is_turned():
    """A sentence before another one, or one in addition with a number of its own, moves no number."""
    care, report, rest = base_of(SHAPED, "warranty").split(". ", 2)
    turned = f"{report}. {care}. {rest}"
    more = f"{care}. The Provider answers within 5 days. {report}. {rest}"
    for text, quotes in ((turned, {}), (more, {"5 days": "warning"})):
        one = Amendment("warranty", base_of(SHAPED, "warranty"), text)
        found = contradictions(cast.practice(), SHAPED, one)
        assert {each.quote: each.severity for each in found} == quotes


@pytest.mark.parametrize(
    ("clause", "swap", "quote"),
    [
        (ASSUMED, ("2,500 projects", "the projects"), "2,500"),
        (SILENCE, ("5 business days", "a fair time"), "5"),
        ("warranty", (", within 30 days", " soon"), "30"),
    ],
)
def test_a_number_that_is_left_out_is_for_its_owner(clause, swap, quote):
    assert said(clause, swap) == {quote: "warning"}


def test_a_deliverable_is_not_sold_without_its_number():
    row = next(one for one in rows_of(SHAPED, "deliverables") if "2,500" in one.text)
    assert said(row.id, ("2,500", "many")) == {"2,500": "error"}
    assert said(row.id, ("2,500", "25,000")) == {"25,000 projects": "error"}
    assert said(row.id, ("A table of", "A list of")) == {}


def test_an_item_that_says_how_many_may_not_be_struck_out_for_one_that_says_otherwise():
    item = next(line for line in base_of(SHAPED, ASSUMED).split("\n") if "2,500" in line)
    assert said(ASSUMED, (item, "- Whatever there is goes over, 25,000 projects in all.")) == {
        "25,000 projects": "error"
    }


def test_a_number_more_in_a_list_is_for_its_owner():
    assert said(ASSUMED, more="\n- At most 3 environments are built.") == {}
    assert said(ASSUMED, more="\n- Of these, 40 projects are archived.") == {"40 projects": "warning"}
    assert added("The Provider moves 2,600 projects.") == {"2,600 projects": "warning"}
    assert added("The Provider moves 2,500 projects.") == {}


@pytest.mark.parametrize(
    ("new", "quote"),
    [
        ("5 weeks", "5 weeks"),
        ("5 months", "5 months"),
        ("120 hours", "120 hours"),
        ("5 calendar days", "5 calendar days"),
        ("2 business days", "2 business days"),  # what a reminder takes, in words that are not used
        ("five (15) business days", "five (15) business days"),
        ("15 Werktage", "15 Werktage"),
        ("15 udalosti", "15"),
        ("5 Werktage", ""),
        ("five (5) working days", ""),
        ("five business days", ""),
    ],
)
def test_the_figure_of_a_clause_is_held_in_its_unit(new, quote):
    assert said(SILENCE, ("5 business days", new)) == ({quote: "error"} if quote else {})


def test_another_figure_of_the_clause_is_no_reason_to_change_one():
    assert said("warranty", ("within 90 days", "within 30 days")) == {"30": "error"}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The price is US$ 90,000.00.", "US$ 90,000.00"),
        ("The fee is ninety thousand dollars.", "ninety thousand dollars"),
        ("The price is 100,000.00.", "100,000.00"),
        ("An engineer costs 250 per hour.", "250"),
        ("The price is USD 330.00.", "USD 330.00"),  # that is a rate
        ("The rate is USD 134,438.75 an hour.", "USD 134,438.75"),  # that is the price
        ("The fee is EUR 134,438.75.", "EUR 134,438.75"),
        ("Work ends on 31 December 2028.", "31 December 2028"),
        ("Work ends on 11 January 2027.", "11 January 2027"),  # that is the start
        ("The project takes 12 weeks.", "12 weeks"),
        ("Liability is limited to USD 134,438.70.", "USD 134,438.70"),  # next to the price
        ("Liability is limited to USD 1,344,387.50.", "USD 1,344,387.50"),  # the price tenfold
        ("The price is USD 134,438.75.", ""),
        ("An engineer costs 330 per hour.", ""),
        ("Work starts on 11 January 2027.", ""),
    ],
)
def test_a_figure_of_the_price_or_the_dates_is_that_of_the_record_wherever_it_is_said(text, quote):
    assert added(text) == ({quote: "error"} if quote else {})


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("The liability of either party is limited to USD 1,000,000.", ["USD 1,000,000"]),
        ("The Provider carries insurance of EUR 2,000,000.", ["EUR 2,000,000"]),
        ("Late payment bears interest of 8 % a year, of at least USD 40.", ["USD 40", "8 %"]),
        ("Hotel nights cost at most USD 250.", ["USD 250"]),
        ("This agreement ends on 31 December 2028.", ["31 December 2028"]),
        ("This Statement of Work ends on 31 December 2028.", ["31 December 2028"]),
    ],
)
def test_what_the_record_has_no_say_in_is_for_the_owner_of_the_clause(text, quotes):
    expected = dict.fromkeys(quotes, "warning")
    assert added(text) == expected
    assert said("property", more=f" {text}") == expected


def test_in_the_section_on_the_price_there_is_no_other_amount():
    assert said("tax", more=" The cap is USD 1,000,000.") == {"USD 1,000,000": "error"}


def test_the_linter_sees_what_was_agreed_before_this_was_held():
    text = base_of(SHAPED, ASSUMED).replace("2,500 projects", "25,000 projects")
    item = next(line[2:] for line in text.split("\n") if "25,000" in line)
    terms = tuple(
        replace(one, text=item, agreed=True) if "2,500 projects and" in one.text else one
        for one in SHAPED.terms
    )
    made = replace(SHAPED, terms=terms)
    found = lint(cast.practice(), made, cast.document(made))
    assert [(one.code, one.severity, one.quote) for one in found] == [
        ("figure-differs", "error", "25,000 projects")
    ]


def summary(shaped):
    who = next(one for one in cast.practice().audiences if "acceptance" in one.figures)
    return repr(variant(cast.practice(), shaped, who, SUMMARY))


def test_what_silence_takes_is_said_as_the_clause_says_it():
    """Nowhere, once it is struck out; the comparison then says that the figure is gone."""
    gone = Amendment(SILENCE, base_of(SHAPED, SILENCE), removed=True)
    without = amended(cast.practice(), SHAPED, [gone]).shaped
    assert "Within 5 business days" in summary(SHAPED) and "business days, else" not in summary(without)
    found = differences(ledger(cast.practice(), SHAPED), ledger(cast.practice(), without))
    assert [(one.key, one.old, one.new) for one in found] == [("figure.acceptance_days", 5, None)]


def test_words_that_say_the_figure_no_more_have_none():
    other = Amendment(SILENCE, base_of(SHAPED, SILENCE), "A deliverable is accepted in writing alone.")
    kept = Amendment(SILENCE, base_of(SHAPED, SILENCE), "Silence of five business days accepts.")
    one, two = (amended(cast.practice(), SHAPED, [words]).shaped for words in (other, kept))
    keys = [{figure.key for figure in ledger(cast.practice(), made)} for made in (one, two)]
    assert ["figure.acceptance_days" in each for each in keys] == [False, True]
    assert all("figure.reminder_days" not in each for each in keys)  # the words that say it are not used
