"""Tables of changes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import takewhile
from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject
from django.utils.functional import cached_property

from fairlead.apps.agreements.models import Sow
from fairlead.apps.changes.states import CHANGE, EXCEPTIONS
from fairlead.apps.engagements.models import SIGNED_STATES, Engagement
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet
from fairlead.engines.changing import APPROVED, Asked
from fairlead.engines.money import Money


def _in_force(engagement: Any) -> models.QuerySet[Any]:
    """What earlier changes in force have moved, oldest first, as plain data: no list asks for each row."""
    moved = ("pk", "number", "sow_id", "amended_id", "price", "hours", "days", "verdict")
    rows = Change.objects.filter(engagement=engagement, state="in-force").order_by("changed_at", "pk")
    return rows.values(data=JSONObject(**{name: name for name in moved}))


class ChangeSet(RowSet):
    def with_force(self) -> Self:
        """With what is in force in their engagements."""
        return self.annotate(in_force=ArraySubquery(_in_force(models.OuterRef("engagement"))))

    def visible_to(self, actor: Actor) -> Self:
        """How the firm weighs a change stays inside; customers are sent its paper."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Change(Row):
    """One change to the work of a statement of work, by what it moves: total, hours, end, billing, scope.

    estimate: what the work comes to with it, once it is shaped; total, hours and end then come from there.
    sow:      what it changes; of work at risk that begins before there is one, None: then `text` and `hours`
              say what is risked. until: the last day of work at risk, whichever way.
    amended:  the statement of work as it makes it, once it is asked for: as it was first proposed, and from
              the day it is in force as both have signed it.
    """

    noun = "change"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    estimate = models.ForeignKey(
        Estimate, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    amended = models.OneToOneField(
        Sow, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="change"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    state = state_field(CHANGE)
    reason = models.TextField("why it is asked for", max_length=4000)
    text = models.TextField("what changes", max_length=8000, blank=True)
    price = models.DecimalField("change of the total", max_digits=14, decimal_places=2, default=Decimal(0))
    hours = models.DecimalField("change of the hours", max_digits=10, decimal_places=2, default=Decimal(0))
    days = models.IntegerField("days by which the end moves", default=0)
    scope = models.BooleanField("activities or deliverables change", default=False)
    switch = models.BooleanField("billing changes between T&M and fixed fee", default=False)
    judged = models.BooleanField("the project manager wants an order", default=False)
    overrun = models.BooleanField("the hours or the budget do not reach", default=False)
    unsigned = models.BooleanField("work goes on before the signature", default=False)
    until = models.DateField("at risk until", null=True, blank=True)
    label = models.CharField("which exception", max_length=20, blank=True, choices=list(EXCEPTIONS.items()))
    # Who runs the work for us; the paper says it.
    pm = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="project manager",
    )
    opened_by = models.BigIntegerField(null=True, editable=False)
    # What it needs and how it is booked, as the rules were when it was asked for.
    verdict = models.JSONField(null=True, blank=True)
    # Who has given what it needs: [{need, by, at, on, note}], and of which amended SOW (`of`), where both
    # sign it or the customer confirms it.
    consents = models.JSONField(default=list, blank=True)

    objects = ChangeSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(CHANGE, "change_state"),
            models.UniqueConstraint(fields=["engagement", "number"], name="change_numbers_count_up"),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(state="withdrawn")
                | models.Q(verdict__isnull=False),
                name="what_a_change_needs_is_known_once_it_is_asked_for",
            ),
            models.CheckConstraint(
                condition=models.Q(sow__isnull=False)
                | models.Q(
                    unsigned=True,
                    until__isnull=False,
                    price=0,
                    days=0,
                    scope=False,
                    switch=False,
                    judged=False,
                    overrun=False,
                ),
                name="before_its_sow_there_is_work_at_risk_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.title}"

    @property
    def name(self) -> str:
        return f"CO-{self.engagement_id}-{self.number}"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    @property
    def asked(self) -> Asked:
        """What it asks for, as the rules take it. Hours at risk change nothing that was sold."""
        return Asked(
            Money(Decimal(self.price), self.currency), Decimal(self.hours if self.sow else 0), self.days,
            self.scope,
            self.switch, self.judged, self.overrun, self.unsigned, self.label,
        )  # fmt: skip

    @property
    def currency(self) -> str:
        return self.sow.currency if self.sow else self.engagement.currency

    @property
    def is_over(self) -> bool:
        """Whether it was work at risk before there was a SOW, and that is signed now."""
        return self.sow_id is None and self.engagement.sow_state in SIGNED_STATES

    @cached_property
    def force(self) -> tuple[Mapping[str, Any], ...]:
        """What is in force in its engagement, the earliest first; of a change in force: what was before."""
        found = getattr(self, "in_force", None)
        rows = _in_force(self.engagement_id).values_list("data", flat=True) if found is None else found
        return tuple(takewhile(lambda one: one["pk"] != self.pk, rows))

    @property
    def makes(self) -> Sow | None:
        """The statement of work with it: the amended one, or the one that it changes by its paper alone."""
        return self.proposed or self.sow

    @property
    def proposed(self) -> Sow | None:
        """The amended SOW as it reads now, after what was negotiated; None before it is asked for."""
        if self.amended is None or self.amended.state != "replaced":
            return self.amended
        return Sow.objects.beside(self.amended).latest("number")

    def holds(self, consent: Mapping[str, Any]) -> bool:
        """Whether what was given is for it as it reads now, and not for a version that was replaced."""
        of = consent.get("of")
        return of is None or (self.makes is not None and of == self.makes.pk)

    @property
    def risked(self) -> bool:
        """Whether work goes on before the signature, and the leadership has allowed that."""
        waits = self.state == "asked" and APPROVED not in self.open_needs
        return self.unsigned and (waits or self.state == "in-force")

    @property
    def open_needs(self) -> tuple[str, ...]:
        """What it still needs, once it is asked for."""
        given = {consent["need"] for consent in self.consents if self.holds(consent)}
        return tuple(need for need in (self.verdict or {}).get("needs", ()) if need not in given)
