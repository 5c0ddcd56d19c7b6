"""Who may answer: everyone who shapes the engagement, while it can still change; a customer by their link."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_open
from fairlead.apps.scoping.models import Answer, Link
from fairlead.apps.scoping.states import STANDS
from fairlead.core.access import first, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

_ANSWERERS = ENGAGEMENT_MANAGERS | {Role.SALES, Role.TECHNICAL_ARCHITECT, Role.DIRECTOR}
_ISSUERS = ENGAGEMENT_MANAGERS | {Role.DIRECTOR}

# So many answers go through one link in an hour: more than a person fills in, less than a machine tries.
MOST_TRIES = 240
HOUR = timedelta(hours=1)

# A link works for at most so many days.
MOST_DAYS = 60


def give(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, _ANSWERERS, "answer scoping questions"), is_open(engagement))


def clear(actor: Actor, answer: Answer) -> Refused | None:
    return give(actor, answer.engagement)


def take_back(actor: Actor, answer: Answer) -> Refused | None:
    aside = answer.state != STANDS
    return first(
        give(actor, answer.engagement),
        unless(aside, WrongTime("This is not the answer in force; it is settled, not taken back.")),
    )


def issue(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, _ISSUERS, "give out customer links"), is_open(engagement))


def revoke(actor: Actor, link: Link) -> Refused | None:
    return first(
        needs(actor, _ISSUERS, "revoke customer links"),
        unless(link.revoked_at is not None, WrongTime("This link is revoked already.")),
    )


def works(link: Link) -> Refused | None:
    """Whether a link still opens: not after its day, once revoked, or of an engagement that is closed."""
    ended = WrongTime("This link no longer works.")
    return first(unless(link.ended(timezone.now()), ended), is_open(link.engagement))


def steer(actor: Actor, link: Link) -> Refused | None:
    return first(
        needs(actor, _ISSUERS, "lead the screens of a meeting"),
        unless(link.kind != "meeting", WrongTime("This link is to be filled in, not for a meeting.")),
        works(link),
    )


def answer(actor: Actor, link: Link) -> Refused | None:
    """By their own link alone; not even scheduled work answers in a customer's name."""
    return first(
        unless(actor.link != link.pk, Forbidden("A customer link is answered by whoever holds it.")),
        works(link),
        unless(tries(link) >= MOST_TRIES, WrongTime("This link was used very often; please wait an hour.")),
    )


def tries(link: Link) -> int:
    """How often it was tried in the hour that runs; none when that hour is over."""
    runs = link.tried_from is not None and timezone.now() - link.tried_from < HOUR
    return link.tries if runs else 0
