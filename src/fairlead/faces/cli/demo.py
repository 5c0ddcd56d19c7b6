"""`fairlead demo`: a whole firm on this machine in one command, apart from any real data."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from fairlead.core.postgres import cluster_at, data_home
from fairlead.core.postgres.trouble import DATA_FOLDER, DATABASE_URL
from fairlead.faces.cli.main import open_rooms
from fairlead.faces.cli.ports import require_free

HOST = "127.0.0.1"
PATIENCE = 30.0


def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to serve.")] = 8000,
    data: Annotated[Path | None, typer.Option(help="Where the demo firm's database is kept.")] = None,
) -> None:
    """Start the demo firm: its database, web pages and worker. Ctrl-C ends all of it."""
    require_free(HOST, port)
    home = _surround(data)
    with ThreadPoolExecutor(1) as beside:
        # The database starts while the program loads; the thread is gone before anything forks.
        starting = beside.submit(cluster_at(home).ensure_running)
        open_rooms()
        serving = import_module("fairlead.faces.cli.serving")
    starting.result()
    _prepare(home)
    with _worker():
        # A process and no thread: the server forks, and a thread's locks would be forked with it.
        # It takes no connection along: closing it there would end it here.
        import_module("django.db").connections.close_all()
        get_context("fork").Process(target=_welcome, args=(port, home), daemon=True).start()
        serving.run(HOST, port, workers=1, threads=serving.THREADS)
    Console().print("\nThe demo has ended. What you did in it is kept for the next time.")


def _surround(data: Path | None) -> Path:
    """The environment of this process and of the worker it starts: the demo's own data, demo sign-ins."""
    normal = data_home()
    home = data.absolute() if data else normal.with_name(f"{normal.name}-demo")
    if os.environ.pop(DATABASE_URL, ""):
        typer.echo(f"{DATABASE_URL} is left alone: the demo has a database of its own.", err=True)
    os.environ.update({DATA_FOLDER: str(home), "FAIRLEAD_DEMO": "1"})
    return home


def _prepare(home: Path) -> None:
    """Tables and firm, unless both are as this program would make them."""
    firm = import_module("fairlead.faces.cli.firm")
    stamp, wanted = home / "demo.stamp", firm.stamp()
    if (home / "postgres").exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    with Console().status("Preparing the demo firm (the first time takes a moment) …"):
        keeping = import_module("fairlead.faces.cli.keeping")
        if keeping.behind():
            import_module("django.core.management").call_command("migrate", verbosity=0, interactive=False)
        _raise_apart(firm.raise_firm)
    stamp.write_text(wanted)


def _raise_apart(raise_firm: Callable[[], None]) -> None:
    """In a process of its own: drawing papers starts threads of typst, and a web server that is forked from
    a process which had them would wait for ever for threads that it does not have."""
    import_module("django.db").connections.close_all()
    raising = get_context("fork").Process(target=raise_firm)
    raising.start()
    raising.join()
    if raising.exitcode:
        raise typer.Exit(1)


@contextmanager
def _worker() -> Iterator[None]:
    """The worker as a child that ends with us, even if we are killed: it holds on to our pipe."""
    command = [sys.executable, "-m", "fairlead.faces.cli.main", "work", "--leashed"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _welcome(port: int, home: Path) -> None:
    """Once the server answers: where it is, and who can sign in."""
    import_module("fairlead.faces.cli.serving").end_with_parent()
    address = f"http://{HOST}:{port}/"
    ready = _answers(address)
    firm = import_module("fairlead.faces.cli.firm")
    console = Console()
    console.print(f"\nFairlead's demo firm is {'open' if ready else 'starting'} at [bold]{address}[/]\n")
    table = Table("Sign in as", "Password", "Who", "Role", box=None, pad_edge=False)
    for person in firm.EVERYONE:
        table.add_row(person.username, firm.password_of(person.username), person.name, person.title)
    console.print(table)
    told = f"{DATA_FOLDER}={home} FAIRLEAD_DEMO=1 FAIRLEAD_USER=ana fairlead engagement list"
    console.print(f"\nFrom another terminal: [dim]{told}[/]\nCtrl-C ends the demo.\n", soft_wrap=True)
    _remember()


def _remember() -> None:
    """The firm's past: two dozen closed engagements come in while the demo is open already."""
    with suppress(KeyboardInterrupt):
        import_module("fairlead.faces.cli.past").raise_past()


def _answers(address: str) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
