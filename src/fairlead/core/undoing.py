"""Undo: the columns that a reversible verb changed are set back, through the same door, on the record."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

from fairlead.core.access import Rule, anyone, first, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Missing, Refused, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.roles import ENGAGEMENT_MANAGERS
from fairlead.core.rows import Row, find
from fairlead.core.verbs import VERBS
from fairlead.core.writing import writing


def undo(actor: Actor, entry_seq: int) -> Row:
    """Take back what one audit entry did, if its verb is reversible and nothing came after it."""
    entry = AuditEntry.objects.filter(pk=entry_seq).first()
    if entry is None:
        raise Missing(f"There is no audit entry {entry_seq}.")
    row = find(actor, _model(entry.noun), entry.row_id)
    facts = entry.facts

    def rule(actor: Actor, row: Row) -> Refused | None:
        return first(
            unless(not _reversible(entry.verb), WrongTime(f"{entry.verb} cannot be undone.")),
            unless(not facts["before"], WrongTime("There is nothing before this to go back to.")),
            unless(
                row.version != facts["version"],
                WrongTime("This has been changed again since; undo the later change first."),
            ),
            None
            if entry.user_id == actor.user_id
            else needs(actor, ENGAGEMENT_MANAGERS, "undo another's change"),
            # Whoever may not do it (any more) may not undo it either.
            _rule(entry.verb)(actor, row),
        )

    with writing(actor, f"{entry.verb}.undo", row, rule, note=f"undoes entry {entry.seq}") as change:
        for column in facts["before"].keys() - change.row.derived:
            value = facts["before"][column]
            setattr(change.row, column, _value(change.row, column, value))
    return change.row


def _reversible(verb: str) -> bool:
    return verb in VERBS and VERBS[verb].reversible


def _rule(verb: str) -> Rule:
    return (VERBS[verb].rule if _reversible(verb) else None) or anyone


def _model(noun: str) -> type[Row]:
    for model in apps.get_models():
        if issubclass(model, Row) and model.noun == noun:
            return model
    raise Missing(f"There is no {noun}.")


def _value(row: models.Model, column: str, value: Any) -> Any:
    for field in row._meta.concrete_fields:
        if field.attname == column:
            return field.to_python(value) if not field.is_relation else value
    return value
