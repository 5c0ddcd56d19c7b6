"""What somebody owes others about a statement of work: an answer to a point, their verdict on an answer, what
came back from the customer, the last check of a booking. Looked up only where it is known to be owed."""

from __future__ import annotations

from itertools import groupby

from django.db.models import Exists, Q, QuerySet

from fairlead.apps.agreements.bridge import practice_behind
from fairlead.apps.approvals.models import Point
from fairlead.apps.approvals.reminding import points_owed
from fairlead.apps.books.bridge import given_of, standings_of
from fairlead.apps.books.models import Order
from fairlead.apps.books.rules import collect, gives_now
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.queries import changes_of
from fairlead.apps.desk.values import Todo
from fairlead.apps.engagements.bridge import office
from fairlead.apps.people.models import Person
from fairlead.apps.redlines.models import QUESTION, Markup, Redline
from fairlead.apps.signing.queries import awaited as signatures_awaited
from fairlead.core.actor import Actor
from fairlead.engines.agreeing.reminding import point_due
from fairlead.engines.practice.closing import BookingItem

MOST_OWED = 50


def owing(actor: Actor, rows: QuerySet[Person]) -> QuerySet[Person]:
    """People who know whether signatures, points and files of the customer wait for this actor, and whether
    anything is collected for a booking."""
    return rows.annotate(
        signs=Exists(signatures_awaited(actor)), points=Exists(_points(actor)), copies=Exists(_copies(actor)),
        orders=Exists(Order.objects.visible_to(actor).filter(state="open")),
    )  # fmt: skip


def _points(actor: Actor) -> QuerySet[Point]:
    rows = Point.objects.visible_to(actor)
    return rows.filter(points_owed(actor.user_id)) if actor.user_id else rows.none()


def _copies(actor: Actor) -> QuerySet[Markup]:
    """Marked copies that are not settled, and questions with no answer, of what this actor leads."""
    if actor.user_id is None:
        return Markup.objects.none()
    unanswered = Redline.objects.filter(markup__origin=QUESTION, state="open").values("markup")
    rows = Markup.objects.visible_to(actor).filter(state="open", sow__engagement__em__user=actor.user_id)
    rows = rows.exclude(sow__engagement__state="closed-lost")
    return rows.filter(~Q(origin=QUESTION) | Q(pk__in=unanswered))


def points(actor: Actor) -> list[Todo]:
    """Points of steps that wait for this actor, a line for each step and what is to be done about it."""
    rows = _points(actor).select_related(
        "review__asking__sow__engagement__account", "review__asking__sow__estimate"
    )
    rows = rows.defer("review__asking__statement").order_by("review", "state", "made_at")[:MOST_OWED]
    found = [list(same) for _, same in groupby(rows, key=lambda point: (point.review_id, point.state))]
    changes = changes_of(actor, [same[0].review.asking.sow for same in found])
    return [_of_points(same, changes) for same in found]


def _of_points(same: list[Point], changes: dict[int, Change]) -> Todo:
    first, sow = min(same, key=lambda point: point.since), same[0].review.asking.sow
    names = ", ".join(dict.fromkeys(point.author_name for point in same))
    judges = first.state == "answered"
    what = (
        f"Judge what was answered: {first.review.name}" if judges else f"Answer {names}: {first.review.name}"
    )
    change, engagement = changes.get(sow.pk), sow.engagement
    return Todo(
        1, what, engagement.pk, engagement.name, engagement.account.name, first.since,
        point_due(first.since, office(practice_behind(sow).working)), "Answer due", "point", first.review_id,
        change=change.pk if change else None, why=tuple(point.text for point in same),
    )  # fmt: skip


def copies(actor: Actor) -> list[Todo]:
    """What the customer returned and asked, of engagements that this actor leads."""
    rows = _copies(actor).select_related("sow__engagement__account").order_by("created_at")[:MOST_OWED]
    return [
        Todo(1, f"Answer {row.sender or row.given_in_by} about {row.sow.code}: {row.name}"
             if row.origin == QUESTION else f"Answer and settle {row.name}, a marked copy of {row.sow.code}",
             row.sow.engagement_id, row.sow.engagement.name, row.sow.engagement.account.name, row.created_at,
             kind="copy", about=row.pk)
        for row in rows.defer("sow__said", "sow__wordings", "findings")
    ]  # fmt: skip


def checks(actor: Actor) -> list[Todo]:
    """Bookings of which all is there but what this actor approves at last."""
    rows = Order.objects.visible_to(actor).filter(state="open").exclude(engagement__state="closed-lost")
    rows = rows.select_related("engagement__account", "sow__estimate", "change__sow").order_by("touched_at")
    found = [(row, _check(actor, row)) for row in rows[:MOST_OWED]]
    return [
        Todo(1, f"{item.name}: the booking of {row.sow.code}", row.engagement_id, row.engagement.name,
             row.engagement.account.name, row.touched_at, kind="booking", about=row.pk,
             price=row.sow.price if row.change is None else None, currency=row.sow.currency)
        for row, item in found if item is not None
    ]  # fmt: skip


def _check(actor: Actor, order: Order) -> BookingItem | None:
    items = practice_behind(order.sow).booking
    theirs = {item.id for item in items if item.last and gives_now(actor, item, {}) is None}
    if not theirs or collect(actor, order) is not None:
        return None
    given, found = given_of(order), standings_of(order)
    if not all(one.done for one in found if not one.item.last):
        return None
    open_ = [one.item for one in found if one.item.id in theirs and not one.done]
    return next((item for item in open_ if gives_now(actor, item, given) is None), None)
