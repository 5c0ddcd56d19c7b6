"""Lines on the terminal for `fairlead shape`, which has no time to load rich for a few of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import NoReturn, TextIO

from fairlead.engines.findings import Finding

UNSOUND = 1

# Words of a record are shown on a terminal, and may not steer it.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def say(text: str, bold: bool = False, to: TextIO | None = None) -> None:
    """One line, bold on a terminal only."""
    to = to or sys.stdout
    text = _STEERING.sub("", text)
    print(f"\x1b[1m{text}\x1b[0m" if bold and to.isatty() else text, file=to)


def refuse(findings: Iterable[Finding], end: str) -> NoReturn:
    """Say every finding, how many they are, and leave."""
    found = sorted(findings)
    for finding in found:
        say(str(finding), to=sys.stderr)
    count = len(found)
    say(f"{count} error{'s' if count != 1 else ''}. {end}".rstrip(), bold=True, to=sys.stderr)
    raise SystemExit(UNSOUND)
