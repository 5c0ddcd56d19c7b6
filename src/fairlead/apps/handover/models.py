"""Tables of hand-overs."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxLengthValidator
from django.db import models

from fairlead.apps.agreements.models import Sow
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.handover.states import HANDOVER, QUESTION, SECTIONS
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet


class InsideSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """What pre-sales tells delivery stays inside the firm."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Handover(Row):
    """One version of the hand-over of an engagement, as it was told. `pack` never changes."""

    noun = "handover"
    sealed = frozenset({"pack"})

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = state_field(HANDOVER)
    pm = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="project manager",
    )
    pack = models.JSONField()
    digest = models.CharField(max_length=64)
    handed_by = models.BigIntegerField(null=True)
    handed_name = models.CharField(max_length=200)
    accepted_name = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    reservations = models.TextField(blank=True, validators=[MaxLengthValidator(4000)])

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(HANDOVER, "handover_state"),
            models.UniqueConstraint(fields=["engagement", "number"], name="handovers_count_up"),
            models.UniqueConstraint(
                fields=["engagement"], condition=~models.Q(state="replaced"), name="one_living_handover"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="reserved") | ~models.Q(reservations=""),
                name="reservations_are_named",
            ),
        ]

    def __str__(self) -> str:
        return f"HO-{self.engagement_id}-{self.number}"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"


class Reading(Row):
    """Somebody has read a section of a version. Never changed."""

    noun = "reading"
    born_with = "handover"

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="readings")
    section = models.CharField(max_length=20, choices=SECTIONS)
    by = models.BigIntegerField()
    by_name = models.CharField(max_length=200)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["handover", "section", "by"], name="a_section_is_read_once"),
        ]

    def __str__(self) -> str:
        return self.section

    @property
    def thread(self) -> str:
        return f"engagement:{self.handover.engagement_id}"


class Question(Row):
    """What delivery asks about a section; it stays with the engagement when a new version comes."""

    noun = "question"

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="+")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=20, choices=SECTIONS)
    state = state_field(QUESTION)
    text = models.TextField(validators=[MaxLengthValidator(8000)])
    asked_by = models.BigIntegerField()
    asked_name = models.CharField(max_length=200)
    # What was answered: [{by, name, at, text}].
    answers = models.JSONField(default=list, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [state_check(QUESTION, "question_state")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"


class Readiness(Row):
    """Somebody says whether a prerequisite of scheduling holds; the newest word stands. Never changed."""

    noun = "readiness"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    item = models.SlugField(max_length=80)
    holds = models.BooleanField(default=True)
    note = models.CharField(max_length=400, blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)

    objects = InsideSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["engagement", "item", "-id"], name="readiness_newest_first"),
        ]

    def __str__(self) -> str:
        return self.item

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"
