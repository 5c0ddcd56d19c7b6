"""The LibreOffice of the tests that hold our Word files against it. `python tests/office.py` (before pytest,
by `make test`) makes sure that a Writer and its Python bridge are there; where it may not, it says so
plainly, and those tests are skipped with the reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = ("libreoffice-writer", "python3-uno")

# The pythons that may know the bridge: Debian gives it to its own, other builds bring one along.
PYTHONS = ("/usr/bin/python3", "/opt/libreoffice/program/python", "/usr/lib/libreoffice/program/python")

ABSENT = (
    "no LibreOffice Writer with its Python bridge is on this machine: install them "
    f"(Debian: apt-get install {' '.join(PACKAGES)})"
)


def find() -> tuple[str, str]:
    """The paths of soffice and of a Python that can drive it, or ("", "")."""
    office = shutil.which("soffice") or ""
    pythons = (path for path in PYTHONS if office and os.access(path, os.X_OK) and _bridged(path))
    python = next(pythons, "")
    return (office, python) if python else ("", "")


def _bridged(python: str) -> bool:
    return subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0


def _install() -> bool:
    """Install Debian's own packages, as root where apt is there; False when that cannot be done."""
    apt_get = shutil.which("apt-get")
    if os.geteuid() != 0 or not apt_get:
        return False
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = [apt_get, "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    print("Installing Debian's LibreOffice Writer for the Word tests ...", flush=True)
    if subprocess.run(command, env=apt, **quiet).returncode == 0:
        return True
    subprocess.run([apt_get, "update", "-qq"], env=apt, **quiet)
    return subprocess.run(command, env=apt, **quiet).returncode == 0


def main() -> int:
    """Say which LibreOffice the tests will drive, or why there is none. Never a failure of its own."""
    if not find()[0] and not _install():
        print("LibreOffice could not be installed here.", flush=True)
    office, _ = find()
    print(f"Word tests drive {office}." if office else f"Word tests will be skipped: {ABSENT}.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
