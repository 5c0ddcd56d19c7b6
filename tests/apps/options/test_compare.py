"""option.compare, option.score, option.recommend, criterion.weigh: what is compared, and by what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.options import actions, comparing
from fairlead.apps.options.models import Criterion, Option
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from tests import cast
from tests.apps.options import ground


def judged(engagement, **marks: dict[str, int]) -> None:
    """The marks that Ana gives: fit={"A": 4, "B": 2}."""
    for criterion, by_letter in marks.items():
        for letter, mark in by_letter.items():
            row = Option.objects.get(engagement=engagement, letter=letter)
            actions.score(cast.actor("ana"), row, criterion=criterion, mark=mark, reason="Seen on the call.")


def test_one_option_is_not_compared_and_those_without_estimate_are_named(ana, firm):
    engagement = ground.negotiable(firm)
    ground.estimated(engagement)
    ground.option(engagement, "Lean")
    with pytest.raises(Invalid) as caught:
        comparing.comparison(ana, engagement)
    found = [(finding.where, finding.code) for finding in caught.value.findings]
    assert found == [("option B", "no-estimate"), ("options", "too-few")]


def test_two_stand_side_by_side_and_a_draft_stands_aside_by_name(ana, firm):
    engagement = ground.negotiable(firm)
    whole, lean = ground.two(engagement)
    ground.option(engagement, "Third")
    found = comparing.comparison(ana, engagement)
    assert [one.option.letter for one in found.options] == ["A", "B"]
    assert [one.option.price for one in found.options] == [whole.price, lean.price]
    assert (
        set(found.options[1].scope_out) >= {"Administrators' class"} or len(found.options[1].scope_out) == 2
    )
    assert found.options[0].scope_out == ()
    assert any("Option C (Third) has no estimate" in said for said in found.aside)
    assert sum(criterion.weight for criterion in found.criteria) == 100
    assert found.recommended == "B"
    assert not found.by_people


def test_points_are_weighted_scores(ana, firm):
    engagement = ground.negotiable(firm)
    ground.two(engagement)
    actions.weigh(ana, engagement, weights={"price": 3, "fit": 1})
    judged(engagement, fit={"A": 5, "B": 2})
    found = comparing.comparison(ana, engagement)
    first, second = found.options
    share = float(second.option.price) / float(first.option.price)
    assert float(first.points) == pytest.approx(75 * share + 25, abs=0.006)
    assert float(second.points) == pytest.approx(75 + 25 * 0.25, abs=0.006)


def test_judgement_counts_once_everybody_is_judged(ana, firm):
    engagement = ground.negotiable(firm)
    ground.two(engagement)
    judged(engagement, fit={"A": 5})
    assert "Fit to the goals" in comparing.comparison(ana, engagement).reasons[-4:].__str__()
    judged(engagement, fit={"B": 1})
    reasons = " ".join(comparing.comparison(ana, engagement).reasons)
    assert "Not counted, as not every option is judged by it: Time to first value." in reasons


@pytest.mark.parametrize(("who", "sees"), [("ana", True), ("sam", False), ("cora", False)])
def test_margin_is_for_those_who_see_cost(who, sees, firm, request):
    engagement = ground.negotiable(firm)
    ground.two(engagement)
    found = comparing.comparison(request.getfixturevalue(who), engagement)
    assert {one.margin is not None for one in found.options} == {sees}
    assert {one.option.cost is not None for one in found.options} == {sees}


@pytest.mark.parametrize("who", ["max", "carl"])
def test_strangers_and_customers_compare_nothing(who, firm, request):
    engagement = ground.negotiable(firm)
    ground.two(engagement)
    for reading in (comparing.comparison, comparing.paper):
        with pytest.raises(Forbidden):
            reading(request.getfixturevalue(who), engagement)


def test_a_judgement_is_one_line_and_keeps_reason_and_evidence(sam, firm):
    row = ground.estimated(ground.negotiable(firm))
    with cast.records("option.score"):
        row = actions.score(
            sam, row, criterion="fit", mark=4, reason="They want one night.", evidence="Call of 9 November"
        )
    mark = row.marks["fit"]
    assert (mark["mark"], mark["reason"], mark["by"]) == (4, "They want one night.", "Sam Adeyemi")
    assert mark["evidence"] == "Call of 9 November"


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ({"criterion": "mood", "mark": 3, "reason": "x"}, "criterion"),
        ({"criterion": "price", "mark": 3, "reason": "x"}, "criterion"),
        ({"criterion": "fit", "mark": 0, "reason": "x"}, "mark"),
        ({"criterion": "fit", "mark": 6, "reason": "x"}, "mark"),
        ({"criterion": "fit", "mark": 3, "reason": " "}, "reason"),
    ],
)
def test_what_is_no_judgement_is_refused(wanted, where, ana, firm):
    row = ground.estimated(ground.negotiable(firm))
    with cast.refused(Invalid) as caught:
        actions.score(ana, row, **wanted)
    assert [finding.where for finding in caught.value.findings] == [where]


def test_weights_of_any_scale_sum_to_100(ana, theo, firm):
    engagement = ground.negotiable(firm)
    with cast.records("criterion.weigh"):
        row = actions.weigh(ana, engagement, weights={"price": 3, "fit": 2, "Lock-in": 1})
    assert row.weights == [["price", 50], ["fit", 33], ["Lock-in", 17]]
    with cast.refused(Stale):
        actions.weigh(theo, engagement, weights={"price": 1, "fit": 1})
    row = actions.weigh(theo, engagement, weights={"price": 1, "fit": 1}, seen=1)
    assert Criterion.objects.get().weights == row.weights == [["price", 50], ["fit", 50]]


def test_weights_that_are_none_are_named_together(ana, firm):
    engagement = ground.negotiable(firm)
    with cast.refused(Invalid) as caught:
        actions.weigh(ana, engagement, weights={"price": -1, "x" * 81: 20_000})
    assert [finding.code for finding in caught.value.findings] == [
        "absurd-weight", "absurd-weight", "absurd-name"
    ]  # fmt: skip
    for weights in ({"price": 1}, {"price": 0, "fit": 0}, {str(n): 1 for n in range(13)}):
        with cast.refused(Invalid):
            actions.weigh(ana, engagement, weights=weights)


def test_recommending_with_the_points_needs_no_word(ana, firm):
    engagement = ground.negotiable(firm)
    _, lean = ground.two(engagement)
    with cast.records("option.recommend"):
        row = actions.recommend(ana, lean)
    assert row.state == "recommended"
    assert comparing.comparison(ana, engagement).by_people


def test_recommending_against_the_points_needs_a_reason_and_says_so(ana, firm):
    engagement = ground.negotiable(firm)
    whole, lean = ground.two(engagement)
    with cast.refused(Invalid, "By points option B leads"):
        actions.recommend(ana, whole)
    actions.recommend(ana, lean)
    with cast.records("option.relieve", "option.recommend"):
        actions.recommend(ana, whole, note="They cannot do without hypercare.")
    found = comparing.comparison(ana, engagement)
    assert (found.recommended, found.against[0]) == ("A", "By points B (Lean) leads.")
    assert ground.as_it_is(lean).state == "estimated"


def test_an_option_without_rivals_is_not_recommended(ana, firm):
    row = ground.estimated(ground.negotiable(firm))
    with cast.refused(Invalid, "two to five"):
        actions.recommend(ana, row)


VERBS = {
    "recommend": lambda actor, row: actions.recommend(actor, row, note="So."),
    "score": lambda actor, row: actions.score(actor, row, criterion="fit", mark=3, reason="So."),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("who", "error"), [("cora", Forbidden), ("dan", Forbidden), ("finn", Forbidden)])
def test_the_wrong_role_is_refused(verb, who, error, firm, request):
    row, _ = ground.two(ground.negotiable(firm))
    with cast.refused(error):
        VERBS[verb](request.getfixturevalue(who), row)


@pytest.mark.parametrize("who", ["max", "carl"])
def test_strangers_find_nothing_to_judge(who, firm, request):
    row = ground.estimated(ground.negotiable(firm))
    with cast.refused(Missing):
        VERBS["score"](request.getfixturevalue(who), row)


@pytest.mark.parametrize("verb", VERBS)
def test_a_stale_version_is_refused(verb, ana, theo, firm):
    row, _ = ground.two(ground.negotiable(firm))
    actions.change(theo, ground.as_it_is(row), idea="Theo was faster.")
    with cast.refused(Stale):
        VERBS[verb](ana, row)


def test_what_was_dropped_is_not_judged(ana, firm):
    row = actions.drop(ana, ground.estimated(ground.negotiable(firm)), note="Too dear.")
    with cast.refused(WrongTime, "dropped"):
        VERBS["score"](ana, row)


@pytest.mark.parametrize("who", ["sam", "cora", "dora"])
def test_criteria_are_weighed_by_those_who_shape(who, firm, request):
    engagement = ground.negotiable(firm)
    with cast.refused(Forbidden):
        actions.weigh(request.getfixturevalue(who), engagement, weights={"price": 1, "fit": 1})


def test_two_currencies_are_not_compared(ana, firm):
    engagement = ground.negotiable(firm)
    ground.two(engagement)
    cast.engagements.price(ana, cast.as_it_is(engagement), currency="EUR")
    ground.estimated(cast.as_it_is(engagement), "In euros")
    found = comparing.comparison(ana, cast.as_it_is(engagement))
    assert [one.option.letter for one in found.options] == ["A", "B"]
    assert any("Option C was estimated in EUR" in said for said in found.aside)


def test_the_sum_of_weights_is_shown_with_two_decimals(ana, firm):
    engagement = ground.negotiable(firm)
    ground.two(engagement)
    found = comparing.compared(ana, engagement)
    assert abs(sum(found.result.weights.values()) - 100) <= Decimal("0.03")
