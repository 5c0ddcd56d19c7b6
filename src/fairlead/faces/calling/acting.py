"""Who stands at a door: the owner of a token, or a user by name."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from fairlead.core.actor import Actor
from fairlead.core.errors import Missing
from fairlead.core.models import Token, User


def may_sign_in(user: User) -> bool:
    """Not those who left; and the demo firm only while the demo runs."""
    return user.is_active and (settings.DEMO or not user.demo)


def by_token(secret: str, via: str) -> Actor | None:
    """The owner of a token, or None when nobody (any more) comes in with it."""
    token = (
        Token.objects.select_related("user")
        .prefetch_related("user__grants")
        .filter(digest=Token.digest_of(secret))
        .first()
    )
    return token.user.actor(via) if token and may_sign_in(token.user) else None


def by_username(username: str, via: str) -> Actor | None:
    """A user by name, for a door whose caller has the database anyway."""
    user = User.objects.prefetch_related("grants").filter(username=username, is_active=True).first()
    return user.actor(via) if user else None


def admitted(actor: Actor) -> Actor:
    """Someone without any role is a stranger: for them there is nothing here, whichever door they take."""
    if not actor.roles:
        raise Missing("There is nothing here for you.")
    return actor


def on_behalf_of(person: Actor) -> Actor:
    """An agent that acts for a person: the person's rights, and the audit says that an agent did it."""
    return replace(person, reason=f"an agent, on behalf of {person.name}")
