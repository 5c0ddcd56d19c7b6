"""Making, starting and stopping one PostgreSQL server. Call these only while holding the start lock."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from fairlead.core.postgres.binaries import MAJOR, Binaries, reachable
from fairlead.core.postgres.home import (
    SOCKET_NAME,
    Runner,
    in_haste,
    require_entry,
    require_reach,
    socket_folder,
)
from fairlead.core.postgres.locks import FileLock
from fairlead.core.postgres.process import (
    PID_FILE,
    end,
    left_behind,
    lives,
    postmaster,
    wait_until,
)
from fairlead.core.postgres.trouble import ELSEWHERE, ClusterTrouble, from_log, last_lines

LOG = "postgres.log"
SERVER_LOCK = "server.lock"
LOG_BYTES = 4 << 20

# What a desk needs: one firm's people, not a data centre. The socket is the only door.
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
}
# A test's data is thrown away, so a power cut may spoil it.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}

# SIGINT ends sessions and writes everything down, SIGQUIT leaves the repair to the next start.
STOPPING = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
CLEARING_PATIENCE = 5.0
CLEARING = ((signal.SIGQUIT, 2.0), (signal.SIGKILL, 5.0))

# The variables of our own environment (PGOPTIONS, PGDATA, LANG...) must not reach the server.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}


def create(home: Path, pgdata: Path, runner: Runner, role: str, database: str) -> None:
    """Make a new cluster with one database, complete or not at all: a draft is renamed at the end.

    Raises ClusterTrouble and OSError.
    """
    require_entry(runner)
    draft = pgdata.with_name(pgdata.name + ".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    runner.own(draft)
    require_reach(runner, draft)
    binaries = reachable(home, runner)
    options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += [f"--username={role}", "--auth-local=trust", "--auth-host=reject"]
    options += ["--no-sync"] if in_haste() else []
    try:
        _run(binaries, home, runner, ["initdb", f"--pgdata={draft}", "--no-instructions", *options])
        single = ["postgres", "--single", "-j", "-D", str(draft), *_settings(), "postgres"]
        _run(binaries, home, runner, single, f'CREATE DATABASE "{database}"')
        draft.rename(pgdata)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _run(binaries: Binaries, home: Path, runner: Runner, command: list[str], text: str = "") -> None:
    done = subprocess.run(
        [binaries.program(command[0]), *command[1:]], input=text, cwd="/", env=ENVIRONMENT, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        start_new_session=True, **runner.arguments,
    )  # fmt: skip
    # A single-user server answers a failed statement with 0; its word ERROR is what tells.
    if done.returncode != 0 or "ERROR:" in done.stdout or "FATAL:" in done.stdout:
        raise from_log(done.stdout, home)


def _settings() -> list[str]:
    chosen = {**SETTINGS, **(HASTE if in_haste() else {})}
    return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]


def require_version(pgdata: Path) -> None:
    """Refuse data that is not a cluster of our version. Raises ClusterTrouble."""
    try:
        version = (pgdata / "PG_VERSION").read_text(encoding="ascii", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise ClusterTrouble(
            "folder-taken",
            f"The folder {pgdata} is not a database: it has no PG_VERSION.",
            f"Move it away, restore it from a backup, or {ELSEWHERE}.",
        ) from None
    if version != str(MAJOR):
        raise ClusterTrouble(
            "other-version",
            f"The data in {pgdata} was written by PostgreSQL {version}; "
            f"this Fairlead brings PostgreSQL {MAJOR}.",
            f"Save it with pg_dump of PostgreSQL {version} and load it into a new folder, or {ELSEWHERE}.",
        )


def start(home: Path, pgdata: Path, runner: Runner, patience: float) -> None:
    """Start the server and wait until it takes connections. Raises ClusterTrouble and OSError."""
    if runner.switch and pgdata.stat().st_uid == 0:
        # Restored from a backup by root, say: hand the whole tree over.
        for folder, _, files in os.walk(pgdata):
            for name in ("", *files):
                runner.own(Path(folder, name))
    require_reach(runner, pgdata)
    binaries = reachable(home, runner)
    sockets = socket_folder(pgdata, runner)
    held = FileLock(home / SERVER_LOCK)
    if not wait_until(lambda: held.take_now(runner) or postmaster(pgdata) is not None, CLEARING_PATIENCE):
        raise _used_elsewhere(home)
    if not held.held:
        # A starter was killed right after its launch; the server that it launched has come up meanwhile.
        return _await(home, pgdata, 0, None, patience)
    log = _open_log(home, runner)
    try:
        # Nobody works on the data now, so whatever these say is stale.
        for stale in (pgdata / PID_FILE, *sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)
        before = os.fstat(log).st_size
        pid = _launch(binaries, pgdata, runner, sockets, log, held.number)
    finally:
        os.close(log)
        held.drop()
    return _await(home, pgdata, pid, before, patience)


def _used_elsewhere(home: Path) -> ClusterTrouble:
    return ClusterTrouble(
        "folder-busy",
        f"A database server that this process cannot see, perhaps in another container, uses {home}.",
        f"Stop that one, or {ELSEWHERE}.",
    )


def _open_log(home: Path, runner: Runner) -> int:
    path = home / LOG
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(home / (LOG + ".1"))
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    if runner.switch:
        os.fchown(log, runner.uid, runner.gid)
    return log


def _launch(binaries: Binaries, pgdata: Path, runner: Runner, sockets: Path, log: int, lock: int) -> int:
    """A session of its own keeps the server from our terminal's Ctrl-C; the shell in between makes it
    nobody's child here, so that a dead server does not linger as our zombie. The server and all of its
    processes inherit the open lock and thereby hold it until the last of them is gone."""
    command = [str(binaries.program("postgres")), "-D", str(pgdata), *_settings()]
    command += ["-c", f"unix_socket_directories={sockets}"]
    shell = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command],
        cwd="/", env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
        pass_fds=(lock,), start_new_session=True, check=True, **runner.arguments,
    )  # fmt: skip
    return int(shell.stdout)


def _await(home: Path, pgdata: Path, pid: int, before: int | None, patience: float) -> None:
    def decided() -> bool:
        found = postmaster(pgdata)
        return found.status == "ready" if found is not None else not lives(pid)

    if not wait_until(decided, patience):
        raise not_ready(home, patience, before)
    if postmaster(pgdata) is None:
        raise from_log(_said(home, before), home)


def not_ready(home: Path, patience: float, before: int | None = None) -> ClusterTrouble:
    """The trouble of a server that lives and is still not ready."""
    return ClusterTrouble(
        "start-timeout",
        f"The database server was not ready after {patience:.0f} seconds. It said:\n"
        f"{last_lines(_said(home, before)) or '(nothing)'}",
        "After a power cut it may need longer: it works on, so try again in a minute.",
    )


def _said(home: Path, before: int | None) -> str:
    """The log from byte `before` on, or its last page."""
    with contextlib.suppress(OSError), (home / LOG).open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - 2048) if before is None else before)
        return file.read(1 << 20).decode("utf-8", "replace")
    return ""


def answers(folder: str, port: str) -> bool:
    """Whether somebody takes calls at the socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(5)
        try:
            caller.connect(os.path.join(folder, SOCKET_NAME.replace("5432", port)))
        except OSError:
            return False
    return True


def stop(pgdata: Path, runner: Runner) -> None:
    """Stop the server if it runs, and clear away what a dead one left. Raises ClusterTrouble."""
    found = postmaster(pgdata)
    if found is not None and not end([found.pid], STOPPING):
        raise ClusterTrouble(
            "stop-timeout",
            f"The database server (process {found.pid}) does not stop.",
            f"End that process as the user {runner.name}, then try again.",
        )
    if found is not None:
        # Not needed until the next start, and /tmp is everybody's; one that is not empty may stay.
        with contextlib.suppress(OSError):
            os.rmdir(found.socket_folder)
    orphans = left_behind(pgdata)
    if orphans and not end(orphans, CLEARING):
        raise ClusterTrouble(
            "folder-busy",
            f"Processes of a dead database server ({', '.join(map(str, orphans))}) do not end.",
            f"End them as the user {runner.name}, then try again.",
        )
