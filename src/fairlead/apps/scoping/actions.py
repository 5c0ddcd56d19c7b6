"""Verbs of scoping.

Other rooms lay answers down by `state` (a workbook, a call, a workshop):

    state(actor, engagement, question="users", value=1200, source="import", said_by="evaluate.xlsx",
          said_on=day, confidence="high")

It never replaces what another voice said (a voice is source and said_by together), and gives back the row
that came of it. In force ("stands") is what answers an open question, what is there already, and what the
same voice corrects; "beside" stands what another voice says otherwise, or a file or an import, until
`settle`. Whoever types over what they see answers by `give`, with the version that they saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairlead.apps.accounts.models import Contact
from fairlead.apps.engagements.actions import touch
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.scoping import keys, rules
from fairlead.apps.scoping.events import CustomerAnswered
from fairlead.apps.scoping.laying import (
    CARRIED,
    Arrival,
    accepted,
    anew,
    arrival_of,
    disputed,
    own_row,
    put,
    read_file,
    set_beside,
    take,
    their_row,
    told,
    unknown_to,
    voice_of,
    was_seen,
    withdrawn,
)
from fairlead.apps.scoping.models import Answer, Link
from fairlead.apps.scoping.standing import in_force, said, same, standing_of
from fairlead.apps.scoping.states import ANSWER, BESIDE, DECLINED, STANDS, TAKEN, UNKNOWN
from fairlead.core.actor import Actor, carried
from fairlead.core.errors import WrongTime, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, take_turn, writing

# A customer fills a sheet answer by answer: those who lead are told at its beginning and after a pause.
PAUSE = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Issued:
    """A customer link, its secret shown this once: the address is /ask/<secret>, or /meet/<secret>."""

    link: int
    name: str
    kind: str
    expires_at: datetime
    secret: str


@verb("answer.give", rules.give)
def give(
    actor: Actor,
    engagement: Engagement,
    *,
    question: str,
    value: Any,
    source: str | None = None,
    said_by: str | None = None,
    said_on: date | None = None,
    confidence: str = "medium",
    seen: int = 0,
) -> Answer:
    """Answer a question, or answer it anew; `seen` is the version of the answer that you saw, 0 for none.

    Another voice (source and said_by) than that of the answer replaces nothing: it stands beside it until
    somebody settles it. Without a source the voice of the answer corrects itself.
    """
    admit(actor, engagement, rules.give)
    asked, wanted = accepted(engagement, question, value)
    with transaction.atomic():
        take_turn()
        touch(actor, engagement)
        row = own_row(actor, engagement, question)
        was_seen(row, seen)
        voice = voice_of(actor, row, asked, wanted, source, said_by)
        word = told(wanted, voice, said_on, confidence)
        if row is None:
            row = Answer(engagement=engagement, question=question, **word)
            with creating(actor, "answer.give", row, rules.give, about=engagement):
                pass
            return row
        if row.value is not None and row.voice != voice and not same(asked, row.value, wanted):
            return set_beside(actor, "answer.give", engagement, question, word)
        row.version = seen or row.version
        return anew(actor, "answer.give", row, asked, word)


@verb("answer.state", rules.give)
def state(
    actor: Actor,
    engagement: Engagement,
    *,
    question: str,
    value: Any,
    source: str,
    said_by: str = "",
    said_on: date | None = None,
    confidence: str = "medium",
) -> Answer:
    """Lay down what somebody said: an open question is answered, what another said never replaced."""
    admit(actor, engagement, rules.give)
    asked, wanted = accepted(engagement, question, value)
    word = told(wanted, (source, said_by), said_on, confidence)
    with transaction.atomic():
        take_turn()
        present = standing_of(actor, engagement, question)
        own = own_row(actor, engagement, question)
        holds = present is not None and present.value is not None
        if present is not None and holds and same(asked, present.value, wanted):
            return present
        if present is not None and holds and (present.voice != (source, said_by) or source in CARRIED):
            return set_beside(actor, "answer.state", engagement, question, word)
        if own is not None:
            return anew(actor, "answer.state", own, asked, word)
        row = Answer(engagement=engagement, question=question, **word)
        with creating(actor, "answer.state", row, rules.give, about=engagement):
            pass
        return row


@verb("answer.confirm", rules.give)
def confirm(actor: Actor, engagement: Engagement, *, question: str, note: str = "") -> Answer:
    """Confirm here what was answered for another engagement of the account; from then on it is its own."""
    admit(actor, engagement, rules.give)
    with transaction.atomic():
        take_turn()
        present = standing_of(actor, engagement, question)
        if present is None or not present.inherited_from:
            raise WrongTime("Nothing from another engagement stands here to be confirmed.")
        word = told(present.value, present.voice, present.said_on, present.confidence)
        own = own_row(actor, engagement, question)
        if own is not None:
            with writing(actor, "answer.confirm", own, rules.clear, note=note) as change:
                for field, wanted in word.items():
                    setattr(change.row, field, wanted)
            return change.row
        row = Answer(engagement=engagement, question=question, **word)
        with creating(actor, "answer.confirm", row, rules.give, about=engagement, note=note):
            pass
        return row


@verb("answer.settle", rules.give)
def settle(
    actor: Actor, engagement: Engagement, *, answer: Answer, action: str, note: str = "", seen: int = 0
) -> Answer:
    """Settle what stands beside the answer in force: `take` it in its place, or `keep` the present one.

    answer: what was said otherwise, here or in another engagement of the account. seen: the version of the
    present answer that you saw. Gives back what stands afterwards.
    """
    admit(actor, engagement, rules.give)
    if action not in {"take", "keep"}:
        raise invalid("action", f"{action!r} settles nothing.", "It is take or keep.")
    with transaction.atomic():
        take_turn()
        present = disputed(actor, engagement, answer, seen)
        if answer.engagement_id == engagement.pk:
            with writing(actor, "answer.settle", answer, rules.clear, note=note) as change:
                change.row.state = ANSWER.next(change.row.state, action)
        else:
            word = told(answer.value, answer.voice, answer.said_on, answer.confidence)
            outcome = TAKEN if action == "take" else DECLINED
            row = Answer(
                engagement=engagement, question=answer.question, state=outcome, origin=answer, **word
            )
            with creating(actor, "answer.settle", row, rules.give, about=engagement, note=note):
                pass
        return put(actor, engagement, answer) if action == "take" else present


@verb("answer.clear", rules.take_back, reversible=True)
def clear(actor: Actor, answer: Answer, *, note: str = "") -> Answer:
    """Take an answer back; the question counts as unanswered again."""
    with writing(actor, "answer.clear", answer, rules.take_back, note=note) as change:
        change.row.value = None
    return change.row


@verb("answer.import", rules.give)
def import_answers(
    actor: Actor, engagement: Engagement, *, text: str, name: str = "answers.toml", dry_run: bool = True
) -> list[Arrival]:
    """Take the answers of a scoping file: new ones count, others stand beside what they contradict.

    A dry run says of each whether it is new, the same or a conflict, and every error with its line.
    """
    admit(actor, engagement, rules.give)
    scoping = read_file(engagement, text, name)
    with transaction.atomic():
        take_turn()
        present = {row.question: row for row in in_force(engagement, said(actor, engagement))}
        arrivals = [
            arrival_of(engagement, present.get(question), question, answer, name)
            for question, answer in scoping.answers.items()
        ]
        for arrival in [] if dry_run else arrivals:
            take(actor, engagement, arrival)
    return arrivals


@verb("link.issue", rules.issue)
def issue(
    actor: Actor,
    engagement: Engagement,
    *,
    contact: Contact | None = None,
    name: str = "",
    email: str = "",
    kind: str = "fill",
    days: int = 14,
) -> Issued:
    """Give one person at the customer a link: to `fill` in their part, or for the screens of a `meeting`.

    It works for so many days, at most 60. Its secret is shown this once.
    """
    admit(actor, engagement, rules.issue)
    if contact is not None and contact.account_id != engagement.account_id:
        raise invalid("contact", f"{contact} is a contact of another account.")
    if not 1 <= days <= rules.MOST_DAYS:
        raise invalid("days", f"A link works for 1 to {rules.MOST_DAYS} days.", "Give out a new one later.")
    secret = keys.new_secret()
    link = Link(
        engagement=engagement, contact=contact, kind=kind, digest=keys.digest_of(secret),
        name=name.strip() or (contact.name if contact else ""),
        email=email.strip() or (contact.email if contact else ""),
        expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    with creating(actor, "link.issue", link, rules.issue, about=engagement):
        pass
    return Issued(link.pk, link.name, link.kind, link.expires_at, secret)


@verb("link.revoke", rules.revoke)
def revoke(actor: Actor, link: Link, *, note: str = "") -> Link:
    """Make a customer link useless, now."""
    with writing(actor, "link.revoke", link, rules.revoke, note=note) as change:
        change.row.revoked_at = timezone.now()
    return change.row


@verb("link.steer", rules.steer)
def steer(actor: Actor, link: Link, *, question: str | None = None, priced: bool | None = None) -> Link:
    """Lead the screens of a meeting: the question in hand ("" for none), whether the list price shows."""
    with writing(actor, "link.steer", link, rules.steer) as change:
        row = change.row
        if question:
            keys.asked_of_customer(row.engagement, question)
        row.at = row.at if question is None else question
        row.priced = row.priced if priced is None else priced
    return change.row


@verb("link.answer", rules.answer)
def answer_by_link(actor: Actor, link: Link, *, question: str, value: Any = None, ask: str = "") -> Link:
    """Answer a question that the customer is asked, take it back (no value), or say whom to `ask`."""
    with writing(actor, "link.answer", link, rules.answer) as change:
        row, before = change.row, change.row.used_at
        keys.asked_of_customer(row.engagement, question)
        row.tries, row.tried_from, row.used_at = keys.counted(row)
        by_customer(actor, row, question, value, ask.strip())
        if before is None or row.used_at - before > PAUSE:
            change.announce(CustomerAnswered(row.engagement_id, row.name))
    return change.row


def by_customer(actor: Actor, link: Link, question: str, value: Any, ask: str) -> None:
    """Their word beside or in force, in their name; what they say again is kept too, for it confirms."""
    inside, voice = carried(actor, f"customer link {link.pk}"), ("customer-link", link.name)
    engagement = link.engagement
    if ask:
        withdrawn(inside, engagement, question, voice, STANDS, BESIDE)
        unknown_to(inside, engagement, question, voice, ask)
        return
    if value is None:
        withdrawn(inside, engagement, question, voice, STANDS, BESIDE, UNKNOWN)
        return
    if row := their_row(inside, engagement, question, voice, UNKNOWN):
        with writing(inside, "answer.state", row, rules.clear) as change:
            change.row.state = ANSWER.next(UNKNOWN, "tell")
    row = state(inside, engagement, question=question, value=value, source=voice[0], said_by=voice[1])
    if row.voice != voice:
        set_beside(inside, "answer.state", engagement, question, told(row.value, voice, None, "medium"))
