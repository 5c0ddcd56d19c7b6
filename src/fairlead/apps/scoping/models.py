"""Tables of scoping."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models

from fairlead.apps.accounts.models import Contact
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.scoping.states import ANSWER, STANDS
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet

SOURCES = (
    ("customer-call", "Customer call"),
    ("customer-link", "Customer link"),
    ("account-team", "Account team"),
    ("file", "File"),
    ("import", "Import"),
    ("assumption", "Our assumption"),
)
CONFIDENCE = (("high", "High"), ("medium", "Medium"), ("low", "Low"))

KINDS = (("fill", "To fill in"), ("meeting", "For a meeting"))


class AnswerSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """Answers carry who said so and what we assume: they stay inside the firm."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Answer(Row):
    """What was said to one question of one engagement, and where it came from.

    One row a question stands, and is the answer; what another voice said otherwise stands beside it until
    somebody settles it. `was` is the value before the last correction.
    """

    noun = "answer"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=80)
    value = models.JSONField(null=True, blank=True)
    source = models.CharField(max_length=20, choices=SOURCES, default="account-team")
    said_by = models.CharField("who said so, or which file", max_length=200, blank=True)
    said_on = models.DateField()
    confidence = models.CharField(max_length=10, choices=CONFIDENCE, default="medium")
    state = state_field(ANSWER)
    was = models.JSONField(null=True, blank=True)
    was_by = models.CharField(max_length=200, blank=True)
    was_until = models.DateField(null=True, blank=True)
    # Whom they said to ask, who did not know it themselves.
    ask = models.CharField("whom to ask", max_length=200, blank=True)
    # The answer of another engagement of the account that this one was held against, when it was settled.
    origin = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AnswerSet.as_manager()

    # Set by `standing`, in memory alone: for which engagement it holds, where it was given if that is
    # another, what contradicts it, and who does not know.
    asked_in = 0
    inherited_from = ""
    beside: tuple[Any, ...] = ()
    unknown: tuple[Any, ...] = ()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(ANSWER, "answer_state"),
            models.UniqueConstraint(
                fields=["engagement", "question"],
                condition=models.Q(state=STANDS),
                name="one_answer_a_question",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    @property
    def voice(self) -> tuple[str, str]:
        """Whose word it is; one voice may correct itself, two contradict each other."""
        return self.source, self.said_by

    @property
    def who(self) -> str:
        return self.said_by or str(self.get_source_display())


class LinkSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """The firm sees that a customer was asked; whoever holds a link sees that one."""
        if actor.has_any(ENGAGEMENT_ROLES):
            return self.all()
        return self.filter(pk=actor.link) if actor.link else self.none()


class Link(Row):
    """A signed address by which one person at the customer answers. Only its hash is kept."""

    noun = "link"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=10, choices=KINDS, default="fill")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    # How often it was tried in the hour that began then.
    tries = models.PositiveIntegerField(default=0)
    tried_from = models.DateTimeField(null=True, blank=True)
    # What the two screens of a meeting show: the question in hand, and whether the list price.
    at = models.CharField("question in hand", max_length=80, blank=True)
    priced = models.BooleanField("shows the list price", default=False)

    objects = LinkSet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    def ended(self, now: datetime) -> bool:
        """Whether it is of no use any more, whatever the state of its engagement."""
        return self.revoked_at is not None or self.expires_at <= now
