"""Reads of people."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.models import Token
from fairlead.core.roles import Role
from fairlead.core.verbs import card, reading


@dataclass(frozen=True, slots=True)
class PersonCard:
    id: int
    version: int
    name: str
    title: str
    email: str
    territory: str
    zone: str
    active: bool
    roles: tuple[Role, ...]
    covers: tuple[str, ...]
    mails: bool


@dataclass(frozen=True, slots=True)
class TokenCard:
    id: int
    version: int
    name: str
    revoked: bool


@card(Person)
def person_card(actor: Actor, person: Person) -> PersonCard:
    roles = tuple(sorted(Role(grant.role) for grant in person.user.grants.all()))
    return PersonCard(
        person.pk, person.version, person.name, person.title, person.email, person.territory, person.zone,
        person.active, roles, tuple(person.covers), person.mails,
    )  # fmt: skip


@card(Token)
def token_card(actor: Actor, token: Token) -> TokenCard:
    return TokenCard(token.pk, token.version, token.name, token.digest.startswith("revoked-"))


@reading("person.list")
def people(actor: Actor, *, role: Role | None = None, active: bool = True) -> QuerySet[Person]:
    """Everyone of the firm, by name; narrowed to a role if one is given."""
    rows = Person.objects.visible_to(actor).filter(active=active).select_related("user")
    if role:
        rows = rows.filter(user__grants__role=role.value)
    return rows.prefetch_related("user__grants").order_by("name", "pk")


@reading("person.show")
def person(actor: Actor, person: Person) -> Person:
    """One person, with their roles."""
    return person


@reading("token.list")
def tokens(actor: Actor) -> QuerySet[Token]:
    """Your own tokens."""
    return Token.objects.visible_to(actor).order_by("pk")


def held_by(person: Person) -> frozenset[Role]:
    """The roles that somebody holds."""
    return frozenset(Role(grant.role) for grant in person.user.grants.all())


def of_user(user_id: int | None) -> Person | None:
    """The person that a user is, if they are of the firm."""
    return Person.objects.filter(user_id=user_id).first() if user_id else None
