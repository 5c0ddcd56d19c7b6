"""Delivery of announced facts: after the commit, at least once, and once for what happens in the database.

A subscriber runs in the same transaction that marks its event delivered. If the worker dies between the
two, neither happened, and the sweep brings the event up again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from fairlead.core.models import Event

Subscriber = Callable[[Event], None]
S = TypeVar("S", bound=Subscriber)

SUBSCRIBERS: dict[str, list[Subscriber]] = defaultdict(list)

# After so many failures an event waits for a person; `fairlead verify` names it.
MOST_ATTEMPTS = 8


def subscribe(name: str) -> Callable[[S], S]:
    """Run the function with every event of that name, in the worker."""

    def register(function: S) -> S:
        SUBSCRIBERS[name].append(function)
        return function

    return register


def put(fact: Any) -> Event:
    """Lay a frozen fact in the outbox and wake a worker; both happen only if this transaction commits."""
    event = Event.objects.create(name=fact.name, facts=asdict(fact))
    app.configure_task("outbox.deliver").defer(event_id=event.pk)
    return event


def deliver(event_id: int) -> bool:
    """Deliver one event if it still waits and nobody else is at it; True when it was delivered here."""
    try:
        with transaction.atomic():
            event = (
                Event.objects.select_for_update(skip_locked=True)
                .filter(pk=event_id, delivered_at=None, attempts__lt=MOST_ATTEMPTS)
                .first()
            )
            if event is None:
                return False
            for subscriber in SUBSCRIBERS[event.name]:
                subscriber(event)
            event.delivered_at = timezone.now()
            event.save(update_fields=["delivered_at"])
    except Exception as error:  # noqa: BLE001 - a subscriber's bug must not stop the others' events
        _mark_failed(event_id, error)
        return False
    return True


def _mark_failed(event_id: int, error: Exception) -> None:
    event = Event.objects.get(pk=event_id)
    event.attempts += 1
    event.trouble = f"{type(error).__name__}: {error}"[:2000]
    event.save(update_fields=["attempts", "trouble"])


def deliver_waiting(limit: int = 1000) -> int:
    """Deliver what waits, oldest first: the sweep that makes up for a worker that died. Count delivered."""
    waiting = Event.objects.filter(delivered_at=None, attempts__lt=MOST_ATTEMPTS).order_by("pk")
    return sum(deliver(pk) for pk in waiting.values_list("pk", flat=True)[:limit])
