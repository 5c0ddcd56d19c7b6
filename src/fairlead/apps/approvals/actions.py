"""Verbs of approvals: asking, taking back, and what a reviewer answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals import rules
from fairlead.apps.approvals.bridge import named_in, said_in
from fairlead.apps.approvals.carrying import asking_for, last_answers, newest, open_points, reviews_for
from fairlead.apps.approvals.delegation_actions import delegate as delegate
from fairlead.apps.approvals.delegation_actions import end as end
from fairlead.apps.approvals.events import ReviewAnswered, SowRecalled
from fairlead.apps.approvals.following import ask, follow, is_asked
from fairlead.apps.approvals.models import Asking, Point, Review
from fairlead.apps.approvals.point_actions import answer as answer
from fairlead.apps.approvals.point_actions import overrule as overrule
from fairlead.apps.approvals.point_actions import resolve as resolve
from fairlead.apps.approvals.states import ASKING, REVIEW, WAITS
from fairlead.apps.engagements.actions import move, note_sow
from fairlead.apps.engagements.events import EngagementAnswered
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import ENGAGEMENT, STANDING
from fairlead.apps.estimates.queries import drift
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import held_by
from fairlead.core.actor import Actor
from fairlead.core.errors import WrongTime, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, admit, creating, take_turn, writing
from fairlead.engines.agreeing import steps
from fairlead.engines.agreeing.meaning import digests

MOST_POINTS = 20
MOST_NAMED = 30
MOST_TEXT = 2000


@verb("sow.submit", rules.submit)
def submit(actor: Actor, sow: Sow, *, note: str = "") -> Asking:
    """Ask everyone whose approval the practice's gates want. What was approved before and means the same
    still holds; the others are asked again with what changed. The engagement is then ready for approval.
    An amended SOW that a change proposes moves nothing: who approved the one that stands, or the change's
    estimate, and means the same, is not asked again."""
    admit(actor, sow, rules.submit)
    if not sow.amends and drift(actor, sow.estimate) is not None:
        raise WrongTime(
            "Answers, terms or lines have changed since its estimate was drawn up: put them back, or draw "
            "up a new version of both."
        )
    with transaction.atomic():
        take_turn()
        asking = asking_for(actor, sow, timezone.now())
        _replace(actor, sow)
        with creating(actor, "sow.submit", asking, rules.submit, about=sow, note=note) as change:
            rows = reviews_for(asking, last_answers(sow))
            for row in rows:
                change.bear(row)
            ask(change, [row for row in rows if is_asked(row, rows)])
        _carry_points(actor, sow, rows)
        if sow.engagement.state not in STANDING:
            _advance(actor, asking, rows)
    return asking


def _replace(actor: Actor, sow: Sow) -> None:
    before = newest(Sow.objects.beside(sow))
    if before is not None and ASKING.can(before.state, "replace"):
        with writing(actor, "asking.replace", before, rules.carry) as change:
            change.row.state = ASKING.next(change.row.state, "replace")


def _carry_points(actor: Actor, sow: Sow, rows: Sequence[Review]) -> None:
    """What is open goes with its step to the new version: it is not settled by writing another one, nor by
    one that did not ask that step."""
    now = {row.gate: row for row in rows}
    for point in open_points(sow).exclude(review__in=rows):
        if point.review.gate in now:
            with writing(actor, "point.carry", point, rules.carry) as change:
                change.row.review = now[point.review.gate]


def _advance(actor: Actor, asking: Asking, rows: Sequence[Review]) -> None:
    """The board follows: asked for, and so ready for approval."""
    sow, made = asking.sow, rules.hands(asking, ())
    engagement = Engagement.objects.visible_to(actor).get(pk=sow.engagement_id)
    if ENGAGEMENT.can(engagement.state, "write"):
        engagement = move(actor, engagement, action="write", note=sow.title)
    agreed = steps.agreed(row.standing for row in rows)
    makers = {*made.makers, *filter(None, [made.asker])}
    engagement = note_sow(actor, engagement, state="agreed" if agreed else "asked", makers=makers)
    move(actor, engagement, action="ready", note=sow.title)


@verb("sow.recall", rules.recall)
def recall(actor: Actor, sow: Sow, *, note: str) -> Asking:
    """Take back what was asked, with the reason, and put the engagement back to the estimate. What was
    approved is kept: it holds for the next version where it means the same. An amended SOW stays proposed."""
    if not note.strip():
        raise invalid("note", "Reviewers hear why they are no longer asked.", "Say in a sentence why.")
    admit(actor, sow, rules.recall)
    with transaction.atomic():
        take_turn()
        asking = Asking.objects.select_related("sow__engagement").get(sow=sow, state="open")
        with writing(actor, "sow.recall", asking, rules.carry, note=note) as change:
            change.row.state = ASKING.next(change.row.state, "recall")
            awaited = Review.objects.filter(asking=asking, state__in=WAITS)
            waiting = {role.value for row in awaited for role in rules.roles_of(row.role)}
            told = tuple(sorted(waiting))
            change.announce(SowRecalled(sow.pk, sow.engagement_id, sow.title, told, note.strip(), actor.name))
        if sow.state == "proposed":
            return change.row
        engagement = Engagement.objects.visible_to(actor).get(pk=sow.engagement_id)
        move(actor, engagement, action="rework", note=note)
    return change.row


@verb("review.approve", rules.approve)
def approve(actor: Actor, review: Review, *, note: str = "") -> Review:
    """Approve a step: you vouch for its topics as they stand, and for nothing else."""
    with writing(actor, "review.approve", review, rules.approve, note=note) as change:
        _answered(change, "approve", note)
        change.announce(EngagementAnswered(change.row.asking.sow.engagement_id))
        follow(change)
    return change.row


@verb("review.condition", rules.approve_with)
def approve_with(actor: Actor, review: Review, *, note: str, remedy: str = "", about: str = "") -> Review:
    """Approve a step with conditions, one a line; once each is resolved or overruled it is approved.

    about: the clause or figure that they are about, by its key in what was asked ("clause.acceptance").
    """
    conditions, title = _points(note), _title(review, about)
    with writing(actor, "review.condition", review, rules.approve_with, note=note) as change:
        _answered(change, "approve_with", note)
        _raise(change, "condition", conditions, remedy, (about, title))
    return change.row


@verb("review.object", rules.object_to)
def object_to(actor: Actor, review: Review, *, note: str, remedy: str, about: str = "") -> Review:
    """Object for a step: why, and what would change your mind. An objection may come before its turn.

    about: the clause or figure that it is about, as in `review.condition`.
    """
    objections, title = _points(note), _title(review, about)
    if not remedy.strip():
        raise invalid(
            "remedy", "An objection says what would change your mind.", "Say what would have to be different."
        )
    with writing(actor, "review.object", review, rules.object_to, note=note) as change:
        _answered(change, "object", note)
        _raise(change, "objection", objections, remedy, (about, title))
        follow(change)
    return change.row


def _points(note: str) -> list[str]:
    found = [line.strip() for line in note.splitlines() if line.strip()]
    if not 1 <= len(found) <= MOST_POINTS:
        raise invalid("note", f"There are {len(found)} points; 1 to {MOST_POINTS}, one a line.")
    if max(map(len, found)) > MOST_TEXT:
        raise invalid(
            "note", f"A point has at most {MOST_TEXT} letters.", "Put the details on record beside it."
        )
    return found


def _answered(change: Change[Review], action: str, note: str) -> None:
    """Keep the answer: who, when, in whose place, and what it vouches for."""
    row, actor = change.row, change.actor
    row.instead_of = rules.stands_for(actor, row) or ""
    row.state = REVIEW.next(row.state, action)
    row.by, row.by_name, row.at, row.note = actor.user_id, actor.name, timezone.now(), note.strip()
    row.digests = digests(said_in(row.asking), row.vouches, row.asking.statement["salt"])
    row.given_on, row.was, row.reopened, row.why = row.asking, "", [], []


def _title(review: Review, about: str) -> str:
    """What the clause or figure is called that a point is about; "" for none."""
    if not about:
        return ""
    known = named_in(review.asking)
    if about not in known:
        there = ", ".join(list(known)[:MOST_NAMED])
        raise invalid("about", f"There is no clause or figure {about[:80]!r}.", f"There are: {there}.")
    return known[about]


def _raise(change: Change[Review], kind: str, texts: Iterable[str], remedy: str, on: tuple[str, str]) -> None:
    row, actor = change.row, change.actor
    about, title = on
    for text in texts:
        change.bear(
            Point(
                review=row, kind=kind, about=about, title=title[:300], text=text, remedy=remedy.strip(),
                author=actor.user_id, author_name=actor.name, made_at=row.at,
            )
        )  # fmt: skip
    label = REVIEW.state(row.state).label
    said = row.note[:300]
    change.announce(ReviewAnswered(row.asking.sow.engagement_id, row.name, label, said, actor.name))


@verb("review.hand", rules.hand_on)
def hand_on(actor: Actor, review: Review, *, to: Person, note: str = "") -> Review:
    """Hand a step on to somebody else who holds its role: they alone are asked from then on."""
    held = held_by(to)
    if not to.active or not held & rules.roles_of(review.role):
        fix = f"Choose somebody who is {review.role.replace('-', ' ')}."
        raise invalid("to", f"{to.name} does not hold the role that is asked.", fix)
    against = rules.bar(review, to.user_id, held, rules.among(review))
    if against:
        raise invalid("to", f"{to.name} may not answer it. {against}", "Choose somebody else of the role.")
    with writing(actor, "review.hand", review, rules.hand_on, note=note) as change:
        change.row.state = REVIEW.next(change.row.state, "hand_on")
        change.row.holder = to
        ask(change, [change.row])
    return change.row
