"""Which answers are due soon or overdue, which points wait; the numbers are in docs/spec/agreements.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from fairlead.apps.agreements.bridge import practice_behind
from fairlead.apps.approvals import rules
from fairlead.apps.approvals.bridge import due_of, turn_of
from fairlead.apps.approvals.deputising import told
from fairlead.apps.approvals.events import PointWaits, ReviewDue, ReviewOverdue
from fairlead.apps.approvals.models import Asking, Point, Review
from fairlead.apps.approvals.states import WAITS
from fairlead.apps.engagements.bridge import office
from fairlead.core.actor import Actor
from fairlead.core.writing import writing
from fairlead.engines.agreeing.reminding import point_due, reminded

_COLUMNS = {"ready-for-approval": "sow", "approved": "signature"}


def remind(actor: Actor, now: datetime) -> int:
    """Tell whoever is asked, and whoever stands in for them, that an answer is due soon or overdue, and
    whoever is to speak next about a point that it waits; how many were told of."""
    count = 0
    for asking in Asking.objects.up().select_related("sow__engagement", "sow__estimate").defer("statement"):
        rows = _rows(asking)
        for row in rows:
            # A step with open points waits for those; who has to answer them is told instead.
            if rules.open_points(row):
                count += _tell_of_points(actor, row, now)
            elif _is_up(row):
                count += _tell(actor, row, rows, now)
    return count


def _rows(asking: Asking) -> Sequence[Review]:
    found = Review.objects.filter(asking=asking).select_related("holder").prefetch_related("points")
    rows = list(found.order_by("place"))
    for row in rows:
        row.asking = asking
    return rows


def _is_up(row: Review) -> bool:
    """For an amended SOW no board moves: each of its steps is due in its turn."""
    stage = _COLUMNS.get(row.asking.sow.engagement.state, "signature")
    return row.state in WAITS and (row.stage == stage or bool(row.asking.sow.amends))


def _tell(actor: Actor, review: Review, rows: Sequence[Review], now: datetime) -> int:
    turn, due = turn_of(review, rows), due_of(review, rows)
    if turn is None or due is None:
        return 0
    far = reminded(turn, due, now, office(practice_behind(review.asking.sow).working))
    if far <= review.reminded:
        return 0
    with writing(actor, "review.remind", review, rules.remind) as change:
        row, first = change.row, far > 1 and review.reminded <= 1
        row.reminded = far
        named = (row.holder.user_id,) if row.holder is not None else ()
        roles = () if named else tuple(sorted(role.value for role in rules.roles_of(row.role)))
        about = row.asking.sow.engagement_id, row.name, roles, named, told([review]), row.asking.sow_id
        change.announce(ReviewOverdue(*about, first) if far > 1 else ReviewDue(*about))
    return 1


def _tell_of_points(actor: Actor, review: Review, now: datetime) -> int:
    """Whoever is to speak next hears of the points of a step together, once."""
    hours = office(practice_behind(review.asking.sow).working)
    late = dict[int, list[Point]]()
    for point in rules.open_points(review):
        far = reminded(point.since, point_due(point.since, hours), now, hours)
        if far > max(1, point.reminded):
            with writing(actor, "point.remind", point, rules.remind) as change:
                change.row.reminded = far
            late.setdefault(point.author if point.state == "answered" else 0, []).append(point)
    for author, points in late.items():
        with writing(actor, "review.chase", review, rules.remind) as chased:
            key, sow = review.asking.sow.engagement_id, review.asking.sow_id
            chased.announce(PointWaits(key, review.name, author, len(points), points[0].text[:200], sow))
    return sum(map(len, late.values()))


def answers_late(user: int, engagement: int) -> bool:
    """Whether an answer about an engagement is overdue."""
    rows = Review.objects.filter(asking__in=Asking.objects.up(), asking__sow__engagement=engagement)
    return rows.filter(state__in=WAITS, reminded__gt=1).exists()


def points_owed(user: int) -> Q:
    """Points that wait for a user: raised by them and answered, or else, for whoever leads the engagement,
    not answered yet."""
    theirs = Q(state="answered", author=user)
    leads = Q(state="open", review__asking__sow__engagement__em__user=user)
    return (theirs | leads) & Q(review__asking__in=Asking.objects.up())


def points_waiting(user: int, engagement: int) -> bool:
    """Whether points about an engagement wait for a user."""
    return Point.objects.filter(points_owed(user), review__asking__sow__engagement=engagement).exists()
