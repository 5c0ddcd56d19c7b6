"""The embedded server: made when first needed, shared by every process, stopped by the last one.

Two locks in the data folder keep order. Whoever starts or stops the server holds `start.lock` alone.
Whoever uses it shares `users.lock`, so that the one who finds nobody else there may stop it. The start
lock is always taken first. Both are the kernel's, so a killed process leaves nothing to clean up.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import logging
import os
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fairlead.core.postgres import server
from fairlead.core.postgres.home import SOCKET_NAME, Runner, claim, runner_of
from fairlead.core.postgres.locks import FileLock
from fairlead.core.postgres.process import Postmaster, postmaster, wait_until
from fairlead.core.postgres.trouble import ClusterTrouble, from_os_error

DATABASE = "fairlead"
ROLE = "fairlead"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is found: a folder with its socket, and the number in the socket's name."""

    host: str
    port: str
    user: str = ROLE
    name: str = DATABASE

    @property
    def url(self) -> str:
        """As a libpq URL; the folder travels as a parameter because it holds slashes."""
        return f"postgresql://{quote(self.user)}@/{quote(self.name)}?host={quote(self.host)}&port={self.port}"


class Cluster:
    """The server whose data lies below `data`. Threads of one process may share a Cluster."""

    def __init__(self, data: Path, patience: float = 60.0) -> None:
        self.home = Path(data).absolute()
        self.pgdata = self.home / "postgres"
        self.patience = patience
        self._mutex = threading.RLock()
        self._start = FileLock(self.home / "start.lock")
        self._users = FileLock(self.home / "users.lock")
        _all.add(self)

    def ensure_running(self, doubt: bool = False) -> Address:
        """The address of the running server, which is made and started as need be.

        Cheap (some 0.1 ms) while it runs. With `doubt`, after a refused connection, a server that has
        a number but takes no calls is restarted. Raises ClusterTrouble.
        """
        with self._mutex:
            if self._users.held and not doubt:
                found = _ready(postmaster(self.pgdata))
                if found:
                    return found
            return self._brought_up(doubt)

    def release(self) -> None:
        """Stop using the server; the last process to do so stops it. Also done at exit."""
        with self._mutex:
            if not self._users.held:
                return
            atexit.unregister(self._release_at_exit)
            if not self.pgdata.exists():
                # Somebody deleted the data; a server without data ends by itself.
                self._users.drop()
                return
            try:
                with self._troubles(), self._alone() as runner:
                    if self._users.is_last():
                        server.stop(self.pgdata, runner)
            finally:
                self._users.drop()

    def stop(self) -> None:
        """Stop the server whoever uses it (their connections end). Raises ClusterTrouble."""
        with self._mutex:
            if not self.pgdata.exists():
                return
            with self._troubles(), self._alone() as runner:
                server.stop(self.pgdata, runner)
            self._users.drop()

    def running(self) -> Address | None:
        """The address of the server if it runs now; starts nothing."""
        return _ready(postmaster(self.pgdata))

    def _brought_up(self, doubt: bool) -> Address:
        with self._troubles():
            claim(self.home)
            with self._alone() as runner:
                if self._users.held:
                    return self._found_or_made(runner, doubt)
                self._users.share(runner)
                try:
                    found = self._found_or_made(runner, doubt)
                except BaseException:
                    self._users.drop()
                    raise
                atexit.register(self._release_at_exit)
                return found

    def _found_or_made(self, runner: Runner, doubt: bool) -> Address:
        if not self.pgdata.exists():
            server.create(self.home, self.pgdata, runner, ROLE, DATABASE)
        server.require_version(self.pgdata)
        return self._settled(doubt) or self._started(runner)

    def _settled(self, doubt: bool) -> Address | None:
        """Wait for a server that is on its way up; None when none answers afterwards."""
        if not wait_until(lambda: _steady(postmaster(self.pgdata)), self.patience):
            raise server.not_ready(self.home, self.patience)
        found = _ready(postmaster(self.pgdata))
        return None if found and doubt and not server.answers(found.host, found.port) else found

    def _started(self, runner: Runner) -> Address:
        server.stop(self.pgdata, runner)
        server.start(self.home, self.pgdata, runner, self.patience)
        found = _ready(postmaster(self.pgdata))
        if found is None:
            raise server.not_ready(self.home, self.patience)
        return found

    @contextlib.contextmanager
    def _alone(self) -> Iterator[Runner]:
        runner = runner_of(self.home, self.pgdata)
        self._start.take(runner, self.patience)
        try:
            yield runner
        finally:
            self._start.drop()

    @contextlib.contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise from_os_error(error, self.home) from error

    def _release_at_exit(self) -> None:
        try:
            self.release()
        except ClusterTrouble as trouble:
            log.warning("The database server was left running. %s", trouble)

    def forget_parent(self) -> None:
        """In a forked child: what is held belongs to the parent."""
        self._mutex = threading.RLock()
        self._users.drop()
        self._start.drop()


def _ready(found: Postmaster | None) -> Address | None:
    if found is None or found.status != "ready":
        return None
    if not os.path.exists(os.path.join(found.socket_folder, SOCKET_NAME)):
        return None
    return Address(found.socket_folder, found.port)


def _steady(found: Postmaster | None) -> bool:
    return found is None or found.status != "starting"


_all: weakref.WeakSet[Cluster] = weakref.WeakSet()


def _forget_parents() -> None:
    for cluster in list(_all):
        cluster.forget_parent()


os.register_at_fork(after_in_child=_forget_parents)


@functools.cache
def cluster_at(data: Path) -> Cluster:
    """The one Cluster of this process for that data folder."""
    return Cluster(data)
