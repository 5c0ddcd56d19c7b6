"""Answers against an offering; the incremental result is the full one. See docs/spec/scoping.md."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.practice.load import load_practice
from fairlead.engines.practice.values import ActivityKind, Contradiction, Practice, Question, RiskEvent
from fairlead.engines.scoping.review import review, stand_ins
from fairlead.engines.scoping.values import Answer, Review

SMALL = Path(__file__).parents[2] / "examples" / "practice" / "small"


def loaded() -> Practice:
    practice, findings = load_practice(SMALL)
    assert practice is not None, findings
    return practice


PRACTICE = loaded()
MOVE = PRACTICE.offering("move")


def reviewed(before: Review | None = None, **answers: object) -> Review:
    return review(PRACTICE, MOVE, {name: Answer(value) for name, value in answers.items()}, before)


def hours(result: Review) -> dict[str, float]:
    return {work.activity.id: work.hours for work in result.work}


def test_nothing_answered_gives_work_from_defaults_and_says_so():
    result = reviewed()
    assert result.unanswered == ("boxes",)
    assert "fragile_boxes" not in result.visible
    assert result.values["boxes"] == 10.0 and result.values["tools"] == [] and result.values["note"] == ""
    assert hours(result) == {"plan-it": 4.0, "carry": 1.25, "class": 8.0}
    said = {stand.question.id: (stand.value, stand.neutral) for stand in stand_ins(result)}
    assert said["boxes"] == (10.0, False)
    assert said["fragile"] == (False, True)
    assert said["road"] == ("short", False)


def test_answers_drive_the_work():
    """walks = ceil((200 - 12) / 2) + 12 = 106; carry = 106 x 0.25 = 26.5; wrap = 0.5 x 12; class 2,000."""
    result = reviewed(boxes=200, fragile=True, fragile_boxes=12, road="short", tools=[])
    assert result.values["walks"] == 106.0
    assert hours(result) == {"plan-it": 4.0, "carry": 26.5, "wrap": 6.0, "class": 8.0}
    assert [work.price for work in result.work] == [None, None, None, 2000.0]
    assert result.unanswered == () and result.findings == ()
    assert result.answered == ("boxes", "fragile", "fragile_boxes", "road", "tools")


def test_a_hidden_answer_is_kept_by_nobody():
    """Not fragile after all: the twelve no longer count, though the answer still stands in the record."""
    result = reviewed(boxes=200, fragile=False, fragile_boxes=12)
    assert result.values["fragile_boxes"] == 0.0
    assert "fragile_boxes" not in result.answered
    assert hours(result)["carry"] == 25.0
    assert "wrap" not in hours(result)


def test_contradictions_name_the_rule():
    result = reviewed(boxes=5, fragile=True, fragile_boxes=12)
    assert [rule.id for rule in result.contradictions] == ["more-fragile-than-all"]


def test_a_value_that_stands_in_for_an_open_answer_clashes_with_nothing():
    result = reviewed(fragile=True, fragile_boxes=12)
    assert "boxes" not in result.answered
    assert result.contradictions == ()


def test_work_knows_every_question_behind_it():
    depends = {work.activity.id: work.depends for work in reviewed(fragile=True).work}
    assert depends["plan-it"] == frozenset()
    assert depends["wrap"] == {"fragile", "fragile_boxes"}
    assert depends["carry"] == {"boxes", "fragile", "fragile_boxes", "tools", "road"}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"boxes": "many"}, "wrong-type"),
        ({"boxes": True}, "wrong-type"),
        ({"boxes": 2.5}, "wrong-type"),
        ({"boxes": float("nan")}, "wrong-type"),
        ({"boxes": 0}, "out-of-bounds"),
        ({"boxes": 5001}, "out-of-bounds"),
        ({"storey": -4}, "out-of-bounds"),
        ({"fragile": 1}, "wrong-type"),
        ({"road": "shortt"}, "unknown-option"),
        ({"tools": ["cart", "crane"]}, "unknown-option"),
        ({"tools": ["cart", "cart"]}, "wrong-value"),
        ({"tools": "cart"}, "wrong-type"),
        ({"note": 5}, "wrong-type"),
        ({"note": "x" * 10_001}, "too-long"),
        ({"day": "tomorrow"}, "wrong-type"),
        ({"boxs": 5}, "unknown-question"),
    ],
)
def test_unsound_answers_are_findings_and_count_as_open(answers: dict[str, object], code: str):
    result = reviewed(**answers)
    assert [finding.code for finding in result.findings] == [code]
    assert result.answered == ()
    assert hours(result) == hours(reviewed())


def test_sound_answers_of_every_kind():
    result = reviewed(boxes=12.0, storey=-2.5, day="2026-12-01", tools=("cart",), note="Beware")
    assert result.findings == ()
    assert result.values["storey"] == -2.5 and result.values["tools"] == ["cart"]
    assert result.values["boxes"] == 12.0 and result.values["day"] == "2026-12-01"


def test_a_number_may_not_be_negative_or_absurd_unless_the_question_says_so():
    plain = Question("n", "?", MOVE.questions[7].kind, "S", "W", "")
    offering = replace(MOVE, questions=(*MOVE.questions, plain))
    practice = replace(PRACTICE, offerings=(offering,), digest="other")
    for value, fine in ((-0.1, False), (0, True), (1e9, True), (1.1e9, False)):
        assert (review(practice, offering, {"n": Answer(value)}).findings == ()) is fine


def test_a_failing_formula_is_one_finding_and_takes_its_work_along():
    drivers = (replace(MOVE.drivers[0], formula="100.0 / (boxes - 10.0)"), MOVE.drivers[1])
    rule = Contradiction("c", ("boxes",), "robust > 1.0", "No.")
    offering = replace(MOVE, drivers=drivers, contradictions=(rule,))
    practice = replace(PRACTICE, offerings=(offering,), digest="failing")
    first = review(practice, offering, {"boxes": Answer(10)})
    assert [finding.where for finding in first.findings] == ["driver.robust.formula"]
    assert "boxes = 10.0" in first.findings[0].message
    assert "carry" not in hours(first) and "robust" not in first.values and first.contradictions == ()
    again = review(practice, offering, {"boxes": Answer(20)}, first)
    assert again.findings == () and hours(again)["carry"] == 1.25
    assert again.contradictions == (rule,)
    assert review(practice, offering, {"boxes": Answer(10)}, again) == first


def test_negative_hours_are_refused():
    offering = replace(MOVE, activities=(replace(MOVE.activities[1], effort="robust - 100.0"),))
    practice = replace(PRACTICE, offerings=(offering,), digest="negative")
    result = review(practice, offering, {})
    assert [finding.code for finding in result.findings] == ["negative"]
    assert result.work == ()


ANY_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "boxes": st.one_of(st.integers(-5, 6000), st.booleans(), st.just("x")),
        "fragile": st.one_of(st.booleans(), st.integers(0, 1)),
        "fragile_boxes": st.integers(0, 40),
        "road": st.sampled_from(["short", "long-way", "none", ""]),
        "tools": st.lists(st.sampled_from(["cart", "lift", "crane"]), max_size=2),
        "note": st.sampled_from(["", "a"]),
        "storey": st.floats(-4, 70),
        "stray": st.just(1),
    },
)


@given(st.lists(ANY_ANSWERS, min_size=2, max_size=5))
def test_one_answer_at_a_time_gives_what_all_at_once_gives(steps: list[dict[str, object]]):
    before = None
    for answers in steps:
        given_answers = {name: Answer(value) for name, value in answers.items()}
        before = review(PRACTICE, MOVE, given_answers, before)
        assert before == review(PRACTICE, MOVE, given_answers)


RICH = replace(
    MOVE,
    activities=(
        *MOVE.activities,
        replace(MOVE.activities[0], id="seats", sku="class", quantity="100.0 / (boxes - 10.0)"),
        replace(
            MOVE.activities[0], id="ride", kind=ActivityKind.TRAVEL, cost="robust * 12.5", when="fragile"
        ),
    ),
    risks=(
        RiskEvent("rain", "Rain", "fragile ? 0.4 : 0.1", "1.0", "boxes / 10.0", "robust", {}, "boxes > 3.0"),
    ),
)
RICH_PRACTICE = replace(PRACTICE, offerings=(RICH,), digest="rich")


@given(st.lists(ANY_ANSWERS, min_size=2, max_size=5))
def test_quantities_costs_and_risk_events_too(steps: list[dict[str, object]]):
    before = None
    for answers in steps:
        given_answers = {name: Answer(value) for name, value in answers.items()}
        before = review(RICH_PRACTICE, RICH, given_answers, before)
        assert before == review(RICH_PRACTICE, RICH, given_answers)


def test_a_quantity_that_fails_on_some_answers_is_found_and_its_line_left_out():
    fails = review(RICH_PRACTICE, RICH, {"boxes": Answer(10)})
    assert [f.where for f in fails.findings] == ["activity.seats.quantity"]
    assert "seats" not in hours(fails)
    fine = review(RICH_PRACTICE, RICH, {"boxes": Answer(20), "fragile": Answer(True)}, fails)
    found = {work.activity.id: work for work in fine.work}
    assert (found["seats"].quantity, fine.findings) == (10.0, ())
    assert found["seats"].depends >= {"boxes"}
    (event,) = fine.events
    assert (event.risk.id, event.probability, event.likely) == ("rain", 0.4, 2.0)


def test_a_review_of_another_offering_is_no_help():
    other = replace(MOVE, id="other", questions=MOVE.questions[:1], drivers=(), activities=())
    other = replace(other, contradictions=(), terms=())
    practice = replace(PRACTICE, offerings=(MOVE, other), digest="two")
    result = review(practice, other, {"boxes": Answer(3)}, reviewed(boxes=4))
    assert result.visible == ("boxes",) and result.values == {"boxes": 3.0}


def test_an_earlier_review_stays_as_it_was():
    first = reviewed(boxes=20)
    kept = (dict(first.values), first.work)
    reviewed(first, boxes=4000, fragile=True)
    assert (dict(first.values), first.work) == kept
