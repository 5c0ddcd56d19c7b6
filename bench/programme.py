"""A programme of 1,000 lines in 10,000 trials, effort, price, cost and date together, against numpy drawing.

Bars: at most three times what numpy needs to draw 1,000 x 10,000 standard normals in the same run; memory
that does not grow with the number of trials beyond the totals; the same result, to the bit, from threads,
processes and a Dask cluster of two workers that is started here.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import numpy as np
from distributed import Client, LocalCluster

from fairlead.engines.estimating.ranges import SplitLognormal
from fairlead.engines.programme import Piece, Programme, programme, simulate_programme

LINES, PROJECTS, TRIALS, RUNS = 1_000, 25, 10_000, 5
Row = tuple[str, str, str, str, str]


def made(lines: int = LINES) -> Programme:
    """25 projects of 40 lines, each waiting for one or two before it, every tenth for another project."""
    pieces = []
    for index in range(lines):
        project = index * PROJECTS // lines
        first = project * lines // PROJECTS
        after = {f"l{index - step}" for step in (1 + index % 3, 4) if index - step >= first}
        if index % 10 == 0 and index >= lines // PROJECTS:
            after.add(f"l{index - lines // PROJECTS}")
        hours = SplitLognormal(20.0 + index % 60, 0.15 + index % 7 / 50, 0.3 + index % 5 / 20)
        pieces.append(
            Piece(f"l{index}", f"p{project:02d}", hours, 330.0, 100.0 + index % 4 * 10, 8.0, tuple(after))
        )
    ready, findings = programme(pieces)
    if ready is None:
        raise SystemExit("\n".join(map(str, findings)))
    return ready


def _run(ready: Programme, executor: Executor | None = None, trials: int = TRIALS) -> np.ndarray:
    totals = simulate_programme(ready, seed=1, trials=trials, rho=0.02, rho_project=0.08, executor=executor)
    return np.stack([totals.hours, totals.price, totals.cost, totals.days])


def _draw() -> None:
    np.random.default_rng().standard_normal((LINES, TRIALS))


def _times(*steps: Callable[[], object]) -> list[float]:
    """Median milliseconds of each step, taken in turn so that all see the same machine."""
    times: list[list[float]] = [[] for _ in steps]
    for _ in range(RUNS):
        for step, kept in zip(steps, times, strict=True):
            start = time.perf_counter()
            step()
            kept.append(time.perf_counter() - start)
    return [statistics.median(kept) * 1e3 for kept in times]


@contextmanager
def _dask() -> Iterator[Executor]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()


def _peak(trials: int) -> float:
    """Megabytes that a process holds at most while it runs so many trials."""
    work = f"import bench.memory, bench.programme as b; b._run(b.made(), trials={trials})"
    code = f"{work}; print(bench.memory.peak())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def run() -> list[Row]:
    """Print one row a measure and return them."""
    ready = made()
    alone = _run(ready)
    ours, peer = _times(lambda: _run(ready), _draw)
    rows = [("1,000 lines x 10,000, alone", f"{ours:.0f} ms", f"{peer:.0f} ms", f"{ours / peer:.2f}x", "3x")]
    spawned = ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    for name, opened in (("threads", ThreadPoolExecutor(2)), ("processes", spawned), ("Dask", _dask())):
        with opened as executor:
            same = np.array_equal(_run(ready, executor), alone)
            took, peer = _times(lambda e=executor: _run(ready, e), _draw)
        verdict = "same to the bit" if same else "ANOTHER RESULT"
        rows.append((f"on two {name}", f"{took:.0f} ms", f"{peer:.0f} ms", f"{took / peer:.2f}x", verdict))
    few, many = _peak(TRIALS), _peak(10 * TRIALS)
    kept = 2 * 4 * 8 * 9 * TRIALS / 1e6  # 90,000 more trials of four totals, held twice for a moment
    grown = (f"{many:.0f} MB", f"{few:.0f} MB", f"{many / few:.2f}x")
    rows.append(("memory, ten times the trials", *grown, f"+{kept:.0f} MB"))
    print("name | ours | numpy 1,000 x 10,000 normals | ratio | bar")
    for row in rows:
        print(" | ".join(row))
    return rows


if __name__ == "__main__":
    run()
