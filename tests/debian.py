"""Debian's own packages that some tests need beside Python."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence


def install(packages: Sequence[str], what: str) -> bool:
    """Install them, as root where apt is there; False when that cannot be done. what: the words for it."""
    apt_get = shutil.which("apt-get")
    if os.geteuid() != 0 or not apt_get:
        return False
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = [apt_get, "install", "-y", "-qq", "--no-install-recommends", *packages]
    print(f"Installing Debian's {what} ...", flush=True)
    if subprocess.run(command, env=apt, **quiet).returncode == 0:
        return True
    subprocess.run([apt_get, "update", "-qq"], env=apt, **quiet)
    return subprocess.run(command, env=apt, **quiet).returncode == 0
