"""Reads of comments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from fairlead.apps.comments.models import Comment
from fairlead.apps.comments.places import kind_of
from fairlead.apps.comments.states import COMMENT
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.talk import AnsweredCard, answered_cards
from fairlead.core.verbs import card, reading

MOST_AWAITED = 50


@dataclass(frozen=True, slots=True)
class CommentCard:
    """A comment on a clause or a line. about: "clause:" or "line:" and its id; title: what it was called;
    sow: the version that a clause was read in; digest: of what it said then; to: whose answer it asks for."""

    id: int
    version: int
    engagement: int
    about: str
    title: str
    sow: int | None
    digest: str
    state: str
    state_label: str
    text: str
    by: str
    at: datetime
    to: int | None
    to_name: str
    answers: tuple[AnsweredCard, ...]
    closed_by: str
    closed_at: datetime | None


@card(Comment)
def comment_card(actor: Actor, row: Comment) -> CommentCard:
    return CommentCard(
        row.pk, row.version, row.engagement_id, row.about, row.title, row.sow_id, row.digest, row.state,
        COMMENT.state(row.state).label, row.text, row.author_name, row.created_at, row.to_id,
        row.to.name if row.to else "", answered_cards(row.answers), row.closed_name, row.closed_at,
    )  # fmt: skip


@reading("comment.list")
def comments(
    actor: Actor, *, engagement: Engagement | None = None, about: str = "", open: bool = False
) -> QuerySet[Comment]:
    """Comments, oldest first: of an engagement; on a clause or line ("clause:acceptance"); or open ones."""
    rows = Comment.objects.visible_to(actor).select_related("engagement", "to", "sow")
    if engagement:
        rows = rows.filter(engagement=engagement)
    if about:
        kind, place = kind_of(about)
        rows = rows.filter(kind=kind, place=place)
    if open:
        rows = rows.open()
    return rows.order_by("pk")


def commented(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Engagements that know on which clauses and lines there are open comments, as `commented`: each as
    "clause:" or "line:" and its id, once for every comment."""
    found = Comment.objects.visible_to(actor).open().filter(engagement=OuterRef("pk"))
    places = found.order_by("pk").annotate(at=Concat("kind", Value(":"), "place")).values("at")
    return rows.annotate(commented=ArraySubquery(places))


def asked(actor: Actor, rows: QuerySet[Person]) -> QuerySet[Person]:
    """People who know whether a comment waits for this actor's answer, as `asked`."""
    return rows.annotate(asked=Exists(_waiting(actor)))


def _waiting(actor: Actor) -> QuerySet[Comment]:
    rows = Comment.objects.visible_to(actor).open().filter(to__user=actor.user_id)
    return rows.exclude(answers__contains=[{"by": actor.user_id}])


def awaited(actor: Actor, about: int | None = None) -> QuerySet[Comment]:
    """Open comments that ask for this actor's answer and have none of theirs; of one engagement, or all."""
    rows = _waiting(actor)
    if about is not None:
        rows = rows.filter(engagement=about)
    return rows.select_related("engagement__account").order_by("pk")[:MOST_AWAITED]
