"""Tables of pens."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet


class PenSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Pen(Row):
    """The pen of one engagement: who holds it, since when and why.

    asks: who has asked its holder for it, the longest waiting first: [{person, name, at, note}].
    """

    noun = "pen"

    engagement = models.OneToOneField(Engagement, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True)
    asks = models.JSONField(default=list, blank=True)

    objects = PenSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(asks=[]) | models.Q(holder__isnull=False),
                name="a_pen_is_asked_of_its_holder",
            ),
        ]

    def __str__(self) -> str:
        return "pen"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"
