"""How the demo firm books what it sold: every item of the checklist with its evidence, by who may give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from fairlead.apps.agreements.queries import sows
from fairlead.apps.books import actions as books
from fairlead.apps.books.queries import ChecklistCard, ItemCard, checklist
from fairlead.core.actor import Actor

SAID = {
    "opportunity": "OPP-{n}",
    "signed": "Fully signed, on the legal case {n}",
    "order-form": "Signed order form, on the opportunity {n}",
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


def give(by: Mapping[str, Actor], order: Any) -> None:
    """Everything that is asked for and not there yet."""
    found = checklist(by["engagement-manager"], order)
    for item in found.items:
        if item.by and item.state not in ("met", "waived"):
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
