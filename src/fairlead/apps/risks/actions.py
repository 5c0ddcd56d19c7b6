"""Verbs of the log and of the roadmap."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.apps.risks import rules
from fairlead.apps.risks.models import Entry, RoadmapItem
from fairlead.apps.risks.ordering import beside, circle
from fairlead.apps.risks.states import ENTRY, ROADMAP
from fairlead.core.actor import Actor
from fairlead.core.errors import invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import creating, take_turn, writing


@verb("entry.raise", rules.raise_entry)
def raise_entry(
    actor: Actor,
    engagement: Engagement,
    *,
    kind: str,
    title: str,
    text: str = "",
    owner: Person | None = None,
    owner_name: str = "",
    due_on: date | None = None,
    priority: str = "medium",
    probability: int | None = None,
    impact_days: int | None = None,
    impact_budget: Decimal | None = None,
    impact_scope: str = "",
    impact_quality: str = "",
    response: str = "",
) -> Entry:
    """Write a risk, action, issue, decision, open question or scope note into the log of an engagement."""
    entry = Entry(
        engagement=engagement, kind=kind, title=title.strip(), text=text, owner=owner, owner_name=owner_name,
        due_on=due_on, priority=priority, probability=probability, impact_days=impact_days,
        impact_budget=impact_budget, impact_scope=impact_scope, impact_quality=impact_quality,
        response=response,
    )  # fmt: skip
    with creating(actor, "entry.raise", entry, rules.raise_entry, about=engagement) as change:
        pass
    return change.row


def lay(actor: Actor, engagement: Engagement, *, capture: int, taken: bool = False, **said: Any) -> Entry:
    """An entry that comes out of a workshop; called by the workshops room inside its own verb.

    taken: whether it is settled already, as a decision is that was taken in the room.
    """
    entry = Entry(engagement=engagement, capture=capture, **said)
    with creating(actor, "entry.raise", entry, rules.raise_entry, about=engagement) as change:
        change.row.state = ENTRY.next(ENTRY.initial, "finish") if taken else ENTRY.initial
    return change.row


@verb("entry.edit", rules.edit, reversible=True)
def edit(
    actor: Actor,
    entry: Entry,
    *,
    title: str | None = None,
    text: str | None = None,
    owner: Person | None = None,
    owner_name: str | None = None,
    due_on: date | None = None,
    priority: str | None = None,
    probability: int | None = None,
    impact_days: int | None = None,
    impact_budget: Decimal | None = None,
    impact_scope: str | None = None,
    impact_quality: str | None = None,
    response: str | None = None,
    escalated: bool | None = None,
) -> Entry:
    """Change an entry; what is left out stays. An owner of the firm takes the place of one outside it."""
    wanted = {
        "title": title, "text": text, "owner_name": owner_name, "due_on": due_on, "priority": priority,
        "probability": probability, "impact_days": impact_days, "impact_budget": impact_budget,
        "impact_scope": impact_scope, "impact_quality": impact_quality, "response": response,
        "escalated": escalated, "owner": owner,
    }  # fmt: skip
    with writing(actor, "entry.edit", entry, rules.edit) as change:
        outside, inside = change.row.owner_name, change.row.owner
        for field, value in wanted.items():
            if value is not None:
                setattr(change.row, field, value)
        # Whoever is named anew takes the place of who stood there; two who are named at once are refused.
        if owner is not None and owner != inside and owner_name in (None, outside):
            change.row.owner_name = ""
        if owner_name and owner_name != outside and owner in (None, inside):
            change.row.owner = None
    return change.row


@verb("entry.move", rules.any_move)
def move(actor: Actor, entry: Entry, *, action: str, note: str = "") -> Entry:
    """Start, finish, mitigate, accept, drop or reopen an entry; dropping needs a note that says why."""
    if action == "drop" and not note.strip():
        raise invalid("note", "What is dropped is dropped with its reason.", "Say in a sentence why.")
    with writing(actor, "entry.move", entry, rules.move(action), note=note) as change:
        change.row.state = ENTRY.next(change.row.state, action)
        change.row.outcome = "" if action in ("start", "reopen") else note[:400]
    return change.row


@verb("entry.share", rules.share)
def share(actor: Actor, entry: Entry) -> Entry:
    """Show an entry to the contacts of its account, as it stands and as it goes on."""
    with writing(actor, "entry.share", entry, rules.share) as change:
        change.row.shared = True
    return change.row


@verb("entry.withhold", rules.withhold)
def withhold(actor: Actor, entry: Entry) -> Entry:
    """Keep an entry inside the firm again."""
    with writing(actor, "entry.withhold", entry, rules.withhold) as change:
        change.row.shared = False
    return change.row


@verb("roadmap.add", rules.plan)
def add(
    actor: Actor,
    engagement: Engagement,
    *,
    title: str,
    text: str = "",
    horizon: str = "next",
    period: str = "",
    needs: list[int] | None = None,
) -> RoadmapItem:
    """Put something on the roadmap of an engagement, at the end of its column."""
    item = RoadmapItem(
        engagement=engagement, title=title.strip(), text=text, horizon=horizon, period=period,
        needs=needs or [],
    )  # fmt: skip
    with transaction.atomic():
        take_turn()
        with creating(actor, "roadmap.add", item, rules.plan, about=engagement) as change:
            _take_last_place(actor, change.row)
    return change.row


def lay_on_roadmap(actor: Actor, engagement: Engagement, *, capture: int, **said: Any) -> RoadmapItem:
    """An item that comes out of a workshop; called by the workshops room inside its own verb."""
    item = RoadmapItem(engagement=engagement, capture=capture, **said)
    with creating(actor, "roadmap.add", item, rules.plan, about=engagement) as change:
        _take_last_place(actor, change.row)
    return change.row


def _take_last_place(actor: Actor, item: RoadmapItem) -> None:
    item.place = _last_place(actor, item) + 1
    _no_circle(actor, item)


def _column(actor: Actor, item: RoadmapItem) -> Any:
    rows = RoadmapItem.objects.visible_to(actor).filter(engagement=item.engagement_id, horizon=item.horizon)
    return rows.order_by("place", "pk")


def _last_place(actor: Actor, item: RoadmapItem) -> int:
    last = _column(actor, item).last()
    return last.place if last else 0


def _no_circle(actor: Actor, item: RoadmapItem) -> None:
    rows = RoadmapItem.objects.visible_to(actor).filter(engagement=item.engagement_id)
    known = {row.pk: (row.title, row.needs) for row in rows}
    strange = [need for need in item.needs if need not in known]
    if strange:
        raise invalid(
            "needs", f"There is no item {strange[0]} on this roadmap.", "Choose among its own items."
        )
    needed = {pk: needs for pk, (_, needs) in known.items()} | {item.pk or 0: item.needs}
    if found := circle(needed):
        names = {pk: title for pk, (title, _) in known.items()} | {item.pk or 0: item.title}
        way = " → ".join(names[pk] for pk in found)
        raise invalid("needs", f"Nothing can wait for itself: {way}.", "Take one of these out.", "circle")


@verb("roadmap.edit", rules.replan, reversible=True)
def edit_item(
    actor: Actor,
    item: RoadmapItem,
    *,
    title: str | None = None,
    text: str | None = None,
    horizon: str | None = None,
    period: str | None = None,
    needs: list[int] | None = None,
) -> RoadmapItem:
    """Change an item of the roadmap; in another column it goes to the end."""
    wanted = {"title": title, "text": text, "horizon": horizon, "period": period, "needs": needs}
    with writing(actor, "roadmap.edit", item, rules.replan) as change:
        column = change.row.horizon
        for field, value in wanted.items():
            if value is not None:
                setattr(change.row, field, value)
        if change.row.horizon != column:
            change.row.place = _last_place(actor, change.row) + 1
        _no_circle(actor, change.row)
    return change.row


@verb("roadmap.order", rules.replan)
def order(actor: Actor, item: RoadmapItem, *, action: str) -> RoadmapItem:
    """Move an item up or down in its column."""
    with transaction.atomic():
        take_turn()
        with writing(actor, "roadmap.order", item, rules.replan) as change:
            rows = [row for row in _column(actor, change.row) if row.state != "dropped"]
            other = beside(rows, change.row.pk, action)
            mine, change.row.place = change.row.place, other.place
        _give_place(actor, other, mine)
    return change.row


def _give_place(actor: Actor, item: RoadmapItem, place: int) -> None:
    with writing(actor, "roadmap.order", item, rules.replan) as change:
        change.row.place = place


@verb("roadmap.move", rules.replan)
def move_item(actor: Actor, item: RoadmapItem, *, action: str, note: str = "") -> RoadmapItem:
    """Start, finish, drop or plan again an item of the roadmap."""
    with writing(actor, "roadmap.move", item, rules.move_item(action), note=note) as change:
        change.row.state = ROADMAP.next(change.row.state, action)
    return change.row
