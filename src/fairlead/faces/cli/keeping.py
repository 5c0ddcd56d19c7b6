"""Keeping house: tables up to date, and the record proved."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Annotated

import typer
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from fairlead.apps.books.adding import added_up
from fairlead.apps.desk.queries import unposted
from fairlead.core import audit
from fairlead.core.actor import system
from fairlead.core.models import Event
from fairlead.engines.findings import Finding
from fairlead.faces.cli.main import FINDINGS


def behind() -> bool:
    """Whether the tables are older than the program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the database's tables up to date; safe to repeat."""
    if not behind():
        typer.echo("The tables are up to date.")
        return
    call_command("migrate", verbosity=0, interactive=False)
    typer.echo("The tables have been brought up to date.")


def verify(
    head: Annotated[
        str, typer.Option(help="A head that was kept from an earlier run; it must be in the chain.")
    ] = "",
) -> None:
    """Walk the audit's chain, hold what it vouches for against it, add the books up
    anew, and look for events and mails that did not arrive."""
    end, findings = audit.verify(head)
    findings = (*findings, *audit.verify_sealed(), *_stuck(), *_unposted(), *_books())
    for finding in findings:
        typer.echo(str(finding), err=True)
    if findings:
        raise typer.Exit(FINDINGS)
    typer.echo(f"{end.entries} entries, one whole chain; what it vouches for is as it was. Head: {end.hash}")


def _books() -> list[Finding]:
    """Entries of the books that do not add up, the first few hundred of them."""
    return list(islice(added_up(), 200))


def _unposted() -> list[Finding]:
    """Mails that were given up, and those that have waited for an hour or longer."""
    return [
        Finding(
            "mail", 0, f"mail {row.id}", row.state, f"To {row.to}: {row.trouble or 'no worker has tried'}"
        )
        for row in unposted(system("verify"), timezone.now() - timedelta(hours=1))
    ]


def _stuck() -> list[Finding]:
    """Events whose delivery failed, with what their subscriber said."""
    stuck = Event.objects.filter(delivered_at=None, attempts__gt=0).order_by("pk")
    return [
        Finding(
            "outbox",
            0,
            f"event {event.pk}",
            "undelivered",
            f"{event.name}: {event.attempts} times {event.trouble}",
        )
        for event in stuck[:200]
    ]
