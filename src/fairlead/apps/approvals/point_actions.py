"""Verbs of points: conditions and objections are answered, resolved, or overruled on the record."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fairlead.apps.approvals import rules
from fairlead.apps.approvals.events import PointSaid
from fairlead.apps.approvals.following import settle
from fairlead.apps.approvals.models import Point
from fairlead.apps.approvals.states import POINT
from fairlead.core.actor import Actor, said_by
from fairlead.core.talk import MOST_TEXT, answered, sentence
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, take_turn, writing


@verb("point.answer", rules.answer)
def answer(actor: Actor, point: Point, *, note: str) -> Point:
    """Answer a condition or an objection; its author hears of it, and it stays open until they resolve it."""
    with writing(actor, "point.answer", point, rules.answer) as change:
        row = change.row
        row.answers = answered(row.answers, actor, note, "note")
        row.state = POINT.next(row.state, "answer")
        row.reminded = 0
        _tell(change, "answered", row.answers[-1]["text"])
    return change.row


@verb("point.resolve", rules.resolve)
def resolve(actor: Actor, point: Point, *, note: str = "") -> Point:
    """Say that a point is met or taken back; its author does, or another who is asked for its step."""
    with transaction.atomic():
        take_turn()
        with writing(actor, "point.resolve", point, rules.resolve, note=note) as change:
            whom = "" if change.row.author == actor.user_id else rules.stands_for(actor, change.row.review)
            _close(change, "resolve", note.strip(), whom)
        settle(actor, change.row.review)
    return change.row


@verb("point.overrule", rules.overrule)
def overrule(actor: Actor, point: Point, *, note: str) -> Point:
    """Overrule a point on the record, with the reason; who may is said by the gate of its step."""
    why = sentence(note, "note", "What is overruled is overruled for a reason.")
    with transaction.atomic():
        take_turn()
        with writing(actor, "point.overrule", point, rules.overrule, note=why) as change:
            _close(change, "overrule", why, rules.overrules_for(actor, change.row))
        settle(actor, change.row.review)
    return change.row


def _close(change: Change[Point], action: str, note: str, instead_of: str | None) -> None:
    row, name = change.row, said_by(change.actor.name, instead_of or "")
    row.state = POINT.next(row.state, action)
    row.closed_name, row.closed_at, row.closed_note = name[:200], timezone.now(), note[:MOST_TEXT]
    _tell(change, f"{action}d", note)


def _tell(change: Change[Point], act: str, text: str) -> None:
    row = change.row
    engagement = row.review.asking.sow.engagement_id
    change.announce(PointSaid(engagement, row.review.name, act, row.author, text[:300], change.actor.name))
