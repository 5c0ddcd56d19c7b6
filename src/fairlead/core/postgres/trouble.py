"""What can go wrong with the database server, in words that say what to do about it."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

DATABASE_URL = "FAIRLEAD_DATABASE_URL"
DATA_FOLDER = "FAIRLEAD_DATA"

# A server that has less than this left on its disk cannot start, whatever its log managed to say.
LEAST_SPACE = 1 << 20

ELSEWHERE = f"choose another folder with {DATA_FOLDER}, or point {DATABASE_URL} at a PostgreSQL server"


class ClusterTrouble(Exception):
    """The database server cannot be had.

    code:    stable kebab-case name of the kind of trouble ("disk-full").
    message: what is wrong, in one sentence, perhaps followed by lines of the server's log.
    fix:     what to do about it.
    """

    def __init__(self, code: str, message: str, fix: str) -> None:
        self.code, self.message, self.fix = code, message, fix
        super().__init__(f"{message} {fix} [{code}]")


def disk_full(home: Path) -> ClusterTrouble:
    free = free_space(home)
    left = "" if free is None else f" ({free // 1024:,} kB are left)"
    return ClusterTrouble(
        "disk-full",
        f"The disk that holds {home} is full{left}; the database cannot write.",
        "Free some space and try again, nothing that was saved is lost; or " + ELSEWHERE + ".",
    )


def from_os_error(error: OSError, home: Path) -> ClusterTrouble:
    """The trouble that an operating system's error under the data folder means."""
    what = f"{error.filename or home}: {error.strerror or error}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(home)
    if error.errno == errno.EROFS:
        return ClusterTrouble(
            "read-only", f"The data folder cannot be written ({what}).", _sentence(ELSEWHERE)
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return ClusterTrouble(
            "no-permission",
            f"The data folder {home} may not be used by this user ({what}).",
            _sentence(f"run as the user that owns it, or {ELSEWHERE}"),
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG):
        return ClusterTrouble("folder-taken", f"{what}.", _sentence(ELSEWHERE))
    return ClusterTrouble(
        "start-failed", f"The database server did not start ({what}).", _sentence(ELSEWHERE)
    )


def from_log(said: str, home: Path) -> ClusterTrouble:
    """The trouble that the server's own last words mean.

    `said` is what initdb or postgres wrote since it was started.
    """
    free = free_space(home)
    no_space = "No space left on device" in said
    if no_space and re.search(r"shared memory segment", said):
        return ClusterTrouble(
            "memory-full",
            f"There is no room for shared memory.\n{last_lines(said)}",
            "Free /dev/shm or enlarge it.",
        )
    if no_space or "Disk quota exceeded" in said or (free is not None and free < LEAST_SPACE):
        return disk_full(home)
    if re.search(r"not compatible with this version|initialized by PostgreSQL version", said):
        return ClusterTrouble("other-version", last_lines(said), _sentence(ELSEWHERE))
    if re.search(r'lock file ".*" already exists|pre-existing shared memory block', said):
        return ClusterTrouble(
            "folder-busy",
            f"Another database server still uses {home}.\n{last_lines(said)}",
            "Wait for it to end, or stop it, and try again.",
        )
    if "Permission denied" in said:
        return ClusterTrouble(
            "no-permission",
            f"The database server may not read or write its folder below {home}.\n{last_lines(said)}",
            _sentence(f"give the folder back to the user that owns {home}, or {ELSEWHERE}"),
        )
    return ClusterTrouble(
        "start-failed",
        f"The database server did not start. It said:\n{last_lines(said) or '(nothing)'}",
        f"Its whole log is {home / 'postgres.log'}.",
    )


def last_lines(text: str, count: int = 8) -> str:
    """The last `count` lines that say something."""
    return "\n".join([line for line in text.splitlines() if line.strip()][-count:])


def free_space(folder: Path) -> int | None:
    """Bytes left for this user on the disk of `folder`; None where the system does not say."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return None
    return disk.f_bavail * disk.f_frsize if disk.f_blocks else None


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."
