"""What follows from facts of rooms below: once an engagement is approved, its signatures are asked for."""

from __future__ import annotations

from fairlead.apps.approvals import rules
from fairlead.apps.approvals.bridge import waits_of
from fairlead.apps.approvals.deputising import told
from fairlead.apps.approvals.events import ReviewsAsked
from fairlead.apps.approvals.models import Review
from fairlead.apps.approvals.states import WAITS
from fairlead.core import outbox
from fairlead.core.models import Event
from fairlead.core.outbox import subscribe


@subscribe("engagement.moved")
def ask_for_signatures(event: Event) -> None:
    facts = event.facts
    if facts["action"] != "approve":
        return
    rows = list(
        Review.objects.filter(asking__state="open", asking__sow__engagement=facts["engagement"])
        .select_related("asking__sow", "holder")
        .order_by("place")
    )
    turn = [r for r in rows if r.stage == "signature" and r.state in WAITS and not waits_of(r, rows)]
    if turn:
        roles = {role.value for row in turn if row.holder is None for role in rules.roles_of(row.role)}
        users = {row.holder.user_id for row in turn if row.holder is not None}
        title = turn[0].asking.sow.title
        outbox.put(
            ReviewsAsked(
                facts["engagement"], title, tuple(sorted(roles)), tuple(sorted(users)), False, facts["by"],
                told(turn), turn[0].asking.sow_id,
            )
        )  # fmt: skip
