"""Reads of the desk: what waits for me, in the order of em-process 0.4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from fairlead.apps.approvals.queries import awaited
from fairlead.apps.desk.models import Notice
from fairlead.apps.engagements.queries import EARLY, LIVE, EngagementCard, engagement_card, engagement_rows
from fairlead.apps.engagements.states import BALL, ENGAGEMENT, STANDING
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.people.queries import of_user
from fairlead.core.actor import Actor
from fairlead.core.roles import ENGAGEMENT_MANAGERS
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
    """One thing to do next: how urgent, what, about which engagement, and since when it waits.

    due and clock: when the firm's most urgent promise about it is up, and which one it is.
    """

    rank: int
    what: str
    engagement: int
    name: str
    account: str
    since: datetime
    due: datetime | None = None
    clock: str = ""


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
    """What to do next: reviews and SOW work, scoping, then the rest; in a rank what is due first.

    Yours is where you hold the ball and have not set it to waiting, and whatever has a clock that is late
    or has gone quiet. Managers also find what nobody has taken up.
    """
    last = datetime.max.replace(tzinfo=UTC)
    items = [*_reviews(actor), *_approvals(actor), *_mine(actor)]
    ordered = sorted(items, key=lambda item: (item.rank, item.due or last, item.since))
    return tuple(ordered[:MOST_ITEMS])


def _reviews(actor: Actor) -> list[Todo]:
    rows = Estimate.objects.visible_to(actor).filter(state="in-review").exclude(drawn_by=actor.user_id)
    live = Q(engagement__state__in=[s.id for s in ENGAGEMENT.states if not s.final])
    rows = rows.filter(live | Q(amends__isnull=False, engagement__state__in=STANDING))
    return [
        Todo(1, "Review the estimate", row.engagement_id, row.engagement.name, row.engagement.account.name,
             row.submitted_at or row.changed_at)
        for row in rows.exclude(submitted_by=actor.user_id).select_related("engagement__account")[:MOST_ITEMS]
        if actor.has_any(row.awaited)
    ]  # fmt: skip


def _approvals(actor: Actor) -> list[Todo]:
    """Steps of statements of work that wait for this actor."""
    return [
        Todo(1, f"Approve the SOW: {row.name}", row.asking.sow.engagement_id, row.asking.sow.engagement.name,
             row.asking.sow.engagement.account.name, row.asking.asked_at)
        for row in awaited(actor)
    ]  # fmt: skip


def _mine(actor: Actor) -> list[Todo]:
    me = of_user(actor.user_id)
    if me is None:
        return []
    # Only where the ball is theirs: what waits for the customer is on the board, and no work for today.
    turn = Q(em=me, state__in=_held_by("EM"), em_status="to-do")
    sells = Q(seller=me, state__in=_held_by("sales", "account team"))
    late = Q(em=me, state__in=LIVE, due_at__lt=timezone.now())
    intake = Q(em=None, state="open") if actor.has_any(ENGAGEMENT_MANAGERS) else Q(pk__in=[])
    mine = Case(When(turn | sells | late | intake, then=True), default=False)
    rows = engagement_rows(actor).annotate(now=mine).filter(Q(now=True) | Q(em=me, state__in=EARLY))
    ordered = rows.order_by("-now", F("due_at").asc(nulls_last=True), "moved_at")[: 4 * MOST_ITEMS]
    found = (_todo(engagement_card(actor, row), row.now) for row in ordered)
    return [item for item in found if item]


def _todo(card: EngagementCard, now: bool) -> Todo | None:
    """What an engagement asks for now, else a word about its silence, or nothing."""
    if not now and not card.idle:
        return None
    what = f"{card.state_label}: the ball is with {card.ball}"
    if not card.em and card.state == "open":
        what = "Untriaged: nobody has taken it up"
    elif not now:
        what = f"{card.state_label}: quiet for {card.idle_days} days"
    rank = _RANK.get(card.state, 3) if now else 3
    return Todo(rank, what, card.id, card.name, card.account_name, card.moved_at, card.due_at, card.due_clock)


def _held_by(*parts: str) -> list[str]:
    """The columns in which one of these parts holds the ball."""
    return [state for state in _RANK if any(part in BALL[state] for part in parts)]
