"""`fairlead shape` loads its engines while a copy of the process reads: command line, practice, answers.

Reading a command line (typer, pydantic) and a practice takes as long as loading numpy and typst, and
neither needs the other; one after the other they would be half of the time that the whole command takes.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

_INTERRUPTED = 130

# What reading and working both need is loaded once, before they part.
_BOTH = (
    "fairlead.engines.practice.taking",
    "fairlead.engines.scoping.conditions",
    "fairlead.engines.scoping.values",
)

_pipe: list[int] = []  # where the copy writes what it read; empty in every other process


def begin() -> None:
    """Returns in the copy, which goes on to read; the process itself works on what was read, and ends here.

    Where processes cannot be copied it just returns: first everything is read, then the work is done.
    """
    # What is loaded and read stays until the end, which is near: looking through it for garbage is in vain.
    gc.disable()
    if not hasattr(os, "fork"):
        return
    for shared in _BOTH:
        import_module(shared)
    end, start = os.pipe()
    reader = os.fork()
    if not reader:
        os.close(end)
        _pipe.append(start)
        return
    os.close(start)
    _work(end, reader)


def _work(pipe: int, reader: int) -> NoReturn:
    code: object = 0
    try:
        shaped = _shaped()
        with open(pipe, "rb") as told:
            read = told.read()
        if read:
            shaped(*pickle.loads(read))  # noqa: S301  # from our own copy, through our own pipe
            sys.stdout.flush()
            os.waitpid(reader, os.WNOHANG)  # it has ended long ago
        else:  # nothing to do: the copy was asked for help, or has said what is wrong
            code = os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1])
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except BrokenPipeError:
        code = 0  # the reader of a pipe (head, less) has left; nothing is wrong
    # Everything is written. Taking apart what numpy and typst have built would take longer than a page.
    os._exit(code if isinstance(code, int) else 1)


def _shaped() -> Callable[..., None]:
    # A few small matrices are multiplied: starting threads for them costs more than they could save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    work: Callable[..., None] = import_module("fairlead.faces.cli.shaping").shaped
    return work


def hand_over(*read: object) -> None:
    """Give what was read to the process that waits for it, and end; without one, do the work here."""
    if not _pipe:
        _shaped()(*read)
        return
    with open(_pipe.pop(), "wb") as waiting:
        pickle.dump(read, waiting, pickle.HIGHEST_PROTOCOL)
    os._exit(0)  # all is told, and to take apart what was read would only keep the other from working
