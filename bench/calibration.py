"""How often calibrated percentiles hold on engagements they have not seen, against public data.

    python -m bench.calibration --train FILE [--test FILE]       planned against actual days of IT activities
    python -m bench.calibration --set effort-projects [--data FOLDER]    six sets of effort by size

The folder of data is given by --data or by FAIRLEAD_BENCHMARKS; without either, the run says so and measures
nothing. Without --test, rows are kept back in many seeded splits, by project and by row: with 150 rows kept
back, a perfect P80 hits between 74 and 86 % of them, so the mean over splits is what can be judged.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from statistics import NormalDist

import numpy as np

from fairlead.engines.estimating.calibration.accuracy import pinball, standardised_accuracy
from fairlead.engines.estimating.calibration.classes import KITCHENHAM, PUBLIC_IT
from fairlead.engines.estimating.calibration.corrected import Path as ClassPath
from fairlead.engines.estimating.calibration.corrected import banded, ranges
from fairlead.engines.estimating.calibration.size import fit_size
from fairlead.engines.estimating.calibration.values import Closed

Row = tuple[str, str, str, str]
Predict = Callable[[Sequence[Closed], Sequence[Closed], int], np.ndarray]

FOLDER = "FAIRLEAD_BENCHMARKS"
GOALS = {80: (0.78, 0.82), 90: (0.88, 0.92), 95: (0.93, 0.97)}
BAND = banded((30, 90, 180), "days")
SPLITS, KEPT_BACK, SEED = 200, 0.3, 20261123
# Columns of size and effort, and the SA of least squares on the logs in the data's README.
SETS = {
    "albrecht": ("size", "effort", 64.7),
    "china": ("AFP", "Effort", 52.7),
    "cocomo81": ("loc", "actual", 57.7),
    "desharnais": ("PointsAjust", "Effort", 51.2),
    "kitchenham": ("Adjusted.function.points", "Actual.effort", 53.8),
    "nasa93": ("equivphyskloc", "act_effort", 58.0),
}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def activities(path: Path) -> list[Closed]:
    """The finished activities with both durations above 0; the number before the name is their project."""
    found = []
    for row in _rows(path):
        planned = float(row["planned_duration_days"] or 0)
        actual = float(row["actual_duration_days"] or 0)
        if planned > 0 and actual > 0:
            project = re.split("[: -]", row["name"])[0]
            groups = {"project": project, "planned": BAND(planned)}
            day = date.fromisoformat(row["start_planned"])
            found.append(Closed(row["activity_id"], groups, planned, actual, day))
    return found


def _one_class(train: Sequence[Closed], test: Sequence[Closed], level: int) -> np.ndarray:
    return np.full(len(test), ranges(train, (), KITCHENHAM).at(level))


def _by_band(train: Sequence[Closed], test: Sequence[Closed], level: int) -> np.ndarray:
    def multiple(band: str) -> float:
        path: ClassPath = (("planned", band),)
        return ranges(train, path, KITCHENHAM).at(level)

    bands = {one.groups["planned"] for one in test}
    multiples = {band: multiple(band) for band in bands}
    return np.array([multiples[one.groups["planned"]] for one in test])


def _lognormal(train: Sequence[Closed], test: Sequence[Closed], level: int) -> np.ndarray:
    """What a lognormal fitted to the same history says: the curve most tools would draw."""
    logs = np.log([one.ratio for one in train])
    score = NormalDist().inv_cdf(level / 100)
    return np.full(len(test), float(np.exp(logs.mean() + logs.std(ddof=1) * score)))


METHODS: dict[str, Predict] = {
    "one class": _one_class,
    "by planned duration": _by_band,
    "lognormal fit, to compare": _lognormal,
}


def _hit(test: Sequence[Closed], quantiles: np.ndarray) -> np.ndarray:
    return np.array([one.ratio for one in test]) <= quantiles


def _inside(value: float, low: float, high: float) -> str:
    return "yes" if low - 1e-9 <= value <= high + 1e-9 else "NO"


def _held(name: str, value: float, low: float, high: float, shown: str = "") -> Row:
    """A row of a measure that should lie between two figures."""
    return (name, shown or f"{value:.3f}", f"{low:.2f}-{high:.2f}", _inside(value, low, high))


def _reached(name: str, value: float, bar: float) -> Row:
    """A row of a measure in percent that should reach a bar."""
    return (name, f"{value:.1f}", f">= {bar:g}", "yes" if value >= bar else "NO")


def kept_back(train: Sequence[Closed], test: Sequence[Closed]) -> list[Row]:
    """One row a method and level: hits on the test file with ranges of the train file."""
    rows = [("activities, train and test", f"{len(train)} and {len(test)}", "-", "-")]
    for name, predict in METHODS.items():
        for level, (low, high) in GOALS.items():
            share = float(_hit(test, predict(train, test, level)).mean())
            rows.append(_held(f"P{level} hits, {name}", share, low, high))
    return rows


def _splits(history: Sequence[Closed], key: Callable[[Closed], str], splits: int) -> Iterable[np.ndarray]:
    """Seeded masks that keep back 30 % of the groups a key tells apart."""
    names, group = np.unique([key(one) for one in history], return_inverse=True)
    stream = np.random.default_rng(SEED)
    for _ in range(splits):
        yield (stream.random(len(names)) < KEPT_BACK)[group]


def cross_validated(history: Sequence[Closed], splits: int) -> list[Row]:
    """Rows of mean hits over seeded splits, by project and by row, with the spread and the mean loss."""
    rows = [("activities", str(len(history)), "-", "-")]
    for how, key in (("project", lambda one: one.groups["project"]), ("row", lambda one: one.id)):
        hits: dict[tuple[str, int], list[tuple[float, float]]] = {}
        for mask in _splits(history, key, splits):
            train = [one for one, out in zip(history, mask, strict=True) if not out]
            test = [one for one, out in zip(history, mask, strict=True) if out]
            actual = [one.ratio for one in test]
            for name, predict in METHODS.items():
                for level in GOALS:
                    q = predict(train, test, level)
                    measured = (float(_hit(test, q).mean()), pinball(actual, q, level))
                    hits.setdefault((name, level), []).append(measured)
        for (name, level), values in hits.items():
            rows.append(_summary(f"P{level} hits kept back by {how}, {name}", level, values))
    return rows


def _summary(name: str, level: int, values: Sequence[tuple[float, float]]) -> Row:
    low, high = GOALS[level]
    shares, losses = np.array(values).T
    single = np.mean([low <= share <= high for share in shares])
    spread = f"{shares.mean():.3f} +- {shares.std():.3f}"
    ours = f"{spread} ({single:.0%} of splits inside; loss {losses.mean():.4f})"
    return _held(name, float(shares.mean()), low, high, ours)


def within_bands(history: Sequence[Closed], splits: int) -> list[Row]:
    """P80 hits within each band of planned duration, kept back by project: what one class hides."""
    found: dict[tuple[str, str], list[bool]] = {}
    for mask in _splits(history, lambda one: one.groups["project"], splits):
        train = [one for one, out in zip(history, mask, strict=True) if not out]
        test = [one for one, out in zip(history, mask, strict=True) if out]
        for name in ("one class", "by planned duration"):
            for one, hit in zip(test, _hit(test, METHODS[name](train, test, 80)), strict=True):
                found.setdefault((name, one.groups["planned"]), []).append(bool(hit))
    return [
        _held(f"P80 hits of {band}, {name}", float(np.mean(hits)), 0.75, 0.85)
        for (name, band), hits in sorted(found.items())
    ]


def size_rows(folder: Path) -> list[Row]:
    """Leave one out on every set: SA against the README's regression and P80 hits."""
    rows = []
    for name, (size, effort, bar) in SETS.items():
        data = _rows(folder / f"{name}.csv")
        x = [float(row[size]) for row in data]
        y = [float(row[effort]) for row in data]
        models = [fit_size(x[:i] + x[i + 1 :], y[:i] + y[i + 1 :]) for i in range(len(x))]
        likely = [model.predict(value) for model, value in zip(models, x, strict=True)]
        p80 = [model.percentile(value, 80) for model, value in zip(models, x, strict=True)]
        hits = float(np.mean([actual <= bound for actual, bound in zip(y, p80, strict=True)]))
        sa = 100 * (standardised_accuracy(y, likely) or 0.0)
        rows.append(_reached(f"{name} ({len(x)}): SA from size", sa, bar))
        rows.append(_held(f"{name} ({len(x)}): P80 hits", hits, 0.77, 0.83))
    return rows


def people_rows(folder: Path) -> list[Row]:
    """The human first estimates of one IT services company: kept as they are, and their percentiles."""
    history = [
        Closed(str(i), {}, float(row["First.estimate"]), float(row["Actual.effort"]), date(2002, 1, 1))
        for i, row in enumerate(_rows(folder / "kitchenham.csv"))
    ]
    sa = 100 * (standardised_accuracy([c.actual for c in history], [c.estimate for c in history]) or 0.0)
    # Its own percentiles are one of the default classes; another stands in here, or it would meet itself.
    uplift = ranges(history, (), PUBLIC_IT).at(80)
    rows = [_reached("kitchenham: SA of the human estimate", sa, 81)]
    rows.append(_held("kitchenham: P80 uplift", uplift, 1.12, 1.14))
    for level in (80, 90):
        hits = [
            one.ratio <= ranges([other for other in history if other is not one], (), PUBLIC_IT).at(level)
            for one in history
        ]
        name = f"kitchenham: P{level} hits of the human estimate, one left out"
        rows.append(_held(name, float(np.mean(hits)), *GOALS[level]))
    return rows


def _show(rows: Sequence[Row]) -> list[Row]:
    print("name | ours | target | inside")
    for row in rows:
        print(" | ".join(row))
    return list(rows)


def _folder(given: Path | None) -> Path | None:
    named = given or (Path(os.environ[FOLDER]) if os.environ.get(FOLDER) else None)
    return named if named and named.is_dir() else None


def _absent() -> list[Row]:
    print(f"Not measured: the benchmark data are absent. Name their folder in {FOLDER} or by --data.")
    return []


def activity_rows(train: Path, test: Path | None, splits: int) -> list[Row]:
    """Rows of the activities: on a test file where there is one, by seeded splits otherwise."""
    history = activities(train)
    if test:
        return kept_back(history, activities(test))
    return cross_validated(history, splits) + within_bands(history, splits)


def run() -> list[Row]:
    """Print one row a measure and return them; says so when the data are absent."""
    folder = _folder(None)
    if folder is None:
        return _absent()
    rows = activity_rows(folder / "us-it-activities" / "activities_train.csv", None, SPLITS)
    return _show(rows + size_rows(folder / "effort-projects") + people_rows(folder / "effort-projects"))


def main() -> None:
    """Measure the files named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.calibration", description=__doc__)
    parser.add_argument("--train", type=Path, help="activities to learn from")
    parser.add_argument("--test", type=Path, help="activities kept back; without it, seeded splits")
    parser.add_argument("--set", choices=("us-it-activities", "effort-projects"), default="us-it-activities")
    parser.add_argument("--data", type=Path, help=f"folder of the benchmark data; {FOLDER} by default")
    parser.add_argument("--splits", type=int, default=SPLITS)
    asked = parser.parse_args()
    for given in (asked.train, asked.test):
        if given and not given.is_file():
            raise SystemExit(f"No file {given}.")
    folder = _folder(asked.data)
    train = asked.train or (folder and folder / "us-it-activities" / "activities_train.csv")
    if asked.set == "effort-projects" and folder:
        _show(size_rows(folder / "effort-projects") + people_rows(folder / "effort-projects"))
    elif asked.set == "us-it-activities" and train:
        _show(activity_rows(train, asked.test, asked.splits))
    else:
        _absent()


if __name__ == "__main__":
    main()
