"""`python -m bench [NAME ...]`: run all benchmarks, or those named, and print their rows."""

from __future__ import annotations

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
)


def main(names: list[str]) -> None:
    unknown = set(names) - set(NAMES)
    if unknown:
        raise SystemExit(f"No benchmark {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}.")
    for name in names or NAMES:
        print(f"\n== {name}")
        import_module(f"bench.{name}").run()


if __name__ == "__main__":
    main(sys.argv[1:])
