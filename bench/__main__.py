"""`python -m bench [NAME ...]`: run all benchmarks, or those named, and print their rows."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

NAMES = (
    "simulation",
    "programme",
    "reprice",
    "answer",
    "documents",
    "shape",
    "saving",
    "calibration",
    "intake",
    "board",
    "options",
    "redlines",
)


def main(names: list[str]) -> None:
    unknown = set(names) - set(NAMES)
    if unknown:
        raise SystemExit(f"No benchmark {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}.")
    if len(names) == 1:
        print(f"\n== {names[0]}", flush=True)
        import_module(f"bench.{names[0]}").run()
        return
    # A process each: what one leaves in memory would slow the next, and count as its memory.
    for name in names or NAMES:
        subprocess.run([sys.executable, "-m", "bench", name], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
