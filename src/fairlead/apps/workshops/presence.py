"""Who is here now: whose live page asked within the last fifteen seconds.

A heartbeat is no fact about an engagement: it goes through no door, on no record and into no backup (the
table is unlogged), and it is written at most every five seconds, by one statement that locks nothing but its
own row. So a page that asks every two seconds costs one short write in three, and people on any number of
processes see each other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from fairlead.apps.workshops.models import Presence, Workshop
from fairlead.core.actor import Actor

PRESENT = timedelta(seconds=15)
_RENEWED = timedelta(seconds=5)

_BEAT = """
INSERT INTO workshops_presence (workshop_id, user_id, at) VALUES (%s, %s, %s)
ON CONFLICT (workshop_id, user_id) DO UPDATE SET at = EXCLUDED.at WHERE workshops_presence.at < %s
"""


def beat(actor: Actor, workshop: Workshop, now: datetime) -> None:
    """Note that this person's page is open."""
    if actor.user_id is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, [workshop.pk, actor.user_id, now, now - _RENEWED])


def present(workshop: Workshop, now: datetime) -> list[tuple[int, str]]:
    """Number and name of everybody whose page is open, by name."""
    rows = Presence.objects.filter(workshop=workshop, at__gt=now - PRESENT).select_related("user")
    return sorted(((row.user_id, str(row.user)) for row in rows), key=lambda one: one[1])
