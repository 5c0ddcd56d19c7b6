"""The embedded database server from the terminal."""

from __future__ import annotations

import os

import typer

from fairlead.core.postgres import cluster_at, data_home
from fairlead.core.postgres.trouble import DATABASE_URL


def status() -> None:
    """Say which database is used, and whether its server runs."""
    if os.environ.get(DATABASE_URL):
        typer.echo(f"{DATABASE_URL} is set: the database is not the embedded one.")
        return
    home = data_home()
    found = cluster_at(home).running()
    typer.echo(f"Data folder: {home}")
    typer.echo(f"Running: {found.url}" if found else "Not running; it starts when it is needed.")


def stop() -> None:
    """Stop the embedded server, whoever uses it."""
    home = data_home()
    cluster_at(home).stop()
    typer.echo(f"The database server of {home} is stopped.")
