"""Reads of agreements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from fairlead.apps.agreements import audiences as audiences  # their readings are registered with these
from fairlead.apps.agreements import comparing as comparing
from fairlead.apps.agreements import reproducing as reproducing
from fairlead.apps.agreements import tracing as tracing
from fairlead.apps.agreements.bridge import checks_of, estimate_behind
from fairlead.apps.agreements.models import COST_KINDS, Paper, Sow
from fairlead.apps.agreements.states import SOW
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.models import Estimate
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.core.files import Download
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_ROLES
from fairlead.core.talk import AnsweredCard, answered_cards
from fairlead.core.verbs import card, reading
from fairlead.engines.amending import Lost
from fairlead.engines.linting.handoff import Handoff
from fairlead.engines.linting.values import Remark


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
    """amended: clauses that say what was agreed with the customer; lost: what of that could not be kept;
    shared_at: when it was put before the customer; reply_by: by when we ask for their answer;
    agreed: who of them agrees to it as it stands, and when."""

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
    amended: int
    lost: tuple[Lost, ...]
    shared_at: datetime | None
    reply_by: date | None
    agreed: tuple[AnsweredCard, ...]


@card(Sow)
def sow_card(actor: Actor, row: Sow) -> SowCard:
    inside = actor.has_any(ENGAGEMENT_ROLES)
    return SowCard(
        row.pk, row.version, row.engagement_id, row.estimate_id, row.number, row.title, row.state,
        SOW.state(row.state).label, row.price, row.currency, row.manifest, row.created_at,
        len(row.wordings) if inside else 0, tuple(Lost(**one) for one in row.lost) if inside else (),
        row.shared_at, row.reply_by, answered_cards(row.agreed),
    )  # fmt: skip


@card(Paper)
def paper_card(actor: Actor, row: Paper) -> PaperCard:
    return PaperCard(row.pk, row.version, row.sow_id, row.kind, row.get_kind_display(), row.size, row.sha256)


@reading("sow.list")
def sows(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Sow]:
    """Statements of work, newest first."""
    rows = Sow.objects.visible_to(actor).defer("said")
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
    return Download(f"{paper.sow.code}-{paper.kind}", bytes(paper.content), paper.sha256)


@dataclass(frozen=True, slots=True)
class Linted:
    """What the linter says of a statement of work: how many remarks of each severity, and the remarks."""

    estimate: int
    errors: int
    warnings: int
    notes: int
    remarks: tuple[Remark, ...]


@reading("sow.lint")
def lint(actor: Actor, *, sow: Sow | None = None, estimate: Estimate | None = None) -> Linted:
    """Vague words, gaps, conflicts and figures that differ, each with its place and a fix, in a statement of
    work, or in the one that an estimate would come to."""
    return checks(actor, sow, estimate)[0]


@reading("sow.handoff")
def handoff(actor: Actor, *, sow: Sow | None = None, estimate: Estimate | None = None) -> Handoff:
    """Whether a project manager could run the work from a statement of work, or from the one that an estimate
    would come to: for every deliverable owner, hours, dates, acceptance, dependencies and customer duties."""
    return checks(actor, sow, estimate)[1]


def checks(actor: Actor, sow: Sow | None, estimate: Estimate | None) -> tuple[Linted, Handoff]:
    """Both at once, for a page that shows both."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("How a statement of work is checked stays inside the firm.")
    asked = estimate_behind(sow, estimate)
    remarks, tested = checks_of(asked, sow)
    errors, warnings, notes = (
        sum(one.severity == level for one in remarks) for level in ("error", "warning", "note")
    )
    return Linted(asked.pk, errors, warnings, notes, remarks), tested


def amended_of(sow: Sow) -> Sow | None:
    """The statement of work that another amends; None where it amends none."""
    rows = Sow.objects.filter(engagement=sow.engagement_id, title__startswith=f"{sow.base} ")
    return rows.first() if sow.base else None
