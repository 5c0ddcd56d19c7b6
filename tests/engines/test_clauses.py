"""Which clauses stand, in which words and why; and who must accept what is not standard."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.engines.linting import cast

from fairlead.engines.agreeing.meaning import digest
from fairlead.engines.agreeing.statement import statement
from fairlead.engines.documents.tree import strings
from fairlead.engines.practice.topics import TOPICS
from fairlead.engines.practice.values import Figure, Variant
from fairlead.engines.shaping.clauses import Standing, judge_figure, judge_variant, standing
from fairlead.engines.shaping.frozen import scoping_from_plain
from fairlead.engines.shaping.result import result
from fairlead.engines.shaping.values import Shaped

DAYS = Figure(
    "payment_days", "payment", "Payment period", "days", *map(Decimal, (30, 30, 60)), "finance", "director"
)
HARD = Figure("notice_days", "termination", "Notice", "days", *map(Decimal, (15, 15, 30)))


def clause(made: Shaped, name: str, by=None) -> Standing:
    return next(one for one in standing(by or cast.practice(), made) if one.clause.id == name)


def agreed(*lines: str, name: str = cast.HOURLY, by=None, **changed: str) -> Shaped:
    return cast.shaped(name, "\n".join(("[agreed]", *lines)), by, **changed)


@pytest.mark.parametrize(
    ("figure", "value", "standing", "role", "refused"),
    [
        (DAYS, "30", "standard", "", False),
        (DAYS, "30.5", "within", "finance", False),
        (DAYS, "60", "within", "finance", False),
        (DAYS, "61", "beyond", "director", False),
        (DAYS, "29", "beyond", "director", False),
        (HARD, "30", "within", "", False),
        (HARD, "31", "beyond", "", True),
    ],
)
def test_a_number_is_standard_negotiable_or_beyond(figure, value, standing, role, refused) -> None:
    judged = judge_figure(figure, Decimal(value))
    assert (judged.standing, judged.role, judged.refused) == (standing, role, refused)
    assert judged.reason.endswith(".") and value.removesuffix(".0") in judged.reason


def test_a_variant_says_who_may_accept_it() -> None:
    fallback = judge_variant(Variant("v", "c", "Later", "T", accept="legal"))
    assert (fallback.standing, fallback.role) == ("within", "legal")
    assert fallback.reason == "Later is a fallback wording; Legal may accept it."
    preferred = judge_variant(Variant("v", "c", "As good", "T", stance="preferred"))
    assert (preferred.standing, preferred.role) == ("standard", "")


def test_without_a_choice_every_clause_says_what_we_prefer() -> None:
    found = standing(cast.practice(), cast.shaped())
    assert all(not one.judged for one in found)
    assert [one.clause.id for one in found if one.variant] == []
    assert clause(cast.shaped(), "payment").why == "It always stands. No other words were asked for."
    assert "30 days after their date" in clause(cast.shaped(), "payment").text


def test_a_condition_chooses_words() -> None:
    found = clause(cast.shaped("implementation-geo"), "data-protection")
    assert found.variant is not None and found.variant.id == "data-protection-processor"
    assert "It stands when region == 'emea'." in found.why


def test_a_hand_chooses_words_and_they_have_to_be_accepted() -> None:
    made = agreed('variants = { property = "property-to-customer" }')
    found = clause(made, "property")
    assert found.variant is not None and found.text.startswith("Deliverables, with the reports")
    assert [(one.id, one.role) for one in found.judged] == [("property-to-customer", "legal")]
    assert "Chosen by hand." in found.why
    assert found.text in list(strings(cast.document(made)))


def test_a_hand_takes_the_clauses_own_words_again() -> None:
    made = agreed('variants = { data-protection = "" }', name="implementation-geo")
    assert clause(made, "data-protection").variant is None


def test_a_number_agreed_is_said_everywhere_and_has_to_be_accepted() -> None:
    made = agreed("figures = { payment_days = 45, expiry_months = 24 }")
    assert "due 45 days after" in clause(made, "payment").text
    assert [(one.id, one.standing, one.role) for one in clause(made, "payment").judged] == [
        ("payment_days", "within", "finance")
    ]
    assert [(one.id, one.standing, one.role) for one in clause(made, "expiry").judged] == [
        ("expiry_months", "beyond", "director")
    ]


def test_a_number_of_the_engagement_is_judged_too() -> None:
    (judged,) = clause(cast.shaped("implementation-geo"), "passive-acceptance").judged
    assert (judged.id, judged.standing, judged.role) == ("acceptance_days", "within", "director")
    (judged,) = clause(cast.shaped(acceptance_days="20"), "passive-acceptance").judged
    assert (judged.standing, judged.role) == ("beyond", "legal")


def test_a_law_of_its_own() -> None:
    by = cast.practice_with(
        ('id = "warranty"\n', 'id = "warranty"\njurisdiction = "DE"\n'),
        (
            'id = "property-to-customer"\n',
            'id = "property-to-customer"\njurisdiction = "DE"\nwhen = "true"\n',
        ),
    )
    here = agreed('jurisdiction = "DE"', by=by)
    assert clause(here, "warranty", by) and clause(here, "property", by).variant is not None
    ids = [one.clause.id for one in standing(by, cast.shaped(by=by))]
    assert "warranty" not in ids
    assert clause(cast.shaped(by=by), "property", by).variant is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("figures = { payment_dayz = 45 }", "unknown-figure"),
        ("figures = { acceptance_days = 9 }", "unknown-figure"),
        ('variants = { payment = "nothing" }', "unknown-variant"),
        ('variants = { paiment = "payment-later" }', "unknown-clause"),
        ('billing_term = "milestones"', "other-billing"),
        ('billing_term = "soon"', "wrong-value"),
        ('figures = { payment_days = "45" }', "wrong-type"),
    ],
)
def test_what_cannot_be_agreed_is_said(line: str, code: str) -> None:
    made, wrong = cast.tried(cast.HOURLY, f"[agreed]\n{line}")
    assert made is None and [one.code for one in wrong] == [code]
    assert wrong[0].fix


def test_what_was_agreed_is_kept_with_an_estimate() -> None:
    plain = {"figures": {"payment_days": "45"}, "variants": {"property": "property-to-customer"},
             "jurisdiction": "", "billing_term": "", "training_term": ""}  # fmt: skip
    terms = {"customer": "C", "name": "N", "offering": "o", "day": "2026-11-23", "currency": "USD",
             "confidence": 80, "seed": 1}  # fmt: skip
    kept = scoping_from_plain(terms, {}, {"agreed": plain}).agreed
    assert (
        kept.figures == {"payment_days": Decimal(45)} and kept.variants["property"] == "property-to-customer"
    )


def test_what_departs_is_asked_of_whom_the_clause_names() -> None:
    """A gate for each role, with what it has to accept in its reason; approvals are bound to it alone."""
    made = agreed('variants = { property = "property-to-customer" }', "figures = { payment_days = 45 }")
    asked = {one.gate.id: one.reason for one in made.gates if one.gate.id.startswith("wording-")}
    assert asked.keys() == {"wording-legal", "wording-finance"}
    assert "Payment period: 45 days lies within 30 to 60" in asked["wording-finance"]
    assert "Deliverables belong to the Customer is a fallback wording" in asked["wording-legal"]
    plain = result(made)
    assert [(one["clause"], one["id"], one["role"]) for one in plain["departures"]] == [
        ("payment", "payment_days", "finance"),
        ("property", "property-to-customer", "legal"),
    ]
    later = agreed('variants = { property = "property-to-customer" }', "figures = { payment_days = 60 }")
    before, after = statement(plain, {}, ()), statement(result(later), {}, ())
    moved = {topic for topic in TOPICS if digest(before.topics[topic]) != digest(after.topics[topic])}
    assert moved == {"departures-finance"}


def test_without_departures_nobody_is_asked_and_the_result_says_nothing() -> None:
    made = cast.shaped()
    assert made.departures == () and "departures" not in result(made)
    assert not any(one.gate.id.startswith("wording-") for one in made.gates)


def test_a_number_that_no_words_say_departs_from_nothing() -> None:
    """The days after a reminder are said by one variant alone."""
    assert agreed("figures = { reminder_days = 4 }").departures == ()
    made = agreed(
        'variants = { passive-acceptance = "acceptance-after-reminder" }', "figures = { reminder_days = 4 }"
    )
    assert [(one.id, one.role) for one in made.departures] == [
        ("acceptance-after-reminder", "director"), ("reminder_days", "director"),
    ]  # fmt: skip


def test_a_number_of_the_terms_departs_only_beyond_its_range() -> None:
    assert cast.shaped(acceptance_days="10").departures == ()
    (beyond,) = cast.shaped(acceptance_days="20").departures
    assert (beyond.id, beyond.role) == ("acceptance_days", "legal")


def test_what_nobody_may_accept_is_refused_with_the_range() -> None:
    by = cast.practice_with(('accept = "finance"\nbeyond = "director"\n', 'accept = "finance"\n'))
    made, wrong = cast.tried(cast.HOURLY, "[agreed]\nfigures = { payment_days = 90 }", by)
    assert made is None
    (refused,) = wrong
    assert (refused.where, refused.code) == ("agreed.figures.payment_days", "beyond-range")
    assert "30 to 60" in refused.message and refused.fix
