"""`fairlead shape` as a whole process against LibreOffice turning the same `sow.docx` into a PDF.

Run: python -m bench shape. Both are cold processes, taken in turn, so that a slow moment hits both;
the medians are quoted. Python's bytecode is made beforehand, as it is by pip when a wheel is installed.
The peak memory is that of the larger of our two processes (faces/cli/beside.py); the other has half of it.
"""

from __future__ import annotations

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "examples" / "migration-northwind.toml"
BAR, MEMORY_BAR = 1 / 3, 300
ROUNDS = 7


def timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of one process, by the operating system's own account."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} ended with {status}.")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def run() -> None:
    """Print the rows."""
    compileall.compile_dir(ROOT / "src" / "fairlead", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        ours = [str(Path(sys.executable).with_name("fairlead")), "shape", str(ANSWERS), "--out", str(out)]
        timed(ours)
        office = shutil.which("soffice")
        peer = [office or "", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        peer += ["--convert-to", "pdf", "--outdir", folder, str(out / "sow.docx")]
        if office:
            timed(peer)
        pairs = [(timed(ours), timed(peer) if office else None) for _ in range(ROUNDS)]
    mine = statistics.median(pair[0][0] for pair in pairs)
    print("name | ours | peer | ratio | bar")
    if office:
        theirs = statistics.median(pair[1][0] for pair in pairs if pair[1])
        print(f"fairlead shape | {mine:.2f} s | LibreOffice {theirs:.2f} s | {mine / theirs:.2f} | {BAR:.2f}")
    else:
        print(f"fairlead shape | {mine:.2f} s | LibreOffice is not installed | - | {BAR:.2f}")
    memory = max(pair[0][1] for pair in pairs)
    print(f"peak memory | {memory:.0f} MB | - | - | {MEMORY_BAR} MB")
