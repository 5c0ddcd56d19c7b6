"""Reads of agreements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from fairlead.apps.agreements.models import COST_KINDS, Paper, Sow
from fairlead.apps.agreements.states import SOW
from fairlead.apps.engagements.models import Engagement
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.core.files import Download
from fairlead.core.roles import COST_ROLES
from fairlead.core.verbs import card, reading


@dataclass(frozen=True, slots=True)
class PaperCard:
    id: int
    version: int
    sow: int
    kind: str
    label: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SowCard:
    id: int
    version: int
    engagement: int
    estimate: int
    number: int
    title: str
    state: str
    state_label: str
    price: Decimal
    currency: str
    manifest: str
    drawn_at: datetime


@card(Sow)
def sow_card(actor: Actor, row: Sow) -> SowCard:
    return SowCard(
        row.pk, row.version, row.engagement_id, row.estimate_id, row.number, row.title, row.state,
        SOW.state(row.state).label, row.price, row.currency, row.manifest, row.created_at,
    )  # fmt: skip


@card(Paper)
def paper_card(actor: Actor, row: Paper) -> PaperCard:
    return PaperCard(row.pk, row.version, row.sow_id, row.kind, row.get_kind_display(), row.size, row.sha256)


@reading("sow.list")
def sows(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Sow]:
    """Statements of work, newest first."""
    rows = Sow.objects.visible_to(actor)
    if engagement:
        rows = rows.filter(engagement=engagement)
    return rows.order_by("-pk")


@reading("sow.show")
def sow(actor: Actor, sow: Sow) -> Sow:
    """One statement of work."""
    return sow


@reading("paper.list")
def papers(actor: Actor, *, sow: Sow | None = None) -> QuerySet[Paper]:
    """The files made from statements of work; those that show cost only for who may see it."""
    rows = Paper.objects.visible_to(actor).defer("content")
    if sow:
        rows = rows.filter(sow=sow)
    if not actor.has_any(COST_ROLES):
        rows = rows.exclude(kind__in=COST_KINDS)
    return rows.order_by("sow", "pk")


@reading("paper.download")
def download(actor: Actor, paper: Paper) -> Download:
    """One file, byte for byte as it was made."""
    if paper.kind in COST_KINDS and not actor.has_any(COST_ROLES):
        raise Forbidden("This file shows standard cost and margin, which your role does not see.")
    return Download(f"{paper.sow.title.split()[0]}-{paper.kind}", bytes(paper.content), paper.sha256)
