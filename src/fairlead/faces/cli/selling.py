"""How the demo firm books what it sold and hands it over: each item of the checklist by who may give it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from fairlead.apps.agreements.queries import sows
from fairlead.apps.books import actions as books
from fairlead.apps.books.queries import ChecklistCard, ItemCard, checklist
from fairlead.apps.handover import actions as handover
from fairlead.core.actor import Actor

SAID = {
    "opportunity": "OPP-{n}",
    "order-form": "Signed order form, on the opportunity {n}",
    "change-signed": "Fully signed, on the legal case {n}",
    "purchase-order": "PO 45{n:05}",
    "order-management": "Approved on the opportunity",
    "billing-operations": "Approved on the opportunity",
}
CUSTOM = "Custom consulting"


def sell(by: Mapping[str, Actor], engagement: Any, reason: str, note: str = "") -> Any:
    """Book the standing statement of work of an engagement that is approved for signature.

    by: who acts, by role; among them "engagement-manager", who books.
    """
    ana = by["engagement-manager"]
    order = books.open_order(ana, sows(ana, engagement=engagement).get(state="drawn-up"))
    give(by, order)
    return books.book(ana, order, reason=reason, note=note)


# What is there already of a sale that is being booked.
BEGUN = ("opportunity", "quote", "quote-education")


def begin(by: Mapping[str, Actor], engagement: Any) -> None:
    """Collect some of what a booking needs, and hand the work over: delivery has read half of it and asks."""
    ana, sam, dan = by["engagement-manager"], by["sales"], by["delivery-manager"]
    sow = sows(ana, engagement=engagement).get(state="drawn-up")
    order = books.open_order(sam, sow)
    give({"sales": sam}, order, BEGUN)
    handover.state(ana, sow.engagement, item="close-plan", note="Agreed in the call of the sponsors.")
    told = handover.hand(ana, sow)
    for section in ("drivers", "deliverables", "duties"):
        told = handover.read(dan, told, section=section)
    asked = handover.ask(dan, told, section="readiness", text="Who approves access for our engineers?")
    handover.answer(ana, asked, text="Their security office, within two days of the list of names.")
    handover.ask(dan, told, section="work", text="Is the start fixed, or may it slip a week?")


def give(by: Mapping[str, Actor], order: Any, only: Collection[str] = ()) -> None:
    """Everything that is asked for and not there yet, or only these items of it."""
    found = checklist(next(iter(by.values())), order)
    for item in found.items:
        if item.by and item.state not in ("met", "waived") and (not only or item.id in only):
            who = next(actor for role, actor in by.items() if role in item.by)
            books.attach(who, order, item=item.id, **_evidence(order, found, item))


def _evidence(order: Any, found: ChecklistCard, item: ItemCard) -> dict[str, Any]:
    said = SAID.get(item.id, "On the opportunity {n}").format(n=order.pk)
    if item.kind != "quote":
        return {"reference": said}
    mixed = bool(found.consulting and found.education)
    second = item.id == "quote-education"
    skus = [one.name for one in found.sold if not mixed or (one.category == "education") == second]
    own = [CUSTOM] if found.custom and not second else []
    amount = (found.education if second else found.consulting) if mixed else found.amount
    return {
        "reference": f"Q-{order.pk}{'-E' if second else ''}", "amount": amount, "skus": [*skus, *own],
        "on": timezone.localdate(),
    }  # fmt: skip
