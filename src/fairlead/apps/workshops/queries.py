"""Reads of workshops: planned, live, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.workshops import bridge
from fairlead.apps.workshops.landing import dots_of, order_of
from fairlead.apps.workshops.methods import BY_ID, METHODS, Attendee, Method, fitting, missing
from fairlead.apps.workshops.models import AgendaItem, Capture, Participant, Vote, Workshop
from fairlead.apps.workshops.situation import figures
from fairlead.apps.workshops.states import CAPTURE, WORKSHOP
from fairlead.core.actor import Actor
from fairlead.core.errors import Missing, invalid
from fairlead.core.files import Download
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.documents.ics import ics
from fairlead.engines.documents.minutes import minutes as minutes_of
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.word import docx_bytes


@dataclass(frozen=True, slots=True)
class WorkshopCard:
    id: int
    version: int
    engagement: int
    title: str
    purpose: str
    method: str
    method_name: str
    state: str
    state_label: str
    starts_at: datetime
    day: date
    time: str
    zone: str
    place: str
    dots: int
    item: int | None
    spent: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class AgendaCard:
    id: int
    version: int
    workshop: int
    title: str
    minutes: int
    step: str
    place: int
    dropped: bool


@dataclass(frozen=True, slots=True)
class ParticipantCard:
    id: int
    version: int
    workshop: int
    name: str
    email: str
    side: str
    part: str
    part_label: str
    seniority: str
    seniority_label: str
    absent: bool
    dropped: bool


@dataclass(frozen=True, slots=True)
class Went:
    """Where a capture went: a row of that noun."""

    noun: str
    id: int
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class CaptureCard:
    id: int
    version: int
    workshop: int
    item: int | None
    kind: str
    kind_label: str
    text: str
    state: str
    state_label: str
    by: str
    at: datetime
    owner: str
    due_on: date | None
    moscow: str
    value: int | None
    effort: int | None
    question: str
    answer: str
    landed: tuple[Went, ...]


@dataclass(frozen=True, slots=True)
class VoteCard:
    id: int
    version: int
    workshop: int
    capture: int
    voter: str
    dots: int


@dataclass(frozen=True, slots=True)
class MethodCard:
    """A method, why it fits this engagement now (nothing: it does not), and what it needs."""

    id: str
    name: str
    summary: str
    minutes: int
    fits: tuple[str, ...]
    needs: tuple[str, ...]
    captures: tuple[str, ...]
    agenda: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A mail to copy: to whom, about what, and its words."""

    to: tuple[str, ...]
    subject: str
    text: str


@card(Workshop)
def workshop_card(actor: Actor, row: Workshop) -> WorkshopCard:
    return WorkshopCard(
        row.pk, row.version, row.engagement_id, row.title, row.purpose, row.method, BY_ID[row.method].name,
        row.state, WORKSHOP.state(row.state).label, row.starts_at, row.local.date(),
        f"{row.local:%H:%M}", row.zone, row.place, row.dots, row.item_id,
        row.spent, row.since,
    )  # fmt: skip


@card(AgendaItem)
def agenda_card(actor: Actor, row: AgendaItem) -> AgendaCard:
    return AgendaCard(
        row.pk, row.version, row.workshop_id, row.title, row.minutes, row.step, row.place, row.dropped
    )


@card(Participant)
def participant_card(actor: Actor, row: Participant) -> ParticipantCard:
    return ParticipantCard(
        row.pk, row.version, row.workshop_id, row.name, row.email, row.side, row.part, row.get_part_display(),
        row.seniority, row.get_seniority_display(), row.absent, row.dropped,
    )  # fmt: skip


@card(Capture)
def capture_card(actor: Actor, row: Capture) -> CaptureCard:
    return CaptureCard(
        row.pk, row.version, row.workshop_id, row.item_id, row.kind, row.get_kind_display(), row.text,
        row.state, CAPTURE.state(row.state).label, row.by, row.created_at,
        row.owner.name if row.owner else "", row.due_on, row.moscow, row.value, row.effort, row.question,
        row.answer, tuple(Went(**went) for went in row.landed),
    )  # fmt: skip


@card(Vote)
def vote_card(actor: Actor, row: Vote) -> VoteCard:
    voter = row.guest.name if row.guest else str(row.user)
    return VoteCard(row.pk, row.version, row.workshop_id, row.capture_id, voter, row.dots)


@reading("workshop.list")
def workshops(actor: Actor, *, engagement: Engagement | None = None, state: str = "") -> QuerySet[Workshop]:
    """Workshops, latest first, of one engagement if it is given."""
    rows = Workshop.objects.visible_to(actor).select_related("engagement__account")
    if engagement:
        rows = rows.filter(engagement=engagement)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-starts_at", "-pk")


@reading("workshop.show")
def workshop(actor: Actor, workshop: Workshop) -> Workshop:
    """One workshop."""
    return workshop


@reading("workshop.methods")
def methods(actor: Actor, engagement: Engagement) -> tuple[MethodCard, ...]:
    """The methods that there are, those that fit the engagement now first, with the reason."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Missing(f"There is no engagement {engagement.pk}.")
    known = figures(actor, engagement)
    cards = [_method_card(method, fitting(method, known)) for method in METHODS]
    return tuple(sorted(cards, key=lambda found: not found.fits))


def _method_card(method: Method, fits: tuple[str, ...]) -> MethodCard:
    return MethodCard(
        method.id, method.name, method.summary, method.minutes, fits, missing(method, ()), method.captures,
        tuple(f"{step.title} ({step.minutes} min)" for step in method.steps),
    )  # fmt: skip


@reading("workshop.gaps")
def gaps(actor: Actor, workshop: Workshop) -> tuple[str, ...]:
    """Whom the method needs and who is not on the list, each with the reason."""
    seats = participants(actor, workshop=workshop)
    return missing(BY_ID[workshop.method], (Attendee(s.part, s.seniority) for s in seats if not s.absent))


@reading("agenda.list")
def agenda(actor: Actor, *, workshop: Workshop | None = None) -> QuerySet[AgendaItem]:
    """Items of the agenda in their order."""
    rows = AgendaItem.objects.visible_to(actor).filter(dropped=False).select_related("workshop__engagement")
    if workshop:
        rows = rows.filter(workshop=workshop)
    return rows.order_by("place", "pk")


@reading("participant.list")
def participants(actor: Actor, *, workshop: Workshop | None = None) -> QuerySet[Participant]:
    """Who takes part, by name."""
    rows = Participant.objects.visible_to(actor).filter(dropped=False)
    if workshop:
        rows = rows.filter(workshop=workshop)
    return rows.select_related("workshop__engagement").order_by("name", "pk")


@reading("capture.list")
def captures(
    actor: Actor, *, workshop: Workshop | None = None, kind: str = "", state: str = ""
) -> QuerySet[Capture]:
    """What was captured, as it came."""
    rows = Capture.objects.visible_to(actor).select_related("workshop__engagement", "owner", "item")
    for field, value in {"workshop": workshop, "kind": kind, "state": state}.items():
        if value:
            rows = rows.filter(**{field: value})
    return rows.order_by("pk")


@reading("vote.list")
def votes(actor: Actor, *, workshop: Workshop | None = None) -> QuerySet[Vote]:
    """Who gave how many dots to what."""
    rows = Vote.objects.visible_to(actor).select_related("user", "guest")
    if workshop:
        rows = rows.filter(workshop=workshop)
    return rows.order_by("pk")


@reading("workshop.invitation")
def invitation(actor: Actor, workshop: Workshop) -> Invitation:
    """The invitation as a mail to copy: purpose, time, agenda, who comes."""
    seats, items = list(participants(actor, workshop=workshop)), list(agenda(actor, workshop=workshop))
    local = workshop.local
    lines: list[str] = [
        f"{workshop.title}: {workshop.engagement.name}",
        f"{local:%A %d %B %Y, %H:%M} ({workshop.zone}), {sum(item.minutes for item in items)} minutes",
        *([workshop.place] if workshop.place else []),
        *(["", workshop.purpose] if workshop.purpose else []),
        "",
        "Agenda",
        *(f"- {item.title} ({item.minutes} min)" for item in items),
        "",
        "Who takes part",
        *(f"- {seat.name} ({seat.get_part_display().lower()})" for seat in seats),
    ]
    to = tuple(seat.email for seat in seats if seat.email)
    return Invitation(to, f"Invitation: {workshop.title}, {local:%Y-%m-%d %H:%M}", "\n".join(lines))


@reading("workshop.calendar")
def calendar(actor: Actor, workshop: Workshop) -> Download:
    """The workshop as an .ics file for calendars."""
    length = sum(item.minutes for item in agenda(actor, workshop=workshop))
    return Download.of(
        f"workshop-{workshop.pk}.ics",
        ics(bridge.meeting(workshop, length, invitation(actor, workshop).text)),
    )


_WRITERS: dict[str, Any] = {"pdf": pdf, "docx": docx_bytes}


@reading("workshop.minutes")
def minutes(actor: Actor, workshop: Workshop, *, form: str = "pdf") -> Download:
    """The minutes as PDF or Word (docx): the same record gives the same bytes."""
    if form not in _WRITERS:
        raise invalid("form", f"Minutes come as {' or '.join(_WRITERS)}, not as {form!r}.")
    rows = list(captures(actor, workshop=workshop))
    kept = [row for row in rows if row.state == "kept"]
    order = {place.id: place for place in order_of(workshop, kept, dots_of(actor, workshop))}
    record = bridge.held(
        workshop,
        participants(actor, workshop=workshop),
        agenda(actor, workshop=workshop),
        rows,
        order,
    )
    brand = practice_of(workshop.engagement.practice_id).brand
    return Download.of(f"minutes-{workshop.pk}.{form}", _WRITERS[form](minutes_of(record).dressed(brand)))
