"""Tables of engagements."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from fairlead.apps.accounts.models import SEGMENTS, Account, currency_code
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet
from fairlead.engines.money import MINOR_UNITS

# Of every amount that a table keeps.
DECIMALS = 2

BILLING = (("time-and-materials", "Time and materials"), ("fixed-fee", "Fixed fee"))
PAPER = (("ours", "Our paper"), ("customer", "The customer's paper"))
SOW_STATES = (("asked", "Asked for"), ("agreed", "Agreed"), ("signed", "Signed"), ("booked", "Booked"))
# From here on what the SOW says is changed by a change order alone.
SIGNED_STATES = ("signed", "booked")
EM_STATUS = (("to-do", "To do"), ("waiting", "Waiting"))


class EngagementSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.has_any(ENGAGEMENT_ROLES):
            return self.all()
        if actor.has(Role.CUSTOMER_CONTACT):
            return self.filter(account_id__in=actor.accounts)
        return self.none()


class Engagement(Row):
    """One piece of work for one account, with the commercial frame that prices it."""

    noun = "engagement"
    derived = frozenset({"touched_at", "due_at", "due_clock"})

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    offering = models.SlugField(max_length=80)
    practice = models.ForeignKey(PracticeVersion, on_delete=models.PROTECT, related_name="+")
    state = state_field(ENGAGEMENT)
    held_from = models.CharField(max_length=40, blank=True, editable=False)
    moved_at = models.DateTimeField(editable=False)
    em = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    architect = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    em_status = models.CharField(max_length=10, choices=EM_STATUS, default="to-do")
    segment = models.CharField(max_length=20, blank=True, choices=[(s, s) for s in SEGMENTS])
    region = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3, validators=[currency_code])
    priced_on = models.DateField("rates as of")
    start_on = models.DateField("wished start", null=True, blank=True)
    billing = models.CharField(max_length=20, choices=BILLING, default="time-and-materials")
    discount = models.DecimalField(
        "discount, percent",
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    investment = models.DecimalField(
        "free services",
        max_digits=14,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    confidence = models.PositiveSmallIntegerField(
        default=80, validators=[MinValueValidator(50), MaxValueValidator(95)]
    )
    seed = models.PositiveIntegerField(default=1)
    paper = models.CharField(max_length=10, choices=PAPER, default="ours")
    acceptance_days = models.PositiveSmallIntegerField(default=5, validators=[MaxValueValidator(60)])
    goal = models.TextField("what the customer wants it for", blank=True, max_length=1000)
    pains = models.TextField("pain points", blank=True, max_length=4000)
    constraints = models.TextField("technical or organisational constraints", blank=True, max_length=4000)
    territory = models.SlugField(max_length=80, blank=True, editable=False)
    # How it ended: the id of a reason of the practice, the sentence beside it, the day and its quarter.
    reason = models.SlugField(max_length=80, blank=True, editable=False)
    lost_reason = models.CharField("in a sentence", max_length=200, blank=True)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    closed_quarter = models.CharField(max_length=10, blank=True)
    # Up to this day an open engagement counts as open, however quiet it is.
    kept_until = models.DateField(null=True, blank=True)
    # What the newest estimate says, kept here by the estimates room so that the board is one query.
    estimate_state = models.CharField(max_length=40, blank=True, editable=False)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, editable=False)
    price_p90 = models.DecimalField(max_digits=14, decimal_places=2, null=True, editable=False)
    route = models.CharField(max_length=20, blank=True, editable=False)
    route_reason = models.CharField(max_length=400, blank=True, editable=False)
    # How far approvals and signatures of its SOW are, kept here by those rooms, which stand above this one.
    sow_state = models.CharField(max_length=10, blank=True, choices=SOW_STATES, editable=False)
    # Who drew it up or asked for its approvals, by user: they do not approve it for signature.
    sow_makers = models.JSONField(default=list, blank=True, editable=False)
    # What the moments come to, kept here so that the board needs none of them.
    touched_at = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    due_clock = models.SlugField(max_length=80, blank=True, editable=False)

    objects = EngagementSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(ENGAGEMENT, "engagement_state"),
            models.UniqueConstraint(fields=["account", "name"], name="engagement_once_per_account"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-moved_at"], name="engagement_board"),
            models.Index(fields=["em", "state", "-moved_at"], name="engagement_by_em"),
            models.Index(fields=["due_at"], name="engagement_due", condition=models.Q(due_at__isnull=False)),
        ]

    def clean(self) -> None:
        """Amounts are kept with two decimals; one with three would be refused with its figures alone."""
        if MINOR_UNITS.get(self.currency, DECIMALS) > DECIMALS:
            said = f"Amounts in {self.currency} have three decimals, and are kept with two here."
            raise ValidationError({"currency": f"{said} Choose another currency."})

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"engagement:{self.pk}"


class MomentSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Moment(Row):
    """Something that happened to an engagement and that its clocks may name; it is never changed."""

    noun = "moment"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    note = models.CharField(max_length=400, blank=True)

    objects = MomentSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["engagement", "at"], name="moment_by_engagement"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"
