"""Reads of the desk: what waits for me, in the order of em-process 0.4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from fairlead.apps.desk.models import Notice
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import BALL, ENGAGEMENT
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.people.queries import of_user
from fairlead.core.actor import Actor
from fairlead.core.verbs import card, reading

MOST_ITEMS = 50

# SOW work first, then scoping, then the rest (em-process 0.4, ranks 1 to 3).
_RANK = {
    "approved": 1,
    "ready-for-approval": 1,
    "sow-wip": 1,
    "estimate-feedback": 2,
    "strawman-wip": 2,
    "awaiting-discovery": 2,
    "open": 3,
}


@dataclass(frozen=True, slots=True)
class NoticeCard:
    id: int
    version: int
    engagement: int
    text: str
    read: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do next: how urgent, what, about which engagement, and since when it waits."""

    rank: int
    what: str
    engagement: int
    name: str
    account: str
    since: datetime


@card(Notice)
def notice_card(actor: Actor, row: Notice) -> NoticeCard:
    return NoticeCard(row.pk, row.version, row.engagement_id, row.text, row.read, row.created_at)


@reading("notice.list")
def notices(actor: Actor, *, unread: bool = True) -> QuerySet[Notice]:
    """Your notices, newest first."""
    rows = Notice.objects.visible_to(actor).filter(user_id=actor.user_id)
    return (rows.filter(read=False) if unread else rows).order_by("-pk")


@reading("notice.todo")
def todo(actor: Actor) -> tuple[Todo, ...]:
    """What to do next: reviews that wait for you first, then your engagements where you hold the ball."""
    items = [*_reviews(actor), *_mine(actor)]
    return tuple(sorted(items, key=lambda item: (item.rank, item.since))[:MOST_ITEMS])


def _reviews(actor: Actor) -> list[Todo]:
    rows = Estimate.objects.visible_to(actor).filter(state="in-review").exclude(drawn_by=actor.user_id)
    rows = rows.filter(engagement__state__in=[s.id for s in ENGAGEMENT.states if not s.final])
    return [
        Todo(1, "Review the estimate", row.engagement_id, row.engagement.name, row.engagement.account.name,
             row.submitted_at or row.changed_at)
        for row in rows.exclude(submitted_by=actor.user_id).select_related("engagement__account")[:MOST_ITEMS]
        if actor.has_any(row.awaited)
    ]  # fmt: skip


def _mine(actor: Actor) -> list[Todo]:
    me = of_user(actor.user_id)
    if me is None:
        return []
    # Only where the ball is theirs: what waits for the customer is on the board, and no work for today.
    mine = Q(em=me, state__in=_held_by("EM")) | Q(seller=me, state__in=_held_by("sales", "account team"))
    rows = Engagement.objects.visible_to(actor).filter(mine)
    return [
        Todo(_RANK[row.state], f"{ENGAGEMENT.state(row.state).label}: the ball is with {BALL[row.state]}",
             row.pk, row.name, row.account.name, row.moved_at)
        for row in rows.select_related("account").order_by("moved_at")[:MOST_ITEMS]
    ]  # fmt: skip


def _held_by(*parts: str) -> list[str]:
    """The columns in which one of these parts holds the ball."""
    return [state for state in _RANK if any(part in BALL[state] for part in parts)]
