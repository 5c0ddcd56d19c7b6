"""What repricing a large plan exactly costs, against numpy's plain float product of the same grid.

Bar: 1,500 lines x 500 periods, with totals by line and by period, discount, cost and margin, to the cent,
in well under 100 ms.
"""

from __future__ import annotations

import statistics
import time
from decimal import Decimal

import numpy as np

from fairlead.engines.estimating.grid import reprice

LINES, PERIODS, RUNS = 1_500, 500, 15
Row = tuple[str, str, str, str, str]


def run() -> list[Row]:
    """Print one row a measure and return them."""
    draw = np.random.default_rng(1)
    hours = draw.integers(0, 4_000, (LINES, PERIODS))
    rates = draw.integers(10_000, 60_000, (LINES, PERIODS))
    costs = draw.integers(5_000, 20_000, (LINES, PERIODS))
    ours, peers = [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        _floats(hours, rates, costs)
        middle = time.perf_counter()
        reprice(hours, rates, costs, Decimal("7.58"))
        peers.append(middle - start)
        ours.append(time.perf_counter() - middle)
    mine, theirs = statistics.median(ours) * 1e3, statistics.median(peers) * 1e3
    row = (
        "reprice 1,500 x 500 to the cent",
        f"{mine:.1f} ms",
        f"{theirs:.1f} ms",
        f"{mine / theirs:.2f}x",
        "100 ms",
    )
    print("name | ours | numpy in floats | ratio | bar")
    print(" | ".join(row))
    return [row]


def _floats(hours: np.ndarray, rates: np.ndarray, costs: np.ndarray) -> tuple[float, ...]:
    """The same question without cents: products and sums in floating point."""
    cells = (hours / 100) * (rates / 100)
    spent = float(((hours / 100) * (costs / 100)).sum())
    return float(cells.sum(axis=1).sum()), float(cells.sum(axis=0).sum()), spent


if __name__ == "__main__":
    run()
