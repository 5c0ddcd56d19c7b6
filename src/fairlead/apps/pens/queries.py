"""Reads of pens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.pens.models import Pen
from fairlead.core.actor import Actor
from fairlead.core.verbs import card, reading


@dataclass(frozen=True, slots=True)
class PenCard:
    """Who holds the pen; holder is None and the name "" while it lies."""

    id: int
    version: int
    engagement: int
    holder: int | None
    holder_name: str
    since: datetime
    reason: str
    asked_by: int | None
    asked_by_name: str
    asked_at: datetime | None
    asked_note: str


@card(Pen)
def pen_card(actor: Actor, row: Pen) -> PenCard:
    return PenCard(
        row.pk, row.version, row.engagement_id, row.holder_id, row.holder.name if row.holder else "",
        row.since, row.reason, row.asked_by_id, row.asked_by.name if row.asked_by else "", row.asked_at,
        row.asked_note,
    )  # fmt: skip


@reading("pen.list")
def pens(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Pen]:
    """Pens that were ever taken, with who holds them."""
    rows = Pen.objects.visible_to(actor).select_related("holder", "asked_by")
    if engagement:
        rows = rows.filter(engagement=engagement)
    return rows.order_by("engagement", "pk")


def seen(actor: Actor, *rows: Engagement) -> Pen | None:
    """The pen of an engagement, read once for every button that asks who holds it."""
    found: Pen | None = pens(actor, engagement=rows[0]).first()
    for row in rows:
        row.__dict__["pen"] = found
    return found
