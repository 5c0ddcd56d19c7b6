"""The data folder: where it is, whose it is, and which user the server runs as.

PostgreSQL refuses to run as root. When we are root the server therefore runs as the owner of the data
when there is one, else as the first of a few unprivileged users that the machine has.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.core.postgres.trouble import DATA_FOLDER, ELSEWHERE, ClusterTrouble

UNPRIVILEGED = ("fairlead", "postgres", "nobody")
MARK = "fairlead.mark"
SYSTEM_HOME = Path("/var/lib/fairlead")

# A socket's path may have 107 bytes on Linux and 103 on macOS; ours ends in "/.s.PGSQL.5432".
SOCKET_PATH_BYTES = 103
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Runner:
    """The user that the server runs as. `switch` is true when we must change to it (we are root)."""

    uid: int
    gid: int
    name: str
    switch: bool

    @property
    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of subprocess.run and Popen that change to this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def own(self, path: Path) -> None:
        """Give `path` (not what a link points to) to this user."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user reaches `folder`; asked of the system itself, so that ACLs count."""
        if not self.switch:
            return os.access(folder, os.R_OK | os.X_OK)
        asked = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", folder], cwd="/", check=False, **self.arguments
        )
        return asked.returncode == 0


def data_home(environ: Mapping[str, str] = os.environ) -> Path:
    """The data folder: FAIRLEAD_DATA, else /var/lib/fairlead for root, else the user's data home.

    Under FAIRLEAD_TEST the default gets the ending "-test", because a server that skips fsync must
    never hold real work.
    """
    if chosen := environ.get(DATA_FOLDER):
        return Path(chosen).expanduser().absolute()
    home = SYSTEM_HOME if os.geteuid() == 0 else _user_home(environ)
    return home.with_name(home.name + "-test") if in_haste(environ) else home


def _user_home(environ: Mapping[str, str]) -> Path:
    stated = environ.get("XDG_DATA_HOME", "")
    # The XDG specification says to ignore a relative path.
    base = Path(stated) if os.path.isabs(stated) else Path("~/.local/share").expanduser()
    return base / "fairlead"


def in_haste(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether speed matters more than surviving a power cut."""
    return environ.get("FAIRLEAD_TEST", "") not in ("", "0")


def claim(home: Path) -> None:
    """Make the data folder ours: create it when missing, mark it, refuse one that holds other things.

    Idempotent. Raises ClusterTrouble "folder-taken" and OSError.
    """
    if (home / MARK).exists():
        return
    if home.exists() and not home.is_dir():
        raise _taken(home, "is not a folder")
    home.mkdir(mode=0o755 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    if home.stat().st_uid not in (os.geteuid(), 0) and os.geteuid() != 0:
        raise _taken(home, f"belongs to the user {user_name(home.stat().st_uid)}")
    if (home / "PG_VERSION").exists():
        raise _taken(home, "is the data folder of a PostgreSQL server that is not ours")
    held = sorted(path.name for path in home.iterdir() if path.name not in ("lost+found", MARK))
    # The mark is always the first thing written: when it is there now, another process was just quicker.
    if held and not (home / MARK).exists():
        raise _taken(home, f"holds other things ({', '.join(held[:3])}{', ...' if len(held) > 3 else ''})")
    (home / MARK).write_text("The data of Fairlead. Leave the files in here to it.\n", encoding="utf-8")
    give_to_owner(home, home / MARK)


def give_to_owner(home: Path, path: Path) -> None:
    """What root makes in a data folder belongs to the folder's owner, who could not use it otherwise."""
    Runner(*_owner(home), "", switch=os.geteuid() == 0).own(path)


def _owner(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid


def _taken(folder: Path, how: str) -> ClusterTrouble:
    return ClusterTrouble(
        "folder-taken", f"The folder {folder} {how}.", f"Choose an empty or a new folder: {ELSEWHERE}."
    )


def runner_of(home: Path, pgdata: Path) -> Runner:
    """The user that the server of `home` runs as. Raises ClusterTrouble "folder-taken" or "no-user"."""
    us = os.geteuid()
    if us != 0:
        if pgdata.exists() and pgdata.stat().st_uid != us:
            raise _taken(pgdata, f"belongs to the user {user_name(pgdata.stat().st_uid)}")
        return Runner(us, os.getegid(), user_name(us), switch=False)
    for folder in (pgdata, home):
        if folder.exists() and folder.stat().st_uid != 0:
            uid, gid = _owner(folder)
            return Runner(uid, gid, user_name(uid), switch=True)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(entry.pw_uid, entry.pw_gid, name, switch=True)
    raise ClusterTrouble(
        "no-user",
        f"PostgreSQL does not run as root, and none of the users {', '.join(UNPRIVILEGED)} exists here.",
        "Add a system user called fairlead, or run as a plain user.",
    )


def require_entry(runner: Runner) -> None:
    """A new cluster needs a user with a name; containers often run under a bare number."""
    if runner.name == str(runner.uid):
        raise ClusterTrouble(
            "no-user",
            f"The user number {runner.uid} has no entry in the list of users, which PostgreSQL asks for.",
            f"Add one (a line in /etc/passwd), or {ELSEWHERE}.",
        )


def require_reach(runner: Runner, folder: Path) -> None:
    """Refuse a folder that the server's user cannot enter. Raises ClusterTrouble "no-reach"."""
    if not runner.can_enter(folder):
        raise ClusterTrouble(
            "no-reach",
            f"The folder {folder} cannot be reached by the user {runner.name}, "
            "as whom the database runs because PostgreSQL refuses root.",
            f"Set {DATA_FOLDER} to a folder outside closed ones, for example {SYSTEM_HOME}.",
        )


def user_name(uid: int) -> str:
    """The name of a user, or its number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def socket_folder(pgdata: Path, runner: Runner) -> Path:
    """A short private folder for the server's socket, made if need be.

    Its name follows from the path of the data. A folder of that name that is not ours alone (anybody
    may create one in /tmp) is passed over for the next name, never used. Raises ClusterTrouble
    "no-socket-folder" when none can be had.
    """
    digest = hashlib.sha256(os.fsencode(pgdata)).hexdigest()[:16]
    for base in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):  # noqa: S108 - checked below
        for attempt in range(8):
            folder = Path(base) / f"fairlead-{digest}{f'-{attempt}' if attempt else ''}"
            if _fits(folder) and _private(folder, runner):
                return folder
    raise ClusterTrouble(
        "no-socket-folder",
        "There is no folder for the database's socket: neither the temporary folder nor /tmp nor /var/tmp "
        "can be used.",
        "Set TMPDIR to a short path that can be written and entered.",
    )


def _fits(folder: Path) -> bool:
    plain = re.fullmatch(r"[\w/.+-]+", str(folder), re.ASCII)
    return plain is not None and len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES


def _private(folder: Path, runner: Runner) -> bool:
    try:
        folder.mkdir(mode=0o700)
        runner.own(folder)
    except FileExistsError:
        pass
    except OSError:
        return False
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == runner.uid and not found.st_mode & 0o077
    return ours and runner.can_enter(folder)
