"""Tables of scoping."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.engagements.models import Engagement
from fairlead.core.actor import Actor
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet

SOURCES = (
    ("customer-call", "Customer call"),
    ("account-team", "Account team"),
    ("file", "File"),
    ("import", "Import"),
    ("assumption", "Our assumption"),
)
CONFIDENCE = (("high", "High"), ("medium", "Medium"), ("low", "Low"))


class AnswerSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """Answers carry who said so and what we assume: they stay inside the firm."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Answer(Row):
    """The present answer to one question of one engagement, and where it came from."""

    noun = "answer"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=80)
    value = models.JSONField(null=True, blank=True)
    source = models.CharField(max_length=20, choices=SOURCES, default="account-team")
    said_by = models.CharField("who said so, or which file", max_length=200, blank=True)
    said_on = models.DateField()
    confidence = models.CharField(max_length=10, choices=CONFIDENCE, default="medium")

    objects = AnswerSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["engagement", "question"], name="one_answer_a_question"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"
