"""Doing an operation for an actor, or only trying it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.db import transaction

from fairlead.core.actor import Actor
from fairlead.core.verbs import Operation
from fairlead.faces.calling.answers import Download, plain_answer
from fairlead.faces.calling.inputs import found


def perform(
    actor: Actor,
    operation: Operation,
    given: Mapping[str, Any],
    *,
    version: int | None = None,
    dry_run: bool = False,
    limit: int = 50,
    cursor: str = "",
) -> Any:
    """The plain answer of an operation (or its Download).

    given:   arguments as its model took them, rows by id.
    version: the version of the target that the actor saw; a newer one refuses.
    dry_run: everything happens and is then taken back; the answer says what would be.
    """
    with transaction.atomic() if operation.writes else nullcontext():
        values = found(actor, operation, given, version)
        _ask(actor, operation, values)
        result = operation.function(actor, **values)
        answer = (
            result
            if isinstance(result, Download)
            else plain_answer(actor, result, limit=limit, cursor=cursor)
        )
        if dry_run and operation.writes:
            transaction.set_rollback(True)
    return answer


def _ask(actor: Actor, operation: Operation, values: Mapping[str, Any]) -> None:
    """Refuse who may not before their input is looked at; the write door asks again, of the locked row."""
    if operation.rule is None:
        return
    head = operation.parameters[0] if operation.parameters else None
    about = values.get(head.name) if head and head.row else None
    refusal = operation.rule(actor, about)
    if refusal is not None:
        raise refusal
