"""Whether a port is free to serve on, asked before anything is started."""

from __future__ import annotations

import socket
from contextlib import closing

import typer

from fairlead.faces.cli.main import USAGE


def require_free(host: str, port: int) -> None:
    """Leave with a sentence when the port is taken, naming the next one that is free."""
    if is_free(host, port):
        return
    following = next(
        (other for other in range(port + 1, min(port + 200, 65536)) if is_free(host, other)), None
    )
    advice = f" Port {following} is free: --port {following}" if following else ""
    typer.echo(f"Port {port} of {host} is taken.{advice}", err=True)
    raise typer.Exit(USAGE)


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there. (The server shares its port among processes, so it would not notice.)"""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
