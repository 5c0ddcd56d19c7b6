"""What simulating an estimate costs, against numpy drawing the same normals in the same run.

Bars: a cold simulation of 200 correlated lines in 10,000 trials takes at most three times what numpy needs
for 200 x 10,000 standard normals; a whole estimate of 60 lines after one changed answer at most 3 ms of
processor time; a network of 50 tasks in 10,000 runs at most 500 ms.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import numpy as np

from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.ranges import BetaPert
from fairlead.engines.estimating.simulation import Uncertain, forget, simulate
from fairlead.engines.practice.values import Activity, Offering, Practice, Rate, Role
from fairlead.engines.scheduling import Task, simulate_network
from fairlead.engines.scoping.values import Review, Terms, Work

LINES, TRIALS, WARM_LINES, RUNS = 200, 10_000, 60, 15
DAY = date(2026, 11, 23)
Row = tuple[str, str, str, str, str]


def _practice() -> Practice:
    """Two roles at one rate each; nothing else of a practice is read here."""
    roles = tuple(Role(name, name.capitalize(), Decimal(188_000)) for name in ("engineer", "lead"))
    rates = tuple(Rate(role.id, Decimal(330), "USD", date(2026, 1, 1)) for role in roles)
    table = ((10, Decimal("0.20")), (20, Decimal("0.15")), (40, Decimal("0.10")), (1400, Decimal("0.02")))
    nothing: tuple[tuple[()], ...] = ((),) * 7
    return Practice(
        "Bench", "1", "Bench", "USD", 80, Decimal("0.4"), Decimal(8), table, roles, rates, *nothing
    )  # type: ignore[arg-type]


def _activity(index: int) -> Activity:
    shares = {"engineer": Decimal("0.75"), "lead": Decimal("0.25")}
    formula = f"ceil(q{index} / 200.0) * 2.5 + 0.1 * users"
    return Activity(
        f"a{index}", "run", f"Activity {index}", "", formula, shares, Decimal("0.8"), Decimal("1.6")
    )


class Desk:
    """An estimate of 60 lines whose answers are changed one at a time."""

    def __init__(self) -> None:
        self.practice = _practice()
        self.terms = Terms("Bench", "Bench", "bench", DAY, "USD", 80, 1)
        self.offering = Offering("bench", "Bench", "", "", "", (), (), (), (), (), ())
        self.values: dict[str, object] = {f"q{index}": 1000.0 for index in range(WARM_LINES)}
        self.values["users"] = 50.0
        self.work = [Work(_activity(i), 17.5, None, frozenset({f"q{i}"})) for i in range(WARM_LINES)]

    def answer(self, turn: int) -> Review:
        """The review after one answer: one line of work differs from the one before."""
        at = turn % WARM_LINES
        self.values = {**self.values, f"q{at}": 1000.0 + 200 * turn}
        hours = 17.5 + 2.5 * (turn + 1)
        self.work[at] = Work(self.work[at].activity, hours, None, self.work[at].depends)
        return Review(self.offering, self.values, (), (), (), (), (), tuple(self.work))

    def price(self, review: Review) -> None:
        result, findings = estimate(self.practice, review, self.terms)
        if result is None:
            raise SystemExit("\n".join(map(str, findings)))


def _median(step: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds of one step, the median of several after one to warm up."""
    step()
    times = []
    for _ in range(RUNS):
        start = clock()
        step()
        times.append(clock() - start)
    return statistics.median(times) * 1e3


def _cold_and_peer() -> tuple[float, float]:
    """Medians of a cold simulation and of numpy's draws, taken in turn so that both see the same machine."""
    lines = [Uncertain(f"l{i}", 40.0, 0.2, 0.35, 330.0, 100.0) for i in range(LINES)]
    ours, peers = [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        np.random.default_rng().standard_normal((LINES, TRIALS))
        middle = time.perf_counter()
        forget()
        simulate(lines, seed=1, trials=TRIALS, rho=0.06)
        peers.append(middle - start)
        ours.append(time.perf_counter() - middle)
    return statistics.median(ours) * 1e3, statistics.median(peers) * 1e3


def _warm() -> float:
    desk = Desk()
    times = []
    for turn in range(WARM_LINES * 2):
        review = desk.answer(turn)
        start = time.process_time()
        desk.price(review)
        times.append(time.process_time() - start)
    return statistics.median(times[5:]) * 1e3


def _network() -> float:
    tasks = [Task(f"t{i}", tuple(f"t{j}" for j in (i - 3, i - 5) if j >= 0)) for i in range(50)]
    ranges = {task.id: BetaPert(2, 4, 9) for task in tasks}
    return _median(lambda: simulate_network(tasks, ranges, seed=1, trials=TRIALS))


def run() -> list[Row]:
    """Print one row a measure and return them."""
    cold, peer = _cold_and_peer()
    warm, network = _warm(), _network()
    rows = [
        (
            "simulate 200 lines x 10,000, cold",
            f"{cold:.1f} ms",
            f"{peer:.1f} ms",
            f"{cold / peer:.2f}x",
            "3x",
        ),
        (
            "re-estimate 60 lines after one answer",
            f"{warm:.2f} ms",
            f"{peer:.1f} ms",
            f"{warm / peer:.2f}x",
            "3 ms",
        ),
        (
            "network of 50 tasks x 10,000",
            f"{network:.1f} ms",
            f"{peer:.1f} ms",
            f"{network / peer:.2f}x",
            "500 ms",
        ),
    ]
    print("name | ours | numpy 200 x 10,000 normals | ratio | bar")
    for row in rows:
        print(" | ".join(row))
    return rows


if __name__ == "__main__":
    run()
