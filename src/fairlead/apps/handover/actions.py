"""Verbs of hand-overs."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.events import EngagementAnswered
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.handover import rules
from fairlead.apps.handover.assembling import assembled
from fairlead.apps.handover.events import HandoverAccepted, HandoverGiven, QuestionAnswered, QuestionAsked
from fairlead.apps.handover.models import Handover, Question, Readiness, Reading
from fairlead.apps.handover.states import HANDOVER, OPEN_QUESTIONS, QUESTION
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.errors import WrongTime, invalid
from fairlead.core.talk import answered, sentence
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.handing import TITLES, digest, to_plain

MOST_QUESTION, MOST_ANSWER = 8000, 4000


@verb("handover.hand", rules.hand)
def hand(actor: Actor, sow: Sow, *, pm: Person | None = None) -> Handover:
    """Freeze what is known as a version and give it to delivery; it replaces the version before.

    pm: the project manager who may accept it, beside delivery managers.
    """
    admit(actor, sow, rules.hand)
    found = assembled(actor, sow)
    with transaction.atomic():
        take_turn()
        newest = _replaced(actor, sow.engagement)
        row = Handover(
            engagement=sow.engagement, sow=sow, number=newest.number + 1 if newest else 1,
            pm=pm or (newest.pm if newest else None), pack=to_plain(found), digest=digest(found),
            handed_by=actor.user_id, handed_name=actor.name[:200],
        )  # fmt: skip
        with creating(actor, "handover.hand", row, rules.hand, about=sow) as made:
            user = row.pm.user_id if row.pm else 0
            made.announce(HandoverGiven(row.engagement_id, str(row), user, actor.name))
    return made.row


def _replaced(actor: Actor, engagement: Engagement) -> Handover | None:
    """The version before, which the new one takes the place of."""
    rows = Handover.objects.visible_to(actor).filter(engagement=engagement)
    newest = rows.order_by("-number").first()
    if newest is not None:
        with writing(actor, "handover.replace", newest, rules.replace) as old:
            old.row.state = HANDOVER.next(old.row.state, "replace")
    return newest


def _section(name: str) -> str:
    if name not in TITLES:
        fix = nearest(name, TITLES) or f"There are: {', '.join(TITLES)}."
        raise invalid("section", f"There is no section {name[:40]!r}.", fix)
    return name


@verb("handover.read", rules.read)
def read(actor: Actor, handover: Handover, *, section: str) -> Handover:
    """Say that you have read a section, or "all" of them; what you have read before stays as it was."""
    names = list(TITLES) if section == "all" else [_section(section)]
    mine = Reading.objects.filter(handover=handover, by=actor.user_id)
    there = set(mine.values_list("section", flat=True))
    with writing(actor, "handover.read", handover, rules.read) as written:
        for name in names:
            if name not in there:
                written.bear(
                    Reading(handover=written.row, section=name, by=actor.user_id, by_name=actor.name[:200])
                )
    return written.row


@verb("question.ask", rules.ask)
def ask(actor: Actor, handover: Handover, *, section: str, text: str) -> Question:
    """Ask about a section; it is open until you close it."""
    admit(actor, handover, rules.ask)
    said = sentence(text, "text", "There is no question.", MOST_QUESTION)
    row = Question(
        handover=handover, engagement=handover.engagement, section=_section(section), text=said,
        asked_by=actor.user_id, asked_name=actor.name[:200],
    )  # fmt: skip
    with creating(actor, "question.ask", row, rules.ask, about=handover) as made:
        made.announce(QuestionAsked(row.engagement_id, TITLES[row.section], said[:400], actor.name))
    return made.row


@verb("question.answer", rules.answer)
def answer(actor: Actor, question: Question, *, text: str) -> Question:
    """Answer a question of delivery; who asked decides whether that closes it."""
    with writing(actor, "question.answer", question, rules.answer) as written:
        row = written.row
        row.state = QUESTION.next(row.state, "answer")
        row.answers = answered(row.answers, actor, text, "text", MOST_ANSWER)
        written.announce(QuestionAnswered(row.engagement_id, row.asked_by, row.text[:200], actor.name))
    return written.row


@verb("question.close", rules.close)
def close(actor: Actor, question: Question) -> Question:
    """Close your question: you know enough."""
    with writing(actor, "question.close", question, rules.close) as written:
        written.row.state, written.row.closed_at = QUESTION.next(written.row.state, "close"), timezone.now()
        written.announce(EngagementAnswered(written.row.engagement_id))
    return written.row


@verb("handover.accept", rules.accept)
def accept(actor: Actor, handover: Handover, *, reservations: str = "") -> Handover:
    """Accept the work for delivery, once you have read every section; with questions open only with named
    reservations, which a later acceptance without any lifts."""
    admit(actor, handover, rules.accept)
    mine = Reading.objects.filter(handover=handover, by=actor.user_id).values_list("section", flat=True)
    there = {part["id"]: part["title"] for part in handover.pack["parts"]}
    unread = [title for name, title in there.items() if name not in set(mine)]
    if unread:
        raise WrongTime(f"Read it first; you have not read: {', '.join(unread)}.")
    left = Question.objects.filter(engagement=handover.engagement_id, state__in=OPEN_QUESTIONS).count()
    named = reservations.strip()
    if left and not named:
        raise WrongTime(
            f"Questions are open: {left}. Have them closed, or accept with reservations that name them."
        )
    with writing(actor, "handover.accept", handover, rules.accept) as written:
        row = written.row
        if named and row.state == "reserved":
            raise WrongTime("It is accepted with reservations already; they are lifted by accepting it.")
        row.state = HANDOVER.next(row.state, "reserve" if named else "accept")
        row.reservations, row.accepted_name, row.accepted_at = named, actor.name[:200], timezone.now()
        written.announce(HandoverAccepted(row.engagement_id, str(row), named[:400], actor.name))
    return written.row


@verb("readiness.state", rules.state)
def state(
    actor: Actor, engagement: Engagement, *, item: str, holds: bool = True, note: str = ""
) -> Readiness:
    """Say whether a prerequisite of scheduling holds, and where that can be seen; the newest word stands."""
    known = [one.id for one in practice_of(engagement.practice_id).prerequisites if one.kind == "stated"]
    if item not in known:
        fix = nearest(item, known) or f"There are: {', '.join(known) or 'none'}."
        raise invalid("item", f"Nobody states {item[:80]!r}.", fix)
    row = Readiness(
        engagement=engagement, item=item, holds=holds, note=note.strip()[:400], by=actor.user_id,
        by_name=actor.name[:200],
    )  # fmt: skip
    with creating(actor, "readiness.state", row, rules.state, about=engagement) as made:
        pass
    return made.row
