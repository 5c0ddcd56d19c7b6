"""The hand-off test: what a project manager must know of every deliverable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.engines.linting import cast

from fairlead.engines.linting.handoff import Handoff, handoff
from fairlead.engines.practice.values import ScopeTerm, Term
from fairlead.engines.shaping.values import Shaped, Worded


def result_of(made: Shaped) -> Handoff:
    return handoff(cast.practice(), made, cast.document(made))


def without(made: Shaped, *kinds: Term) -> Shaped:
    return replace(
        made, terms=tuple(one for one in made.terms if getattr(one.source, "kind", None) not in kinds)
    )


def first_deliverable(made: Shaped, **changes: object) -> Shaped:
    done = False
    terms: list[Worded] = []
    for one in made.terms:
        if not done and isinstance(one.source, ScopeTerm) and one.source.kind is Term.DELIVERABLE:
            one, done = replace(one, source=replace(one.source, **changes)), True
        terms.append(one)
    return replace(made, terms=tuple(terms))


def codes(found: Handoff) -> list[str]:
    return [remark.code for remark in found.remarks]


def test_a_deliverable_is_planned_with_all_six() -> None:
    piece = next(one for one in result_of(cast.shaped()).pieces if one.id == "accounts")
    assert (piece.number, piece.owner, str(piece.hours)) == ("D2", "Engineer", "14.00")
    assert (piece.begins, piece.ends) == (date(2027, 1, 15), date(2027, 1, 18))
    assert piece.after == ("Group foundation",)
    assert piece.acceptance.startswith("At least 98 of 100 active accounts")
    assert len(piece.duties) > 0 and all("(" in duty for duty in piece.duties)


def test_a_duty_that_names_work_serves_what_waits_for_it() -> None:
    pieces = {piece.id: piece for piece in result_of(cast.shaped()).pieces}
    assert [duty.split(" (")[0][:21] for duty in pieces["classes-held"].duties] == ["Name the people for 2"]


@pytest.mark.parametrize(
    ("name", "verdict", "left"),
    [
        (cast.FIXED, "ready", []),
        # true: nothing says what the classes wait for
        (cast.HOURLY, "ready-with-notes", ["no-dependency"]),
        ("implementation-geo", "ready-with-notes", ["no-dependency"]),
    ],
)
def test_the_verdict_on_our_examples(name: str, verdict: str, left: list[str]) -> None:
    found = result_of(cast.shaped(name))
    assert (found.verdict, codes(found)) == (verdict, left)
    assert found.sentence.startswith("A project manager could run")


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"acceptance": ""}, ["no-acceptance"]),
        ({"activities": ()}, ["no-owner-role", "no-hours", "no-dates"]),
        ({"activities": ("nowhere",)}, ["no-owner-role", "no-hours", "no-dates"]),
    ],
)
def test_what_is_missing_is_said_with_place_and_fix(changes: dict[str, object], wanted: list[str]) -> None:
    found = result_of(first_deliverable(cast.shaped(cast.FIXED), **changes))
    errors = [remark for remark in found.remarks if remark.severity == "error"]
    assert [remark.code for remark in errors] == wanted
    assert found.verdict == "not-ready" and str(len(wanted)) in found.sentence
    assert all(remark.section and remark.block and remark.fix and remark.file for remark in errors)


def test_work_that_serves_no_deliverable_is_named() -> None:
    found = result_of(first_deliverable(cast.shaped(cast.FIXED), activities=()))
    assert "orphan-work" in codes(found)


def test_a_statement_without_duties_or_deliverables() -> None:
    made = cast.shaped(cast.FIXED)
    assert set(codes(result_of(without(made, Term.DUTY)))) == {"no-duty"}
    bare = result_of(without(made, Term.DELIVERABLE))
    assert (bare.verdict, codes(bare)[0], bare.pieces) == ("not-ready", "no-deliverables", ())


def test_without_a_start_there_are_days_but_no_dates() -> None:
    found = result_of(cast.shaped(cast.FIXED, start=""))
    assert codes(found) == ["no-start"]
    assert all(piece.begins is None and piece.last_day is not None for piece in found.pieces)


def test_open_questions_and_contradictions_are_carried_over() -> None:
    made = cast.shaped(cast.FIXED)
    clash = cast.practice().offering("implementation-ha").contradictions[0]
    review = replace(made.review, unanswered=("users",), contradictions=(clash,))
    assert set(codes(result_of(replace(made, review=review)))) == {"contradiction", "unanswered"}
