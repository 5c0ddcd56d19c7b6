"""Tables of workshops."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models

from fairlead.apps.accounts.models import Contact
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person, real_zone
from fairlead.apps.workshops.methods import CHOICES, PARTS, SENIORITY
from fairlead.apps.workshops.states import CAPTURE, KINDS, WORKSHOP
from fairlead.core.actor import Actor
from fairlead.core.models import User, state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet

MOSCOW = (("must", "Must"), ("should", "Should"), ("could", "Could"), ("wont", "Won't this time"))
_ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class WorkshopSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """Workshops and all that belongs to them stay inside the firm; customers get the minutes."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Workshop(Row):
    """One meeting with a method, for one engagement."""

    noun = "workshop"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    purpose = models.TextField("what is there at the end", blank=True, validators=[MaxLengthValidator(2000)])
    method = models.CharField(max_length=20, choices=CHOICES)
    state = state_field(WORKSHOP)
    starts_at = models.DateTimeField()
    zone = models.CharField(max_length=60, default="UTC", validators=[real_zone])
    place = models.CharField("room or link", max_length=300, blank=True)
    dots = models.PositiveSmallIntegerField(
        "dots for each person", default=5, validators=[MaxValueValidator(50)]
    )
    # The clock: which item of the agenda is on, seconds that went by before, and since when it runs.
    item = models.ForeignKey(
        "workshops.AgendaItem",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    spent = models.PositiveIntegerField(default=0, editable=False)
    since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WorkshopSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [state_check(WORKSHOP, "workshop_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    @property
    def room(self) -> str:
        """The thread of everything that happens in it; kept apart from the feed of the engagement."""
        return f"workshop:{self.pk}"

    @property
    def local(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.zone))


class AgendaItem(Row):
    """One point of the agenda."""

    noun = "agenda"

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(480)])
    step = models.TextField("what is done in it", blank=True, validators=[MaxLengthValidator(1000)])
    place = models.PositiveIntegerField(default=1, editable=False)
    dropped = models.BooleanField(default=False, editable=False)

    objects = WorkshopSet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def thread(self) -> str:
        return self.workshop.room


class Participant(Row):
    """Someone who takes part: of the firm, of the customer, or a name."""

    noun = "participant"

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    part = models.CharField(max_length=20, choices=PARTS, default="expert")
    seniority = models.CharField(max_length=20, choices=SENIORITY, blank=True)
    absent = models.BooleanField("did not come", default=False)
    dropped = models.BooleanField(default=False, editable=False)

    objects = WorkshopSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workshop", "name"],
                condition=models.Q(dropped=False),
                name="participant_once",
                violation_error_message="Somebody of that name takes part already.",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) | models.Q(contact__isnull=True),
                name="participant_is_of_one_side",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return self.workshop.room

    @property
    def side(self) -> str:
        return "firm" if self.person_id else "customer" if self.contact_id else "guest"


class Capture(Row):
    """One thing that was said and is kept: each is a row of its own, so that nobody waits for another."""

    noun = "capture"

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    text = models.TextField(validators=[MaxLengthValidator(1000)])
    state = state_field(CAPTURE)
    by = models.CharField(max_length=200, editable=False)
    owner = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("due", null=True, blank=True)
    moscow = models.CharField("MoSCoW", max_length=10, blank=True, choices=MOSCOW)
    value = models.PositiveSmallIntegerField(null=True, blank=True, validators=_ONE_TO_FIVE)
    effort = models.PositiveSmallIntegerField(null=True, blank=True, validators=_ONE_TO_FIVE)
    # The scoping question that it answers, and the answer as it was said.
    question = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    # What it became: [{noun, id, note}], in the order in which it was laid down.
    landed = models.JSONField(default=list, blank=True, editable=False)

    objects = WorkshopSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [state_check(CAPTURE, "capture_state")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workshop", "kind"], name="capture_by_kind")
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def thread(self) -> str:
        return self.workshop.room


class Vote(Row):
    """The dots that one person gave to one capture. A guest's are given by who leads, in the guest's name."""

    noun = "vote"

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="+")
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    guest = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dots = models.PositiveSmallIntegerField(default=0)

    objects = WorkshopSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["capture", "user", "guest"], nulls_distinct=False, name="one_vote_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, guest__isnull=True)
                | models.Q(user__isnull=True, guest__isnull=False),
                name="a_vote_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dots}"

    @property
    def thread(self) -> str:
        return self.workshop.room


class Presence(models.Model):
    """When somebody's live page last asked: a heartbeat, no fact. It is on no record and may be lost."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workshop", "user"], name="present_once"),
        ]
