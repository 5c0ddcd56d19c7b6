"""Files of others are read in a process apart: with an end to its time and its memory, whatever they hold.

The process is `python -m fairlead.apps.signing.aside`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping

from fairlead.engines.findings import Finding, Unsound
from fairlead.engines.signing.returned import Checked, Sent

MOST_SECONDS = 30


def checked(sent: Sent, returned: bytes, name: str, others: Mapping[str, tuple[int, str]]) -> Checked:
    """What the check of a file says, or Unsound with what is wrong with it."""
    head = {"number": sent.number, "manifest": sent.manifest, "size": len(sent.content), "name": name}
    asked = json.dumps({**head, "others": others}).encode() + b"\n" + sent.content + returned
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        ran = subprocess.run(
            [sys.executable, "-m", f"{__package__}.aside"], input=asked, capture_output=True,
            timeout=MOST_SECONDS, env=environment, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        said = f"It could not be read within {MOST_SECONDS} seconds."
        raise Unsound([Finding(name, 0, "", "too-slow", said, _AGAIN)]) from error
    if ran.returncode != 0:
        raise Unsound([Finding(name, 0, "", "unreadable", "It could not be read.", _AGAIN)])
    answer = json.loads(ran.stdout)
    if answer["unsound"]:
        raise Unsound(Finding(**one) for one in answer["unsound"])
    notes = tuple(Finding(**one) for one in answer["notes"])
    return Checked(answer["verdict"], notes, answer["pages"], answer["signatures"])


_AGAIN = "Print it to a new PDF and send that."
