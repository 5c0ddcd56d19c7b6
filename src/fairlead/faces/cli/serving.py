"""The two processes of an installation: the web server and the worker."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process
from typing import Annotated, Any

import typer
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from procrastinate.contrib.django import app

from fairlead.core.outbox import deliver_waiting
from fairlead.faces.cli.keeping import behind
from fairlead.faces.cli.main import FINDINGS
from fairlead.faces.cli.ports import require_free
from fairlead.wsgi import application

# Requests wait for the database more than for the processor.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Threads in each process.")] = THREADS,
) -> None:
    """Serve the web pages and the API; run `fairlead work` beside it."""
    require_free(host, port)
    if behind():
        typer.echo("The tables are older than the program. Run: fairlead migrate", err=True)
        raise typer.Exit(FINDINGS)
    typer.echo(f"Serving on http://{host}:{port}")
    run(host, port, workers, threads)


def run(host: str, port: int, workers: int, threads: int) -> None:
    """Serve until a signal ends it. Processes are forked with everything loaded; each connects for itself."""
    connections.close_all()
    Granian(
        "fairlead.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve(target_loader=_application, wrap_loader=False)


def _application() -> Any:
    """What each web process serves. It leaves the terminal's group, so that Ctrl-C reaches it only once."""
    os.setpgid(0, 0)
    end_with_parent()
    return application


def end_with_parent() -> None:
    """From now on this process does not outlive the one that it was forked from, however that one ends."""
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def work(
    concurrency: Annotated[int, typer.Option(min=1, help="Jobs at a time.")] = 2,
    leashed: Annotated[bool, typer.Option("--leashed", hidden=True, help="End when stdin ends.")] = False,
) -> None:
    """Run the worker: deliver what waits in the outbox, then do jobs as they come."""
    if leashed:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    deliver_waiting()
    connections.close_all()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(concurrency=concurrency, delete_jobs="successful", listen_notify=True)


def _end_with_stdin() -> None:
    """A worker that was started by another process does not outlive it, however that one ends."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
