"""The process apart that reads files of others: a line of JSON and then the two files come in at its standard
input, a line of JSON goes out. Its time and its memory have an end, whatever the files hold."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from typing import Any

from fairlead.apps.signing.apart import MOST_SECONDS
from fairlead.engines.findings import Unsound
from fairlead.engines.signing.returned import Sent, check
from fairlead.engines.signing.verifying import seals

MOST_MEMORY = 2_000_000_000


def _answer(asked: bytes) -> dict[str, Any]:
    line, _, rest = asked.partition(b"\n")
    head = json.loads(line)
    sent = Sent(rest[: head["size"]], head["number"], head["manifest"])
    others = {number: (size, sha256) for number, (size, sha256) in head["others"].items()}
    try:
        return {"unsound": [], **asdict(check(sent, rest[head["size"] :], head["name"], others, seals))}
    except Unsound as refused:
        return {"unsound": [asdict(finding) for finding in refused.findings]}


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


if __name__ == "__main__":
    _bounded()
    sys.stdout.write(json.dumps(_answer(sys.stdin.buffer.read())))
