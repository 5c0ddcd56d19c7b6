"""Reads of rounds: panels, what one is asked, and - once revealed - who said what and how far apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.rounds.bridge import judged, newest, sent, value
from fairlead.apps.rounds.models import Judgement, Panel, Workbook
from fairlead.apps.rounds.states import PANEL
from fairlead.core.actor import Actor
from fairlead.core.files import Download
from fairlead.core.verbs import card, reading
from fairlead.engines.documents.exchange import Out, exchange_workbook
from fairlead.engines.estimating.consensus import Pooled, pooled


@dataclass(frozen=True, slots=True)
class ExpertCard:
    """One expert of a panel: how many of the round's lines they have judged, never what they said."""

    person: int
    name: str
    judged: int
    asked: int


@dataclass(frozen=True, slots=True)
class PanelCard:
    id: int
    version: int
    engagement: int
    title: str
    state: str
    state_label: str
    round: int
    wide: Decimal
    lines: int
    asked: tuple[str, ...]
    experts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgementCard:
    id: int
    version: int
    panel: int
    round: int
    line: str
    expert: str
    low: Decimal
    likely: Decimal
    high: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class LineSheet:
    """One line of a panel. own: what the reader said in this round. judgements and pool: what all said in
    the last round that asked for it, empty while that is not revealed. earlier: rounds before it."""

    id: str
    phase: str
    name: str
    description: str
    asked: bool
    own: JudgementCard | None
    judgements: tuple[JudgementCard, ...]
    pool: Pooled | None
    earlier: tuple[JudgementCard, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A panel as one reader sees it."""

    panel: PanelCard
    experts: tuple[ExpertCard, ...]
    mine: bool
    lines: tuple[LineSheet, ...]


@dataclass(frozen=True, slots=True)
class WorkbookCard:
    """A sending; came_back names the files that were taken."""

    id: int
    version: int
    engagement: int
    estimate: int
    number: int
    title: str
    sent_on: date
    came_back: tuple[str, ...]


@card(Panel)
def panel_card(actor: Actor, row: Panel) -> PanelCard:
    return PanelCard(
        row.pk, row.version, row.engagement_id, row.title, row.state, PANEL.state(row.state).label, row.round,
        row.wide, len(row.lines), tuple(row.asked), tuple(expert["name"] for expert in row.experts),
    )  # fmt: skip


@card(Judgement)
def judgement_card(actor: Actor, row: Judgement) -> JudgementCard:
    return JudgementCard(
        row.pk, row.version, row.panel_id, row.round, row.line, row.person.name, row.low, row.likely,
        row.high, row.reason,
    )  # fmt: skip


@card(Workbook)
def workbook_card(actor: Actor, row: Workbook) -> WorkbookCard:
    return WorkbookCard(
        row.pk, row.version, row.estimate.engagement_id, row.estimate_id, row.estimate.number, row.title,
        row.sent_on, tuple(file["name"] for file in row.came_back),
    )  # fmt: skip


@reading("panel.list")
def panels(actor: Actor, *, engagement: Engagement | None = None, state: str = "") -> QuerySet[Panel]:
    """Panels of experts, newest first."""
    rows = Panel.objects.visible_to(actor).select_related("engagement__account")
    if engagement:
        rows = rows.filter(engagement=engagement)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


@reading("panel.show")
def panel(actor: Actor, panel: Panel) -> Panel:
    """One panel."""
    return panel


@reading("judgement.list")
def judgements(actor: Actor, *, panel: Panel) -> QuerySet[Judgement]:
    """What was said: one's own, and everybody's of rounds that are revealed."""
    rows = Judgement.objects.visible_to(actor).filter(panel=panel).select_related("person")
    return rows.order_by("round", "line", "pk")


@reading("panel.sheet")
def sheet(actor: Actor, panel: Panel) -> Sheet:
    """A panel line by line: what is asked, what you said, and what all said once it is revealed."""
    seen = list(judgements(actor, panel=panel))
    open_to = [row for row in seen if row.round < panel.hidden_from]
    revealed = newest(panel, open_to)
    own = {
        row.line: judgement_card(actor, row)
        for row in seen
        if row.round == panel.round and row.person.user_id == actor.user_id
    }
    lines = tuple(
        _line(actor, panel, line, own.get(line["id"]), revealed.get(line["id"], []), open_to)
        for line in panel.lines
    )
    return Sheet(panel_card(actor, panel), _progress(panel), actor.user_id in panel.users, lines)


def _line(
    actor: Actor,
    panel: Panel,
    line: dict[str, str],
    own: JudgementCard | None,
    held: list[Judgement],
    open_to: list[Judgement],
) -> LineSheet:
    last = held[0].round if held else 0
    earlier = [row for row in open_to if row.line == line["id"] and row.round < last]
    return LineSheet(
        line["id"],
        line["phase"],
        line["name"],
        line["description"],
        line["id"] in panel.asked,
        own,
        tuple(judgement_card(actor, row) for row in held),
        pooled([value(row) for row in held], panel.wide) if held else None,
        tuple(judgement_card(actor, row) for row in earlier),
    )


def _progress(panel: Panel) -> tuple[ExpertCard, ...]:
    given, wanted = judged(panel), len(panel.asked)
    return tuple(ExpertCard(e["person"], e["name"], given[e["person"]], wanted) for e in panel.experts)


@reading("workbook.list")
def workbooks(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Workbook]:
    """Workbooks that were sent out, newest first."""
    rows = Workbook.objects.visible_to(actor).select_related("estimate__engagement__account")
    if engagement:
        rows = rows.filter(estimate__engagement=engagement)
    return rows.order_by("-pk")


@reading("workbook.show")
def workbook(actor: Actor, workbook: Workbook) -> Workbook:
    """One sending."""
    return workbook


@reading("workbook.download")
def download(actor: Actor, workbook: Workbook) -> Download:
    """The workbook to send: lines with their ranges to edit, no price and no cost; always the same bytes."""
    practice = practice_of(workbook.estimate.practice_id)
    phases = {phase.id: phase.name for phase in practice.offering(_offering(workbook)).phases}
    lines = [
        Out(
            line.id, phases.get(line.phase, line.phase), line.name, line.description,
            line.p10, line.p50, line.p90, line.why[0] if line.why else "",
        )
        for line in sent(workbook)
    ]  # fmt: skip
    content = exchange_workbook(workbook.key, workbook.title, practice.firm, workbook.sent_on, lines)
    return Download.of(f"estimate-v{workbook.estimate.number}-lines.xlsx", content)


def _offering(workbook: Workbook) -> str:
    return str(workbook.estimate.terms["offering"])
