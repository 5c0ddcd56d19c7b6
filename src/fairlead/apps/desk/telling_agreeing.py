"""What people are told while a statement of work is argued over: the pen, approvals, points, comments."""

from __future__ import annotations

from django.db.models import QuerySet

from fairlead.apps.approvals.deputising import standing_in
from fairlead.apps.desk.actions import send
from fairlead.apps.desk.states import (
    ASKED,
    COMMENT,
    LATE,
    OVERDUE,
    POINT,
    STANDING_IN,
)
from fairlead.apps.desk.whom import each, holding, leading, managing, named, these
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import move as may_move
from fairlead.core.models import Event, User
from fairlead.core.outbox import subscribe
from fairlead.core.roles import Role


@subscribe("pen.asked")
def tell_pen_asked(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f": {facts['note']}" if facts["note"] else ""
    send(event, these([facts["user"]]), key, f"{facts['by']} asks for the pen of {named(key)}{said}")


@subscribe("pen.passed")
def tell_pen_passed(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    did = f"gave the pen to {facts['holder']}" if facts["holder"] else "laid the pen down"
    did = "took the pen" if facts["holder"] == facts["by"] else did
    said = f": {facts['reason']}" if facts["reason"] else ""
    send(event, these(facts["users"]), key, f"{facts['by']} {did}, {named(key)}{said}")


def _sow(event: Event) -> int:
    """Which statement of work is asked about; 0 in what an earlier release announced."""
    return int(event.facts.get("sow", 0))


def _asked(event: Event) -> list[User]:
    """Who holds a role that is asked, or is asked by name."""
    return each(holding(event.facts["roles"]), these(event.facts["users"]))


def _instead(event: Event) -> list[tuple[QuerySet[User], str]]:
    """Who stands in for somebody who is asked, each with whom they answer for. Tell them last: whoever is
    asked in their own name as well is told so, and once."""
    return [(these([user]), whom) for user, whom in event.facts.get("deputies", ())]


@subscribe("reviews.asked")
def ask_for_approval(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    again, about = " again" if facts["again"] else "", f"{named(key)}: {facts['title']}"
    send(
        event, _asked(event), key, f"{facts['by']} asks for your approval{again}, {about}", ASKED, _sow(event)
    )
    for users, whom in _instead(event):
        said = f"{facts['by']} asks for approval{again}, by you for {whom}, {about}"
        send(event, users, key, said, ASKED, _sow(event))


@subscribe("review.answered")
def tell_review(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['state']} by {facts['by']}, {named(key)}, {facts['step']}: {facts['note']}"
    send(event, leading(key), key, said)


@subscribe("point.waits")
def tell_point_waits(event: Event) -> None:
    """Whoever leads answers what was raised; once answered, its author says whether that meets it."""
    key, facts = event.facts["engagement"], event.facts
    what = "Answered, and yours to resolve" if facts["author"] else "Raised, and waits for an answer"
    more = f" (and {facts['count'] - 1} more)" if facts["count"] > 1 else ""
    users = these([facts["author"]]) if facts["author"] else managing(key)
    said = f"{what}, {named(key)}, {facts['step']}: {facts['text']}{more}"
    send(event, users, key, said, POINT, _sow(event))


@subscribe("review.due")
@subscribe("review.overdue")
def tell_due(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    late, about = event.name == "review.overdue", f"{named(key)}: {facts['step']}"
    what, kind = ("Overdue", OVERDUE) if late else ("Due within a working day", ASKED)
    send(event, _asked(event), key, f"{what}, {about}", kind, _sow(event))
    for users, whom in _instead(event):
        send(event, users, key, f"{what}, and yours to answer for {whom}, {about}", kind, _sow(event))
    if facts.get("first"):
        send(event, managing(key), key, f"An answer is overdue, {about}", LATE, _sow(event))


@subscribe("delegation.arranged")
def tell_arranged(event: Event) -> None:
    facts = event.facts
    said = f" ({facts['note']})" if facts["note"] else ""
    by = "" if facts["by"] == facts["person"] else f", as {facts['by']} arranged"
    text = f"You answer for {facts['person']} from {facts['start']}, back on {facts['end']}{by}{said}"
    send(event, these([facts["user"]]), None, text, STANDING_IN)


@subscribe("delegation.ended")
def tell_ended(event: Event) -> None:
    facts = event.facts
    text = f"You no longer answer for {facts['person']}: {facts['by']} ended it"
    send(event, these([facts["user"]]), None, text, STANDING_IN)


@subscribe("point.said")
def tell_point(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} {facts['act']} a point, {named(key)}, {facts['step']}: {facts['text']}"
    send(event, each(these([facts["author"]]), leading(key)), key, said)


@subscribe("sow.agreed")
def tell_agreed(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    users = each(leading(key), holding(["director"]))
    send(
        event,
        users,
        key,
        f"Everyone agrees, it may be approved for signature: {named(key)}, {facts['title']}",
    )
    engagement = Engagement.objects.get(pk=key)
    for user, whom in standing_in([Role.DIRECTOR]):
        if may_move("approve")(user.actor("desk"), engagement) is None:
            said = f"Everyone agrees, it may be approved for signature, by you for {whom}: {named(key)}"
            send(event, [user], key, f"{said}, {facts['title']}")


@subscribe("sow.recalled")
def tell_recalled(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} took back what was asked, {named(key)}: {facts['note']}"
    send(event, holding(facts["roles"]), key, said)


@subscribe("comment.written")
def tell_comment(event: Event) -> None:
    """Who is asked is told so; who leads the work is told what was said."""
    key, facts = event.facts["engagement"], event.facts
    said = f"on {facts['title']}, {named(key)}: {facts['text']}"
    if facts["to"]:
        send(event, these([facts["to"]]), key, f"{facts['by']} asks you {said}", COMMENT)
    send(event, leading(key).exclude(pk=facts["author"]), key, f"{facts['by']} comments {said}")


@subscribe("comment.answered")
def tell_comment_answered(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} answers on {facts['title']}, {named(key)}: {facts['text']}"
    send(event, these(facts["users"]), key, said)
