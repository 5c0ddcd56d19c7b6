"""Who may change accounts: those who sell and shape."""

from __future__ import annotations

from fairlead.apps.accounts.models import Account, Contact
from fairlead.core.access import first, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

_SHAPERS = ENGAGEMENT_MANAGERS | {Role.SALES, Role.DIRECTOR, Role.COORDINATOR}


def open_account(actor: Actor, _: object) -> Refused | None:
    return needs(actor, _SHAPERS, "open or import accounts")


def edit(actor: Actor, account: Account) -> Refused | None:
    return needs(actor, _SHAPERS, "change an account")


def add_contact(actor: Actor, account: Account) -> Refused | None:
    return needs(actor, _SHAPERS, "add a contact")


def invite(actor: Actor, contact: Contact) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "invite a customer to sign in"),
        unless(contact.user_id is not None, WrongTime(f"{contact} can sign in already.")),
    )


def mail(actor: Actor, contact: Contact) -> Refused | None:
    return _themselves(actor, contact, "what comes to them by mail")


def reading(actor: Actor, contact: Contact) -> Refused | None:
    return _themselves(actor, contact, "whether anybody is told what they read")


def _themselves(actor: Actor, contact: Contact, what: str) -> Refused | None:
    theirs = actor.user_id is not None and actor.user_id == contact.user_id
    return unless(not theirs, Forbidden(f"Everyone decides for themselves {what}."))
