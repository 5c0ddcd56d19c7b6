"""Which answers are overdue; each is told once."""

from __future__ import annotations

from datetime import datetime

from fairlead.apps.approvals import rules
from fairlead.apps.approvals.bridge import due_of
from fairlead.apps.approvals.deputising import told
from fairlead.apps.approvals.events import ReviewOverdue
from fairlead.apps.approvals.models import Asking, Review
from fairlead.apps.approvals.states import WAITS
from fairlead.core.actor import Actor
from fairlead.core.writing import writing

_COLUMNS = {"ready-for-approval": "sow", "approved": "signature"}


def remind(actor: Actor, now: datetime) -> int:
    """Tell whoever is asked, and whoever stands in for them, that an answer is overdue: once a step; how many
    were told of."""
    asked = Asking.objects.up()
    count = 0
    for asking in asked.select_related("sow__engagement", "sow__estimate").defer("statement"):
        rows = list(Review.objects.filter(asking=asking).select_related("holder").order_by("place"))
        for row in rows:
            row.asking = asking
        stage = _COLUMNS.get(asking.sow.engagement.state, "signature")
        for row in rows:
            # For an amended SOW no board moves: each of its steps is due in its turn.
            now_due = row.state in WAITS and (row.stage == stage or bool(asking.sow.amends))
            due = due_of(row, rows) if now_due else None
            if due is not None and due < now and row.reminded_at is None:
                _tell(actor, row, now)
                count += 1
    return count


def _tell(actor: Actor, review: Review, now: datetime) -> None:
    with writing(actor, "review.remind", review, rules.remind) as change:
        row = change.row
        row.reminded_at = now
        named = (row.holder.user_id,) if row.holder is not None else ()
        roles = () if named else tuple(sorted(role.value for role in rules.roles_of(row.role)))
        key = row.asking.sow.engagement_id
        change.announce(ReviewOverdue(key, row.name, roles, named, told([review]), row.asking.sow_id))
