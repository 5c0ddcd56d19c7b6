"""Reads of hand-overs: the pack, who has read what, questions, what changed since, and the paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.handover import rules
from fairlead.apps.handover.assembling import assembled
from fairlead.apps.handover.models import Handover, Question, Readiness, Reading
from fairlead.apps.handover.states import HANDOVER, OPEN_QUESTIONS, QUESTION
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, invalid
from fairlead.core.files import Download
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.talk import AnsweredCard, answered_cards
from fairlead.core.verbs import card, reading
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.handing import TITLES, Asked, Drift, Pack, Sheet, from_plain
from fairlead.engines.handing import drift as drifted
from fairlead.engines.handing import paper as document

MOST_AWAITED = 50

DRAWERS = {"pdf": pdf, "docx": docx_bytes}


@dataclass(frozen=True, slots=True)
class HandoverCard:
    """One version of a hand-over. open_questions: of its engagement, whichever version they were asked of."""

    id: int
    version: int
    engagement: int
    sow: int
    name: str
    number: int
    state: str
    state_label: str
    pm: int | None
    pm_name: str
    digest: str
    handed_by: str
    handed_at: datetime
    accepted_by: str
    accepted_at: datetime | None
    reservations: str
    open_questions: int


@dataclass(frozen=True, slots=True)
class ReadingCard:
    id: int
    version: int
    handover: int
    section: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionCard:
    id: int
    version: int
    engagement: int
    handover: int
    section: str
    section_title: str
    state: str
    state_label: str
    text: str
    asked_by: str
    asked_at: datetime
    answers: tuple[AnsweredCard, ...]


@dataclass(frozen=True, slots=True)
class ReadinessCard:
    id: int
    version: int
    engagement: int
    item: str
    holds: bool
    note: str
    by: str
    at: datetime


@card(Handover)
def handover_card(actor: Actor, row: Handover) -> HandoverCard:
    left = getattr(row, "open_questions", None)
    if left is None:
        left = Question.objects.filter(engagement=row.engagement_id, state__in=OPEN_QUESTIONS).count()
    return HandoverCard(
        row.pk, row.version, row.engagement_id, row.sow_id, str(row), row.number, row.state,
        HANDOVER.state(row.state).label, row.pm_id, row.pm.name if row.pm else "", row.digest,
        row.handed_name, row.created_at, row.accepted_name, row.accepted_at, row.reservations, left,
    )  # fmt: skip


@card(Reading)
def reading_card(actor: Actor, row: Reading) -> ReadingCard:
    return ReadingCard(row.pk, row.version, row.handover_id, row.section, row.by_name, row.created_at)


@card(Question)
def question_card(actor: Actor, row: Question) -> QuestionCard:
    return QuestionCard(
        row.pk, row.version, row.engagement_id, row.handover_id, row.section, TITLES[row.section], row.state,
        QUESTION.state(row.state).label, row.text, row.asked_name, row.created_at,
        answered_cards(row.answers),
    )  # fmt: skip


@card(Readiness)
def readiness_card(actor: Actor, row: Readiness) -> ReadinessCard:
    return ReadinessCard(
        row.pk, row.version, row.engagement_id, row.item, row.holds, row.note, row.by_name, row.created_at
    )


@reading("handover.list")
def handovers(actor: Actor, *, engagement: Engagement | None = None, state: str = "") -> QuerySet[Handover]:
    """Versions of hand-overs, newest first."""
    rows = Handover.objects.visible_to(actor).select_related("pm", "engagement__account", "sow__estimate")
    if engagement:
        rows = rows.filter(engagement=engagement)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


@reading("handover.show")
def handover(actor: Actor, handover: Handover) -> Handover:
    """One version of a hand-over."""
    return handover


@reading("handover.pack")
def pack(actor: Actor, handover: Handover) -> Pack:
    """What was handed over, section by section, as it was frozen."""
    _inside(actor)
    return from_plain(handover.pack)


@reading("handover.preview")
def preview(actor: Actor, sow: Sow) -> Pack:
    """What would be handed over now: assembled from the record, nothing is kept."""
    _inside(actor)
    return assembled(actor, sow)


@reading("handover.drift")
def drift(actor: Actor, handover: Handover) -> tuple[Drift, ...]:
    """What is new, gone or changed in the record since a version was handed over."""
    _inside(actor)
    standing = Sow.objects.visible_to(actor).filter(engagement=handover.engagement_id, state="drawn-up")
    now = standing.select_related("estimate").first() or handover.sow
    return drifted(from_plain(handover.pack), assembled(actor, now))


_NEXT = {
    "accept": "Read {} and accept it",
    "answer": "Answer what delivery asks about {}",
    "close": "Read what was answered about {}",
}


def awaited(actor: Actor, about: int | None = None) -> list[tuple[Handover, str]]:
    """Versions that wait for this actor, and in a sentence what for; the longest first, for the desk.
    about: of which engagement, None for any."""
    delivers, tells = actor.has_any(rules.DELIVERY), actor.has_any(rules.TELLERS)
    if actor.user_id is None or not (delivers or tells):
        return []
    mine = Q(pm__user=actor.user_id)
    accepts = Q(state="handed") & (~Q(pk=None) if actor.has(Role.DELIVERY_MANAGER) else mine)
    asked = Question.objects.filter(engagement=OuterRef("engagement"))
    told = Q(engagement__em__user=actor.user_id) | Q(handed_by=actor.user_id)
    waits = [
        When(accepts & ~Q(handed_by=actor.user_id), then=Value("accept")),
        *([When(told & Exists(asked.filter(state="open")), then=Value("answer"))] if tells else []),
        *([When(Exists(asked.filter(state="answered", asked_by=actor.user_id)), then=Value("close"))]
          if delivers else []),
    ]  # fmt: skip
    rows = handovers(actor).exclude(state="replaced")
    rows = (rows if about is None else rows.filter(engagement=about)).annotate(
        next=Case(*waits, default=Value(""))
    )
    found = rows.exclude(next="").defer("pack").order_by("created_at")[:MOST_AWAITED]
    return [(row, _NEXT[row.next].format(row)) for row in found]


def _inside(actor: Actor) -> None:
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("What pre-sales tells delivery is for the firm.")


@reading("handover.paper")
def paper(actor: Actor, handover: Handover, *, kind: str = "pdf") -> Download:
    """A version as "pdf" or "docx", with the questions of delivery and their answers; for the firm alone."""
    _inside(actor)
    if kind not in DRAWERS:
        raise invalid("kind", f"There is no paper of kind {kind[:40]!r}.", f"It is {' or '.join(DRAWERS)}.")
    engagement, row = handover.engagement, handover
    facts = [("Handed over by", row.handed_name), ("State", HANDOVER.state(row.state).label)]
    if row.pm:
        facts.append(("Project manager", row.pm.name))
    if row.reservations:
        facts.append(("Reservations", row.reservations))
    day: date = timezone.localdate(row.created_at)
    practice = practice_of(engagement.practice_id)
    sheet = Sheet(
        practice.firm, engagement.account.name, engagement.name, str(row),
        row.sow.title, day, row.digest, tuple(facts),
    )  # fmt: skip
    asked = [
        Asked(one.section, one.text, one.asked_name, " / ".join(said["text"] for said in one.answers))
        for one in questions(actor, engagement=engagement)
    ]
    made = document(from_plain(row.pack), sheet, asked).dressed(practice.brand)
    return Download.of(f"{row}.{kind}", DRAWERS[kind](made))


@reading("reading.list")
def readings(actor: Actor, *, handover: Handover | None = None) -> QuerySet[Reading]:
    """Who has read which section of which version, and when."""
    rows = Reading.objects.visible_to(actor)
    return (rows.filter(handover=handover) if handover else rows).order_by("pk")


@reading("question.list")
def questions(actor: Actor, *, engagement: Engagement | None = None, state: str = "") -> QuerySet[Question]:
    """Questions of delivery, the oldest first; `state` may be live for those that are not closed."""
    rows = Question.objects.visible_to(actor).select_related("handover")
    if engagement:
        rows = rows.filter(engagement=engagement)
    if state:
        rows = rows.filter(state__in=OPEN_QUESTIONS if state == "live" else [state])
    return rows.order_by("pk")


@reading("question.show")
def question(actor: Actor, question: Question) -> Question:
    """One question of delivery."""
    return question


@reading("readiness.list")
def readiness(actor: Actor, *, engagement: Engagement | None = None) -> QuerySet[Readiness]:
    """What was said of the prerequisites of scheduling, the newest word first."""
    rows = Readiness.objects.visible_to(actor)
    return (rows.filter(engagement=engagement) if engagement else rows).order_by("-pk")


def to_state(engagement: Engagement) -> tuple[tuple[str, str], ...]:
    """The prerequisites that somebody has to state: id and name."""
    practice = practice_of(engagement.practice_id)
    return tuple((one.id, one.name) for one in practice.prerequisites if one.kind == "stated")
