"""Verbs of the desk."""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.apps.desk import rules
from fairlead.apps.desk.models import Notice
from fairlead.core.actor import Actor, system
from fairlead.core.models import Event, User
from fairlead.core.verbs import verb
from fairlead.core.writing import bulk, writing


@verb("notice.read", rules.read, reversible=True)
def read(actor: Actor, notice: Notice) -> Notice:
    """Put a notice away."""
    with writing(actor, "notice.read", notice, rules.read) as change:
        change.row.read = True
    return change.row


def send(event: Event, users: Iterable[User], engagement: int, text: str) -> list[Notice]:
    """Tell each of them once about an event; called by subscribers, in the worker."""
    told = set(Notice.objects.filter(event=event.pk).values_list("user_id", flat=True))
    notices = [
        Notice(user=user, engagement_id=engagement, text=text[:400], event=event.pk)
        for user in users
        if user.pk not in told
    ]
    return bulk(system(f"event {event.pk}: {event.name}"), "notice.send", notices, rules.send)
