"""The base of every table that people change: a version, and rows only through `visible_to`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing
from fairlead.engines.findings import Finding

R = TypeVar("R", bound="Row")


class RowSet(models.QuerySet[Any]):
    """Every queryset of a Row says who may see what; without an answer nobody sees anything."""

    def visible_to(self, actor: Actor) -> Self:
        raise NotImplementedError(f"{self.model.__name__} must say who may see its rows.")


class Row(models.Model):
    """A thing that verbs change. `version` is compared by the write door: a stale one is refused."""

    noun: ClassVar[str]
    # Columns too long for the audit, which keeps their SHA-256 and so vouches for them.
    sealed: ClassVar[frozenset[str]] = frozenset()
    # Columns that follow from other rows: a change of these alone is no new version of the row.
    derived: ClassVar[frozenset[str]] = frozenset()
    # The foreign key to the row in whose line on record these rows come into being; empty: each has its own.
    born_with: ClassVar[str] = ""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = RowSet.as_manager()

    class Meta:
        abstract = True


def find(actor: Actor, model: type[R], key: object, version: int | None = None) -> R:
    """The row of that key if the actor may see it; Missing otherwise, whether it exists or not.

    version: the version that the actor saw, when their door knows it; the write door compares it.
    """
    try:
        row: R = model.objects.visible_to(actor).get(pk=key)
    except (model.DoesNotExist, ValueError, OverflowError, ValidationError) as error:
        raise Missing(f"There is no {model.noun} {key}.") from error
    if version is not None:
        row.version = version
    return row


def checked(row: models.Model, besides: Iterable[str] = ()) -> None:
    """full_clean, with Django's complaints turned into findings by field; `besides` are not looked at."""
    try:
        row.full_clean(exclude=set(besides))
    except ValidationError as error:
        raise Invalid(
            Finding("", 0, "" if name == "__all__" else name, "invalid", message)
            for name, messages in error.message_dict.items()
            for message in messages
        ) from error
