"""What follows from an answer: whose turn it is, whether everyone agrees, and what a closed point settles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from fairlead.apps.approvals import rules
from fairlead.apps.approvals.bridge import waits_of
from fairlead.apps.approvals.deputising import told
from fairlead.apps.approvals.events import ReviewsAsked, SowAgreed
from fairlead.apps.approvals.models import Review
from fairlead.apps.approvals.states import PASSED, REVIEW, WAITS
from fairlead.apps.engagements.actions import note_sow
from fairlead.apps.engagements.models import SIGNED_STATES, Engagement
from fairlead.core.actor import Actor
from fairlead.core.writing import Change, writing
from fairlead.engines.agreeing import steps


def is_asked(row: Review, rows: Sequence[Review]) -> bool:
    """Whether it is this step's turn; signatures are asked for once the engagement is approved, and those of
    an amended SOW when all the others are there."""
    now = row.stage == "sow" or bool(row.asking.sow.amends)
    return row.state in WAITS and now and not waits_of(row, rows)


def ask(change: Change[Any], rows: Sequence[Review], again: bool = False) -> None:
    if rows:
        asking = rows[0].asking
        named = {row.holder.user_id for row in rows if row.holder is not None}
        asked = {role.value for row in rows if row.holder is None for role in rules.roles_of(row.role)}
        change.announce(
            ReviewsAsked(
                asking.sow.engagement_id, asking.sow.title, tuple(sorted(asked)), tuple(sorted(named)), again,
                asking.asked_name, told(rows), asking.sow_id,
            )
        )  # fmt: skip


def follow(change: Change[Review]) -> None:
    """What follows from an answer: whose turn it is now, and whether everyone agrees."""
    row = change.row
    before = list(rules.among(row))
    now = [row if one.pk == row.pk else one for one in before]
    for one in now:
        one.asking = row.asking
    waited = {one.pk for one in before if is_asked(one, before)}
    ask(change, [one for one in now if one.pk not in waited and is_asked(one, now)])
    if row.asking.sow.state == "proposed":
        return
    agreed = steps.agreed(one.standing for one in now)
    engagement = Engagement.objects.visible_to(change.actor).get(pk=row.asking.sow.engagement_id)
    state = "agreed" if agreed else "asked"
    if engagement.sow_state not in (state, *SIGNED_STATES):
        note_sow(change.actor, engagement, state=state)
        if agreed:
            change.announce(SowAgreed(engagement.pk, row.asking.sow.title, change.actor.name))


def settle(actor: Actor, review: Review) -> None:
    """What follows when the last point of a step is closed; called by the verbs of points."""
    fresh = Review.objects.select_related("asking__sow").prefetch_related("points").get(pk=review.pk)
    if fresh.state not in ("conditional", "objected") or rules.open_points(fresh):
        return
    action = _outcome(fresh)
    with writing(actor, f"review.{action}", fresh, rules.settle) as change:
        row = change.row
        row.state = REVIEW.next(row.state, action)
        if row.state in PASSED:
            row.at = timezone.now()
        else:
            row.was, row.digests, row.given_on = "", {}, None
            ask(change, [row], again=True)
        follow(change)


def _outcome(review: Review) -> str:
    """The points that this answer raised decide; what was closed for an earlier answer does not."""
    raised = [point for point in review.points.all() if review.at is None or point.made_at >= review.at]
    if any(point.state == "overruled" for point in raised):
        return "overrule"
    return "meet" if review.state == "conditional" else "ask_again"
