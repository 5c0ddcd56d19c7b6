"""What the customer's own people are told, when something of theirs was announced."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from fairlead.apps.accounts.models import Contact
from fairlead.apps.desk.actions import send
from fairlead.apps.desk.states import ANSWER, PAPER
from fairlead.apps.engagements.models import Engagement
from fairlead.core.models import Event, User
from fairlead.core.outbox import subscribe
from fairlead.engines.figures import long_date


def _theirs(engagement_id: int) -> QuerySet[User]:
    """Those of the customer who sign in here."""
    account = Engagement.objects.values_list("account", flat=True).get(pk=engagement_id)
    keys = Contact.objects.filter(account=account, user__isnull=False).values("user")
    return User.objects.filter(is_active=True, pk__in=keys)


@subscribe("sow.shared")
def ask_to_read(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    by = f" Please answer by {long_date(date.fromisoformat(facts['until']))}." if facts["until"] else ""
    send(event, _theirs(key), key, f"{facts['by']} asks you to read {facts['title']}.{by}", PAPER)


@subscribe("markup.answered")
def tell_question_answered(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    said = f"{facts['by']} answered what was asked about {facts['title']}."
    send(event, _theirs(key), key, said, ANSWER)


@subscribe("markup.settled")
def tell_copy_answered(event: Event) -> None:
    key, facts = event.facts["engagement"], event.facts
    if facts.get("theirs"):  # not in what was announced by an earlier release
        send(event, _theirs(key), key, f"Your copy of {facts['title']} is answered.", ANSWER)
