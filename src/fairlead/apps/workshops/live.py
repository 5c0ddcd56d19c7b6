"""The wall of a running workshop: what everybody sees, and one mark that says whether it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone

from fairlead.apps.workshops import queries
from fairlead.apps.workshops.landing import dots_of, order_of
from fairlead.apps.workshops.models import Vote, Workshop
from fairlead.apps.workshops.presence import present
from fairlead.apps.workshops.timer import Clock, clock
from fairlead.core.actor import Actor
from fairlead.core.models import AuditEntry
from fairlead.engines.prioritising import Ranked


@dataclass(frozen=True, slots=True)
class Note:
    """One capture on the wall, with its place, its dots and how many of them are mine."""

    card: queries.CaptureCard
    dots: int
    mine: int
    place: Ranked | None


@dataclass(frozen=True, slots=True)
class Wall:
    """The live page. `mark` changes with everything that is to be seen on it but the clock's ticking."""

    mark: str
    notes: tuple[Note, ...]
    agenda: tuple[queries.AgendaCard, ...]
    clock: Clock | None
    present: tuple[str, ...]
    left: int
    state: str


def mark(workshop: Workshop, here: Sequence[tuple[int, str]]) -> str:
    """What was last done in the workshop and to it, and who is here: two looks into indexes of the audit."""
    inside = AuditEntry.objects.filter(thread=workshop.room).order_by("-seq").values_list("seq", flat=True)
    return "-".join([str(inside.first() or 0), str(workshop.version), *(str(user) for user, _ in here)])


def now_of(workshop: Workshop, now: datetime) -> Clock | None:
    """The clock of the item that is on; none before the start and without an agenda."""
    if workshop.item is None or workshop.state != "running":
        return None
    return clock(workshop.item.minutes, workshop.spent, workshop.since, now)


def wall(actor: Actor, workshop: Workshop) -> Wall:
    """Everything on the live page of a workshop, as it is at this moment."""
    now = timezone.now()
    here = present(workshop, now)
    seen = mark(workshop, here)
    rows = list(queries.captures(actor, workshop=workshop))
    dots, mine = dots_of(actor, workshop), _mine(actor, workshop)
    kept = [row for row in rows if row.state == "kept"]
    order = {place.id: place for place in order_of(workshop, kept, dots)}
    notes = (
        Note(queries.capture_card(actor, row), dots.get(row.pk, 0), mine.get(row.pk, 0), order.get(row.pk))
        for row in rows
    )
    return Wall(
        seen,
        tuple(notes),
        tuple(queries.agenda_card(actor, item) for item in queries.agenda(actor, workshop=workshop)),
        now_of(workshop, now),
        tuple(name for _, name in here),
        max(workshop.dots - sum(mine.values()), 0),
        workshop.state,
    )


def _mine(actor: Actor, workshop: Workshop) -> dict[int, int]:
    rows = Vote.objects.visible_to(actor).filter(workshop=workshop, user_id=actor.user_id or 0)
    return dict(rows.values_list("capture").annotate(n=Sum("dots")).order_by())
