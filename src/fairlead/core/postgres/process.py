"""The server as a process: what its pid file says, whether that is true, and who was left behind.

A pid file may outlive its server (kill -9, power cut), and its number may by then belong to another
program; PostgreSQL alone would then refuse to start for ever. So a number counts only when a living
process of that number works in this data folder.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PID_FILE = "postmaster.pid"
STEP = 0.01


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What a server wrote about itself: `status` is "starting", "ready", "stopping" or ""."""

    pid: int
    socket_folder: str
    port: str
    status: str


def postmaster(pgdata: Path) -> Postmaster | None:
    """The living server of `pgdata`, None when there is none."""
    try:
        lines = (pgdata / PID_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    lines += [""] * (8 - len(lines))
    if not lines[0].strip().lstrip("-").isdecimal():
        return None
    pid = abs(int(lines[0]))
    if not works_in(pid, pgdata):
        return None
    return Postmaster(pid, lines[4].strip(), lines[3].strip() or "5432", lines[7].strip())


def lives(pid: int) -> bool:
    """Whether the process still does something; one that only waits to be collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _state(pid) not in ("Z", "X", "")


def _state(pid: int) -> str:
    if PROC.joinpath("self").exists():
        try:
            return (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(") ")[2][:1]
        except (FileNotFoundError, ProcessLookupError):
            return ""
    return _ps(pid, "stat")[:1]


def _ps(pid: int, column: str) -> str:
    asked = ["/bin/ps", "-o", f"{column}=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def works_in(pid: int, pgdata: Path) -> bool:
    """Whether `pid` lives and is a PostgreSQL process of `pgdata` (each of them works inside it)."""
    if not lives(pid):
        return False
    try:
        return os.readlink(PROC / str(pid) / "cwd") == os.path.realpath(pgdata)
    except OSError:
        # No /proc here, or its door is shut: the name of the program has to do.
        return "postgres" in _ps(pid, "comm")


def left_behind(pgdata: Path) -> list[int]:
    """Processes that still work in `pgdata` although their server is gone."""
    where = os.path.realpath(pgdata)
    found = []
    for entry in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.readlink(entry / "cwd") == where:
                found.append(int(entry.name))
    return [pid for pid in found if lives(pid) and _is_postgres(pid)]


def _is_postgres(pid: int) -> bool:
    """Somebody's shell may stand in the folder; only the server's own programs are ours to end."""
    try:
        return (PROC / str(pid) / "comm").read_text(errors="replace").startswith("postgres")
    except OSError:
        return False


def end(pids: Iterable[int], signals: Iterable[tuple[signal.Signals, float]]) -> bool:
    """Send the signals in turn, each with its patience in seconds, until every process is gone."""
    left = list(pids)
    for number, patience in signals:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        wait_until(functools.partial(_all_gone, left), patience)
        left = [pid for pid in left if lives(pid)]
    return not left


def _all_gone(pids: Iterable[int]) -> bool:
    return not any(lives(pid) for pid in pids)


def wait_until(happened: Callable[[], bool], patience: float) -> bool:
    """Look again and again for `patience` seconds; whether it happened."""
    end_at = time.monotonic() + patience
    while not happened():
        if time.monotonic() >= end_at:
            return False
        time.sleep(STEP)
    return True
