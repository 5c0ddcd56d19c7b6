"""Who may change people: administrators and directors; everyone their own keys."""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.apps.people.models import STAFF, Person
from fairlead.core.access import Rule, first, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.models import Token
from fairlead.core.roles import Role

_KEEPERS = {Role.DIRECTOR, Role.ADMINISTRATOR}


def add(actor: Actor, _: object) -> Refused | None:
    return needs(actor, _KEEPERS, "add people")


def adding(roles: Iterable[Role]) -> Rule:
    """The rule of adding someone with these roles."""
    return lambda actor, _: first(add(actor, _), hand_out(actor, roles))


def hand_out(actor: Actor, roles: Iterable[Role]) -> Refused | None:
    """Only administrators make or unmake administrators: nobody else climbs by another's hand."""
    if Role.ADMINISTRATOR not in roles:
        return None
    return needs(actor, {Role.ADMINISTRATOR}, "make or unmake an administrator")


def edit(actor: Actor, person: Person) -> Refused | None:
    if actor.user_id == person.user_id:
        return None
    return needs(actor, _KEEPERS, "change another person's details")


def grant(actor: Actor, person: Person) -> Refused | None:
    return first(
        needs(actor, _KEEPERS, "give or take roles"),
        unless(actor.user_id == person.user_id, Forbidden("Nobody gives or takes their own roles.")),
        unless(not person.active, WrongTime(f"{person} has left.")),
    )


def granting(role: Role) -> Rule:
    """The rule of giving or taking this role."""
    return lambda actor, person: first(grant(actor, person), hand_out(actor, [role]))


def leave(actor: Actor, person: Person) -> Refused | None:
    return first(
        needs(actor, _KEEPERS, "let people leave"),
        unless(actor.user_id == person.user_id, Forbidden("Another keeper has to record that you leave.")),
        unless(not person.active, WrongTime(f"{person} has left already.")),
        # Whoever leaves loses their roles, so letting an administrator go unmakes one.
        hand_out(actor, [Role(grant.role) for grant in person.user.grants.all()]),
    )


def mail(actor: Actor, person: Person) -> Refused | None:
    theirs = actor.user_id is not None and actor.user_id == person.user_id
    return first(
        unless(not theirs, Forbidden("Everyone decides for themselves what comes to them by mail.")),
        unless(not person.active, WrongTime(f"{person} has left.")),
    )


def issue(actor: Actor, _: object) -> Refused | None:
    signs_in = actor.user_id is not None and actor.has_any(STAFF)
    return unless(not signs_in, Forbidden("Only a person of the firm who signs in can hold a token."))


def revoke(actor: Actor, token: Token) -> Refused | None:
    return unless(token.user_id != actor.user_id, Forbidden("A token is revoked by its owner."))
