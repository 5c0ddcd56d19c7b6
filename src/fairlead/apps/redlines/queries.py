"""Reads of redlines: the files that came back, and everything found in one beside what we say now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Greatest

from fairlead.apps.agreements.models import Sow
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.redlines import answering as answering  # its readings are registered with these
from fairlead.apps.redlines.models import QUESTION, THEIRS, Markup, Original, Redline
from fairlead.apps.redlines.rules import acceptors
from fairlead.apps.redlines.standing import met_in, newest_of, ours_of, waiting_of
from fairlead.apps.redlines.states import MARKUP, REDLINE
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Missing
from fairlead.core.files import Download
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.findings import Finding


@dataclass(frozen=True, slots=True)
class MarkupCard:
    """origin: "firm" where the firm took it back; "copy" or "question" where the customer gave it in here.
    share: of the clauses that were sent, how many were found; findings: what to know of the whole file. What
    was found in it is for the firm; the customer reads why a file cannot be taken."""

    id: int
    version: int
    sow: int
    number: int
    state: str
    state_label: str
    origin: str
    origin_label: str
    name: str
    size: int
    sha256: str
    sender: str
    given_in_by: str
    given_in_at: datetime
    manifest: str
    share: float
    tally: dict[str, int]
    findings: tuple[Finding, ...]
    settled: int | None
    settled_by: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class RedlineCard:
    """pieces: [kind, text, author, at, tracked]; roles: who may accept it; fixed: why nobody can; sources:
    where what it says is set ("record", "terms", "estimate", "answers"), none where it is words alone."""

    id: int
    version: int
    markup: int
    place: int
    kind: str
    kind_label: str
    state: str
    state_label: str
    clause: str
    number: str
    title: str
    before: str
    wanted: str
    wording: str
    wanted_title: str
    moved: bool
    after: str
    pieces: list[Any]
    comments: list[dict[str, Any]]
    figures: list[list[str]]
    authors: list[str]
    last_at: datetime | None
    silent: bool
    found: str
    roles: tuple[str, ...]
    variant: str
    fixed: str
    cautions: list[dict[str, str]]
    sources: list[str]
    answer: str
    answer_title: str
    note: str
    by_name: str
    at: datetime | None
    replies: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Beside:
    """One change beside what we say now. conflict: both sides have changed the clause since it was sent;
    ours: its words in our newest version, "" where it is there no more; met: it was to be changed at its
    source, and our newest version says it."""

    change: RedlineCard
    conflict: bool
    ours: str
    met: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """Everything in a file that came back. newest: the number of our newest version; waiting: changes that
    nobody has answered; unsaid: those to be changed at their source that it does not say yet; unreplied:
    comments that have no answer for their eyes and are not said to need none."""

    markup: MarkupCard
    newest: int
    waiting: int
    unsaid: int
    unreplied: int
    changes: tuple[Beside, ...]


@card(Markup)
def markup_card(actor: Actor, row: Markup) -> MarkupCard:
    inside = actor.has_any(ENGAGEMENT_ROLES)
    found = (row.manifest, row.share, row.tally) if inside else ("", 0.0, {})
    findings = tuple(Finding(**one) for one in row.findings) if inside else answering.told_findings(row)
    return MarkupCard(
        row.pk, row.version, row.sow_id, row.sow.number, row.state, _label(row), row.origin,
        row.get_origin_display(), row.name, row.size, row.sha256, row.sender, row.given_in_by, row.created_at,
        *found, findings, row.settled_id if inside else None, row.settled_by if inside else "",
        row.settled_at,
    )  # fmt: skip


def _label(row: Markup) -> str:
    """How it stands; a question that was replied to waits for nothing but to be settled."""
    replied = row.is_question and row.state == "open" and getattr(row, "unanswered", 1) == 0
    return REDLINE.state("noted").label if replied else MARKUP.state(row.state).label


@card(Redline)
def redline_card(actor: Actor, row: Redline) -> RedlineCard:
    return RedlineCard(
        row.pk, row.version, row.markup_id, row.place, row.kind, row.get_kind_display(), row.state,
        REDLINE.state(row.state).label, row.clause, row.number, row.title, row.before, row.wanted,
        row.wording, row.wanted_title, row.moved, row.after, row.pieces, row.comments, row.figures,
        row.authors, row.last_at, row.silent, row.found,
        tuple(sorted(role.label for role in acceptors(row))), row.variant,
        row.get_fixed_display() if row.fixed else "", row.cautions, row.sources, row.answer, row.answer_title,
        row.note, row.by_name, row.at, row.replies,
    )  # fmt: skip


@reading("markup.list")
def markups(
    actor: Actor, *, sow: Sow | None = None, engagement: Engagement | None = None
) -> QuerySet[Markup]:
    """Files that came back, the newest first; of one version or one engagement if it is given."""
    rows = Markup.objects.visible_to(actor).select_related("sow__engagement__account")
    rows = rows.defer("sow__said", "sow__wordings")
    rows = rows.annotate(unanswered=Count("redlines", filter=Q(redlines__state="open")))
    if sow:
        rows = rows.filter(sow=sow)
    if engagement:
        rows = rows.filter(sow__engagement=engagement)
    return rows.order_by("-pk")


def given_since(actor: Actor, sows: Iterable[Sow]) -> dict[int, list[Markup]]:
    """What the customer returned or asked of each version after the first of them agreed to it as it stands,
    the oldest first, `last` being when; of those that nobody agreed to, nothing."""
    agreed = {sow.pk: datetime.fromisoformat(sow.agreed[0]["at"]) for sow in sows if sow.agreed}
    found: dict[int, list[Markup]] = {}
    if not agreed:
        return found
    asked = Max("redlines__last_at", filter=Q(origin=QUESTION))
    rows = Markup.objects.visible_to(actor).filter(origin__in=THEIRS, sow__in=agreed)
    for row in rows.annotate(last=Greatest("created_at", asked)).order_by("last"):
        if row.last > agreed[row.sow_id]:
            found.setdefault(row.sow_id, []).append(row)
    return found


@reading("markup.show")
def markup(actor: Actor, markup: Markup) -> Markup:
    """One file that came back, with what to know of it as a whole."""
    return markup


@reading("markup.download")
def download(actor: Actor, markup: Markup) -> Download:
    """The file, byte for byte as it came."""
    row = Original.objects.visible_to(actor).filter(markup=markup).first()
    if row is None:
        raise Missing(f"There is no file of markup {markup.pk}.")
    return Download(f"markup-{markup.pk}.docx", bytes(row.content), markup.sha256)


@reading("markup.compare")
def compare(actor: Actor, markup: Markup) -> Marked:
    """Every change of a file, as sent, as they want it, and as we say it now."""
    return marked(actor, markup)[0]


@reading("redline.list")
def redlines(actor: Actor, *, markup: Markup | None = None, state: str = "") -> QuerySet[Redline]:
    """Changes found in files that came back, in reading order; of one file, in one state."""
    rows = Redline.objects.visible_to(actor).select_related("markup__sow__engagement__account")
    if markup:
        rows = rows.filter(markup=markup)
    return (rows.filter(state=state) if state else rows).order_by("-markup", "place")


@reading("redline.show")
def redline(actor: Actor, redline: Redline) -> Redline:
    """One change, with our answer."""
    return redline


def marked(actor: Actor, markup: Markup) -> tuple[Marked, list[Redline]]:
    """The same, with the rows for whoever draws their buttons."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("What the customer sent is for the firm.")
    rows = list(Redline.objects.visible_to(actor).filter(markup=markup).order_by("place"))
    newest = newest_of(actor, markup)
    sent, ours = (ours_of(markup.sow), ours_of(newest)) if newest.pk != markup.sow_id else ({}, {})
    met = met_in(newest, markup, rows)
    findings: dict[str, list[Finding]] = {}
    for one in markup.findings:
        findings.setdefault(one["where"], []).append(Finding(**one))
    found = []
    for row in rows:
        row.markup = markup
        both = row.clause in sent and sent.get(row.clause) != ours.get(row.clause) and row.pk not in met
        about = tuple(findings.get(row.clause, ()))
        said = ours.get(row.clause, "") if both else ""
        found.append(Beside(redline_card(actor, row), both, said, row.pk in met, about))
    left = waiting_of(rows, met)
    card = markup_card(actor, markup)
    return Marked(card, newest.number, left.open, left.unsaid, left.unreplied, tuple(found)), rows
