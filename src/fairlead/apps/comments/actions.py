"""Verbs of comments."""

from __future__ import annotations

from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.comments import rules
from fairlead.apps.comments.events import CommentAnswered, CommentResolved, CommentWritten
from fairlead.apps.comments.models import Comment
from fairlead.apps.comments.places import Place, clauses_of, kind_of, lines_of
from fairlead.apps.comments.states import CLAUSE, COMMENT
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import held_by
from fairlead.core.actor import Actor
from fairlead.core.errors import invalid
from fairlead.core.talk import answered, sentence
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, admit, creating, writing

MOST_NAMED = 30


@verb("comment.write", rules.write)
def write(
    actor: Actor,
    engagement: Engagement,
    *,
    about: str,
    text: str,
    to: Person | None = None,
    sow: Sow | None = None,
) -> Comment:
    """Comment on a clause of the statement of work ("clause:" and its id) or on a line of the estimate
    ("line:" and its id). It stays with that clause or line from version to version.

    to: whose answer you ask for; they are told. sow: the version that you read, the newest if left out.
    """
    admit(actor, engagement, rules.write)
    said = sentence(text, "text", "A comment says something.")
    _answers(actor, to)
    kind, key = kind_of(about)
    if kind == CLAUSE:
        sow = _version(actor, engagement, sow)
        place = _known(clauses_of(sow), key, "clause")
    else:
        place, sow = _known(lines_of(actor, engagement), key, "line"), None
    row = Comment(
        engagement=engagement, kind=kind, place=place.id, title=place.title[:300], sow=sow,
        digest=place.digest, text=said, author=actor.user_id, author_name=actor.name[:200], to=to,
    )  # fmt: skip
    with creating(actor, "comment.write", row, rules.write, about=engagement) as change:
        asked = to.user_id if to else 0
        change.announce(CommentWritten(engagement.pk, row.title, said[:300], row.author, asked, actor.name))
    return row


def _answers(actor: Actor, to: Person | None) -> None:
    """Whoever is asked can answer: they see the work, and are somebody else."""
    if to is None:
        return
    if not to.active or not held_by(to) & rules.SPEAKERS:
        raise invalid("to", f"{to.name} does not see this work.", "Ask somebody who does.")
    if to.user_id == actor.user_id:
        raise invalid("to", "You need no answer of yours.", "Ask somebody else, or nobody.")


def _version(actor: Actor, engagement: Engagement, sow: Sow | None) -> Sow:
    rows = Sow.objects.visible_to(actor).filter(engagement=engagement.pk)
    found = rows.filter(pk=sow.pk).first() if sow else rows.stood().order_by("-number").first()
    if found is None:
        said = "This is a version of another engagement." if sow else "There is no statement of work yet."
        raise invalid("about", said, "Comment on a line of the estimate, or draw the statement of work up.")
    return found


def _known(places: dict[str, Place], key: str, noun: str) -> Place:
    if key not in places:
        names = ", ".join(list(places)[:MOST_NAMED])
        raise invalid("about", f"There is no {noun} {key[:80]!r}.", f"There are: {names}.", f"no-{noun}")
    return places[key]


@verb("comment.answer", rules.answer)
def answer(actor: Actor, comment: Comment, *, note: str) -> Comment:
    """Answer a comment; who has spoken in it hears of it, and it stays open until it is resolved."""
    with writing(actor, "comment.answer", comment, rules.answer) as change:
        row = change.row
        row.answers = answered(row.answers, actor, note, "note")
        row.state = COMMENT.next(row.state, "answer")
        said = row.answers[-1]["text"][:300]
        change.announce(CommentAnswered(row.engagement_id, row.title, said, _others(change), actor.name))
    return change.row


@verb("comment.resolve", rules.resolve)
def resolve(actor: Actor, comment: Comment, *, note: str = "") -> Comment:
    """Say that a comment is dealt with; it is kept, and may be opened again."""
    with writing(actor, "comment.resolve", comment, rules.resolve, note=note) as change:
        row = change.row
        if note.strip():
            row.answers = answered(row.answers, actor, note, "note")
        row.state = COMMENT.next(row.state, "resolve")
        row.closed_name, row.closed_at = actor.name[:200], timezone.now()
        change.announce(CommentResolved(row.engagement_id))
    return change.row


@verb("comment.reopen", rules.reopen)
def reopen(actor: Actor, comment: Comment, *, note: str) -> Comment:
    """Open a resolved comment again, and say why."""
    with writing(actor, "comment.reopen", comment, rules.reopen, note=note) as change:
        row = change.row
        row.answers = answered(row.answers, actor, note, "note")
        row.state, row.closed_name, row.closed_at = COMMENT.next(row.state, "reopen"), "", None
        said = row.answers[-1]["text"][:300]
        change.announce(CommentAnswered(row.engagement_id, row.title, said, _others(change), actor.name))
    return change.row


def _others(change: Change[Comment]) -> tuple[int, ...]:
    """Who has spoken in it, or is asked: all but whoever does so now."""
    row = change.row
    spoken = {row.author, *(one["by"] for one in row.answers), row.to.user_id if row.to else None}
    return tuple(sorted(spoken - {None, change.actor.user_id}))
