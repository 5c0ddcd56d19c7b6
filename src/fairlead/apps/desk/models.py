"""Tables of the desk."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.changes.models import Change
from fairlead.apps.desk.states import KINDS, MAIL
from fairlead.apps.engagements.models import Engagement
from fairlead.core.actor import Actor
from fairlead.core.models import User, state_check, state_field
from fairlead.core.roles import Role
from fairlead.core.rows import Row, RowSet


class NoticeSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_system:
            return self.all()
        return self.filter(user_id=actor.user_id)


class Notice(Row):
    """Something that one person should know, about one engagement or about whom they stand in for."""

    noun = "notice"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    engagement = models.ForeignKey(
        Engagement, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # The change whose amended SOW it is about; it is answered on the page of that change.
    change = models.ForeignKey(Change, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS, blank=True, default="")
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


class MailSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """Everyone their own; an administrator every one, to see what the server refuses."""
        if actor.is_system or actor.has(Role.ADMINISTRATOR):
            return self.all()
        return self.filter(notice__user_id=actor.user_id)


class Mail(Row):
    """A notice on its way to somebody's mailbox. attempts: how often the server refused it."""

    noun = "mail"

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="mail")
    state = state_field(MAIL)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_to = models.EmailField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=400, blank=True)

    objects = MailSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(MAIL, "mail_state"),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="a_sent_mail_has_its_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="mail_waits", condition=models.Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return self.notice.text

    @property
    def thread(self) -> str:
        return f"notice:{self.notice.user_id}"
