"""Customer links: their secrets, who holds one, and what may be answered by it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.scoping import rules
from fairlead.apps.scoping.models import Answer, Link
from fairlead.apps.scoping.standing import questions
from fairlead.core import secrets
from fairlead.core.actor import Actor, bearer, system
from fairlead.core.errors import Missing, invalid
from fairlead.core.secrets import digest_of as digest_of
from fairlead.core.secrets import genuine
from fairlead.engines.practice.values import Question

CUSTOMER = "customer"
PURPOSE = "customer-link"


def new_secret() -> str:
    return secrets.new_secret(PURPOSE)


def held(secret: str) -> tuple[Link, Actor]:
    """The link of a secret, and whoever holds it. Missing when it is forged; WrongTime once it has ended."""
    digest = genuine(PURPOSE, secret)
    rows = Link.objects.visible_to(system("a customer link is opened"))
    link = rows.select_related("engagement__account").filter(digest=digest).first()
    if link is None or not constant_time_compare(link.digest, digest):
        raise Missing("There is nothing here.")
    if refused := rules.works(link):
        raise refused
    return link, bearer(link.name, link.pk)


def asked_of_customer(engagement: Engagement, question: str) -> Question:
    """The question, if the customer is asked it; Invalid otherwise."""
    found = questions(engagement).get(question)
    if found is None or found.ask != CUSTOMER:
        raise invalid("question", f"The customer is not asked {question!r}.", code="unknown-question")
    return found


def pulse(link: Link) -> str:
    """A short word that changes when anything does that the screens of a meeting show; one query."""
    inside = system("the screens of a meeting are kept alike")
    rows = Answer.objects.visible_to(inside).filter(engagement__account_id=link.engagement.account_id)
    found = rows.aggregate(n=Count("pk"), last=Max("changed_at"))
    told = f"{link.version}/{link.engagement.version}/{found['n']}/{found['last']}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def counted(link: Link) -> tuple[int, datetime, datetime]:
    """How often it was used in the running hour, with this time; since when; and now."""
    now, before = timezone.now(), rules.tries(link)
    since = link.tried_from if before and link.tried_from else now
    return before + 1, since, now
