"""The same write sent twice happens once: its answer is kept under its Idempotency-Key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from fairlead.core.actor import Actor
from fairlead.core.errors import KeyReused, invalid
from fairlead.core.models import Sending

MOST_SIGNS = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: plain JSON and its headers."""

    body: Any
    headers: dict[str, str] = field(default_factory=dict)


def digest_of(*parts: bytes | str) -> str:
    """What was asked, as a keyed hash: it may hold a password, which the table must not give away."""
    text = b"\0".join(part.encode() if isinstance(part, str) else part for part in parts)
    return salted_hmac("fairlead.sending", text, algorithm="sha256").hexdigest()


def once(actor: Actor, key: str, digest: str, act: Callable[[], Answer]) -> Answer:
    """The answer of `act`, or the one that the same request got before.

    The key is laid down first and inside the same transaction: a twin that comes at the same moment waits
    for it, and a write that is refused leaves no trace of its key. Raises KeyReused and Invalid.
    """
    if not 0 < len(key) <= MOST_SIGNS or not key.isprintable():
        raise invalid("Idempotency-Key", f"An idempotency key has 1 to {MOST_SIGNS} printable signs.")
    with transaction.atomic():
        sending = _laid_down(actor, key, digest)
        if sending is None:
            return _kept(actor, key, digest)
        answer = act()
        # As text: the database would sort the names of a JSON object, and a replay is the same to the byte.
        kept = json.dumps(_without_secret(answer.body))
        sending.status, sending.answer = 200, {"body": kept, "headers": answer.headers}
        sending.save()
    return answer


def _laid_down(actor: Actor, key: str, digest: str) -> Sending | None:
    try:
        with transaction.atomic():
            return Sending.objects.create(user_id=actor.user_id, key=key, digest=digest)
    except IntegrityError:
        return None


def _kept(actor: Actor, key: str, digest: str) -> Answer:
    sending = Sending.objects.get(user_id=actor.user_id, key=key)
    if sending.digest != digest:
        raise KeyReused(
            "This idempotency key came with another request before. Take a new key for a new write."
        )
    return Answer(
        json.loads(sending.answer["body"]), {**sending.answer["headers"], "Idempotent-Replay": "true"}
    )


def _without_secret(body: Any) -> Any:
    """A secret is shown once and kept nowhere; a replay says null in its place."""
    return {**body, "secret": None} if isinstance(body, dict) and "secret" in body else body
