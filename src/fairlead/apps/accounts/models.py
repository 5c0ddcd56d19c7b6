"""Tables of accounts."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models

from fairlead.core.actor import Actor
from fairlead.core.models import User
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.rows import Row, RowSet

# Labels of the scoping board (em-process 1.4).
SEGMENTS = ("Ent_APAC", "Ent_EAST", "Ent_WEST", "Ent_EMEA", "MM_APAC", "MM_East", "MM_EMEA", "MM_West", "SMB")

currency_code = RegexValidator(r"^[A-Z]{3}$", "Write the three letters of a currency, like USD.")
country_code = RegexValidator(r"^[A-Z]{2}$", "Write the two letters of a country, like DE.")


class AccountSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.has_any(ENGAGEMENT_ROLES):
            return self.all()
        return self.filter(pk__in=actor.accounts)


class Account(Row):
    """A customer."""

    noun = "account"

    name = models.CharField(max_length=160, unique=True)
    segment = models.CharField(max_length=20, blank=True, choices=[(s, s) for s in SEGMENTS])
    territory = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    currency = models.CharField(max_length=3, default="USD", validators=[currency_code])
    msa = models.BooleanField("master agreement executed", default=False)
    public_sector = models.BooleanField(default=False)
    free_edition = models.BooleanField(default=False)
    partner_preferred = models.BooleanField(default=False)

    objects = AccountSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["name"], name="account_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"account:{self.pk}"


class ContactSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(account__in=Account.objects.visible_to(actor))


class Contact(Row):
    """Someone at a customer. `user` is set once they were invited to sign in."""

    noun = "contact"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    title = models.CharField(max_length=120, blank=True)
    part = models.CharField("part in the engagement", max_length=60, blank=True)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Whether what is asked of them, once they sign in here, comes by mail as well.
    mails = models.BooleanField("mail", default=True)
    # Whether the firm is told what they read here, and for how long.
    noted = models.BooleanField("reading is noted", default=True)

    objects = ContactSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "email"], name="contact_once_per_account"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"account:{self.account_id}"
