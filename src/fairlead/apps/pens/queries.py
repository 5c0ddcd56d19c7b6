"""Reads of pens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.pens.models import Pen
from fairlead.core.actor import Actor
from fairlead.core.verbs import card, reading


@dataclass(frozen=True, slots=True)
class PenAsker:
    """Who asks for the pen, since when, and what for."""

    person: int
    name: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class PenCard:
    """Who holds the pen; holder is None and the name "" while it lies. asks: who asks for it, the longest
    waiting first."""

    id: int
    version: int
    engagement: int
    holder: int | None
    holder_name: str
    since: datetime
    reason: str
    asks: tuple[PenAsker, ...]


@card(Pen)
def pen_card(actor: Actor, row: Pen) -> PenCard:
    return PenCard(
        row.pk, row.version, row.engagement_id, row.holder_id, row.holder.name if row.holder else "",
        row.since, row.reason, asks_of(row),
    )  # fmt: skip


def asks_of(row: Pen) -> tuple[PenAsker, ...]:
    return tuple(
        PenAsker(one["person"], one["name"], datetime.fromisoformat(one["at"]), one["note"])
        for one in row.asks
    )


@reading("pen.list")
def pens(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Pen]:
    """Pens that were ever taken, with who holds them."""
    rows = Pen.objects.visible_to(actor).select_related("holder")
    if engagement:
        rows = rows.filter(engagement=engagement)
    return rows.order_by("engagement", "pk")


def with_holders(rows: QuerySet[Engagement]) -> QuerySet[Engagement]:
    """The same engagements, each with who holds its pen, for every button that asks."""
    pen = Pen.objects.filter(engagement=OuterRef("pk"))
    return rows.annotate(
        pen_user=Subquery(pen.values("holder__user")), pen_name=Subquery(pen.values("holder__name")),
        pen_since=Subquery(pen.values("since")),
    )  # fmt: skip


def seen(actor: Actor, *rows: Engagement) -> Pen | None:
    """The pen of an engagement, read once for every button that asks who holds it."""
    found: Pen | None = pens(actor, engagement=rows[0]).first()
    for row in rows:
        row.__dict__["pen"] = found
    return found
