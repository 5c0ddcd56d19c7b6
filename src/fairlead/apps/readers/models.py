"""Tables of readers."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models

from fairlead.apps.accounts.models import Contact
from fairlead.apps.agreements.models import Sow
from fairlead.apps.signing.models import Signature
from fairlead.core.actor import Actor
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet
from fairlead.engines.readers import Part, Seen


class VisitSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """The firm sees every visit; whoever reads sees their own, and nobody else's."""
        if actor.has_any(ENGAGEMENT_ROLES):
            return self.all()
        if actor.signs:
            return self.filter(signature=actor.signs)
        own = actor.has(Role.CUSTOMER_CONTACT) and actor.user_id is not None
        return self.filter(contact__user=actor.user_id) if own else self.none()


class Visit(Row):
    """One reader at one version at one time.

    parts: the clauses of the version that can be read, each (id, number, title), as they were then; clauses:
    seconds by their ids, under "" those beside them; files: when a kind was first downloaded, in ISO.
    """

    noun = "visit"
    sealed = frozenset({"parts"})

    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signature = models.ForeignKey(
        Signature, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120)
    begun = models.DateTimeField()
    last = models.DateTimeField()
    parts = models.JSONField(default=list, blank=True, editable=False)
    clauses = models.JSONField(default=dict, blank=True)
    files = models.JSONField(default=dict, blank=True)

    objects = VisitSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(contact__isnull=True) ^ models.Q(signature__isnull=True),
                name="a_visit_is_of_one_reader",
            ),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("begun")), name="a_visit_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"engagement:{self.sow.engagement_id}"

    @property
    def known(self) -> tuple[Part, ...]:
        """The clauses that can be read."""
        return tuple(Part(*one) for one in self.parts)

    @property
    def seen(self) -> Seen:
        """What is summed up of it."""
        who = f"signature {self.signature_id}" if self.signature_id else f"contact {self.contact_id}"
        files = {kind: datetime.fromisoformat(at) for kind, at in self.files.items()}
        by_link = self.signature_id is not None
        return Seen(who, self.name, by_link, self.begun, self.last, self.clauses, files)
