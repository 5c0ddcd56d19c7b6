"""The second process of `fairlead shape`: it loads the engines while this one reads the command line.

Reading a command line (typer, pydantic) takes as long as loading the engines (numpy, typst), and neither
needs the other; one after the other they would be half of the time that the whole command takes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache

# What it loads and reads stays until its end, which is near: looking through it for garbage is in vain.
_WORK = "import gc; gc.disable(); from fairlead.faces.cli.shaping import main; main()"


@cache
def begin() -> subprocess.Popen[str]:
    """Start it, once. It waits for one task on its stdin and leaves quietly when there is none."""
    # A few small matrices are multiplied: starting threads for them costs more than they could save.
    surroundings = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
    # -P: a file in the folder that somebody happens to stand in is no module of ours.
    command = [sys.executable, "-P", "-c", _WORK]
    return subprocess.Popen(command, stdin=subprocess.PIPE, text=True, env=surroundings)


def hand_over(task: Mapping[str, object]) -> int:
    """Give it the task; the exit code that it ends with. It writes to the same terminal as this process."""
    process = begin()
    process.communicate(json.dumps(task))
    return process.returncode
