"""Tables of the desk."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.engagements.models import Engagement
from fairlead.core.actor import Actor
from fairlead.core.models import User
from fairlead.core.rows import Row, RowSet


class NoticeSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_system:
            return self.all()
        return self.filter(user_id=actor.user_id)


class Notice(Row):
    """Something that one person should know, about one engagement."""

    noun = "notice"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=400)
    event = models.BigIntegerField()
    read = models.BooleanField(default=False)

    objects = NoticeSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "event"], name="one_notice_an_event"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "read", "-id"], name="notice_unread")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def thread(self) -> str:
        return f"notice:{self.user_id}"
