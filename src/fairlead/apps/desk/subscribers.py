"""What people are told when something was announced."""

from __future__ import annotations

from fairlead.apps.approvals.deputising import standing_in
from fairlead.apps.desk import telling_agreeing as telling_agreeing
from fairlead.apps.desk import telling_customers as telling_customers
from fairlead.apps.desk.actions import send, settle
from fairlead.apps.desk.models import Notice
from fairlead.apps.desk.states import (
    HANDOVER,
    REVIEW,
    SIGNATURE,
)
from fairlead.apps.desk.whom import each, holding, leading, managing, named, person, these
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.rules import approve as may_review
from fairlead.apps.signing.models import Sending
from fairlead.core.models import Event, User
from fairlead.core.outbox import subscribe
from fairlead.core.roles import Role
from fairlead.engines.expressions.filling import counted


@subscribe("estimate.submitted")
def ask_reviewers(event: Event) -> None:
    key = event.facts["engagement"]
    text = f"{event.facts['by']} asks you to review: {named(key)}"
    send(event, holding(event.facts["roles"]), key, text, REVIEW)
    estimate = Estimate.objects.get(pk=event.facts["estimate"])
    for user, whom in standing_in(event.facts["roles"]):
        if may_review(user.actor("desk"), estimate) is None:
            said = f"{event.facts['by']} asks for a review, by you for {whom}: {named(key)}"
            send(event, [user], key, said, REVIEW)


@subscribe("estimate.approved")
def tell_approved(event: Event) -> None:
    key = event.facts["engagement"]
    send(event, leading(key), key, f"Estimate approved at {event.facts['price']}: {named(key)}")


@subscribe("estimate.returned")
def tell_returned(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    send(event, leading(key), key, f"{facts['by']} returned the estimate of {named(key)}: {facts['reason']}")


@subscribe("sow.drawn-up")
def tell_drawn_up(event: Event) -> None:
    key, lost = event.facts["engagement"], event.facts.get("lost", 0)
    less = counted(f", without {lost} wording(s) agreed with the customer") if lost else ""
    send(event, leading(key), key, f"{event.facts['title']} is drawn up{less}: {named(key)}")


@subscribe("markup.read")
def tell_markup(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    if facts["state"] != "open":
        text = f"{facts['title']} came back in a file that cannot be taken: {named(key)}"
        send(event, leading(key), key, text)
        return
    text = counted(f"{facts['title']} came back with {facts['changes']} change(s): {named(key)}")
    send(event, each(leading(key), holding(facts["roles"])), key, text)


@subscribe("markup.asked")
def tell_markup_asked(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    about = f", {facts['about']}" if facts["about"] else ""
    said = f"{facts['by']} asks about {facts['title']}{about}, {named(key)}: {facts['text']}"
    send(event, leading(key), key, said)


@subscribe("sow.customer-agreed")
def tell_customer_agreed(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    note = f": {facts['note']}" if facts["note"] else ""
    said = f"{facts['by']} of the customer agrees to {facts['title']} as it stands, {named(key)}{note}"
    send(event, leading(key), key, said)


@subscribe("markup.settled")
def tell_markup_settled(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    made = f"answered with {facts['made']}" if facts["made"] else "answered, and stands as it is"
    send(event, leading(key), key, f"{facts['title']} is {made}: {named(key)}")


@subscribe("engagement.architect-asked")
def ask_architect(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f": {facts['note']}" if facts["note"] else ""
    send(event, person(facts["architect"]), key, f"{facts['by']} asks you to a call on {named(key)}{said}")


@subscribe("engagement.given")
def tell_given(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    send(event, person(facts["em"]), key, f"{facts['by']} gave you an engagement: {named(key)}")


@subscribe("panel.asked")
def ask_experts(event: Event) -> None:
    facts = event.facts
    key, experts = facts["engagement"], User.objects.filter(is_active=True, pk__in=facts["users"])
    text = f"{facts['by']} asks you to judge, unseen by others, {facts['title']}: {named(key)}"
    send(event, experts, key, text)


@subscribe("panel.closed")
def tell_panel_closed(event: Event) -> None:
    facts = event.facts
    key = facts["engagement"]
    send(event, leading(key), key, f"{facts['title']}: {facts['lines']} lines judged: {named(key)}")


@subscribe("link.answered")
def tell_customer_answers(event: Event) -> None:
    key = event.facts["engagement"]
    send(event, leading(key), key, f"{event.facts['by']} answers for the customer: {named(key)}")


@subscribe("change.asked")
def ask_leadership(event: Event) -> None:
    """Work at risk and work exceptions wait for the leadership of services."""
    key, facts = event.facts["engagement"], event.facts
    if "leadership-approves" in facts["needs"]:
        text = f"{facts['title']} by {facts['by']} waits for you: {named(key)}"
        send(event, holding([Role.DIRECTOR]), key, text)


@subscribe("change.stranded")
def tell_stranded(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    text = f"Both have signed {facts['title']}, and it cannot come into force: {facts['why']} {named(key)}"
    send(event, leading(key), key, text)


@subscribe("change.in-force")
def tell_in_force(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    send(event, leading(key), key, f"{facts['title']} is in force ({facts['booking'].lower()}): {named(key)}")


@subscribe("sow.opened")
def tell_opened(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} opened {facts['title']}, the first of the customer: {named(key)}"
    send(event, leading(key), key, said)


@subscribe("sow.sent")
def ask_to_sign(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    text = f"{facts['by']} asks for your signature, {named(key)}: {facts['title']}"
    sent = Sending.objects.filter(pk=facts["sending"]).first()
    send(event, these(facts["users"]), key, text, SIGNATURE, sent.sow_id if sent else 0)


@subscribe("sending.recalled")
def tell_signature_recalled(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    text = f"{facts['by']} took back {facts['title']}, which was to be signed: {facts['note']}"
    send(event, each(these(facts["users"]), leading(key)), key, text)


@subscribe("signature.given")
def tell_signature(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    did = f"declined to sign: {facts['note']}" if facts["declined"] else "has signed"
    send(event, leading(key), key, f"{facts['title']}: {facts['signatory']} {did}")


@subscribe("sow.signed")
def tell_signed(event: Event) -> None:
    key = event.facts["engagement"]
    send(event, leading(key), key, f"Everyone has signed {event.facts['title']}: {named(key)}")


@subscribe("engagement.booked")
def tell_booked(event: Event) -> None:
    """Who led and sold it, and who delivers it from here on."""
    key, facts = event.facts["engagement"], event.facts
    users = each(leading(key), holding([Role.DELIVERY_MANAGER, Role.COORDINATOR]))
    amount = f"{facts['currency']} {facts['amount']}"
    send(event, users, key, f"Booked by {facts['by']} in {facts['quarter']}, {amount}: {named(key)}")


@subscribe("booking.reversed")
def tell_reversed(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    amount = f"{facts['currency']} {facts['amount']}"
    said = f"{facts['by']} took {amount} out of the books, {named(key)}: {facts['note']}"
    send(event, each(leading(key), holding([Role.DIRECTOR, Role.FINANCE])), key, said)


@subscribe("handover.given")
def tell_handed_over(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    users = each(holding([Role.DELIVERY_MANAGER]), these([facts["pm"]]))
    text = f"{facts['by']} hands over to delivery, {named(key)}: {facts['title']}"
    send(event, users, key, text, HANDOVER)


@subscribe("handover.accepted")
def tell_accepted(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    but = f", with reservations: {facts['reservations']}" if facts["reservations"] else ""
    send(event, leading(key), key, f"{facts['by']} accepts {facts['title']}, {named(key)}{but}")


@subscribe("question.asked")
def tell_asked(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} asks about {facts['section'].lower()}, {named(key)}: {facts['text']}"
    send(event, managing(key), key, said, HANDOVER)
    send(event, leading(key), key, said)


@subscribe("question.answered")
def tell_answered(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} answered your question, {named(key)}: {facts['text']}"
    send(event, these([facts["user"]]), key, said, HANDOVER)


# After these something that was asked may be done, or asked no more.
_SETTLING = (
    "engagement.answered", "engagement.moved", "estimate.approved", "estimate.returned", "sow.drawn-up",
    "sow.shared", "sow.withheld", "sow.customer-agreed", "sow.sent", "markup.read",
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
