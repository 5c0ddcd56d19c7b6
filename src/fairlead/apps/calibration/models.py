"""Tables of calibration: what closed engagements came to, and what was proposed from it."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models

from fairlead.apps.calibration.states import CALIBRATION
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.models import Estimate
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet

_ANY = [MinValueValidator(Decimal(0))]


class InsideSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """What work took stays inside the firm."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class ActualSet(InsideSet):
    def living(self) -> Self:
        """The facts that hold now: neither replaced by a later one nor taken back."""
        return self.filter(successor__isnull=True, reversed=False)


class Actual(Row):
    """What one line, one role of a line, or a whole engagement (line "") really took. Never changes."""

    noun = "actual"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    estimate = models.ForeignKey(Estimate, on_delete=models.PROTECT, related_name="+")
    line = models.SlugField(max_length=80, blank=True)
    role = models.SlugField(max_length=80, blank=True)
    # What the estimate said of it, copied so that a record of thousands reads no estimate.
    name = models.CharField(max_length=300, blank=True)
    phase = models.CharField(max_length=80, blank=True)
    estimated = models.DecimalField(max_digits=12, decimal_places=2)
    of_line = models.DecimalField(max_digits=12, decimal_places=2)
    p50 = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    p80 = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    p90 = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, validators=_ANY)
    days = models.DecimalField(
        "calendar days", max_digits=8, decimal_places=2, null=True, blank=True, validators=_ANY
    )
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, validators=_ANY)
    currency = models.CharField(max_length=3, blank=True)
    finished = models.DateField("finished on")
    source = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=400, blank=True)
    recorded_by = models.BigIntegerField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )
    reversed = models.BooleanField(default=False)

    objects = ActualSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["engagement", "line", "role"],
                condition=models.Q(supersedes__isnull=True),
                name="actual_is_recorded_once",
            ),
            models.CheckConstraint(
                condition=models.Q(reversed=True) | models.Q(hours__isnull=False), name="actual_has_hours"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["engagement", "line"], name="actual_of_engagement"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement}: {self.name or 'all of it'}"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"


class Calibration(Row):
    """One proposal to correct the practice, with its evidence: lines of an offering, or (offering "") the
    table of correlation. `changes` and `evidence` are frozen when it is made."""

    noun = "calibration"
    sealed = frozenset({"changes", "evidence"})

    offering = models.SlugField(max_length=80, blank=True)
    state = state_field(CALIBRATION)
    practice = models.ForeignKey(PracticeVersion, on_delete=models.PROTECT, related_name="+")
    closed = models.PositiveIntegerField("closed engagements")
    until = models.DateField("to")
    changes = models.JSONField()
    evidence = models.JSONField()
    proposed_by = models.BigIntegerField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    taken = models.JSONField(default=list, blank=True)
    became = models.ForeignKey(
        PracticeVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=400, blank=True)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(CALIBRATION, "calibration_state"),
            models.UniqueConstraint(
                fields=["offering"], condition=models.Q(state="proposed"), name="one_open_calibration"
            ),
        ]

    def __str__(self) -> str:
        return self.offering or "correlation"
