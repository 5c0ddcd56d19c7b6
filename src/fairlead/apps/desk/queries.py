"""Reads of the desk: what waits for me, in the order of em-process 0.4."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals.bridge import due_of, turn_of
from fairlead.apps.approvals.models import Review
from fairlead.apps.approvals.queries import awaited
from fairlead.apps.approvals.queries import review_card as card_of
from fairlead.apps.approvals.reminding import answers_late, points_waiting
from fairlead.apps.approvals.rules import among, stands_for
from fairlead.apps.books.models import Order
from fairlead.apps.books.rules import change_bookable
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.queries import changes_of, next_of
from fairlead.apps.changes.rules import LEADERSHIP
from fairlead.apps.changes.rules import approve as may_approve
from fairlead.apps.comments.queries import asked
from fairlead.apps.comments.queries import awaited as comments_awaited
from fairlead.apps.desk.customers import asked_of
from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.desk.owed import checks, copies, owing, points
from fairlead.apps.desk.states import (
    ASKED,
    COMMENT,
    HANDOVER,
    LATE,
    MAIL,
    OVERDUE,
    PAPER,
    POINT,
    REVIEW,
    SIGNATURE,
)
from fairlead.apps.desk.values import Todo
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import (
    EARLY,
    LIVE,
    clock_name,
    engagement_card,
    engagement_rows,
)
from fairlead.apps.engagements.rules import in_whose_place as in_whose_place_it_moves
from fairlead.apps.engagements.rules import move
from fairlead.apps.engagements.states import BALL, ENGAGEMENT, STANDING
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.rules import approve as may_review
from fairlead.apps.estimates.rules import in_whose_place
from fairlead.apps.handover.queries import awaited as handovers_awaited
from fairlead.apps.people.models import Person
from fairlead.apps.signing.bridge import is_stamp
from fairlead.apps.signing.models import Signature
from fairlead.apps.signing.queries import awaited as signatures_awaited
from fairlead.apps.signing.rules import give as may_sign
from fairlead.core.actor import Actor
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role
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


# What its statement of work asks for next: a director's move, and to be booked.
_AGREED = {"state": "ready-for-approval", "sow_state": "agreed"}
_SIGNED = {"state": "approved", "sow_state": "signed"}


@dataclass(frozen=True, slots=True)
class NoticeCard:
    id: int
    version: int
    engagement: int | None
    change: int | None
    kind: str
    text: str
    read: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class MailCard:
    """A notice on its way by mail. text: what it says, for whom it is to. due_at: when it is tried next."""

    id: int
    version: int
    notice: int
    to: str
    text: str
    state: str
    state_label: str
    attempts: int
    due_at: datetime | None
    sent_at: datetime | None
    trouble: str


@card(Notice)
def notice_card(actor: Actor, row: Notice) -> NoticeCard:
    return NoticeCard(
        row.pk, row.version, row.engagement_id, row.change_id, row.kind, row.text, row.read, row.created_at
    )  # fmt: skip


@card(Mail)
def mail_card(actor: Actor, row: Mail) -> MailCard:
    own = row.notice.user_id == actor.user_id
    return MailCard(
        row.pk, row.version, row.notice_id, str(row.notice.user), row.notice.text if own else "", row.state,
        MAIL.state(row.state).label, row.attempts, row.due_at if row.state == MAIL.initial else None,
        row.sent_at, row.trouble,
    )  # fmt: skip


@reading("mail.list")
def mails(actor: Actor, *, state: str = "") -> QuerySet[Mail]:
    """What is to come to you by mail, or came, newest first; for an administrator everybody's."""
    rows = Mail.objects.visible_to(actor).select_related("notice__user")
    return (rows.filter(state=state) if state else rows).order_by("-pk")


def unposted(actor: Actor, since: datetime) -> list[MailCard]:
    """Mails that were given up, and those that wait since before that moment; the first two hundred."""
    rows = mails(actor).filter(Q(state="given-up") | Q(state="waiting", created_at__lt=since))
    return [mail_card(actor, row) for row in rows[:200]]


@reading("notice.list")
def notices(actor: Actor, *, unread: bool = True) -> QuerySet[Notice]:
    """Your notices, newest first."""
    rows = Notice.objects.visible_to(actor).filter(user_id=actor.user_id)
    return (rows.filter(read=False) if unread else rows).order_by("-pk")


@reading("notice.todo")
def todo(actor: Actor) -> tuple[Todo, ...]:
    """What to do next: reviews and SOW work, scoping, then the rest; in a rank what is due first.

    Yours is where you hold the ball and have not set it to waiting, and whatever has a clock that is late
    or has gone quiet. Managers also find what nobody has taken up. To a customer: what is asked of them.
    """
    return todo_of(actor, myself(actor))


def myself(actor: Actor) -> Person | None:
    """The person that the actor is, who knows whether a comment (`asked`) and what `owing` says wait."""
    return owing(actor, asked(actor, Person.objects.filter(user_id=actor.user_id))).first()


def todo_of(actor: Actor, me: Person | None) -> tuple[Todo, ...]:
    """The same for whoever has looked up already who they are (`myself`)."""
    last, actor = datetime.max.replace(tzinfo=UTC), actor.remembering()
    items = asked_of(actor) if actor.is_customer else [
        *_reviews(actor), *_approvals(actor), *_changes(actor, me), *_handovers(actor),
        *(item for wait, read in _OWED.items() if getattr(me, wait, False) for item in read(actor)),
        *_mine(actor, me),
    ]  # fmt: skip
    ordered = sorted(items, key=lambda item: (item.rank, item.due or last, item.since))
    return tuple(ordered[:MOST_ITEMS])


def _reviews(actor: Actor, about: int | None = None) -> list[Todo]:
    """Estimates whose gates wait for a role of this actor."""
    rows = Estimate.objects.visible_to(actor).filter(state="in-review").exclude(drawn_by=actor.user_id)
    if about is not None:
        rows = rows.filter(engagement=about)
    live = Q(engagement__state__in=[s.id for s in ENGAGEMENT.states if not s.final])
    rows = rows.filter(live | Q(amends__isnull=False, engagement__state__in=STANDING))
    rows = rows.exclude(submitted_by=actor.user_id).select_related("engagement__account", "amends")
    rows = rows.defer(*Estimate.sealed, *(f"amends__{name}" for name in Estimate.sealed))
    # Whom a version asks stands in its gates: rows are looked at before they are cut.
    found = (row for row in rows.order_by("submitted_at", "pk") if may_review(actor, row) is None)
    asked = list(islice(found, MOST_ITEMS))
    changes = {
        change.estimate_id: change.pk
        for change in Change.objects.visible_to(actor).filter(
            estimate__in=[row.pk for row in asked if row.amends_id]
        )
    }
    return [
        Todo(1, f"Review the estimate{_instead(in_whose_place(actor, row, row.awaited))}",
             row.engagement_id, row.engagement.name, row.engagement.account.name,
             row.submitted_at or row.changed_at, row.engagement.due_at, clock_name(row.engagement),
             "estimate", row.pk, row.number,
             change=changes.get(row.pk), price=row.price, currency=row.currency,
             by=row.price - row.amends.price if row.amends else None, why=_opened(actor, row))
        for row in asked
    ]  # fmt: skip


def _opened(actor: Actor, row: Estimate) -> tuple[str, ...]:
    """Why the gates of an estimate ask this actor, in the words of the practice."""
    return tuple(
        f"{gate['name']}: {gate['reason']}" if gate["reason"] else gate["name"]
        for gate in row.asked
        if in_whose_place(actor, row, {Role(gate["role"])}) is not None
    )


def _approvals(actor: Actor, about: int | None = None) -> list[Todo]:
    """Steps of statements of work that wait for this actor, or for whom they stand in for."""
    rows = awaited(actor, about)
    signed = _signed_here(actor, about) if any(_is_signers(row) for row in rows) else ()
    rows = [row for row in rows if not (_is_signers(row) and row.asking.sow_id in signed)]
    changes = changes_of(actor, [row.asking.sow for row in rows])
    return [_approval(actor, row, changes.get(row.asking.sow_id)) for row in rows]


def _is_signers(step: Review) -> bool:
    return step.stage == "signature" and not is_stamp(step)


def _signed_here(actor: Actor, about: int | None) -> set[int]:
    """Statements of work that this actor may sign now: their signature answers the signer's step."""
    return {row.sending.sow_id for row in _signable(actor, about) if may_sign(actor, row) is None}


def _approval(actor: Actor, row: Review, change: Change | None) -> Todo:
    sow, steps = row.asking.sow, among(row)
    why = (*([row.reason] if row.reason else ()), *card_of(actor, row).why)
    return Todo(
        1, f"Approve the {'amended SOW' if sow.amends else 'SOW'}: {row.name}{_for(actor, row)}",
        sow.engagement_id, sow.engagement.name, sow.engagement.account.name,
        turn_of(row, steps) or row.asking.asked_at, due_of(row, steps), "Answer due", "approval", row.pk,
        None, change.pk if change else None, sow.price, sow.currency, change.price if change else None, why,
    )  # fmt: skip


def _for(actor: Actor, review: Review) -> str:
    return _instead(stands_for(actor, review))


def _instead(whom: str | None) -> str:
    return f", for {whom}" if whom else ""


def _signatures(actor: Actor, about: int | None = None) -> list[Todo]:
    """What is out and waits for this person's hand."""
    rows = list(_signable(actor, about)[:MOST_ITEMS])
    changes = changes_of(actor, [row.sending.sow for row in rows])
    return [_signature(row, row.sending.sow, changes.get(row.sending.sow_id)) for row in rows]


def _signable(actor: Actor, about: int | None) -> QuerySet[Signature]:
    rows = signatures_awaited(actor).select_related("sending__sow__engagement__account", "signatory__person")
    return rows if about is None else rows.filter(sending__sow__engagement=about)


def _signature(row: Signature, sow: Sow, change: Change | None) -> Todo:
    return Todo(
        1, f"Sign for the firm: {sow.title}", sow.engagement_id, sow.engagement.name,
        sow.engagement.account.name, row.sending.sent_at, kind="signature", about=row.pk,
        change=change.pk if change else None, price=sow.price, currency=sow.currency,
        by=change.price if change else None,
    )  # fmt: skip


def _changes(actor: Actor, me: Person | None) -> list[Todo]:
    """Changes that wait for the leadership's word, and those to what I sold whose next step is mine."""
    if me is None:
        return []
    booked = Order.objects.filter(state="booked", change__isnull=False).values("change")
    sold = Q(state="in-force", engagement__state="closed-won") & ~Q(pk__in=booked)
    wanted = Q(engagement__em=me) & (Q(state__in=("draft", "asked")) | sold)
    if actor.has_any(LEADERSHIP):
        wanted |= Q(state="asked")
    rows = Change.objects.visible_to(actor).filter(wanted)
    found = rows.select_related("engagement__account", "sow", "estimate", "amended__engagement")
    return [item for row in found.order_by("changed_at")[:MOST_ITEMS] if (item := _change(actor, me, row))]


def _change(actor: Actor, me: Person, row: Change) -> Todo | None:
    """What this actor does next about a change, or None while others have to move."""
    about = row.engagement_id, row.engagement.name, row.engagement.account.name, row.changed_at
    if may_approve(actor, row) is None:
        return Todo(1, f"Approve {row}", *about, kind="change", change=row.pk, why=(row.reason,))
    what = next_of(row) if row.engagement.em_id == me.pk else ""
    due = what and (row.state != "in-force" or change_bookable(row) is None)
    return Todo(1, what, *about, change=row.pk) if due else None


def _handovers(actor: Actor, about: int | None = None) -> list[Todo]:
    """What delivery is told and I have to accept, to answer or to read."""
    return [
        Todo(1, what, row.engagement_id, row.engagement.name, row.engagement.account.name, row.created_at,
             kind="handover", about=row.pk)
        for row, what in handovers_awaited(actor, about)
    ]  # fmt: skip


def _comments(actor: Actor, about: int | None = None) -> list[Todo]:
    """Comments that ask for my answer."""
    return [
        Todo(1, f"Answer {row.author_name} on {row.title}", row.engagement_id, row.engagement.name,
             row.engagement.account.name, row.created_at, kind="comment", about=row.pk)
        for row in comments_awaited(actor, about)
    ]  # fmt: skip


def _papers(actor: Actor, about: int | None = None) -> list[Todo]:
    """What is before a customer, to be read."""
    return [item for item in asked_of(actor) if item.kind == PAPER and about in (None, item.engagement)]


# What is read only where the person is known to wait for it, by the word for that (`myself`).
_OWED: dict[str, Callable[[Actor], list[Todo]]] = {
    "signs": _signatures, "asked": _comments, "points": points, "copies": copies, "orders": checks,
}  # fmt: skip
# What of the list a notice asks for, by its kind.
_ASKS: dict[str, Callable[[Actor, int | None], list[Todo]]] = {
    ASKED: _approvals, OVERDUE: _approvals, SIGNATURE: _signatures, REVIEW: _reviews, HANDOVER: _handovers,
    PAPER: _papers, COMMENT: _comments,
}  # fmt: skip
# What a notice tells of that is on nobody's list: whether it still is so, of a user and an engagement.
_POINTS = {LATE: answers_late, POINT: points_waiting}


def still_asks(notice: Notice) -> bool:
    """Whether what a notice asks for still waits for whom it was sent to."""
    if notice.engagement_id is not None and notice.kind in _POINTS:
        return _POINTS[notice.kind](notice.user_id, notice.engagement_id)
    if notice.kind not in _ASKS or notice.engagement_id is None:
        return False
    items = _ASKS[notice.kind](notice.user.actor("desk").remembering(), notice.engagement_id)
    return any(notice.change_id in (None, item.change) for item in items)


def _mine(actor: Actor, me: Person | None) -> list[Todo]:
    if me is None:
        return []
    # Only where the ball is theirs: what waits for the customer is on the board, and no work for today.
    turn = Q(em=me, state__in=_held_by("EM"), em_status="to-do")
    sells = Q(seller=me, state__in=_held_by("sales", "account team"))
    late = Q(em=me, state__in=LIVE, due_at__lt=timezone.now())
    intake = Q(em=None, state="open") if actor.has_any(ENGAGEMENT_MANAGERS) else Q(pk__in=[])
    mine = Case(When(turn | sells | late | intake, then=True), default=False)
    rows = engagement_rows(actor).annotate(now=mine)
    rows = rows.filter(Q(now=True) | Q(em=me, state__in=EARLY) | Q(**_AGREED))
    ordered = rows.order_by("-now", F("due_at").asc(nulls_last=True), "moved_at")[: 4 * MOST_ITEMS]
    return [item for row in ordered if (item := _todo(actor, row))]


def _todo(actor: Actor, row: Engagement) -> Todo | None:
    """What an engagement asks for now, else a word about its silence, or nothing."""
    card, now = engagement_card(actor, row), bool(row.now)
    about = card.id, card.name, card.account_name, card.moved_at, card.due_at, card.due_clock
    if _is(row, _AGREED) and move("approve")(actor, row) is None:
        whom = in_whose_place_it_moves(actor, "approve", row)
        return Todo(1, f"Everyone agrees: approve it for signature{_instead(whom)}", *about, kind="move")
    if not now and not (card.idle and card.state in EARLY):
        return None
    what = f"{card.state_label}: the ball is with {card.ball}"
    if not card.em and card.state == "open":
        what = "Untriaged: nobody has taken it up"
    elif _is(row, _SIGNED):
        what = "Signed by everyone: book it"
    elif not now:
        what = f"{card.state_label}: quiet for {card.idle_days} days"
    return Todo(_RANK.get(card.state, 3) if now else 3, what, *about)


def _is(row: Engagement, where: dict[str, str]) -> bool:
    return all(getattr(row, name) == value for name, value in where.items())


def _held_by(*parts: str) -> list[str]:
    """The columns in which one of these parts holds the ball."""
    return [state for state in _RANK if any(part in BALL[state] for part in parts)]
