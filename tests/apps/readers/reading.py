"""Carl reads what is before him; what he reads is said to have taken as long as a test says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.readers import actions
from fairlead.apps.readers.models import Visit
from tests import cast


def begun(sow: Sow, who: str = "carl") -> Visit:
    return as_it_is(actions.begin(cast.actor(who), sow))


def as_it_is(visit: Visit) -> Visit:
    return Visit.objects.select_related("sow__engagement", "contact").get(pk=visit.pk)


def ago(visit: Visit, **time: Any) -> Visit:
    """The visit as if it had begun, and was last heard of, that long ago."""
    then = timezone.now() - timedelta(**time)
    Visit.objects.filter(pk=visit.pk).update(begun=then, last=then)
    return as_it_is(visit)


def read(sow: Sow, who: str = "carl", **seconds: int) -> Visit:
    """A visit in which these clauses were read."""
    visit = ago(begun(sow, who), minutes=10)
    return as_it_is(actions.note(cast.actor(who), visit, seconds=seconds))
