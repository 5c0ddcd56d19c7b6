"""Verbs of accounts and their contacts."""

from __future__ import annotations

from fairlead.apps.accounts import rules
from fairlead.apps.accounts.imports import read_accounts
from fairlead.apps.accounts.models import Account, Contact
from fairlead.core import enrolment
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.roles import Role
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, bulk, creating, writing


@verb("account.open", rules.open_account)
def open_account(
    actor: Actor,
    *,
    name: str,
    segment: str = "",
    territory: str = "",
    region: str = "",
    country: str = "",
    currency: str = "USD",
    msa: bool = False,
    public_sector: bool = False,
    free_edition: bool = False,
    partner_preferred: bool = False,
) -> Account:
    """Open an account for a customer."""
    account = Account(
        name=name.strip(),
        segment=segment,
        territory=territory,
        region=region,
        country=country,
        currency=currency,
        msa=msa,
        public_sector=public_sector,
        free_edition=free_edition,
        partner_preferred=partner_preferred,
    )
    with creating(actor, "account.open", account, rules.open_account):
        pass
    return account


@verb("account.edit", rules.edit, reversible=True)
def edit(
    actor: Actor,
    account: Account,
    *,
    name: str | None = None,
    segment: str | None = None,
    territory: str | None = None,
    region: str | None = None,
    country: str | None = None,
    currency: str | None = None,
    msa: bool | None = None,
    public_sector: bool | None = None,
    free_edition: bool | None = None,
    partner_preferred: bool | None = None,
) -> Account:
    """Change an account; what is left out stays as it is."""
    wanted = {
        "name": name, "segment": segment, "territory": territory, "region": region, "country": country,
        "currency": currency, "msa": msa, "public_sector": public_sector, "free_edition": free_edition,
        "partner_preferred": partner_preferred,
    }  # fmt: skip
    with writing(actor, "account.edit", account, rules.edit) as change:
        for field, value in wanted.items():
            if value is not None:
                setattr(change.row, field, value)
    return change.row


@verb("account.import", rules.open_account)
def import_accounts(
    actor: Actor, *, csv: str, name: str = "accounts.csv", dry_run: bool = True
) -> list[Account]:
    """Open many accounts from a CSV text: all of them, or none and every error with its row and column."""
    admit(actor, None, rules.open_account)
    accounts, findings = read_accounts(csv.encode(), name)
    if findings:
        raise Invalid(findings)
    if dry_run:
        return accounts
    return bulk(actor, "account.import", accounts, rules.open_account, note=name)


@verb("contact.add", rules.add_contact)
def add_contact(
    actor: Actor, account: Account, *, name: str, email: str, title: str = "", part: str = ""
) -> Contact:
    """Add someone at the customer."""
    contact = Contact(account=account, name=name, email=email, title=title, part=part)
    with creating(actor, "contact.add", contact, rules.add_contact, about=account):
        pass
    return contact


@verb("contact.invite", rules.invite)
def invite(
    actor: Actor, contact: Contact, *, username: str, password: str = "", demo: bool = False
) -> Contact:
    """Let a contact sign in; they see their own account and nothing else."""
    with writing(actor, "contact.invite", contact, rules.invite) as change:
        row = change.row
        row.user = enrolment.enrol(username, row.name, row.email, password=password, demo=demo)
        enrolment.grant(row.user, [Role.CUSTOMER_CONTACT], row.account_id)
    return change.row


@verb("contact.mail", rules.mail, reversible=True)
def mail(actor: Actor, contact: Contact, *, on: bool = False) -> Contact:
    """Say whether what is asked of you comes by mail as well; it stands on your desk either way."""
    with writing(actor, "contact.mail", contact, rules.mail) as change:
        change.row.mails = on
    return change.row


@verb("contact.reading", rules.reading)
def reading(actor: Actor, contact: Contact, *, on: bool = False) -> Contact:
    """Say whether the firm is told what you read of its papers, and for how long."""
    with writing(actor, "contact.reading", contact, rules.reading) as change:
        change.row.noted = on
    return change.row
