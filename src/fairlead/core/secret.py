"""The signing key: from FAIRLEAD_SECRET, else made once and kept beside the data, for its owner alone."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

_ENOUGH = 32


def signing_key(home: Path) -> str:
    """The key of this installation. A short FAIRLEAD_SECRET ends the start with a sentence."""
    given = os.environ.get("FAIRLEAD_SECRET", "")
    if given:
        if len(given) < _ENOUGH:
            raise SystemExit(f"FAIRLEAD_SECRET has {len(given)} characters; it needs at least {_ENOUGH}.")
        return given
    return _kept(home.with_name(home.name + ".secret"))


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            # A link appears whole or not at all: of two processes that start at once, one key is kept.
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()
