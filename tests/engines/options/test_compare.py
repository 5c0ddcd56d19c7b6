"""Comparing options: points, dominance and the weights at which the ranking flips, by the spec's numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.options.advice import advise
from fairlead.engines.options.compare import Candidate, Mark, compare
from fairlead.engines.options.criteria import DEFAULTS, Criterion, by_figure, said, weighed

PRICE, RISK, FIT = (Criterion("price", "Price", 50, "price"), Criterion("risk", "Risk", 20, "risk"),
                    Criterion("fit", "Fit to the goals", 30))  # fmt: skip
THREE = (PRICE, RISK, FIT)


def option(key: str, price: int, risk: str, fit: int | None, name: str = "") -> Candidate:
    marks = {} if fit is None else {"fit": Mark(fit, "Seen on the call.", "Minutes")}
    figures = {"price": Decimal(price), "risk": Decimal(risk)}
    return Candidate(key, name, figures, marks, (f"The widest line of {key}.",))


WHOLE, LEAN = option("A", 120_000, "0.30", 5, "Whole"), option("B", 90_000, "0.20", 2, "Lean")


def test_points_are_those_of_the_spec():
    """A: 50 x 0.75 + 20 x 2/3 + 30 x 1 = 80.83; B: 50 + 20 + 30 x 0.25 = 77.50."""
    found = compare(THREE, (WHOLE, LEAN))
    assert found.points == {"A": Decimal("80.83"), "B": Decimal("77.50")}
    assert found.ranking == ("A", "B")
    assert [row.best for row in found.rows] == [{"B"}, {"B"}, {"A"}]
    assert found.dominated == ()


def test_flips_are_exact():
    """Price: the others favour A by (20 x -1/3 + 30 x 3/4) / 50 = 0.31667 of a point, price B by 0.25: level
    at 0.31667 / 0.56667 = 55.88 %. Fit: level at 29.17 / 104.17 of ... = 27.38 %."""
    flips = {flip.criterion: flip for flip in compare(THREE, (WHOLE, LEAN)).flips}
    assert flips["price"].then == Decimal("55.88")
    assert (flips["price"].now, flips["price"].rival) == (Decimal("50.00"), "B")
    # Fit: others favour B by (50 x 0.25 + 20 x 1/3) / 70 = 0.27381, fit A by 0.75: 0.27381 / 1.02381.
    assert flips["fit"].then == Decimal("26.74")
    # Risk: others favour A by (30 x 0.75 - 50 x 0.25) / 80 = 0.125, risk B by 1/3: 0.125 / 0.45833.
    assert flips["risk"].then == Decimal("27.27")


@given(
    st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(lambda w: sum(w) > 0),
    st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(0, 10**4), st.integers(1, 5)), min_size=2, max_size=5
    ),
)
def test_at_the_flip_both_are_level_and_beyond_it_the_rival_leads(weights, figures):
    criteria = tuple(Criterion(c.id, c.name, w, c.by) for c, w in zip(THREE, weights, strict=True))
    options = [
        option(chr(65 + n), price, str(Decimal(risk) / 10_000), fit)
        for n, (price, risk, fit) in enumerate(figures)
    ]
    found = compare(criteria, options)
    assert list(found.points) and max(found.points.values()) == found.points[found.ranking[0]]
    scores = {row.criterion.id: row.scores for row in found.rows if row.counted}
    leader = found.ranking[0]
    for flip in found.flips:
        others = {k: found.weights[k] for k in scores if k != flip.criterion}
        spare = sum(others.values()) or Decimal(1)
        moved = {k: w / spare * (100 - flip.then) for k, w in others.items()} | {flip.criterion: flip.then}
        gap = sum(
            (w * ((scores[k][leader] or 0) - (scores[k][flip.rival] or 0)) for k, w in moved.items()),
            Decimal(0),
        )
        assert abs(gap) < Decimal("0.1")


def test_what_is_nowhere_worse_dominates_and_no_weight_takes_its_lead():
    better = option("A", 90_000, "0.10", 5)
    found = compare(THREE, (better, LEAN))
    assert found.dominated == (("A", "B"),)
    advice = advise(found, "USD")
    assert "nowhere worse than B" in " ".join(advice.reasons)
    assert advice.against[0] == "No criterion speaks for B (Lean): it is better on none."
    assert found.flips == ()
    assert advice.sensitivity == ("No weight of any one criterion, from 0 to 100 %, takes the lead from A.",)


def test_the_best_argument_against_is_made_of_figures_on_record():
    advice = advise(compare(THREE, (WHOLE, LEAN)), "USD")
    assert (advice.recommended, advice.rival, advice.leads) == ("A", "B", True)
    assert advice.reasons == (
        "A (Whole) has 80.8 of 100 points, B (Lean) as the next best has 77.5.",
        "Better on Fit to the goals, which weighs 30 %: 5 of 5 against 2 of 5 (Seen on the call).",
    )
    assert advice.against == (
        "B (Lean) is better on Price, which weighs 50 %: USD 90,000 against USD 120,000.",
        "B (Lean) is better on Risk, which weighs 20 %: 20 % against 30 %.",
        "Its weakest criterion is Risk: 30 %, where B (Lean) has 20 %.",
        "Its largest risk: The widest line of A.",
    )
    assert advice.sensitivity[0] == (
        "B (Lean) leads if Fit to the goals weighs less than 26.74 % instead of 30 %."
    )


def test_a_recommendation_against_the_points_says_so_first():
    advice = advise(compare(THREE, (WHOLE, LEAN)), "USD", recommended="B")
    assert (advice.recommended, advice.rival, advice.leads) == ("B", "A", False)
    assert advice.reasons[0] == "B (Lean) is recommended with 77.5 of 100 points; A (Whole) has 80.8."
    assert advice.against[0] == "By points A (Whole) leads."


def test_a_criterion_that_not_everybody_is_judged_by_does_not_count():
    found = compare(THREE, (option("A", 120_000, "0.30", None), LEAN))
    assert found.aside == ("Fit to the goals",)
    # 50 and 20 of 70: A has 100 x (50 x 0.75 + 20 x 2/3) / 70 = 72.62.
    assert found.points == {"A": Decimal("72.62"), "B": Decimal("100.00")}
    assert found.weights == {"price": Decimal("71.43"), "risk": Decimal("28.57")}


def test_equal_options_rank_by_their_letter_and_none_is_best():
    found = compare(THREE, (option("B", 1, "0", 3), option("A", 1, "0", 3)))
    assert found.ranking == ("A", "B")
    assert all(row.best == frozenset() for row in found.rows)
    assert found.flips == ()


def test_fewer_than_two_are_no_comparison():
    with pytest.raises(ValueError, match="two options"):
        compare(THREE, (WHOLE,))
    with pytest.raises(ValueError, match="no criterion"):
        compare((FIT,), (option("A", 1, "0", None), LEAN))


def test_a_figure_of_nothing_scores_fully():
    assert by_figure(Decimal(0), Decimal(0)) == 1
    assert by_figure(Decimal(5), Decimal(0)) == 0
    assert by_figure(Decimal(10), Decimal(5)) * 2 == 1


def test_the_defaults_sum_to_100_and_weights_keep_their_names():
    assert sum(criterion.weight for criterion in DEFAULTS) == 100
    found, findings = weighed({"price": 1, "fit": 1, "Lock-in": 1})
    assert findings == ()
    assert [(c.name, c.weight, c.by) for c in found] == [
        ("Price", 34, "price"), ("Fit to the goals", 33, "judged"), ("Lock-in", 33, "judged")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("criterion", "figure", "words"),
    [
        (PRICE, "120000.4", "USD 120,000"),
        (RISK, "0.3049", "30.5 %"),
        (Criterion("duration", "", 1, "duration"), "42.50", "42.5 days"),
        (Criterion("people", "", 1, "people"), "1", "1 role"),
        (FIT, "4", "4 of 5"),
    ],
)
def test_figures_in_words(criterion, figure, words):
    assert said(criterion, Decimal(figure), "USD", "days") == words
