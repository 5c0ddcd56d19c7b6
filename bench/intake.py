"""A report on 200,000 projects: our whole reading against merely reading its rows with the same library.

Run: python -m bench intake. Each measurement runs in a process of its own, for its peak memory;
seconds are those of the processor, so that a busy machine does not tip the ratio.
The workbook (48 columns, as the tool writes it; 50,000 users) is made once and kept in the temporary folder.
All of it takes about six minutes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.memory import peak

PROJECTS, USERS = 200_000, 50_000
ROUNDS = 2
RATIO_BAR, MEMORY_BAR = 2.0, 400


def run() -> None:
    """Print the rows. Rounds alternate, so that a busy machine weighs on both alike."""
    path = _workbook()
    merely, ours = [], []
    for _ in range(ROUNDS):
        merely.append(_measured("merely", path))
        ours.append(_measured("ours", path))
    ratio = statistics.median(o["seconds"] / m["seconds"] for o, m in zip(ours, merely, strict=True))
    seconds = [statistics.median(one["seconds"] for one in part) for part in (ours, merely)]
    memory = [max(one["megabytes"] for one in part) for part in (ours, merely)]
    print("name | ours | peer | ratio | bar")
    size = f"{path.stat().st_size / 1e6:.0f} MB"
    print(
        f"report on {PROJECTS:,} projects ({size}), read whole | {seconds[0]:.1f} s | {seconds[1]:.1f} s"
        f" | {ratio:.2f} | {RATIO_BAR}"
    )
    more = memory[0] / memory[1]
    print(f"peak memory | {memory[0]:.0f} MB | {memory[1]:.0f} MB | {more:.2f} | {MEMORY_BAR} MB")
    assert ours[0]["projects"] == PROJECTS
    assert ours[0]["users"] == USERS


def _workbook() -> Path:
    from tests.engines.intake.workbooks import write_large

    path = Path(tempfile.gettempdir()) / f"fairlead-bench-evaluate-{PROJECTS}-{USERS}.xlsx"
    if not path.exists():
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            write_large(file, PROJECTS, USERS)
        part.rename(path)
    return path


def _measured(which: str, path: Path) -> dict[str, float]:
    out = subprocess.run(
        [sys.executable, "-m", "bench.intake", which, str(path)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(out.stdout)
    return found


def _merely(path: Path) -> dict[str, float]:
    from openpyxl import load_workbook

    rows = 0
    for sheet in load_workbook(path, read_only=True, data_only=True).worksheets:
        for _row in sheet.iter_rows(values_only=True):
            rows += 1
    return {"rows": rows}


def _ours(path: Path) -> dict[str, float]:
    from fairlead.engines.intake.evaluate import read_evaluate
    from fairlead.engines.intake.sources import open_source

    with path.open("rb") as file:
        found = read_evaluate(open_source(file, path.name))
    assert found.projects and found.users and not found.findings
    return {"projects": found.projects.rows, "users": found.users.rows}


if __name__ == "__main__":
    begun = time.process_time()
    result = {"merely": _merely, "ours": _ours}[sys.argv[1]](Path(sys.argv[2]))
    spent = time.process_time() - begun
    print(json.dumps({**result, "seconds": spent, "megabytes": peak()}))
