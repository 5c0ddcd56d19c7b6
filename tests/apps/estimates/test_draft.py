"""estimate.draft: a frozen version of what the present answers come to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions
from fairlead.apps.estimates.bridge import figures_of
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Forbidden, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.recording import sealed
from tests import cast


def drafts() -> int:
    return AuditEntry.objects.filter(verb="estimate.draft").count()


def test_it_freezes_figures_answers_and_practice(ana, firm):
    estimate = cast.drawn_up(firm)
    figures = figures_of(estimate)
    assert (estimate.number, estimate.state, estimate.drawn_by) == (1, "draft", ana.user_id)
    assert (
        estimate.price
        == figures.price.amount
        == sum((line.price.amount for line in figures.lines), Decimal(0)) - figures.discount.amount
    )
    assert estimate.practice == firm.engagement.practice
    assert estimate.answers["users"]["value"] == Answer.objects.get(question="users").value
    assert drafts() == 1


def test_the_board_shows_what_it_says(ana, firm):
    estimate = cast.drawn_up(firm)
    engagement = Engagement.objects.get()
    assert (engagement.price, engagement.estimate_state) == (estimate.price, "draft")


@pytest.mark.parametrize("who", ["ana", "theo"])
@pytest.mark.parametrize("moves", [(), ("triage",), ("draft", "share")])
def test_the_board_follows(who, moves, firm, request):
    engagement = cast.moved(cast.answered(firm), *moves)
    with cast.records("estimate.draft", "engagement.note-estimate", "engagement.draft"):
        actions.draft(request.getfixturevalue(who), engagement)
    assert cast.as_it_is(engagement).state == "strawman-wip"


@pytest.mark.parametrize("moves", [("draft",), ("hold",)])
def test_where_the_move_is_not_allowed_the_board_stays(ana, moves, firm):
    engagement = cast.moved(cast.answered(firm), *moves)
    with cast.records("estimate.draft", "engagement.note-estimate"):
        actions.draft(ana, engagement)
    assert cast.as_it_is(engagement).state == engagement.state


def test_the_audit_keeps_the_hashes_of_what_is_frozen(ana, firm):
    engagement = cast.answered(firm)
    with cast.records("estimate.draft", "engagement.note-estimate", "engagement.draft") as lines:
        estimate = Estimate.objects.get(pk=actions.draft(ana, engagement).pk)
    recorded = lines[0].facts["after"]
    for column in ("figures", "answers", "terms"):
        assert recorded[column] == sealed(getattr(estimate, column))
    assert (recorded["price"], recorded["gates"]) == (str(estimate.price), estimate.gates)


def test_a_new_answer_makes_a_new_version_and_the_old_one_stays_as_it_was(ana, firm):
    first = cast.drawn_up(firm)
    answer = Answer.objects.get(question="projects")
    scoping.give(ana, firm.engagement, question="projects", value=answer.value + 4000, seen=answer.version)
    second = actions.draft(ana, firm.engagement)
    old = Estimate.objects.get(pk=first.pk)
    assert (old.state, old.price, old.figures) == ("superseded", first.price, first.figures)
    assert second.number == 2
    assert second.price > first.price


def test_the_same_answers_give_the_same_figures(ana, firm):
    first = cast.drawn_up(firm)
    second = actions.draft(ana, firm.engagement)
    assert second.figures == first.figures


def test_figures_cannot_be_changed_even_past_the_door(ana, firm):
    estimate = cast.drawn_up(firm)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Estimate.objects.filter(pk=estimate.pk).update(price=Decimal(1))
    with pytest.raises(DatabaseError, match="cannot be deleted"), transaction.atomic():
        Estimate.objects.filter(pk=estimate.pk).delete()


@pytest.mark.parametrize("who", ["sam", "cora", "dan", "finn", "dora", "alma"])
def test_the_wrong_role_is_refused(who, firm, request):
    cast.answered(firm)
    with pytest.raises(Forbidden):
        actions.draft(request.getfixturevalue(who), firm.engagement)
    assert (drafts(), Estimate.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", ["max", "carl"])
def test_estimates_are_not_there_for_strangers_and_customers(who, firm, request):
    estimate = cast.drawn_up(firm)
    assert not Estimate.objects.visible_to(request.getfixturevalue(who)).filter(pk=estimate.pk).exists()


def test_a_closed_engagement_is_not_estimated(ana, firm):
    from fairlead.apps.engagements import actions as engagements

    engagement = engagements.move(ana, cast.answered(firm), action="lose", reason="price")
    with pytest.raises(WrongTime, match="closed lost"):
        actions.draft(ana, engagement)


def test_an_engagement_without_answers_has_a_first_rough_estimate(ana, firm):
    """The strawman comes before the answers: what is unanswered is listed, not refused."""
    estimate = actions.draft(ana, firm.engagement)
    assert len(estimate.figures["unanswered"]) > 5
