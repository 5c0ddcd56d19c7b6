"""option.choose: what was compared becomes the engagement's, all or nothing; the others stay on record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairlead.apps.estimates import actions as estimates
from fairlead.apps.options import actions, comparing
from fairlead.apps.options.models import Option
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from tests import cast
from tests.apps.options import ground


def smaller(engagement) -> Option:
    """An estimated option with answers and terms of its own."""
    row = ground.option(engagement, "Smaller")
    actions.change(
        cast.actor("ana"), row, answers={"users": 600, "training_sessions": 0}, billing="fixed-fee",
        discount=Decimal("5"), start_on=date(2027, 3, 1),
    )  # fmt: skip
    return ground.as_it_is(actions.estimate(cast.actor("ana"), ground.as_it_is(row)))


def test_answers_and_terms_become_the_engagements_through_their_own_verbs(ana, firm):
    engagement = ground.negotiable(firm)
    ground.estimated(engagement)
    row = smaller(engagement)
    verbs = ("engagement.price", "engagement.edit", "answer.give", "answer.give")
    with cast.records("option.pass", *verbs, "option.choose"):
        actions.choose(ana, row, note="The customer took the smaller one.")
    engagement = cast.as_it_is(engagement)
    assert (engagement.billing, engagement.discount) == ("fixed-fee", Decimal("5.00"))
    assert engagement.start_on == date(2027, 3, 1)
    assert Answer.objects.get(question="users").value == 600
    # What is drawn up now comes to what was chosen.
    assert estimates.draft(ana, engagement).price == row.price


def test_what_it_leaves_out_stays_out_and_what_it_keeps_comes_back(ana, firm):
    engagement = ground.negotiable(firm)
    ground.estimated(engagement)
    lean = ground.estimated(engagement, "Lean", left_out=["hypercare", "user-class"])
    with cast.records("option.pass", "adjustment.leave", "adjustment.leave", "option.choose"):
        actions.choose(ana, lean, note="Lean is enough.")
    assert estimates.draft(ana, cast.as_it_is(engagement)).price == lean.price
    # The next option begins with what is left out now, and may take it in again.
    more = ground.option(cast.as_it_is(engagement), "More")
    assert more.left_out == ["hypercare", "user-class"]
    more = actions.change(ana, more, left_out=["user-class"])
    more = actions.estimate(ana, ground.as_it_is(more))
    with cast.records("option.pass", "adjustment.take", "option.choose"):
        actions.choose(ana, more, note="With hypercare after all.")
    assert estimates.draft(ana, cast.as_it_is(engagement)).price == more.price


def test_the_others_stay_on_record_as_not_chosen_with_the_reason(ana, firm):
    engagement = ground.negotiable(firm)
    first, second = ground.estimated(engagement), smaller(engagement)
    draft = ground.option(engagement, "Never estimated")
    actions.choose(ana, second, note="Smaller is enough.")
    states = dict(Option.objects.values_list("letter", "state"))
    assert states == {"A": "not-chosen", "B": "chosen", "C": "not-chosen"}
    assert ground.as_it_is(first).reason == "Option B was chosen: Smaller is enough."
    assert ground.as_it_is(draft).figures is None
    # The comparison that was decided upon is still there.
    found = comparing.comparison(ana, cast.as_it_is(engagement))
    assert [one.option.letter for one in found.options] == ["A", "B"]
    assert found.recommended == "B"


def test_another_decision_replaces_the_first(ana, firm):
    engagement = ground.negotiable(firm)
    ground.estimated(engagement)
    actions.choose(ana, smaller(engagement), note="Smaller is enough.")
    third = ground.estimated(cast.as_it_is(engagement), "After all")
    with cast.records("option.pass", "option.choose"):
        actions.choose(ana, third, note="They changed their mind.")
    assert dict(Option.objects.values_list("letter", "state"))["B"] == "not-chosen"


def test_an_option_whose_ground_has_moved_is_estimated_anew_first(ana, firm):
    engagement = ground.negotiable(firm)
    row = smaller(engagement)
    answer = Answer.objects.get(question="projects")
    scoping.give(ana, engagement, question="projects", value=4000, seen=answer.version)
    with cast.refused(WrongTime, "2,500 became 4,000"):
        actions.choose(ana, row, note="Now.")
    row = actions.estimate(ana, ground.as_it_is(row))
    assert actions.choose(ana, row, note="Now.").state == "chosen"


def test_nothing_is_half_done(ana, firm, monkeypatch):
    engagement = ground.negotiable(firm)
    first, row = ground.estimated(engagement), smaller(engagement)

    def broken(*_, **__):
        raise WrongTime("The answers' room is closed.")

    monkeypatch.setattr("fairlead.apps.options.choosing.give", broken)
    with cast.refused(WrongTime, "room is closed"):
        actions.choose(ana, row, note="Now.")
    assert ground.as_it_is(first).state == ground.as_it_is(row).state == "estimated"
    assert cast.as_it_is(engagement).billing == "time-and-materials"


def test_a_choice_needs_its_reason(ana, firm):
    row = smaller(ground.negotiable(firm))
    with cast.refused(Invalid, "reason"):
        actions.choose(ana, row, note=" ")


def test_what_has_no_estimate_is_not_chosen(ana, firm):
    row = ground.option(ground.negotiable(firm))
    with cast.refused(WrongTime, "draft"):
        actions.choose(ana, row, note="Now.")


@pytest.mark.parametrize(
    ("who", "error"),
    [("theo", Forbidden), ("sam", Forbidden), ("dora", Forbidden), ("max", Missing), ("carl", Missing)],
)
def test_the_wrong_role_is_refused(who, error, firm, request):
    row = smaller(ground.negotiable(firm))
    with cast.refused(error):
        actions.choose(request.getfixturevalue(who), row, note="Now.")


def test_a_stale_version_is_refused(ana, theo, firm):
    row = smaller(ground.negotiable(firm))
    actions.score(theo, ground.as_it_is(row), criterion="fit", mark=4, reason="It fits.")
    with cast.refused(Stale):
        actions.choose(ana, row, note="Now.")
