"""The browser of the browser tests. `python -m tests.browser` (before pytest, by `make test`) makes sure
that a Chromium is there; where it may not, it says so plainly, and those tests are skipped with the reason.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.debian import install

# By the name that each system gives it; FAIRLEAD_CHROMIUM names another.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Playwright's own downloads, where somebody has them already.
OWN = Path.home() / ".cache" / "ms-playwright"

# Nothing in the background, nothing over the network but what a test asks for.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

ABSENT = (
    "no Chromium is on this machine: install one (Debian: apt-get install chromium) "
    "or name one in FAIRLEAD_CHROMIUM"
)


def find() -> str:
    """The path of a Chromium, or "" when there is none."""
    named = os.environ.get("FAIRLEAD_CHROMIUM", "")
    if named:
        return named if os.access(named, os.X_OK) else ""
    found = next((path for name in NAMES if (path := shutil.which(name))), "")
    own = sorted(OWN.glob("chromium-*/chrome-linux*/chrome")) if not found else []
    return found or (str(own[-1]) if own else "")


def main() -> int:
    """Say which browser the tests will drive, or why there is none. Never a failure of its own."""
    if (
        not find()
        and not os.environ.get("FAIRLEAD_CHROMIUM")
        and not install(("chromium",), "chromium for the browser tests")
    ):
        print("Chromium could not be installed here.", flush=True)
    path = find()
    print(f"Browser tests drive {path}." if path else f"Browser tests will be skipped: {ABSENT}.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
