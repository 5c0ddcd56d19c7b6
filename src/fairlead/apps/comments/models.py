"""Tables of comments."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.agreements.models import Sow
from fairlead.apps.comments.states import COMMENT, KINDS, OPEN
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet
from fairlead.core.talk import MOST_TEXT


class CommentSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()

    def open(self) -> Self:
        return self.filter(state__in=OPEN)


class Comment(Row):
    """What somebody says about a clause or a line, and what was answered.

    place: the id of the clause or line; title: what it was called; sow: the version that a clause was read
    in; digest: of what it said then, as SHA-256; to: whose answer is asked for, if anybody's.
    """

    noun = "comment"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    place = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    sow = models.ForeignKey(Sow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, editable=False)
    state = state_field(COMMENT)
    text = models.TextField(max_length=MOST_TEXT)
    author = models.BigIntegerField()
    author_name = models.CharField(max_length=200)
    to = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=list, blank=True)
    closed_name = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CommentSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(COMMENT, "comment_state"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, state__in=OPEN)
                | models.Q(closed_at__isnull=False, state="resolved"),
                name="a_resolved_comment_has_its_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["engagement", "state"], name="comments_of_an_engagement")
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def about(self) -> str:
        return f"{self.kind}:{self.place}"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"
