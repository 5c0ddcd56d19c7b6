"""Other processes for the tests of the embedded server: what a second terminal would do."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from fairlead.core.postgres import Address

# Says the number of the server once it runs, and ends properly when its input closes.
USER = """
import sys
from pathlib import Path
from fairlead.core.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]))
cluster.ensure_running()
print((cluster.pgdata / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
"""


def ask(address: Address, sql: str) -> tuple[Any, ...] | None:
    with psycopg.connect(address.url) as connection:
        return connection.execute(sql).fetchone()


def user_of(home: Path, script: str = USER) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if not line:
        process.wait(10)
        raise AssertionError(process.stderr.read() if process.stderr else "")
    return line


def finish(process: subprocess.Popen[str]) -> None:
    """Let it end properly; show what it said if it did not."""
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said


def server_pid(home: Path) -> int:
    return int((home / "postgres/postmaster.pid").read_text().split()[0])


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def eventually(happened: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.02)
    return False


def as_user(uid: int, gid: int, work: Callable[[], None]) -> str:
    """Do `work` in a child that has become another user; "" or what went wrong.

    A fork and not a new interpreter, for ours may lie where that user cannot go.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "the child broke off"
        try:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
            work()
            said = ""
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as heard:
        said = heard.read()
    os.waitpid(child, 0)
    return said
