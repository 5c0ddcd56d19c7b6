"""Tables of the books."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models

from fairlead.apps.agreements.models import Sow
from fairlead.apps.books.states import KINDS, ORDER, PROOFS, REVERSING, WAYS
from fairlead.apps.changes.models import Change
from fairlead.apps.engagements.models import Engagement
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet
from fairlead.engines.booking import Split
from fairlead.engines.money import Money


class InsideSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """How a sale is booked stays inside the firm."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


def _amount(label: str) -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(label, max_digits=14, decimal_places=2, default=Decimal(0))


class Order(Row):
    """What is collected before a statement of work, or a change in force, is booked."""

    noun = "order"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(Change, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = state_field(ORDER)
    way = models.CharField("way of the sale", max_length=12, choices=WAYS, default="direct")
    education = _amount("of the change, for education")
    # When evidence was last given or taken back: what is approved at last is approved after that.
    touched_at = models.DateTimeField(editable=False)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(ORDER, "order_state"),
            models.UniqueConstraint(
                fields=["sow"],
                condition=models.Q(change__isnull=True),
                name="one_order_a_sow",
                violation_error_message="Its booking is collected for already; go on there.",
            ),
            models.UniqueConstraint(
                fields=["change"],
                name="one_order_a_change",
                violation_error_message="Its booking is collected for already; go on there.",
            ),
        ]

    def __str__(self) -> str:
        return self.change.name if self.change else self.sow.code

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"


class Proof(Row):
    """What was given for an item of the checklist, waived or taken back; the newest stands. Never changed."""

    noun = "proof"
    sealed = frozenset({"content"})
    born_with = "order"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="proofs")
    item = models.SlugField(max_length=80)
    kind = models.CharField(max_length=10, choices=PROOFS, default="given")
    reference = models.CharField("evidence, or the reason", max_length=2000, blank=True)
    amount = models.DecimalField("total", max_digits=14, decimal_places=2, null=True, blank=True)
    skus = models.JSONField("SKUs", default=list, blank=True)
    on = models.DateField(null=True, blank=True)
    name = models.CharField("file", max_length=200, blank=True)
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)

    objects = InsideSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["order", "item", "-id"], name="proof_newest_first"),
        ]

    def __str__(self) -> str:
        return self.item

    @property
    def thread(self) -> str:
        return f"engagement:{self.order.engagement_id}"


class Booking(Row):
    """An entry of the books: an amount by what it is for, of a day. Never changed nor deleted."""

    noun = "booking"
    born_with = "order"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=KINDS)
    amount = _amount("amount")
    consulting = _amount("consulting")
    education = _amount("education")
    investment = _amount("given for nothing")
    currency = models.CharField(max_length=3)
    on = models.DateField("effective on")
    quarter = models.CharField(max_length=10)
    manifest = models.CharField(max_length=64)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversal"
    )
    note = models.CharField("reason", max_length=400, blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(amount=models.F("consulting") + models.F("education")),
                name="a_booking_is_the_sum_of_its_parts",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=REVERSING, reverses__isnull=False)
                | (~models.Q(kind__in=REVERSING) & models.Q(reverses__isnull=True)),
                name="what_reverses_says_which",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["quarter", "on"], name="booking_by_quarter"),
            models.Index(fields=["engagement", "id"], name="booking_of_engagement"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.order}"

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    @property
    def split(self) -> Split:
        return Split(*(Money(Decimal(part), self.currency) for part in (
            self.consulting, self.education, self.investment
        )))  # fmt: skip
