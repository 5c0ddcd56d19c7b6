"""Verbs of people and of the tokens they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairlead.apps.people import rules
from fairlead.apps.people.models import Person
from fairlead.core import enrolment
from fairlead.core.actor import Actor
from fairlead.core.errors import invalid
from fairlead.core.models import Token, User
from fairlead.core.roles import Role
from fairlead.core.verbs import verb
from fairlead.core.writing import creating, writing


@dataclass(frozen=True, slots=True)
class Secret:
    """A token's secret, shown this once."""

    token: int
    name: str
    secret: str


@verb("person.add", rules.add)
def add(
    actor: Actor,
    *,
    username: str,
    name: str,
    email: str,
    roles: list[Role],
    title: str = "",
    territory: str = "",
    zone: str = "UTC",
    password: str = "",
    demo: bool = False,
) -> Person:
    """Add someone who works here, with their roles; without a password they cannot sign in yet."""
    _of_the_firm("roles", roles)
    person = Person(name=name, email=email, title=title, territory=territory, zone=zone)
    with creating(actor, "person.add", person, rules.adding(roles)) as change:
        person.user = enrolment.enrol(username, name, email, password=password, demo=demo)
        enrolment.grant(person.user, roles)
        change.also("roles", [], enrolment.roles(person.user))
    return person


def _of_the_firm(where: str, roles: Iterable[Role]) -> None:
    if Role.CUSTOMER_CONTACT in roles:
        raise invalid(where, "A customer contact is added to an account.", "Use contact.invite.")


@verb("person.edit", rules.edit, reversible=True)
def edit(
    actor: Actor,
    person: Person,
    *,
    title: str | None = None,
    territory: str | None = None,
    zone: str | None = None,
) -> Person:
    """Change someone's title, territory or time zone; what is left out stays."""
    with writing(actor, "person.edit", person, rules.edit) as change:
        for field, value in {"title": title, "territory": territory, "zone": zone}.items():
            if value is not None:
                setattr(change.row, field, value)
    return change.row


@verb("person.grant", rules.grant)
def grant(actor: Actor, person: Person, *, role: Role) -> Person:
    """Give a role."""
    _of_the_firm("role", [role])
    with writing(actor, "person.grant", person, rules.granting(role)) as change:
        before = enrolment.roles(change.row.user)
        enrolment.grant(change.row.user, [role])
        change.also("roles", before, enrolment.roles(change.row.user))
    return change.row


@verb("person.revoke", rules.grant)
def revoke(actor: Actor, person: Person, *, role: Role) -> Person:
    """Take a role away."""
    with writing(actor, "person.revoke", person, rules.granting(role)) as change:
        before = enrolment.roles(change.row.user)
        enrolment.revoke(change.row.user, role)
        change.also("roles", before, enrolment.roles(change.row.user))
    return change.row


@verb("person.leave", rules.leave)
def leave(actor: Actor, person: Person, *, note: str = "") -> Person:
    """Record that someone left: they can no longer sign in, and what they did stays on record."""
    with writing(actor, "person.leave", person, rules.leave, note=note) as change:
        change.row.active = False
        change.also("roles", enrolment.roles(change.row.user), [])
        enrolment.leave(change.row.user)
    return change.row


@verb("person.mail", rules.mail, reversible=True)
def mail(actor: Actor, person: Person, *, on: bool = False) -> Person:
    """Say whether what is asked of you comes by mail as well; it stands on your desk either way."""
    with writing(actor, "person.mail", person, rules.mail) as change:
        change.row.mails = on
    return change.row


@verb("token.issue", rules.issue)
def issue_token(actor: Actor, *, name: str) -> Secret:
    """Make a key to the API and the agents' door that acts as you; its secret is shown this once."""
    secret = Token.new_secret()
    token = Token(name=name, digest=Token.digest_of(secret))
    with creating(actor, "token.issue", token, rules.issue) as change:
        change.row.user = User.objects.get(pk=actor.user_id)
    return Secret(token.pk, name, secret)


@verb("token.revoke", rules.revoke)
def revoke_token(actor: Actor, token: Token) -> Token:
    """Make a token useless, now."""
    with writing(actor, "token.revoke", token, rules.revoke) as change:
        change.row.digest = f"revoked-{change.row.pk}"
    return change.row
