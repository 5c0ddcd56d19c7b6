"""Whom a notice is for, and how it calls what it is about."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.core.models import User


def holding(roles: Iterable[str]) -> QuerySet[User]:
    return User.objects.filter(is_active=True, grants__role__in=list(roles)).distinct()


def leading(engagement_id: int) -> QuerySet[User]:
    """Those who lead and sell the engagement."""
    row = Engagement.objects.select_related("em", "seller").get(pk=engagement_id)
    return User.objects.filter(pk__in=[person.user_id for person in (row.em, row.seller) if person])


def named(engagement_id: int) -> str:
    row = Engagement.objects.select_related("account").get(pk=engagement_id)
    return f"{row.account.name}, {row.name}"


def person(key: int) -> QuerySet[User]:
    """The user that a person is."""
    return User.objects.filter(pk=Person.objects.get(pk=key).user_id)


def these(keys: Iterable[int]) -> QuerySet[User]:
    return User.objects.filter(is_active=True, pk__in=list(keys))


def each(*groups: Iterable[User]) -> list[User]:
    """Everyone of these groups, once."""
    return list({user.pk: user for group in groups for user in group}.values())


def managing(engagement_id: int) -> QuerySet[User]:
    """The engagement manager."""
    managers = Engagement.objects.filter(pk=engagement_id, em__isnull=False).values_list(
        "em__user", flat=True
    )
    return these(managers)
