"""Tables of estimates."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet


class EstimateSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """Estimates stay inside the firm; customers see documents."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Estimate(Row):
    """One version of an engagement's estimate. `figures` and `answers` are frozen when it is drawn up."""

    noun = "estimate"
    sealed = frozenset({"figures", "answers", "terms"})

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = state_field(ESTIMATE)
    practice = models.ForeignKey(PracticeVersion, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField()
    answers = models.JSONField(blank=True)
    terms = models.JSONField()
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
                fields=["engagement"], condition=~models.Q(state="superseded"), name="one_living_estimate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement} v{self.number}"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    @property
    def awaited(self) -> frozenset[Role]:
        """The roles whose approval is still to come."""
        given = {approval["gate"] for approval in self.approvals}
        return frozenset(Role(gate["role"]) for gate in self.gates if gate["id"] not in given)
