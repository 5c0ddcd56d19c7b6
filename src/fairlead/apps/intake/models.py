"""Tables of intake."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake.states import INTAKE
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet

KINDS = (("evaluate", "Evaluate report"), ("issues", "GitLab issues"), ("table", "Table"))


class FirmSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """What customers sent us, and what we made of it, stays inside the firm."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Intake(Row):
    """One file that somebody gave in: what it is, what it would change, whether that was done."""

    noun = "intake"
    sealed = frozenset({"outcome", "plan"})

    engagement = models.ForeignKey(
        Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Empty until the worker has looked into a long file.
    kind = models.CharField(max_length=10, choices=KINDS, blank=True)
    state = state_field(INTAKE)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    offering = models.SlugField(max_length=80, blank=True)
    columns = models.JSONField("what each column means", default=dict, blank=True)
    rows_read = models.PositiveIntegerField(default=0, editable=False)
    rows_there = models.PositiveIntegerField(default=0, editable=False)
    # What a dry run says, and what is needed to do it; see `outcomes`.
    outcome = models.JSONField(null=True, blank=True, editable=False)
    plan = models.JSONField(null=True, blank=True, editable=False)
    counts = models.JSONField(default=dict, blank=True, editable=False)
    given_in_by = models.CharField(max_length=200, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FirmSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [state_check(INTAKE, "intake_state")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["engagement", "-created_at"], name="intake_of_engagement"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}" if self.engagement_id else f"intake:{self.pk}"


class Upload(Row):
    """The bytes of a file, apart from what is said of it, until it has been read for the last time."""

    noun = "upload"
    sealed = frozenset({"content"})

    intake = models.OneToOneField(Intake, on_delete=models.PROTECT, related_name="upload")
    content = models.BinaryField(null=True, blank=True, editable=False)

    objects = FirmSet.as_manager()

    def __str__(self) -> str:
        return self.intake.name

    @property
    def thread(self) -> str:
        return self.intake.thread


class ColumnMapping(Row):
    """What the columns of one kind of table mean, remembered by the names of its columns."""

    noun = "mapping"

    name = models.CharField(max_length=120)
    signature = models.CharField(max_length=32, db_index=True)
    headings = models.JSONField()
    columns = models.JSONField()
    forgotten = models.BooleanField(default=False)

    objects = FirmSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["signature", "name"],
                condition=models.Q(forgotten=False),
                name="mapping_once_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reference(Row):
    """The issue that an engagement came from: by it the same issue is known when it comes again."""

    noun = "reference"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    key = models.CharField("issue", max_length=20)
    url = models.CharField(max_length=500)

    objects = FirmSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "url"], name="reference_once"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"
