"""engagement.adopt: an engagement keeps its practice until someone moves it to a newer one."""

from __future__ import annotations

import pytest

from fairlead.apps.catalog.queries import compare
from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.bridge import figures_of
from fairlead.apps.estimates.models import Estimate
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale
from fairlead.core.rows import find
from tests import cast

ACTIVITIES = "offerings/migration-saas/activities.toml"
OLD, NEW = "4.0 + users / 1000.0", "8.0 + users / 1000.0"


@pytest.fixture
def newer(firm):
    return cast.newer_practice(ACTIVITIES, OLD, NEW)


def estate_review(estimate: Estimate):
    return next(line for line in figures_of(estimate).lines if line.id == "estate-review")


def test_an_engagement_keeps_the_version_that_it_was_shaped_with(ana, firm, newer):
    estimate = cast.drawn_up(firm)
    assert Engagement.objects.get().practice == estimate.practice == firm.practice != newer
    opened = actions.open_engagement(ana, firm.account, name="Second move", offering="migration-saas")
    assert opened.practice == newer


def test_it_changes_later_estimates_and_leaves_the_frozen_one_as_it_was(ana, firm, newer):
    first = cast.drawn_up(firm)
    with cast.records("engagement.adopt") as lines:
        actions.adopt(ana, cast.as_it_is(firm.engagement), practice=newer)
    assert lines[0].facts["before"] == {"practice_id": firm.practice.pk}
    assert lines[0].facts["after"] == {"practice_id": newer.pk}
    second = estimates.draft(ana, cast.as_it_is(firm.engagement))
    kept = Estimate.objects.get(pk=first.pk)
    assert (kept.figures, kept.price, kept.practice) == (first.figures, first.price, firm.practice)
    assert (second.practice, second.answers) == (newer, first.answers)
    assert second.price > first.price
    assert estate_review(second).hours - estate_review(first).hours == 4


def test_the_comparison_says_in_a_sentence_what_would_change(ana, firm, newer):
    (change,) = compare(ana, firm.practice, newer=newer)
    assert change.sentence == (
        f"The effort formula of the activity estate-review changes from `{OLD}` to `{NEW}`."
    )
    assert compare(ana, newer, newer=newer) == ()


@pytest.mark.parametrize("who", ["sam", "dora", "theo", "cora", "alma", "carl"])
def test_the_wrong_role_is_refused(who, firm, newer, request):
    with cast.refused(Forbidden, "move to a newer practice"):
        actions.adopt(request.getfixturevalue(who), firm.engagement, practice=newer)
    assert Engagement.objects.get().practice == firm.practice


def test_a_stranger_sees_nothing(max, firm, newer):
    with cast.refused(Missing):
        actions.adopt(max, firm.engagement, practice=newer)


def test_a_practice_without_the_offering_is_refused(ana, firm):
    texts = {n: t for n, t in cast.practice_texts().items() if not n.startswith("offerings/migration-saas")}
    # The routes that are for this offering alone stay, for another one.
    texts["practice.toml"] = texts["practice.toml"].replace('"migration-saas"', '"migration-self-managed"')
    smaller = cast.catalog.load(cast.actor("dora"), texts=texts)
    with cast.refused(Invalid, "no offering 'migration-saas'"):
        actions.adopt(ana, firm.engagement, practice=smaller)


def test_a_stale_version_is_refused(ana, firm, newer):
    seen = find(ana, Engagement, firm.engagement.pk)
    cast.moved(firm.engagement, "triage")
    with cast.refused(Stale):
        actions.adopt(ana, seen, practice=newer)
