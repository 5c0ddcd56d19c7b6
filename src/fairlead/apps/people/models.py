"""Tables of people."""

from __future__ import annotations

from typing import ClassVar, Self
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models

from fairlead.core.actor import Actor
from fairlead.core.models import User
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet

STAFF = ENGAGEMENT_ROLES | {Role.RECRUITER}


def real_zone(value: str) -> None:
    """A time zone of the IANA database."""
    if value not in available_timezones():
        raise ValidationError(f"{value} is no time zone; write one like Europe/Berlin.")


class PersonSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """Colleagues see each other; customers see nobody of the firm here."""
        return self.all() if actor.has_any(STAFF) else self.none()


class Person(Row):
    """Someone of the firm."""

    noun = "person"

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField(unique=True)
    territory = models.CharField(max_length=60, blank=True)
    # Territories of the practice that they cover, by id.
    covers = models.JSONField(default=list, blank=True)
    zone = models.CharField(max_length=60, default="UTC", validators=[real_zone])
    active = models.BooleanField(default=True)
    # Whether what is asked of them comes by mail as well.
    mails = models.BooleanField(default=True)

    objects = PersonSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name
