"""Verbs of what is said in a workshop: capturing, changing, voting, and landing all of it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Sum

from fairlead.apps.workshops import rules
from fairlead.apps.workshops.answering import question_of, value_of
from fairlead.apps.workshops.landing import Landing, lay_down
from fairlead.apps.workshops.lines import read_line
from fairlead.apps.workshops.models import AgendaItem, Capture, Participant, Vote, Workshop
from fairlead.apps.workshops.states import CAPTURE, LETTERS, WORKSHOP
from fairlead.core.actor import Actor
from fairlead.core.errors import WrongTime, invalid
from fairlead.core.rows import find
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, take_turn, writing


@verb("capture.add", rules.capture)
def add(
    actor: Actor,
    workshop: Workshop,
    *,
    text: str,
    kind: str = "",
    item: AgendaItem | None = None,
    owner: Participant | None = None,
    due_on: date | None = None,
    question: str = "",
    answer: str = "",
) -> Capture:
    """Keep what was said. "a: send the plan @theo by 2026-12-01" says kind, owner and day itself."""
    admit(actor, workshop, rules.capture)
    seats = list(Participant.objects.visible_to(actor).filter(workshop=workshop, dropped=False))
    line = read_line(text, kind, [seat.name for seat in seats])
    if not line.kind:
        letters = ", ".join(f"{letter}: {name}" for letter, name in LETTERS.items())
        raise invalid("kind", "What is this?", f"Choose a kind, or begin with its letter ({letters}).")
    named = next((seat for seat in seats if seat.name == line.owner), None)
    row = Capture(
        workshop=workshop, item=item or workshop.item, kind=line.kind, text=line.text, by=actor.name,
        owner=owner or named, due_on=due_on or line.due_on, question=question, answer=answer,
    )  # fmt: skip
    with creating(actor, "capture.add", row, rules.capture, about=workshop) as change:
        _belongs(change.row)
    return change.row


def _belongs(row: Capture) -> None:
    """Item and owner are of the same workshop, and an answer is one that its question takes."""
    for field in ("item", "owner"):
        other = getattr(row, field)
        if other is not None and other.workshop_id != row.workshop_id:
            raise invalid(field, "This is of another workshop.", "Choose one of this workshop.")
    if row.answer and not row.question:
        raise invalid(
            "question", "An answer needs its question.", "Name the scoping question that it answers."
        )
    if row.question:
        asked = question_of(row.workshop.engagement, row.question)
        if row.answer:
            value_of(asked, row.answer)


@verb("capture.edit", rules.edit_capture, reversible=True)
def edit(
    actor: Actor,
    capture: Capture,
    *,
    text: str | None = None,
    kind: str | None = None,
    owner: Participant | None = None,
    due_on: date | None = None,
    moscow: str | None = None,
    value: int | None = None,
    effort: int | None = None,
    question: str | None = None,
    answer: str | None = None,
) -> Capture:
    """Change what was captured, or give it its weight; refused when somebody changed it since you saw it."""
    wanted = {
        "text": text, "kind": kind, "owner": owner, "due_on": due_on, "moscow": moscow, "value": value,
        "effort": effort, "question": question, "answer": answer,
    }  # fmt: skip
    with writing(actor, "capture.edit", capture, rules.edit_capture) as change:
        for field, new in wanted.items():
            if new is not None:
                setattr(change.row, field, new)
        _belongs(change.row)
    return change.row


@verb("capture.move", rules.edit_capture)
def move(actor: Actor, capture: Capture, *, action: str) -> Capture:
    """Park it for later, drop it, or take it back in (keep). What is parked or dropped does not land."""
    with writing(actor, "capture.move", capture, rules.move_capture(action)) as change:
        change.row.state = CAPTURE.next(change.row.state, action)
    return change.row


@verb("vote.cast", rules.vote)
def cast(actor: Actor, capture: Capture, *, dots: int, guest: Participant | None = None) -> Vote:
    """Give a capture that many of your dots in all; 0 takes them back. Who leads gives those of a guest."""
    rule = rules.vote_for_a_guest if guest else rules.vote
    with transaction.atomic():
        take_turn()
        row = find(actor, Capture, capture.pk)
        admit(actor, row, rule)
        vote = _vote(actor, row, guest)
        _within_reach(actor, vote, dots)
        if vote.pk is None:
            with creating(actor, "vote.cast", vote, rule, about=row) as change:
                change.row.dots = dots
        else:
            with writing(actor, "vote.cast", vote, lambda a, v: rule(a, v.capture)) as change:
                change.row.dots = dots
    return change.row


def _vote(actor: Actor, capture: Capture, guest: Participant | None) -> Vote:
    if guest and guest.workshop_id != capture.workshop_id:
        raise invalid("guest", "They take part in another workshop.", "Choose somebody of this workshop.")
    if guest and guest.person_id:
        raise invalid("guest", f"{guest.name} is of the firm and votes for themselves.")
    if not guest and actor.user_id is None:
        raise WrongTime("Only people vote.")
    whose = {"user_id": None if guest else actor.user_id, "guest": guest}
    found = Vote.objects.visible_to(actor).filter(capture=capture, **whose).first()
    return found or Vote(workshop=capture.workshop, capture=capture, **whose)


def _within_reach(actor: Actor, vote: Vote, dots: int) -> None:
    most = vote.workshop.dots
    mine = Vote.objects.visible_to(actor).filter(workshop=vote.workshop, user=vote.user_id, guest=vote.guest)
    given = mine.exclude(pk=vote.pk).aggregate(n=Sum("dots"))["n"] or 0
    if dots > vote.dots and given + dots > most:
        left = max(most - given - vote.dots, 0)
        raise invalid("dots", f"There are {most} dots for each; {left} are left.", "Take some back first.")
    if dots == 0 and vote.pk is None:
        raise invalid("dots", "There is no dot to take back here.", "Give one first.")


@verb("workshop.land", rules.land)
def land(actor: Actor, workshop: Workshop, *, dry_run: bool = True) -> Landing:
    """Turn what was captured into answers, scope notes, log entries and roadmap, all at once or not at all.

    A dry run does the same and takes it back, so that what it says is what would happen. Landing again adds
    what is new.
    """
    with transaction.atomic():
        take_turn()
        row = find(actor, Workshop, workshop.pk, workshop.version)
        with writing(actor, "workshop.land", row, rules.land) as change:
            steps = lay_down(actor, change.row)
            change.row.state = WORKSHOP.next(change.row.state, "land")
            change.also("captures landed", 0, len({step.capture for step in steps}))
        if dry_run:
            transaction.set_rollback(True)
    return Landing(workshop.pk, dry_run, steps)
