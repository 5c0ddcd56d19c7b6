"""Tables of the log and of the roadmap."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.apps.risks.states import ENTRY, HORIZONS, KINDS, ROADMAP
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet

PRIORITIES = (("high", "High"), ("medium", "Medium"), ("low", "Low"))

_LONGEST = 3660


class EntrySet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """The firm sees all; a customer sees what was shared about an engagement of their account."""
        if actor.has_any(ENGAGEMENT_ROLES):
            return self.all()
        if actor.has(Role.CUSTOMER_CONTACT):
            return self.filter(shared=True, engagement__account_id__in=actor.accounts)
        return self.none()


class Entry(Row):
    """One line of the log: a risk, action, issue, decision or open question, or a note about the scope."""

    noun = "entry"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    title = models.CharField(max_length=200)
    text = models.TextField("what it is about", blank=True, validators=[MaxLengthValidator(4000)])
    state = state_field(ENTRY)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Someone of the customer, or anybody else who is not of the firm.
    owner_name = models.CharField("owner outside the firm", max_length=120, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    priority = models.CharField(max_length=10, choices=PRIORITIES, default="medium")
    weight = models.GeneratedField(
        expression=models.Case(
            models.When(priority="high", then=1), models.When(priority="medium", then=2), default=3
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    probability = models.PositiveSmallIntegerField(
        "probability, percent", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    impact_days = models.PositiveSmallIntegerField(
        "impact on the timeline, days", null=True, blank=True, validators=[MaxValueValidator(_LONGEST)]
    )
    impact_budget = models.DecimalField(
        "impact on the budget",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    impact_scope = models.CharField("impact on the scope", max_length=200, blank=True)
    impact_quality = models.CharField("impact on the quality", max_length=200, blank=True)
    response = models.TextField("what is done about it", blank=True, validators=[MaxLengthValidator(2000)])
    outcome = models.CharField("how it ended", max_length=400, blank=True)
    escalated = models.BooleanField(default=False)
    shared = models.BooleanField("shared with the customer", default=False)
    # The capture of a workshop that it came from; workshops lie above, so this is its number.
    capture = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)

    objects = EntrySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(ENTRY, "entry_state"),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=True) | models.Q(owner_name=""),
                name="entry_has_one_owner",
                violation_error_message="Name someone of the firm or someone outside it, not both.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="risk") | models.Q(probability__isnull=True),
                name="only_risks_have_a_probability",
                violation_error_message="Only a risk has a probability.",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["engagement", "weight", "due_on"], name="entry_by_weight"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"


class RoadmapSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """The roadmap stays inside the firm; customers see it in the minutes that they are sent."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class RoadmapItem(Row):
    """One thing to come: when, in which place of its column, and what has to be there first."""

    noun = "roadmap"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    text = models.TextField("what it brings", blank=True, validators=[MaxLengthValidator(2000)])
    state = state_field(ROADMAP)
    horizon = models.CharField(max_length=10, choices=HORIZONS, default="next")
    period = models.CharField("when, if that is known", max_length=40, blank=True)
    place = models.PositiveIntegerField(default=1, editable=False)
    # Numbers of the items of this engagement that have to be there first.
    needs = models.JSONField("has to wait for", default=list, blank=True)
    capture = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)

    objects = RoadmapSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(ROADMAP, "roadmap_state"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["engagement", "horizon", "place"], name="roadmap_in_order"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"
