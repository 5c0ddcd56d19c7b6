"""What people are told when something was announced."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from fairlead.apps.approvals.deputising import standing_in
from fairlead.apps.desk import telling_customers as telling_customers
from fairlead.apps.desk.actions import send, settle
from fairlead.apps.desk.models import Notice
from fairlead.apps.desk.states import (
    ASKED,
    COMMENT,
    HANDOVER,
    LATE,
    OVERDUE,
    POINT,
    REVIEW,
    SIGNATURE,
    STANDING_IN,
)
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import move as may_move
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.rules import approve as may_review
from fairlead.apps.people.models import Person
from fairlead.apps.signing.models import Sending
from fairlead.core.models import Event, User
from fairlead.core.outbox import subscribe
from fairlead.core.roles import Role
from fairlead.engines.expressions.filling import counted


def _holding(roles: Iterable[str]) -> QuerySet[User]:
    return User.objects.filter(is_active=True, grants__role__in=list(roles)).distinct()


def _leading(engagement_id: int) -> QuerySet[User]:
    """Those who lead and sell the engagement."""
    row = Engagement.objects.select_related("em", "seller").get(pk=engagement_id)
    return User.objects.filter(pk__in=[person.user_id for person in (row.em, row.seller) if person])


def _name(engagement_id: int) -> str:
    row = Engagement.objects.select_related("account").get(pk=engagement_id)
    return f"{row.account.name}, {row.name}"


@subscribe("estimate.submitted")
def ask_reviewers(event: Event) -> None:
    key = event.facts["engagement"]
    text = f"{event.facts['by']} asks you to review: {_name(key)}"
    send(event, _holding(event.facts["roles"]), key, text, REVIEW)
    estimate = Estimate.objects.get(pk=event.facts["estimate"])
    for user, whom in standing_in(event.facts["roles"]):
        if may_review(user.actor("desk"), estimate) is None:
            said = f"{event.facts['by']} asks for a review, by you for {whom}: {_name(key)}"
            send(event, [user], key, said, REVIEW)


@subscribe("estimate.approved")
def tell_approved(event: Event) -> None:
    key = event.facts["engagement"]
    send(event, _leading(key), key, f"Estimate approved at {event.facts['price']}: {_name(key)}")


@subscribe("estimate.returned")
def tell_returned(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    send(event, _leading(key), key, f"{facts['by']} returned the estimate of {_name(key)}: {facts['reason']}")


@subscribe("sow.drawn-up")
def tell_drawn_up(event: Event) -> None:
    key, lost = event.facts["engagement"], event.facts.get("lost", 0)
    less = counted(f", without {lost} wording(s) agreed with the customer") if lost else ""
    send(event, _leading(key), key, f"{event.facts['title']} is drawn up{less}: {_name(key)}")


@subscribe("markup.read")
def tell_markup(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    if facts["state"] != "open":
        text = f"{facts['title']} came back in a file that cannot be taken: {_name(key)}"
        send(event, _leading(key), key, text)
        return
    text = counted(f"{facts['title']} came back with {facts['changes']} change(s): {_name(key)}")
    send(event, _each(_leading(key), _holding(facts["roles"])), key, text)


@subscribe("markup.asked")
def tell_markup_asked(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    about = f", {facts['about']}" if facts["about"] else ""
    said = f"{facts['by']} asks about {facts['title']}{about}, {_name(key)}: {facts['text']}"
    send(event, _leading(key), key, said)


@subscribe("markup.settled")
def tell_markup_settled(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    made = f"answered with {facts['made']}" if facts["made"] else "answered, and stands as it is"
    send(event, _leading(key), key, f"{facts['title']} is {made}: {_name(key)}")


@subscribe("engagement.architect-asked")
def ask_architect(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f": {facts['note']}" if facts["note"] else ""
    send(event, _of(facts["architect"]), key, f"{facts['by']} asks you to a call on {_name(key)}{said}")


@subscribe("engagement.given")
def tell_given(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    send(event, _of(facts["em"]), key, f"{facts['by']} gave you an engagement: {_name(key)}")


def _of(person: int) -> QuerySet[User]:
    """The user that a person is."""
    return User.objects.filter(pk=Person.objects.get(pk=person).user_id)


@subscribe("panel.asked")
def ask_experts(event: Event) -> None:
    facts = event.facts
    key, experts = facts["engagement"], User.objects.filter(is_active=True, pk__in=facts["users"])
    text = f"{facts['by']} asks you to judge, unseen by others, {facts['title']}: {_name(key)}"
    send(event, experts, key, text)


@subscribe("panel.closed")
def tell_panel_closed(event: Event) -> None:
    facts = event.facts
    key = facts["engagement"]
    send(event, _leading(key), key, f"{facts['title']}: {facts['lines']} lines judged: {_name(key)}")


@subscribe("link.answered")
def tell_customer_answers(event: Event) -> None:
    key = event.facts["engagement"]
    send(event, _leading(key), key, f"{event.facts['by']} answers for the customer: {_name(key)}")


@subscribe("change.asked")
def ask_leadership(event: Event) -> None:
    """Work at risk and work exceptions wait for the leadership of services."""
    key, facts = event.facts["engagement"], event.facts
    if "leadership-approves" in facts["needs"]:
        text = f"{facts['title']} by {facts['by']} waits for you: {_name(key)}"
        send(event, _holding([Role.DIRECTOR]), key, text)


@subscribe("change.stranded")
def tell_stranded(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    text = f"Both have signed {facts['title']}, and it cannot come into force: {facts['why']} {_name(key)}"
    send(event, _leading(key), key, text)


@subscribe("change.in-force")
def tell_in_force(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    send(
        event, _leading(key), key, f"{facts['title']} is in force ({facts['booking'].lower()}): {_name(key)}"
    )


@subscribe("pen.asked")
def tell_pen_asked(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f": {facts['note']}" if facts["note"] else ""
    send(event, _users([facts["user"]]), key, f"{facts['by']} asks for the pen of {_name(key)}{said}")


@subscribe("pen.passed")
def tell_pen_passed(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    did = f"gave the pen to {facts['holder']}" if facts["holder"] else "laid the pen down"
    did = "took the pen" if facts["holder"] == facts["by"] else did
    said = f": {facts['reason']}" if facts["reason"] else ""
    send(event, _users(facts["users"]), key, f"{facts['by']} {did}, {_name(key)}{said}")


def _users(keys: Iterable[int]) -> QuerySet[User]:
    return User.objects.filter(is_active=True, pk__in=list(keys))


def _each(*groups: Iterable[User]) -> list[User]:
    """Everyone of these groups, once."""
    return list({user.pk: user for group in groups for user in group}.values())


def _sow(event: Event) -> int:
    """Which statement of work is asked about; 0 in what an earlier release announced."""
    return int(event.facts.get("sow", 0))


def _asked(event: Event) -> list[User]:
    """Who holds a role that is asked, or is asked by name."""
    return _each(_holding(event.facts["roles"]), _users(event.facts["users"]))


def _instead(event: Event) -> list[tuple[QuerySet[User], str]]:
    """Who stands in for somebody who is asked, each with whom they answer for. Tell them last: whoever is
    asked in their own name as well is told so, and once."""
    return [(_users([user]), whom) for user, whom in event.facts.get("deputies", ())]


@subscribe("reviews.asked")
def ask_for_approval(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    again, about = " again" if facts["again"] else "", f"{_name(key)}: {facts['title']}"
    send(
        event, _asked(event), key, f"{facts['by']} asks for your approval{again}, {about}", ASKED, _sow(event)
    )
    for users, whom in _instead(event):
        said = f"{facts['by']} asks for approval{again}, by you for {whom}, {about}"
        send(event, users, key, said, ASKED, _sow(event))


@subscribe("review.answered")
def tell_review(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['state']} by {facts['by']}, {_name(key)}, {facts['step']}: {facts['note']}"
    send(event, _leading(key), key, said)


@subscribe("point.waits")
def tell_point_waits(event: Event) -> None:
    """Whoever leads answers what was raised; once answered, its author says whether that meets it."""
    key, facts = event.facts["engagement"], event.facts
    what = "Answered, and yours to resolve" if facts["author"] else "Raised, and waits for an answer"
    more = f" (and {facts['count'] - 1} more)" if facts["count"] > 1 else ""
    users = _users([facts["author"]]) if facts["author"] else _managing(key)
    said = f"{what}, {_name(key)}, {facts['step']}: {facts['text']}{more}"
    send(event, users, key, said, POINT, _sow(event))


def _managing(engagement_id: int) -> QuerySet[User]:
    """The engagement manager."""
    managers = Engagement.objects.filter(pk=engagement_id, em__isnull=False).values_list(
        "em__user", flat=True
    )
    return _users(managers)


@subscribe("review.due")
@subscribe("review.overdue")
def tell_due(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    late, about = event.name == "review.overdue", f"{_name(key)}: {facts['step']}"
    what, kind = ("Overdue", OVERDUE) if late else ("Due within a working day", ASKED)
    send(event, _asked(event), key, f"{what}, {about}", kind, _sow(event))
    for users, whom in _instead(event):
        send(event, users, key, f"{what}, and yours to answer for {whom}, {about}", kind, _sow(event))
    if facts.get("first"):
        send(event, _managing(key), key, f"An answer is overdue, {about}", LATE, _sow(event))


@subscribe("delegation.arranged")
def tell_arranged(event: Event) -> None:
    facts = event.facts
    said = f" ({facts['note']})" if facts["note"] else ""
    by = "" if facts["by"] == facts["person"] else f", as {facts['by']} arranged"
    text = f"You answer for {facts['person']} from {facts['start']}, back on {facts['end']}{by}{said}"
    send(event, _users([facts["user"]]), None, text, STANDING_IN)


@subscribe("delegation.ended")
def tell_ended(event: Event) -> None:
    facts = event.facts
    text = f"You no longer answer for {facts['person']}: {facts['by']} ended it"
    send(event, _users([facts["user"]]), None, text, STANDING_IN)


@subscribe("point.said")
def tell_point(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} {facts['act']} a point, {_name(key)}, {facts['step']}: {facts['text']}"
    send(event, _each(_users([facts["author"]]), _leading(key)), key, said)


@subscribe("sow.agreed")
def tell_agreed(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    users = _each(_leading(key), _holding(["director"]))
    send(
        event,
        users,
        key,
        f"Everyone agrees, it may be approved for signature: {_name(key)}, {facts['title']}",
    )
    engagement = Engagement.objects.get(pk=key)
    for user, whom in standing_in([Role.DIRECTOR]):
        if may_move("approve")(user.actor("desk"), engagement) is None:
            said = f"Everyone agrees, it may be approved for signature, by you for {whom}: {_name(key)}"
            send(event, [user], key, f"{said}, {facts['title']}")


@subscribe("sow.recalled")
def tell_recalled(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} took back what was asked, {_name(key)}: {facts['note']}"
    send(event, _holding(facts["roles"]), key, said)


@subscribe("sow.opened")
def tell_opened(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} opened {facts['title']}, the first of the customer: {_name(key)}"
    send(event, _leading(key), key, said)


@subscribe("sow.sent")
def ask_to_sign(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    text = f"{facts['by']} asks for your signature, {_name(key)}: {facts['title']}"
    sent = Sending.objects.filter(pk=facts["sending"]).first()
    send(event, _users(facts["users"]), key, text, SIGNATURE, sent.sow_id if sent else 0)


@subscribe("sending.recalled")
def tell_signature_recalled(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    text = f"{facts['by']} took back {facts['title']}, which was to be signed: {facts['note']}"
    send(event, _each(_users(facts["users"]), _leading(key)), key, text)


@subscribe("signature.given")
def tell_signature(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    did = f"declined to sign: {facts['note']}" if facts["declined"] else "has signed"
    send(event, _leading(key), key, f"{facts['title']}: {facts['signatory']} {did}")


@subscribe("sow.signed")
def tell_signed(event: Event) -> None:
    key = event.facts["engagement"]
    send(event, _leading(key), key, f"Everyone has signed {event.facts['title']}: {_name(key)}")


@subscribe("engagement.booked")
def tell_booked(event: Event) -> None:
    """Who led and sold it, and who delivers it from here on."""
    key, facts = event.facts["engagement"], event.facts
    users = _each(_leading(key), _holding([Role.DELIVERY_MANAGER, Role.COORDINATOR]))
    amount = f"{facts['currency']} {facts['amount']}"
    send(event, users, key, f"Booked by {facts['by']} in {facts['quarter']}, {amount}: {_name(key)}")


@subscribe("booking.reversed")
def tell_reversed(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    amount = f"{facts['currency']} {facts['amount']}"
    said = f"{facts['by']} took {amount} out of the books, {_name(key)}: {facts['note']}"
    send(event, _each(_leading(key), _holding([Role.DIRECTOR, Role.FINANCE])), key, said)


@subscribe("handover.given")
def tell_handed_over(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    users = _each(_holding([Role.DELIVERY_MANAGER]), _users([facts["pm"]]))
    text = f"{facts['by']} hands over to delivery, {_name(key)}: {facts['title']}"
    send(event, users, key, text, HANDOVER)


@subscribe("handover.accepted")
def tell_accepted(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    but = f", with reservations: {facts['reservations']}" if facts["reservations"] else ""
    send(event, _leading(key), key, f"{facts['by']} accepts {facts['title']}, {_name(key)}{but}")


@subscribe("question.asked")
def tell_asked(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} asks about {facts['section'].lower()}, {_name(key)}: {facts['text']}"
    send(event, _managing(key), key, said, HANDOVER)
    send(event, _leading(key), key, said)


@subscribe("question.answered")
def tell_answered(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} answered your question, {_name(key)}: {facts['text']}"
    send(event, _users([facts["user"]]), key, said, HANDOVER)


@subscribe("comment.written")
def tell_comment(event: Event) -> None:
    """Who is asked is told so; who leads the work is told what was said."""
    key, facts = event.facts["engagement"], event.facts
    said = f"on {facts['title']}, {_name(key)}: {facts['text']}"
    if facts["to"]:
        send(event, _users([facts["to"]]), key, f"{facts['by']} asks you {said}", COMMENT)
    send(event, _leading(key).exclude(pk=facts["author"]), key, f"{facts['by']} comments {said}")


@subscribe("comment.answered")
def tell_comment_answered(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} answers on {facts['title']}, {_name(key)}: {facts['text']}"
    send(event, _users(facts["users"]), key, said)


# After these something that was asked may be done, or asked no more.
_SETTLING = (
    "engagement.answered", "engagement.moved", "estimate.approved", "estimate.returned", "sow.drawn-up",
    "sow.shared", "sow.withheld", "sow.sent", "markup.read",
    "sow.enforced", "sow.proposal-ended", "sow.withdrawn", "sow.recalled", "reviews.asked", "review.answered",
    "point.said",
    "signature.given", "sending.recalled", "sow.signed", "handover.given", "handover.accepted",
    "question.asked", "question.answered", "comment.answered", "comment.resolved",
)  # fmt: skip


def settle_engagement(event: Event) -> None:
    """What asked for it is read by itself."""
    settle(event, Notice.objects.filter(engagement=event.facts["engagement"]))


for _event in _SETTLING:
    subscribe(_event)(settle_engagement)


@subscribe("delegation.ended")
def settle_deputy(event: Event) -> None:
    """Who answers for somebody no more is asked no more what was asked of them."""
    settle(event, Notice.objects.filter(user=event.facts["user"]))
