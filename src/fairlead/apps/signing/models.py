"""Tables of signing."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models

from fairlead.apps.accounts.models import Contact, currency_code
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.apps.signing.states import COUNTERSIGNED, SENDING, SIGNATURE
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet
from fairlead.engines.money import Money
from fairlead.engines.signing.authority import BASES, Held

CUSTOMER, FIRM = "customer", "firm"
SIDES = ((CUSTOMER, "The customer"), (FIRM, "The firm"))
GROUNDS = tuple(BASES.items())
ORIGINS = (("built-in", "Signed here"), ("upload", "Came back as a file"))


class FirmSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """Who signs on what authority stays inside the firm, but for whoever signs."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class Signatory(Row):
    """Who signs for one side of an engagement, and on what authority; up_to empty is any amount."""

    noun = "signatory"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=SIDES)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField("authority", max_length=20, choices=GROUNDS)
    up_to = models.DecimalField(
        "up to", max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    currency = models.CharField(max_length=3, blank=True, validators=[currency_code])
    evidence = models.CharField("shown by", max_length=400, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FirmSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(side=CUSTOMER) | models.Q(person__isnull=False),
                name="the_firm_is_signed_for_by_its_people",
            ),
            models.CheckConstraint(
                condition=models.Q(up_to__isnull=True) | ~models.Q(currency=""),
                name="a_limit_has_its_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"

    @property
    def held(self) -> Held:
        """The authority that is recorded of them."""
        return Held(self.basis, None if self.up_to is None else Money(self.up_to, self.currency))


class Sending(Row):
    """One document that is, or was, out for signature: which bytes, by whom, through which service."""

    noun = "sending"

    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    state = state_field(SENDING)
    service = models.CharField(max_length=40)
    # What the service calls it, once it has said so.
    reference = models.CharField(max_length=200, blank=True)
    # Whose stamp was on it, and when.
    stamped = models.CharField(max_length=300, blank=True)
    sent_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_note = models.CharField(max_length=2000, blank=True)

    objects = FirmSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(SENDING, "sending_state"),
            models.UniqueConstraint(
                fields=["sow"], condition=models.Q(state="out"), name="one_document_out_a_sow"
            ),
        ]

    def __str__(self) -> str:
        return str(self.sow)

    @property
    def thread(self) -> str:
        return f"engagement:{self.sow.engagement_id}"


class SignatureSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """The firm sees every signature; whoever holds a signing link sees their own."""
        if actor.has_any(ENGAGEMENT_ROLES):
            return self.all()
        return self.filter(pk=actor.signs) if actor.signs else self.none()


class Signature(Row):
    """What one signatory is asked for and gave: who they are as of the sending, and how they signed.

    digest: the SHA-256 of the secret of their link; the link itself is kept nowhere.
    """

    noun = "signature"

    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="+")
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=SIDES)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    authority = models.CharField(max_length=200)
    evidence = models.CharField(max_length=400, blank=True)
    state = state_field(SIGNATURE)
    digest = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    typed = models.CharField(max_length=120, blank=True)
    drawn = models.TextField(blank=True, max_length=20_000)
    sha256 = models.CharField(max_length=64, blank=True)
    agreed = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=80, blank=True)
    agent = models.CharField(max_length=400, blank=True)
    note = models.CharField(max_length=2000, blank=True)

    objects = SignatureSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(SIGNATURE, "signature_state"),
            models.UniqueConstraint(fields=["sending", "signatory"], name="one_signature_each"),
            models.CheckConstraint(
                condition=~models.Q(state="signed")
                | (models.Q(at__isnull=False) & ~models.Q(typed="") & ~models.Q(sha256="")),
                name="a_signature_says_who_when_and_what",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"engagement:{self.sending.sow.engagement_id}"

    def ended(self, now: datetime) -> bool:
        """Whether its link is of no use any more by its own day."""
        return self.digest is None or self.expires_at is None or self.expires_at <= now


class CountersignedSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """The firm sees every file; the customer the signed one of a SOW that they see."""
        if actor.has_any(ENGAGEMENT_ROLES):
            return self.all()
        if actor.has(Role.CUSTOMER_CONTACT):
            return self.filter(state="accepted", sending__sow__in=Sow.objects.visible_to(actor))
        return self.none()


class Countersigned(Row):
    """A signed file: put together here when all had signed, or come back; and what a check found in it."""

    noun = "countersigned"
    sealed = frozenset({"content"})

    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=ORIGINS)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = state_field(COUNTERSIGNED)
    # How a machine could tell: bytes, text, unsure, refused.
    verdict = models.CharField(max_length=10)
    notes = models.JSONField(default=list, blank=True)
    pages = models.PositiveIntegerField()
    # The end of the audit's chain with the last signature on it, as the certificate says it.
    entry = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    given_name = models.CharField(max_length=200)
    decided_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_note = models.CharField(max_length=2000, blank=True)

    objects = CountersignedSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(COUNTERSIGNED, "countersigned_state"),
            models.UniqueConstraint(
                fields=["sending"], condition=models.Q(state="accepted"), name="one_signed_file_a_sending"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"engagement:{self.sending.sow.engagement_id}"
