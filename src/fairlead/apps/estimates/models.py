"""Tables of estimates: what people say of its lines, and its frozen versions."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet

BASIS = (
    ("hand", "By hand"),
    ("reference", "Similar engagements"),
    ("experts", "Rounds of experts"),
    ("workbook", "Workbook"),
)
KIND = (("work", "Work"), ("vendor", "Subcontractor"), ("travel", "Travel"), ("expense", "Expense"))
BILLED = (
    ("time-and-materials", "Time and materials"),
    ("fixed-fee", "Fixed fee"),
    ("block", "Prepaid block"),
    ("training", "Training"),
    ("recurring", "Recurring"),
)


class AdjustmentSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """What the work takes is talked over inside the firm."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


def size_field() -> models.DecimalField:
    return models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )


class Adjustment(Row):
    """What people say of one line of an engagement in place of its formula, or of a line of their own.

    low, likely and high are hours, or an amount for what is bought; None when the formula holds (again).
    left_out: the line is not part of this scope. The row without a line holds the pace of the whole work
    and what was agreed about the wording, so that everything people say is found in one query.
    """

    noun = "adjustment"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    line = models.SlugField(max_length=80, blank=True)
    left_out = models.BooleanField(default=False)
    low = size_field()
    likely = size_field()
    high = size_field()
    basis = models.CharField(max_length=20, choices=BASIS, default="hand")
    reason = models.TextField(max_length=2000, blank=True)
    said_by = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    phase = models.SlugField(max_length=80, blank=True)
    kind = models.CharField(max_length=10, choices=KIND, default="work")
    roles = models.JSONField(default=dict, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    markup = models.DecimalField(
        max_digits=7,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(10))],
    )
    billing = models.CharField(max_length=20, choices=BILLED, blank=True)
    pace = models.JSONField(default=dict, blank=True)
    agreed = models.JSONField(default=dict, blank=True)

    objects = AdjustmentSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["engagement", "line"], name="one_adjustment_a_line"),
            models.CheckConstraint(
                condition=models.Q(low__isnull=True, likely__isnull=True, high__isnull=True)
                | models.Q(low__lte=models.F("likely"), likely__lte=models.F("high")),
                name="adjustment_range_rises",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.line or "pace"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    @property
    def sized(self) -> bool:
        """Whether it says how large the line is."""
        return self.likely is not None


class EstimateSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """Estimates stay inside the firm; customers see documents."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()

    def original(self) -> Self:
        """Those that the sale is made from, without those that amend one that was sold."""
        return self.filter(amends__isnull=True)


class Estimate(Row):
    """One version of an engagement's estimate. `figures` and what they were made from - answers, terms and
    scope (adjustments, lines left out, pace) - are frozen when it is drawn up.
    amends: the approved one that it alters, where it is made for a change to what stands."""

    noun = "estimate"
    sealed = frozenset({"figures", "answers", "terms", "scope"})

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = state_field(ESTIMATE)
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    practice = models.ForeignKey(PracticeVersion, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField()
    answers = models.JSONField(blank=True)
    terms = models.JSONField()
    scope = models.JSONField(default=dict, blank=True)
    currency = models.CharField(max_length=3)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    price_p50 = models.DecimalField(max_digits=14, decimal_places=2)
    price_p90 = models.DecimalField(max_digits=14, decimal_places=2)
    cost = models.DecimalField(max_digits=14, decimal_places=2)
    margin = models.DecimalField(max_digits=7, decimal_places=4)
    days = models.DecimalField(max_digits=10, decimal_places=2)
    drawn_by = models.BigIntegerField(null=True)
    submitted_by = models.BigIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # The roles whose approval the gates ask for, and what each of them said: [{gate, role, by, at, note}].
    gates = models.JSONField(default=list, blank=True)
    approvals = models.JSONField(default=list, blank=True)

    objects = EstimateSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(ESTIMATE, "estimate_state"),
            models.UniqueConstraint(fields=["engagement", "number"], name="estimate_numbers_count_up"),
            models.UniqueConstraint(
                fields=["engagement"],
                condition=~models.Q(state="superseded") & models.Q(amends__isnull=True),
                name="one_living_estimate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement} v{self.number}"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    @property
    def asked(self) -> list[dict[str, str]]:
        """The gates that nobody has answered yet."""
        given = {approval["gate"] for approval in self.approvals}
        return [gate for gate in self.gates if gate["id"] not in given]

    @property
    def awaited(self) -> frozenset[Role]:
        """The roles whose approval is still to come."""
        return frozenset(Role(gate["role"]) for gate in self.asked)
