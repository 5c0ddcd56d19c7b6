"""Tables of the catalog."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.core.actor import Actor
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet


class PracticeSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class PracticeVersion(Row):
    """The practice as it was loaded once: its texts by file name, and their digest."""

    noun = "practice"
    sealed = frozenset({"texts"})

    name = models.CharField(max_length=120)
    label = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    texts = models.JSONField()

    objects = PracticeSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-id"], name="practice_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.label}"
