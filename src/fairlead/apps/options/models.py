"""Tables of options."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.options.states import DISAGREEMENT, OPTION
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet

RAISED_BY = (("engagement-manager", "Engagement manager"), ("technical-architect", "Technical architect"))


class InsideSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """How the firm weighs its options stays inside; customers see the paper that compares them."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Option(Row):
    """One way to do an engagement: what differs from the engagement as it stands, and its frozen figures."""

    noun = "option"
    sealed = frozenset({"figures", "basis"})

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=3)
    name = models.CharField(max_length=120)
    idea = models.CharField("the idea in a sentence", max_length=300, blank=True)
    approach = models.TextField(max_length=4000, blank=True)
    state = state_field(OPTION)
    origin = models.CharField("made from", max_length=120, blank=True)
    # What differs: values by question, ids of optional activities, billing, discount and start.
    answers = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    # Frozen by each estimate: the result, and the answers, terms and left-out lines that it was made from.
    figures = models.JSONField(null=True, blank=True)
    basis = models.JSONField(null=True, blank=True)
    practice = models.ForeignKey(
        PracticeVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    currency = models.CharField(max_length=3, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    price_p50 = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    price_p80 = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    price_p90 = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    margin = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    days = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    estimated_at = models.DateTimeField(null=True, blank=True)
    estimated_by = models.BigIntegerField(null=True, blank=True)
    # Judgements by criterion: {mark, reason, evidence, by, at}.
    marks = models.JSONField(default=dict, blank=True)
    reason = models.CharField("why recommended, chosen or not", max_length=1000, blank=True)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(OPTION, "option_state"),
            models.UniqueConstraint(fields=["engagement", "letter"], name="option_letters_are_one_each"),
            models.UniqueConstraint(
                fields=["engagement"], condition=models.Q(state="recommended"), name="one_recommended_option"
            ),
            models.UniqueConstraint(
                fields=["engagement"], condition=models.Q(state="chosen"), name="one_chosen_option"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"


class Criterion(Row):
    """By what the options of one engagement are compared: weights in per cent, summing to 100."""

    noun = "criterion"

    engagement = models.OneToOneField(Engagement, on_delete=models.PROTECT, related_name="+")
    # [[id, weight], ...] in the order in which they are read.
    weights = models.JSONField(default=list)

    objects = InsideSet.as_manager()

    def __str__(self) -> str:
        return f"criteria of {self.engagement}"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"


class Disagreement(Row):
    """Why the asked solution cannot be supported, and the way to a better one (em-process 1.5)."""

    noun = "disagreement"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    state = state_field(DISAGREEMENT)
    raised_as = models.CharField("who cannot support it", max_length=30, choices=RAISED_BY)
    raised_by = models.CharField(max_length=200)
    asked = models.TextField("the asked solution", max_length=2000)
    why = models.TextField("why it cannot be supported", max_length=4000)
    held_on = models.DateField("internal call held on", null=True, blank=True)
    em = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    architect = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    others = models.CharField("who else was there", max_length=300, blank=True)
    alternative = models.ForeignKey(Option, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    plan = models.TextField("what the customer is told, and how", max_length=4000, blank=True)
    next_steps = models.TextField(max_length=4000, blank=True)
    dri = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="who speaks with the customer",
    )
    told_on = models.DateField("customer told on", null=True, blank=True)
    outcome = models.CharField(max_length=1000, blank=True)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [state_check(DISAGREEMENT, "disagreement_state")]

    def __str__(self) -> str:
        return self.asked[:80]

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"
