"""Writing past the door: what someone could do who owns the database."""

from __future__ import annotations

from django.db import connection


def raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def unguarded(sql: str, *values: object, table: str = "core_auditentry") -> None:
    """What someone could do who owns the database: take the triggers away first."""
    raw("SET CONSTRAINTS ALL IMMEDIATE")
    raw(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    raw(sql, *values)
    raw(f"ALTER TABLE {table} ENABLE TRIGGER USER")
