"""Verbs of the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from fairlead.apps.accounts.models import Contact
from fairlead.apps.agreements.models import PROPOSALS, Sow
from fairlead.apps.changes.queries import changes_of
from fairlead.apps.desk import rules
from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.desk.queries import still_asks
from fairlead.apps.desk.states import ASKS, MAIL, MAILED
from fairlead.apps.people.models import Person
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


def send(
    event: Event, users: Iterable[User], engagement: int | None, text: str, kind: str = "", sow: int = 0
) -> list[Notice]:
    """Tell each of them once about an event, and by mail where it asks something of them; called by
    subscribers, in the worker. sow: which statement of work it asks about."""
    actor = system(f"event {event.pk}: {event.name}")
    change = changes_of(actor, Sow.objects.filter(pk=sow, state__in=PROPOSALS)).get(sow) if sow else None
    told = set(Notice.objects.filter(event=event.pk).values_list("user_id", flat=True))
    notices = [
        Notice(user=user, engagement_id=engagement, change=change, text=text[:400], event=event.pk, kind=kind)
        for user in users
        if user.pk not in told
    ]
    sent = bulk(actor, "notice.send", notices, rules.send)
    if settings.MAILS and kind in MAILED:
        _lay(event, sent)
    return sent


def _lay(event: Event, notices: Iterable[Notice]) -> None:
    """Put mails into the box and wake a worker; all of it commits with the notices, or none."""
    users = [notice.user_id for notice in notices]
    people = Person.objects.filter(active=True, mails=True, user__in=users)
    contacts = Contact.objects.filter(mails=True, user__in=users)
    wanted = {key for rows in (people, contacts) for key in rows.values_list("user_id", flat=True)}
    now = timezone.now()
    mails = [Mail(notice=notice, due_at=now) for notice in notices if notice.user_id in wanted]
    if mails:
        bulk(system(f"event {event.pk}: {event.name}"), "mail.lay", mails, rules.post)
        app.configure_task("desk.post").defer()


def settle(event: Event, notices: QuerySet[Notice]) -> None:
    """Put away which of these notices ask for what is done or asked no more; called by subscribers."""
    actor = system(f"event {event.pk}: {event.name}")
    asking = notices.filter(read=False, kind__in=ASKS).select_related("user")
    for notice in asking.prefetch_related("user__grants"):
        if not still_asks(notice):
            with writing(actor, "notice.settle", notice, rules.send) as change:
                change.row.read = True


@verb("mail.again", rules.again)
def again(actor: Actor, mail: Mail) -> Mail:
    """Try a mail again that could not be sent: what was wrong with the server or the address is mended."""
    with writing(actor, "mail.again", mail, rules.again) as change:
        row = change.row
        row.state = MAIL.next(row.state, "again")
        row.attempts, row.trouble, row.due_at = 0, "", timezone.now()
    return change.row
