"""People who can sign in: the only writes to users and grants. Called from inside the write door."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from fairlead.core.errors import Invalid
from fairlead.core.models import Grant, Token, User
from fairlead.core.roles import Role
from fairlead.core.rows import checked
from fairlead.engines.findings import Finding


def enrol(username: str, name: str, email: str, *, password: str = "", demo: bool = False) -> User:
    """A new user; Invalid by field. Without a password they cannot sign in until one is set."""
    first, _, last = name.partition(" ")
    user = User(username=username, first_name=first, last_name=last, email=email, demo=demo)
    user.set_password(password or None)
    checked(user, besides=("password",))
    if password:
        _strong(password, user)
    user.save()
    return user


def _strong(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(Finding("", 0, "password", "weak", text) for text in error.messages) from error


def grant(user: User, roles: Iterable[Role], account_id: int | None = None) -> None:
    """Give roles; those that are held already stay as they are."""
    for role in roles:
        Grant.objects.get_or_create(user=user, role=role.value, account_id=account_id)


def revoke(user: User, role: Role, account_id: int | None = None) -> None:
    """Take a role away."""
    Grant.objects.filter(user=user, role=role.value, account_id=account_id).delete()


def roles(user: User) -> list[str]:
    """The roles that a user holds now, sorted."""
    return sorted(Grant.objects.filter(user=user).values_list("role", flat=True))


def leave(user: User) -> None:
    """Nobody signs in as this user any more; grants and tokens are gone, what they did stays on record."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.grants.all().delete()
    Token.objects.filter(user=user).delete()
