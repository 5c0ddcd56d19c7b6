"""Rows of a workshop to the values that engines take: its minutes and its place in calendars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.workshops.methods import BY_ID
from fairlead.apps.workshops.models import AgendaItem, Capture, Participant, Workshop
from fairlead.engines.documents.ics import Meeting
from fairlead.engines.documents.minutes import Attendee, Held, Said
from fairlead.engines.prioritising import Ranked


def held(
    workshop: Workshop,
    seats: Iterable[Participant],
    agenda: Iterable[AgendaItem],
    captures: Iterable[Capture],
    order: Mapping[int, Ranked],
) -> Held:
    """The workshop as its minutes need it; captures in their order, without those that were dropped."""
    engagement = workshop.engagement
    ordered = sorted(captures, key=lambda row: (order[row.pk].rank if row.pk in order else 0, row.pk))
    return Held(
        practice_of(engagement.practice_id).firm,
        engagement.account.name,
        engagement.name,
        workshop.title,
        workshop.purpose,
        BY_ID[workshop.method].name,
        workshop.local.date(),
        f"{workshop.local:%Y-%m-%d, %H:%M} ({workshop.zone})",
        workshop.place,
        tuple(_attendee(seat) for seat in seats),
        tuple((item.title, item.minutes) for item in agenda),
        tuple(_said(row, order.get(row.pk)) for row in ordered if row.state != "dropped"),
    )


def _attendee(seat: Participant) -> Attendee:
    return Attendee(seat.name, seat.get_part_display(), seat.get_seniority_display(), seat.side, seat.absent)


def _said(row: Capture, place: Ranked | None) -> Said:
    return Said(
        row.kind,
        row.text,
        row.owner.name if row.owner else "",
        row.due_on,
        place.reason if place and place.horizon else "",
        place.horizon if place else "",
        ", ".join(str(went["label"]) for went in row.landed),
        row.state == "parked",
    )


def meeting(workshop: Workshop, minutes: int, text: str) -> Meeting:
    """The workshop as an event of that many minutes; its version counts as the sequence."""
    return Meeting(
        f"workshop-{workshop.pk}-{workshop.created_at:%Y%m%d%H%M%S}@fairlead",
        workshop.version,
        workshop.changed_at,
        workshop.starts_at,
        workshop.starts_at + timedelta(minutes=max(minutes, 15)),
        workshop.title,
        text,
        workshop.place,
        workshop.state == "cancelled",
    )
