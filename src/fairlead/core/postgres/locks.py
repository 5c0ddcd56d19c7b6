"""Locks between processes that the kernel lets go when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from fairlead.core.postgres.home import Runner
from fairlead.core.postgres.process import wait_until
from fairlead.core.postgres.trouble import ClusterTrouble


class FileLock:
    """flock on a file. Not for two threads at once; the file stays when the lock is gone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def share(self, runner: Runner) -> None:
        """Hold the lock together with others."""
        file = self._open(runner)
        fcntl.flock(file, fcntl.LOCK_SH)
        self._file = file

    @property
    def number(self) -> int:
        """The number of the open file, for a process that is to inherit it."""
        if self._file is None:
            raise ValueError(f"{self.path} is not held")
        return self._file

    def take(self, runner: Runner, patience: float) -> None:
        """Hold the lock alone. Raises ClusterTrouble "busy" after `patience` seconds of waiting."""
        if not wait_until(lambda: self.take_now(runner), patience):
            raise _busy(self.path.read_text("ascii", "replace").strip() or "unknown", patience)

    def take_now(self, runner: Runner) -> bool:
        """Hold the lock alone if nobody holds it; whether that was so."""
        file = self._open(runner)
        if not _alone(file):
            os.close(file)
            return False
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode("ascii"), 0)
        self._file = file
        return True

    def is_last(self) -> bool:
        """Whether nobody else shares the lock; from then on it is held alone.

        Between the two kinds of holding the kernel lets go for a moment, so ask only while the start
        lock keeps others from coming in.
        """
        return self._file is not None and _alone(self._file)

    def drop(self) -> None:
        """Let go. In a forked child this leaves the parent's hold as it is."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self, runner: Runner) -> int:
        self.drop()
        existed = self.path.exists()
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        if runner.switch and not existed:
            os.fchown(file, runner.uid, runner.gid)
        return file


def _busy(holder: str, patience: float) -> ClusterTrouble:
    return ClusterTrouble(
        "busy",
        f"Another process (number {holder}) has been starting or stopping the database for "
        f"{patience:.0f} seconds.",
        "Wait for it, or end it, and try again.",
    )


def _alone(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
