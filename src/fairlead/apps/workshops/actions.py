"""Verbs of workshops: planning one, its agenda, who takes part, and its clock."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from fairlead.apps.accounts.models import Contact
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import of_user
from fairlead.apps.risks.ordering import beside
from fairlead.apps.workshops import rules
from fairlead.apps.workshops.capture_actions import add as capture
from fairlead.apps.workshops.capture_actions import cast, land
from fairlead.apps.workshops.capture_actions import edit as edit_capture
from fairlead.apps.workshops.capture_actions import move as move_capture
from fairlead.apps.workshops.methods import BY_ID, Method
from fairlead.apps.workshops.models import AgendaItem, Participant, Workshop, WorkshopSet
from fairlead.apps.workshops.moments import moment
from fairlead.apps.workshops.states import WORKSHOP
from fairlead.core.actor import Actor
from fairlead.core.errors import WrongTime, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import bulk, creating, take_turn, writing

__all__ = ["capture", "cast", "edit_capture", "land", "move_capture"]


@verb("workshop.plan", rules.plan)
def plan(
    actor: Actor,
    engagement: Engagement,
    *,
    method: str,
    day: date,
    time: str,
    zone: str = "",
    title: str = "",
    purpose: str = "",
    place: str = "",
    dots: int | None = None,
) -> Workshop:
    """Plan a workshop with the agenda of its method; whoever plans it leads it, in their own time zone."""
    how, person = _method(method), of_user(actor.user_id)
    zone = zone or (person.zone if person else "UTC")
    workshop = Workshop(
        engagement=engagement, title=title.strip() or how.name, purpose=purpose, method=how.id,
        starts_at=moment(day, time, zone), zone=zone, place=place, dots=how.dots if dots is None else dots,
    )  # fmt: skip
    with transaction.atomic():
        with creating(actor, "workshop.plan", workshop, rules.plan, about=engagement) as change:
            pass
        _lay_agenda(actor, workshop, how)
        if person:
            _seat(actor, workshop, person)
    return change.row


def _method(name: str) -> Method:
    if name not in BY_ID:
        raise invalid("method", f"There is no method {name!r}.", f"There are: {', '.join(BY_ID)}.")
    return BY_ID[name]


def _lay_agenda(actor: Actor, workshop: Workshop, method: Method) -> None:
    items = (
        AgendaItem(workshop=workshop, title=step.title, minutes=step.minutes, step=step.what, place=place)
        for place, step in enumerate(method.steps, 1)
    )
    bulk(actor, "agenda.add", items, rules.edit, about=workshop)


def _seat(actor: Actor, workshop: Workshop, person: Person) -> None:
    seat = Participant(
        workshop=workshop, person=person, name=person.name, email=person.email, part="facilitator",
        seniority="senior",
    )  # fmt: skip
    with creating(actor, "participant.add", seat, rules.edit, about=workshop):
        pass


@verb("workshop.edit", rules.edit, reversible=True)
def edit(
    actor: Actor,
    workshop: Workshop,
    *,
    title: str | None = None,
    purpose: str | None = None,
    place: str | None = None,
    day: date | None = None,
    time: str | None = None,
    zone: str | None = None,
    dots: int | None = None,
) -> Workshop:
    """Change title, purpose, place, when it is and how many dots there are; what is left out stays."""
    with writing(actor, "workshop.edit", workshop, rules.edit) as change:
        row = change.row
        for field, value in {"title": title, "purpose": purpose, "place": place, "dots": dots}.items():
            if value is not None:
                setattr(row, field, value)
        if day or time or zone:
            then = row.local
            row.zone = zone or row.zone
            row.starts_at = moment(day or then.date(), time or f"{then:%H:%M}", row.zone)
    return change.row


@verb("workshop.start", rules.start)
def start(actor: Actor, workshop: Workshop) -> Workshop:
    """Start it: the clock of the first item of the agenda begins to run."""
    with writing(actor, "workshop.start", workshop, rules.start) as change:
        row = change.row
        row.state = WORKSHOP.next(row.state, "start")
        row.item = _agenda(actor, row).first()
        row.spent, row.since = 0, timezone.now() if row.item else None
    return change.row


@verb("workshop.close", rules.close)
def close(actor: Actor, workshop: Workshop) -> Workshop:
    """Close it: no more votes; what was forgotten may still be captured until it lands."""
    with writing(actor, "workshop.close", workshop, rules.close) as change:
        change.row.state = WORKSHOP.next(change.row.state, "close")
        _stop(change.row)
    return change.row


@verb("workshop.reopen", rules.reopen)
def reopen(actor: Actor, workshop: Workshop, *, note: str = "") -> Workshop:
    """Go on with a workshop that was closed; what has landed stays where it is."""
    with writing(actor, "workshop.reopen", workshop, rules.reopen, note=note) as change:
        change.row.state = WORKSHOP.next(change.row.state, "reopen")
    return change.row


@verb("workshop.cancel", rules.cancel)
def cancel(actor: Actor, workshop: Workshop, *, note: str) -> Workshop:
    """Call it off before it begins, with the reason."""
    if not note.strip():
        raise invalid("note", "A workshop is called off with its reason.", "Say in a sentence why.")
    with writing(actor, "workshop.cancel", workshop, rules.cancel, note=note) as change:
        change.row.state = WORKSHOP.next(change.row.state, "cancel")
    return change.row


@verb("workshop.time", rules.time)
def time_it(actor: Actor, workshop: Workshop, *, action: str) -> Workshop:
    """The clock of the agenda, for everybody: pause, resume, next or back (to the item before)."""
    with writing(actor, "workshop.time", workshop, rules.time) as change:
        row = change.row
        if action == "pause":
            _stop(row)
        elif action == "resume":
            row.since = row.since or timezone.now()
        elif action in ("next", "back"):
            items = list(_agenda(actor, row))
            here = row.item_id or 0
            if here not in {item.pk for item in items}:
                raise WrongTime("There is no agenda to go along.")
            row.item = beside(items, here, "down" if action == "next" else "up")
            row.spent, row.since = 0, timezone.now()
        else:
            raise invalid("action", f"The clock cannot {action!r}.", "Say pause, resume, next or back.")
    return change.row


def _stop(workshop: Workshop) -> None:
    if workshop.since:
        workshop.spent += max(int((timezone.now() - workshop.since).total_seconds()), 0)
        workshop.since = None


def _agenda(actor: Actor, workshop: Workshop) -> WorkshopSet:
    rows = AgendaItem.objects.visible_to(actor).filter(workshop=workshop, dropped=False)
    return rows.order_by("place", "pk")


@verb("agenda.add", rules.edit)
def add_item(actor: Actor, workshop: Workshop, *, title: str, minutes: int, step: str = "") -> AgendaItem:
    """Put an item at the end of the agenda."""
    item = AgendaItem(workshop=workshop, title=title.strip(), minutes=minutes, step=step)
    with transaction.atomic():
        take_turn()
        with creating(actor, "agenda.add", item, rules.edit, about=workshop) as change:
            last = _agenda(actor, workshop).last()
            change.row.place = last.place + 1 if last else 1
    return change.row


@verb("agenda.edit", rules.edit_item, reversible=True)
def edit_item(
    actor: Actor,
    item: AgendaItem,
    *,
    title: str | None = None,
    minutes: int | None = None,
    step: str | None = None,
) -> AgendaItem:
    """Change an item of the agenda; what is left out stays."""
    with writing(actor, "agenda.edit", item, rules.edit_item) as change:
        for field, value in {"title": title, "minutes": minutes, "step": step}.items():
            if value is not None:
                setattr(change.row, field, value)
    return change.row


@verb("agenda.order", rules.edit_item)
def order_item(actor: Actor, item: AgendaItem, *, action: str) -> AgendaItem:
    """Move an item of the agenda up or down."""
    with transaction.atomic():
        take_turn()
        with writing(actor, "agenda.order", item, rules.edit_item) as change:
            other = beside(list(_agenda(actor, change.row.workshop)), change.row.pk, action)
            mine, change.row.place = change.row.place, other.place
        _give_place(actor, other, mine)
    return change.row


def _give_place(actor: Actor, item: AgendaItem, place: int) -> None:
    with writing(actor, "agenda.order", item, rules.edit_item) as change:
        change.row.place = place


@verb("agenda.drop", rules.drop_item, reversible=True)
def drop_item(actor: Actor, item: AgendaItem) -> AgendaItem:
    """Take an item off the agenda; what was captured under it stays."""
    with writing(actor, "agenda.drop", item, rules.drop_item) as change:
        _once(change.row)
    return change.row


@verb("participant.add", rules.edit)
def add_participant(
    actor: Actor,
    workshop: Workshop,
    *,
    person: Person | None = None,
    contact: Contact | None = None,
    name: str = "",
    email: str = "",
    part: str = "expert",
    seniority: str = "",
) -> Participant:
    """Invite somebody: of the firm, of the customer, or by name, with their part and their seniority."""
    named = [one for one in (person, contact, name.strip()) if one]
    if len(named) != 1:
        raise invalid("name", "Name one person, one contact or one name.", "Fill one of the three.", "one-of")
    if contact and contact.account_id != workshop.engagement.account_id:
        raise invalid(
            "contact", f"{contact.name} is of another account.", "Choose a contact of this account."
        )
    known = person or contact
    seat = Participant(
        workshop=workshop, person=person, contact=contact, name=known.name if known else name.strip(),
        email=known.email if known else email, part=part, seniority=seniority,
    )  # fmt: skip
    with creating(actor, "participant.add", seat, rules.edit, about=workshop) as change:
        pass
    return change.row


@verb("participant.edit", rules.edit_participant, reversible=True)
def edit_participant(
    actor: Actor,
    participant: Participant,
    *,
    part: str | None = None,
    seniority: str | None = None,
    email: str | None = None,
    absent: bool | None = None,
) -> Participant:
    """Change somebody's part or seniority, or record that they did not come."""
    wanted = {"part": part, "seniority": seniority, "email": email, "absent": absent}
    with writing(actor, "participant.edit", participant, rules.edit_participant) as change:
        for field, value in wanted.items():
            if value is not None:
                setattr(change.row, field, value)
    return change.row


@verb("participant.drop", rules.edit_participant, reversible=True)
def drop_participant(actor: Actor, participant: Participant) -> Participant:
    """Take somebody off the list."""
    with writing(actor, "participant.drop", participant, rules.edit_participant) as change:
        _once(change.row)
    return change.row


def _once(row: AgendaItem | Participant) -> None:
    # No rule says this: a rule is asked again when the dropping is undone.
    if row.dropped:
        raise WrongTime("This was taken off already.")
    row.dropped = True
