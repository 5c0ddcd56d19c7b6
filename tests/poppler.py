"""The poppler of the tests that read our PDFs as others do. `python -m tests.poppler` (before pytest, by
`make test`) makes sure that it is there; where it may not, it says so, and those tests are
skipped with the reason.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.debian import install

PACKAGES = ("poppler-utils",)
TOOLS = ("pdftotext", "pdffonts", "pdfinfo")
ABSENT = f"no poppler is on this machine: install it (Debian: apt-get install {PACKAGES[0]})"


def is_there() -> bool:
    """Whether every tool that the tests ask is on this machine."""
    return all(shutil.which(tool) for tool in TOOLS)


def asked(tool: str, file: Path, *options: str) -> str:
    """What a tool says of a file."""
    after = ["-"] if tool == "pdftotext" else []
    command = [tool, *options, str(file), *after]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> int:
    """Say whether PDFs will be read by poppler. Never a failure of its own."""
    if not is_there() and not install(PACKAGES, "poppler for the PDF tests"):
        print("poppler could not be installed here.", flush=True)
    print("PDF tests read by poppler." if is_there() else f"PDF tests will be skipped: {ABSENT}.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
