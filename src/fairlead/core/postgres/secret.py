"""The key that signs sessions and links, kept beside the data it belongs to."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from fairlead.core.postgres.home import claim, data_home, give_to_owner
from fairlead.core.postgres.trouble import ClusterTrouble, from_os_error

FILE = "secret"


def secret_key(environ: Mapping[str, str] = os.environ) -> str:
    """The key in the data folder, made at the first call. Raises ClusterTrouble."""
    home = data_home(environ)
    try:
        claim(home)
        path = home / FILE
        if not path.exists():
            _make(home, path)
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise from_os_error(error, home) from error
    if len(key) < 40:
        raise ClusterTrouble(
            "bad-secret",
            f"The file {path} holds no signing key.",
            "Delete it: a new one is made, sessions end.",
        )
    return key


def _make(home: Path, path: Path) -> None:
    """Written aside and then linked, so that of two processes at once the first one's key stands, whole."""
    draft = home / f"{FILE}.{os.getpid()}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    give_to_owner(home, draft)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
