"""Verbs of pens."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.pens import rules
from fairlead.apps.pens.events import PenAsked, PenPassed
from fairlead.apps.pens.models import Pen
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import held_by, of_user
from fairlead.core.access import Rule
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, admit, creating, take_turn, writing

MOST_REASON = 400
MOST_ASKS = 20


@verb("pen.take", rules.take)
def take(actor: Actor, engagement: Engagement, *, note: str = "") -> Pen:
    """Take the pen of an engagement's statement of work; from another's hand with the reason."""
    admit(actor, engagement, rules.take)
    me = _me(actor)
    with transaction.atomic():
        take_turn()
        pen = _fresh(engagement)
        if pen.pk is None:
            with creating(actor, "pen.take", pen, rules.take, about=engagement, note=note) as born:
                _pass(born, me, note)
            return pen
        with writing(actor, "pen.take", pen, _of(rules.take), note=note) as change:
            held = change.row.holder
            if held is not None and not note.strip():
                said = f"{held.name} holds it: the pen is taken with a reason."
                raise invalid("note", said, "Say in a sentence why.")
            _pass(change, me, note)
    return change.row


@verb("pen.ask", rules.ask)
def ask(actor: Actor, engagement: Engagement, *, note: str = "") -> Pen:
    """Ask its holder for the pen, beside whoever asks already; they hear of it, and give it or not."""
    admit(actor, engagement, rules.ask)
    me = _me(actor)
    with transaction.atomic():
        take_turn()
        pen = _fresh(engagement)
        with writing(actor, "pen.ask", pen, _of(rules.ask), note=note) as change:
            row = change.row
            said = {"person": me.pk, "name": me.name, "at": timezone.now().isoformat(), "note": _short(note)}
            row.asks = [*_others(row, me), said]
            if len(row.asks) > MOST_ASKS:
                raise invalid("", f"{MOST_ASKS} people ask for it already.", "Talk to its holder.")
            if row.holder is not None:
                change.announce(PenAsked(engagement.pk, row.holder.user_id, _short(note), actor.name))
    return change.row


@verb("pen.give", rules.give)
def give(actor: Actor, engagement: Engagement, *, to: Person, note: str = "") -> Pen:
    """Give the pen that you hold to somebody of the firm."""
    admit(actor, engagement, rules.give)
    if not to.active or not held_by(to) & rules.HOLDERS:
        raise invalid(
            "to", f"{to.name} writes no statement of work.", "Choose somebody who shapes or checks."
        )
    with transaction.atomic():
        take_turn()
        with writing(actor, "pen.give", _fresh(engagement), _of(rules.give), note=note) as change:
            _pass(change, to, note)
    return change.row


@verb("pen.lay", rules.give)
def lay(actor: Actor, engagement: Engagement, *, note: str = "") -> Pen:
    """Lay the pen down: whoever may take it takes it without a reason."""
    admit(actor, engagement, rules.give)
    with transaction.atomic():
        take_turn()
        with writing(actor, "pen.lay", _fresh(engagement), _of(rules.give), note=note) as change:
            _pass(change, None, note)
    return change.row


def _pass(change: Change[Pen], to: Person | None, note: str) -> None:
    """Into other hands, or down; both sides hear of it, and who else asked for it asks the new holder."""
    row, before = change.row, change.row.holder
    row.holder, row.since, row.reason = to, timezone.now(), _short(note)
    row.asks = _others(row, to) if to is not None else []
    _tell(change, before)


def _others(pen: Pen, but: Person) -> list[dict[str, Any]]:
    return [one for one in pen.asks if one["person"] != but.pk]


def _tell(change: Change[Pen], before: Person | None) -> None:
    row, actor = change.row, change.actor
    users = {one.user_id for one in (before, row.holder) if one is not None} - {actor.user_id}
    if users:
        holder = row.holder.name if row.holder else ""
        change.announce(PenPassed(row.engagement_id, tuple(sorted(users)), holder, row.reason, actor.name))


def _fresh(engagement: Engagement) -> Pen:
    """The pen as the table has it at this moment; one that is not kept yet when it never was taken."""
    found = Pen.objects.filter(engagement=engagement.pk).first()
    return found or Pen(engagement=engagement)


def _of(rule: Rule) -> Rule:
    """A rule about an engagement, asked of its pen."""

    def asked(actor: Actor, pen: Pen) -> Any:
        return rule(actor, pen.engagement)

    return asked


def _me(actor: Actor) -> Person:
    me = of_user(actor.user_id)
    if me is None:
        raise Forbidden("The pen is held by a person of the firm.")
    return me


def _short(note: str) -> str:
    return note.strip()[:MOST_REASON]
