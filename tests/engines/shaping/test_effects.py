"""What a change does to everything. See docs/spec/estimating.md."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.engines.shaping.cases import priced, scoping, shaped

from fairlead.engines.scoping.values import Adjustment, Pace
from fairlead.engines.shaping.effects import effects


def test_one_answer_moves_hours_price_dates_people_and_sentences() -> None:
    before = shaped()
    after = shaped(projects=9000, before=before)
    found = effects(before, after)
    figures = {figure.id: figure for figure in found.figures}
    assert set(figures) >= {"price", "hours", "days", "weeks", "cost"}
    assert figures["price"].delta == found.waterfall.delta.amount > 0
    assert sum((step.delta.amount for step in found.waterfall.steps), Decimal(0)) == figures["price"].delta
    assert {role.role for role in found.roles} >= {"engineer"}
    assert found.ends[0] and found.ends[1] and found.ends[1] > found.ends[0]
    assert "wave-run" in found.lines
    changed = [word for word in found.words if word.before and word.after]
    assert changed and all(word.before != word.after for word in changed)
    assert any("9,000" in word.after or "9000" in word.after for word in found.words)


def test_a_condition_brings_and_takes_sentences_and_approvals() -> None:
    small = {
        "users": 120, "projects": 150, "repos_over_5gb": 0, "ci_jobs": 0, "registry_gb": 0,
        "training_sessions": 0,
    }  # fmt: skip
    large, little = shaped(), shaped(**small)
    grown = effects(little, large)
    shrunk = effects(large, little)
    assert any("architect" in gate.lower() for gate in grown.opened)
    assert grown.opened == shrunk.closed
    assert {(w.id, w.before) for w in grown.words} == {(w.id, w.after) for w in shrunk.words}


def test_nothing_changed_says_nothing() -> None:
    found = effects(shaped(), shaped())
    assert (found.figures, found.waterfall.steps, found.lines, found.roles, found.words) == (
        (),
        (),
        (),
        (),
        (),
    )
    assert (found.opened, found.closed, found.unanswered, found.contradictions) == ((), (), (), ())


def test_adjustments_terms_and_pace_have_effects_too() -> None:
    said = Adjustment("kickoff", Decimal(8), Decimal(10), Decimal(20), "hand", "Two sites.")
    before = shaped()
    adjusted = effects(before, shaped(replace(scoping(), adjustments=(said,))))
    assert {step.id for step in adjusted.waterfall.steps} == {"kickoff", "contingency", "discount"}
    left = effects(before, shaped(replace(scoping(), left_out=frozenset({"handover"}))))
    assert "removed" in {step.kind for step in left.waterfall.steps}
    quick = effects(before, shaped(replace(scoping(), pace=Pace(people=3))))
    assert [figure.id for figure in quick.figures] == ["weeks"]
    assert quick.figures[0].delta < 0


def test_another_currency_and_another_discount_add_up_too() -> None:
    found = effects(shaped(), priced(currency="EUR", discount=Decimal("7.58")))
    fall = found.waterfall
    assert fall.restated
    assert fall.before.amount + sum((s.delta.amount for s in fall.steps), Decimal(0)) == fall.after.amount
