"""Reads of accounts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from fairlead.apps.accounts.models import Account, Contact
from fairlead.core.actor import Actor
from fairlead.core.verbs import card, reading


@dataclass(frozen=True, slots=True)
class AccountCard:
    id: int
    version: int
    name: str
    segment: str
    territory: str
    region: str
    country: str
    currency: str
    msa: bool
    public_sector: bool
    free_edition: bool
    partner_preferred: bool


@dataclass(frozen=True, slots=True)
class ContactCard:
    id: int
    version: int
    account: int
    name: str
    email: str
    title: str
    part: str
    signs_in: bool


@card(Account)
def account_card(actor: Actor, account: Account) -> AccountCard:
    return AccountCard(
        account.pk or 0, account.version, account.name, account.segment, account.territory, account.region,
        account.country, account.currency, account.msa, account.public_sector, account.free_edition,
        account.partner_preferred,
    )  # fmt: skip


@card(Contact)
def contact_card(actor: Actor, contact: Contact) -> ContactCard:
    return ContactCard(
        contact.pk, contact.version, contact.account_id, contact.name, contact.email, contact.title,
        contact.part, contact.user_id is not None,
    )  # fmt: skip


@reading("account.list")
def accounts(actor: Actor, *, q: str = "", segment: str = "", territory: str = "") -> QuerySet[Account]:
    """Accounts by name; `q` looks into the name."""
    rows = Account.objects.visible_to(actor)
    if q:
        rows = rows.filter(name__icontains=q)
    if segment:
        rows = rows.filter(segment=segment)
    if territory:
        rows = rows.filter(territory=territory)
    return rows.order_by("name", "pk")


@reading("account.show")
def account(actor: Actor, account: Account) -> Account:
    """One account."""
    return account


@reading("contact.list")
def contacts(actor: Actor, *, account: Account | None = None) -> QuerySet[Contact]:
    """Contacts by name; of one account if it is given."""
    rows = Contact.objects.visible_to(actor)
    if account:
        rows = rows.filter(account=account)
    return rows.order_by("name", "pk")


def contact_of(user: int | None) -> Contact | None:
    """The contact of a customer that signs in as this user."""
    return Contact.objects.filter(user=user).first() if user is not None else None
