"""The tables of the ground floor: people who sign in, their grants and tokens, the audit, the outbox."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from fairlead.core.actor import Actor
from fairlead.core.roles import Role
from fairlead.core.rows import Row, RowSet
from fairlead.core.standing_in import absent
from fairlead.engines.lifecycle import Lifecycle


def state_field(lifecycle: Lifecycle) -> models.CharField[str, str]:
    """A column for the states of a lifecycle; pair it with `state_check` in the table's constraints."""
    return models.CharField(
        max_length=40, choices=lifecycle.choices, default=lifecycle.initial, editable=False
    )


def state_check(lifecycle: Lifecycle, name: str, column: str = "state") -> models.CheckConstraint:
    """The database's own word that the column holds one of the lifecycle's states."""
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": list(lifecycle.ids)}), name=name)


class User(AbstractUser):
    """Someone who can sign in. What they may do comes from their grants alone."""

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    # Someone of the demo firm, who can sign in while the demo runs and never otherwise.
    demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def actor(self, via: str) -> Actor:
        """This person as an actor, with the roles of their present grants."""
        grants = list(self.grants.all()) if self.is_active else []
        return Actor(
            name=str(self),
            user_id=self.pk,
            roles=frozenset(Role(grant.role) for grant in grants),
            accounts=frozenset(grant.account_id for grant in grants if grant.account_id),
            via=via,
            absent=partial(absent, self.pk),
        )


class Grant(models.Model):
    """A role that a person holds; a customer contact holds it for one account."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40, choices=[(role.value, role.label) for role in Role])
    # An account of apps.accounts; core lies below it, so this is its number and no foreign key.
    account_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "role", "account_id"], nulls_distinct=False, name="grant_is_held_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.CUSTOMER_CONTACT.value, account_id__isnull=False)
                | (~models.Q(role=Role.CUSTOMER_CONTACT.value) & models.Q(account_id__isnull=True)),
                name="customer_contacts_have_an_account",
            ),
        ]


class TokenSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(user_id=actor.user_id)


class Token(Row):
    """A key to the API and the agents' door, acting as its owner. Only its hash is kept."""

    noun: ClassVar[str] = "token"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)

    objects: ClassVar[models.Manager[Any]] = TokenSet.as_manager()

    @staticmethod
    def digest_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @staticmethod
    def new_secret() -> str:
        return "flt_" + secrets.token_urlsafe(32)


class AuditEntry(models.Model):
    """One line of the audit: who did what to which row, through which door, and what changed.

    The database gives `seq`, `previous` and `hash` by trigger (see the migration), so that entries form
    one chain in commit order whoever writes them; it refuses UPDATE and DELETE.
    """

    seq = models.BigIntegerField(primary_key=True)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    who = models.CharField(max_length=200)
    via = models.CharField(max_length=10)
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    # The engagement or account that the row belongs to, so that a feed is one index scan.
    thread = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["thread", "-seq"], name="audit_by_thread"),
            models.Index(fields=["noun", "row_id", "-seq"], name="audit_by_row"),
        ]

    @classmethod
    def append(
        cls,
        *,
        actor: Actor,
        verb: str,
        row: models.Model,
        before: dict[str, Any],
        after: dict[str, Any],
        note: str,
    ) -> Self:
        """Write one entry; the trigger links it to the chain."""
        now = timezone.now()
        noun = str(getattr(row, "noun", row._meta.model_name))
        thread = str(getattr(row, "thread", f"{noun}:{row.pk}"))
        body = {
            "at": now.isoformat(),
            "user": actor.user_id,
            "who": actor.name,
            "via": actor.via,
            "why": actor.reason,
            "verb": verb,
            "noun": noun,
            "row": row.pk,
            "version": getattr(row, "version", 0),
            "thread": thread,
            "before": before,
            "after": after,
            "note": note,
        }
        entry = cls(
            seq=0,
            body=json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
            at=now,
            user_id=actor.user_id,
            who=actor.name,
            via=actor.via,
            verb=verb,
            noun=noun,
            row_id=row.pk,
            thread=thread,
        )
        entry.save(force_insert=True)
        return entry

    @property
    def facts(self) -> dict[str, Any]:
        """The body, read: before, after, note and the rest."""
        value: dict[str, Any] = json.loads(self.body)
        return value


class Event(models.Model):
    """The outbox: a fact announced by a verb in its own transaction, delivered by the worker after it."""

    name = models.CharField(max_length=60)
    facts = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="event_waiting", condition=models.Q(delivered_at__isnull=True)),
        ]


class Sending(models.Model):
    """An idempotency key and the answer it got, so that the same write sent twice happens once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "key"], name="a_key_is_used_once"),
        ]

    @classmethod
    def forget(cls, before: datetime) -> int:
        """Drop keys that are too old to come back; how many went."""
        return cls.objects.filter(at__lt=before).delete()[0]
