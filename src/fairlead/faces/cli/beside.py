"""`fairlead shape` loads its engines while a copy of the process reads the command line.

Reading a command line (typer, pydantic) takes as long as loading numpy and typst, and neither needs the
other; one after the other they would be half of the time that the whole command takes.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NoReturn

_INTERRUPTED = 130

_pipe: list[int] = []  # where the copy writes what it read; empty in every other process


def begin() -> None:
    """Returns in the copy, which goes on to read the command line; the process itself works and ends here.

    Where processes cannot be copied it just returns: the command line is read first, then the work done.
    """
    if not hasattr(os, "fork"):
        return
    end, start = os.pipe()
    reader = os.fork()
    if not reader:
        os.close(end)
        _pipe.append(start)
        return
    os.close(start)
    _work(end, reader)


def _work(pipe: int, reader: int) -> NoReturn:
    try:
        done = _shaping()
        with open(pipe, encoding="utf-8") as told:
            task = told.read()
        code = os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1])
        # No task: the command line was refused or asked for help, and the copy has said all there is to say.
        code = done(json.loads(task)) if task else code
    except KeyboardInterrupt:
        code = _INTERRUPTED
    sys.stdout.flush()
    if os.environ.get("SLOWEXIT"):
        raise SystemExit(code)
    os._exit(code)


def _shaping() -> Callable[[Mapping[str, object]], int]:
    # A few small matrices are multiplied: starting threads for them costs more than they could save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is loaded and read stays until the end, which is near: looking through it for garbage is in vain.
    gc.disable()
    done: Callable[[Mapping[str, object]], int] = import_module("fairlead.faces.cli.shaping").done
    return done


def hand_over(task: Mapping[str, object]) -> int:
    """Give the task to the process that waits for it, or do it here; the exit code."""
    if not _pipe:
        return _shaping()(task)
    with open(_pipe.pop(), "w", encoding="utf-8") as waiting:
        json.dump(task, waiting)
    return 0
