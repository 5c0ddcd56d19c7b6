"""Files of others are read in a process apart: with an end to its time and its memory, whatever they hold.

`python -m fairlead.apps.signing.apart` reads a line of JSON and then the two files from its standard input,
and answers with a line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fairlead.engines.findings import Finding, Unsound
from fairlead.engines.signing.returned import Checked, Sent, check

MOST_SECONDS = 30
MOST_MEMORY = 2_000_000_000


def checked(sent: Sent, returned: bytes, name: str, others: Mapping[str, tuple[int, str]]) -> Checked:
    """What the check of a file says, or Unsound with what is wrong with it."""
    head = {"number": sent.number, "manifest": sent.manifest, "size": len(sent.content), "name": name}
    asked = json.dumps({**head, "others": others}).encode() + b"\n" + sent.content + returned
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        ran = subprocess.run(
            [sys.executable, "-m", __name__], input=asked, capture_output=True, timeout=MOST_SECONDS,
            env=environment, check=False,
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


def _answer(asked: bytes) -> dict[str, Any]:
    line, _, rest = asked.partition(b"\n")
    head = json.loads(line)
    sent = Sent(rest[: head["size"]], head["number"], head["manifest"])
    others = {number: (size, sha256) for number, (size, sha256) in head["others"].items()}
    try:
        return {"unsound": [], **asdict(check(sent, rest[head["size"] :], head["name"], others))}
    except Unsound as refused:
        return {"unsound": [asdict(finding) for finding in refused.findings]}


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


if __name__ == "__main__":
    _bounded()
    sys.stdout.write(json.dumps(_answer(sys.stdin.buffer.read())))
