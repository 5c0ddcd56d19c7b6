"""Tables of rounds."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.people.models import Person
from fairlead.apps.rounds.states import PANEL
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet
from fairlead.engines.estimating.consensus import MOST_ROUNDS


class PanelSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Panel(Row):
    """Experts who are asked for hours of some lines of an engagement's estimate, unseen by each other."""

    noun = "panel"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    state = state_field(PANEL)
    # The experts by the ids of people, with their names as they were: [{person, user, name}].
    experts = models.JSONField(default=list)
    # What they are asked: [{id, phase, name, description}]; no hours, which would be an anchor.
    lines = models.JSONField(default=list)
    # The ids of the lines that this round asks for; wide ones alone after the first.
    asked = models.JSONField(default=list, blank=True)
    round = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_ROUNDS)]
    )
    wide = models.DecimalField(
        "spread that calls for another round",
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.50"),
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(Decimal(10))],
    )
    # What came of it, line by line, once it is closed.
    results = models.JSONField(default=list, blank=True)

    objects = PanelSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(PANEL, "panel_state"),
            models.UniqueConstraint(
                fields=["engagement", "title"], name="panel_title_is_used_once_an_engagement"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    @property
    def users(self) -> frozenset[int]:
        """The users that its experts sign in as."""
        return frozenset(expert["user"] for expert in self.experts)

    @property
    def hidden_from(self) -> int:
        """The first round that is not revealed."""
        return self.round if self.state == "judging" else self.round + 1


class JudgementSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; everybody's once their round is revealed. Not even who leads the panel sees more."""
        if not actor.has_any(ENGAGEMENT_ROLES):
            return self.none()
        revealed = models.Q(round__lt=models.F("panel__round")) | (
            models.Q(round=models.F("panel__round")) & models.Q(panel__state__in=("revealed", "closed"))
        )
        return self.filter(revealed | models.Q(person__user_id=actor.user_id))


class Judgement(Row):
    """What one expert said of one line in one round: P10, P50 and P90 in hours, and why."""

    noun = "judgement"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    low = models.DecimalField(max_digits=10, decimal_places=2)
    likely = models.DecimalField(max_digits=10, decimal_places=2)
    high = models.DecimalField(max_digits=10, decimal_places=2)
    reason = models.CharField(max_length=1000)

    objects = JudgementSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["panel", "round", "line", "person"], name="one_judgement_a_line_and_round"
            ),
            models.CheckConstraint(
                condition=models.Q(low__gt=0, low__lte=models.F("likely"), likely__lte=models.F("high")),
                name="judgement_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.line}"

    @property
    def thread(self) -> str:
        """A thread of its own: the engagement's feed would show it before the round is revealed."""
        return f"panel:{self.panel_id}"


class WorkbookSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Workbook(Row):
    """One sending of an estimate's lines as a workbook, and what came back of it.

    Its lines are those of the frozen version that it was made from: the common base of the merge.
    """

    noun = "workbook"

    estimate = models.ForeignKey(Estimate, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    key = models.CharField(max_length=40, unique=True, editable=False)
    sent_on = models.DateField()
    # What came back: name and SHA-256 of the file, and each line's fate with what was done.
    came_back = models.JSONField(default=list, blank=True)

    objects = WorkbookSet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def thread(self) -> str:
        return f"engagement:{self.estimate.engagement_id}"
