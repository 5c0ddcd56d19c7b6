"""The LibreOffice of the tests that hold our Word files against it. `python -m tests.office` (before pytest,
by `make test`) makes sure that a Writer and its Python bridge are there; where it may not, it says so
plainly, and those tests are skipped with the reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.debian import install

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


def main() -> int:
    """Say which LibreOffice the tests will drive, or why there is none. Never a failure of its own."""
    if not find()[0] and not install(PACKAGES, "LibreOffice Writer for the Word tests"):
        print("LibreOffice could not be installed here.", flush=True)
    office, _ = find()
    print(f"Word tests drive {office}." if office else f"Word tests will be skipped: {ABSENT}.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
