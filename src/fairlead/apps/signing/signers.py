"""Who may sign for the firm, by name, where a signature was given elsewhere and is put on record."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.utils import timezone

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import current_practice
from fairlead.apps.people.models import Person
from fairlead.apps.signing.bridge import short_of
from fairlead.apps.signing.models import FIRM, Signatory
from fairlead.core.actor import Actor
from fairlead.core.errors import invalid
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Practice
from fairlead.engines.signing.hand import same_name

_MOST_TOLD = 10


def refuse_signer(
    actor: Actor, engagement: Engagement, name: str, total: Money, makers: Collection[int | None]
) -> None:
    """Invalid, with those who may, unless somebody of that name may sign this total for the firm: one of its
    signatories, or one of its people whom the practice lends the authority. makers: who drew it up, asked for
    its approvals or stamped it."""
    practice, today = practice_of(current_practice(actor)), timezone.localdate()
    against = dict[str, str]()
    for one in _known(actor, engagement, name, practice):
        why = short_of(one, total, practice, today)
        if one.person is not None and one.person.user_id in makers:
            why = f"{one.name} drew it up, asked for its approvals or stamped it, and so does not sign it."
        against[one.name] = against.get(one.name, why) and why
    mine = [why for known, why in against.items() if same_name(name, known)]
    if "" in mine:
        return
    may = [known for known, why in against.items() if not why][:_MOST_TOLD]
    fix = f"These may: {', '.join(may)}." if may else "Say first who signs for the firm, on what authority."
    raise invalid("firm", mine[0] if mine else f"{name[:120]} is nobody who signs for the firm.", fix)


def _known(actor: Actor, engagement: Engagement, name: str, practice: Practice) -> Iterator[Signatory]:
    """Who was named for the firm; who has a role that the practice lends authority; who has that name."""
    rows = Signatory.objects.filter(engagement=engagement, side=FIRM, removed_at=None)
    named = list(rows.select_related("person__user").prefetch_related("person__user__grants").order_by("pk"))
    yield from named
    if not practice.authorities:
        return
    lent = Q(user__grants__role__in=[one.role for one in practice.authorities])
    people = Person.objects.visible_to(actor).filter(lent | Q(name__iexact=name.strip()), active=True)
    people = people.exclude(pk__in=[one.person_id for one in named]).distinct().order_by("name")
    for person in people.select_related("user").prefetch_related("user__grants"):
        yield Signatory(engagement=engagement, side=FIRM, person=person, name=person.name, basis="officer")
