"""How often calibrated percentiles hold on engagements they have not seen, against public data.

    python -m bench.calibration --train FILE --test FILE       ranges from one file, hits on the other
    python -m bench.calibration --train FILE                   kept back in seeded splits, or one left out
    python -m bench.calibration --set effort-projects          six sets of effort by size, one left out

A file's columns say what it is: planned and actual days of activities, or sizes and efforts of projects
(--size and --effort name other columns). The folder of data is given by --data or FAIRLEAD_BENCHMARKS, or
stands beside the project (../shared/benchmarks); without any, the run says so and measures nothing. With
150 rows kept back, a perfect P80 hits between 74 and 86 % of them, so the mean over splits is what counts.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import math
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import NormalDist

import numpy as np

from fairlead.engines.estimating.calibration.accuracy import (
    mar,
    pinball,
    pred25,
    random_guess,
    standardised_accuracy,
    wilson,
)
from fairlead.engines.estimating.calibration.classes import KITCHENHAM, PUBLIC_IT
from fairlead.engines.estimating.calibration.corrected import banded, ranges
from fairlead.engines.estimating.calibration.size import SizeModel, fit_size
from fairlead.engines.estimating.calibration.values import Closed

Row = tuple[str, str, str, str]
Predict = Callable[[Sequence[Closed], Sequence[Closed], int], np.ndarray]

FOLDER = "FAIRLEAD_BENCHMARKS"
BESIDE = Path(__file__).parents[2] / "shared" / "benchmarks"
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
PLANNED, ACTUAL, HUMAN = "planned_duration_days", "actual_duration_days", "First.estimate"
# Other names that sets of this kind give to size and effort, the first that is there counts.
SIZE_NAMES = ("Size", "AFP", "FP", "UFP", "AdjFP", "Adjusted.function.points", "KLOC", "KSLOC", "loc")
EFFORT_NAMES = ("Effort", "Actual.effort", "actual", "act_effort", "MM", "EffortMM", "effort")


@dataclass(frozen=True, slots=True)
class Projects:
    """Sizes and efforts of a file's usable rows, and the human estimates where the file has them."""

    sizes: list[float]
    efforts: list[float]
    human: list[Closed]


def _rows(path: Path) -> list[dict[str, str]]:
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _above(text: str | None) -> float:
    """A number above 0; 0 for a blank, "?", "NA" or anything else that is none."""
    try:
        value = float((text or "").strip())
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and value > 0 else 0.0


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return date.min


def activities(path: Path) -> list[Closed]:
    """The finished activities with both durations above 0; the number before the name is their project."""
    found = []
    for place, row in enumerate(_rows(path)):
        planned, actual = _above(row.get(PLANNED)), _above(row.get(ACTUAL))
        if planned and actual:
            project = re.split("[: -]", row.get("name") or str(place))[0]
            groups = {"project": project, "planned": BAND(planned)}
            name = f"{row.get('activity_id', '')}/{place}"
            found.append(Closed(name, groups, planned, actual, _day(row.get("start_planned"))))
    return found


def projects(path: Path, size: str = "", effort: str = "") -> Projects:
    """The rows of a set of projects that have a size and an effort; the columns are known or named."""
    rows = _rows(path)
    there = list(rows[0]) if rows else []
    known = next(((s, e) for s, e, _ in SETS.values() if {s, e} <= set(there)), ("", ""))
    size = size or known[0] or next((name for name in SIZE_NAMES if name in there), "")
    effort = effort or known[1] or next((name for name in EFFORT_NAMES if name in there), "")
    if size not in there or effort not in there:
        named = ", ".join(there) or "none"
        raise SystemExit(f"{path}: name its columns by --size and --effort; it has: {named}.")
    pairs = [(_above(row[size]), _above(row[effort]), _above(row.get(HUMAN))) for row in rows]
    usable = [pair for pair in pairs if pair[0] and pair[1]]
    human = [
        Closed(str(place), {}, guess, actual, date.min)
        for place, (_, actual, guess) in enumerate(pairs)
        if actual and guess
    ]
    return Projects([pair[0] for pair in usable], [pair[1] for pair in usable], human)


def _one_class(train: Sequence[Closed], test: Sequence[Closed], level: int) -> np.ndarray:
    return np.full(len(test), ranges(train, (), KITCHENHAM).at(level))


def _by_band(train: Sequence[Closed], test: Sequence[Closed], level: int) -> np.ndarray:
    def multiple(band: str) -> float:
        path = (("planned", band),)
        return ranges(train, path, KITCHENHAM).at(level)

    bands = {one.groups["planned"] for one in test}
    multiples = {band: multiple(band) for band in bands}
    return np.array([multiples[one.groups["planned"]] for one in test])


def _lognormal(train: Sequence[Closed], test: Sequence[Closed], level: int) -> np.ndarray:
    """What a lognormal fitted to the same history says: the curve most tools would draw."""
    logs = np.log([one.ratio for one in train])
    score = NormalDist().inv_cdf(level / 100)
    return np.full(len(test), float(np.exp(logs.mean() + logs.std(ddof=1) * score)))


OURS = "empirical class"
METHODS: dict[str, Predict] = {
    OURS: _one_class,
    "by planned duration, to compare": _by_band,
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


def _hits(name: str, hit: np.ndarray, low: float, high: float) -> Row:
    """A row of a hit rate with its 95 % interval."""
    least, most = wilson(int(hit.sum()), len(hit))
    share = float(hit.mean())
    return _held(name, share, low, high, f"{share:.3f} ({least:.3f} to {most:.3f})")


def _accuracy(name: str, actual: Sequence[float], predicted: Sequence[float]) -> list[Row]:
    """Absolute error against guessing; MMRE only beside it, for it favours underestimates."""
    off = np.abs(np.array(actual) - np.array(predicted)) / np.array(actual)
    logs = np.log(np.array(actual) / np.array(predicted))
    guess, sa = random_guess(actual), standardised_accuracy(actual, predicted)
    spread = float(logs.std(ddof=1)) if len(logs) > 1 else 0.0
    shown = {
        "MAR and MARP0": f"{mar(actual, predicted):.1f} and {guess:.1f}",
        "SA": "-" if sa is None else f"{100 * sa:.1f}",
        "PRED25": f"{100 * pred25(actual, predicted):.1f}",
        "bias (geometric mean) and sdlog": f"{float(np.exp(logs.mean())):.3f} and {spread:.3f}",
        "MMRE and MdMRE, only beside": f"{off.mean():.3f} and {float(np.median(off)):.3f}",
    }
    return [(f"{name}: {what}", value, "-", "-") for what, value in shown.items()]


def kept_back(train: Sequence[Closed], test: Sequence[Closed]) -> list[Row]:
    """Hits on the test file with ranges of the train file, one row a level and method; then the accuracy."""
    rows = [("activities, train and test", f"{len(train)} and {len(test)}", "-", "-")]
    uplifts = ranges(train, (), KITCHENHAM)
    rows.append(("P80, P90, P95 uplifts", ", ".join(f"{uplifts.at(p):.3f}" for p in GOALS), "-", "-"))
    for name, predict in METHODS.items():
        for level, (low, high) in GOALS.items():
            rows.append(_hits(f"P{level} hits, {name}", _hit(test, predict(train, test, level)), low, high))
    within = _hit(test, np.full(len(test), uplifts.at(50)))
    rows.append((f"P50 hits, {OURS}", f"{within.mean():.3f} (a spike at 1 lies on it)", "-", "-"))
    return rows + _accuracy("as planned", [c.actual for c in test], [c.estimate for c in test])


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
        for name in (OURS, "by planned duration, to compare"):
            for one, hit in zip(test, _hit(test, METHODS[name](train, test, 80)), strict=True):
                found.setdefault((name, one.groups["planned"]), []).append(bool(hit))
    return [
        _held(f"P80 hits of {band}, {name}", float(np.mean(hits)), 0.75, 0.85)
        for (name, band), hits in sorted(found.items())
    ]


def left_out(name: str, found: Projects, bar: float | None) -> list[Row]:
    """Leave one out: SA of effort from size against the README's regression, and P80 hits."""
    x, y = found.sizes, found.efforts
    models = [fit_size(x[:i] + x[i + 1 :], y[:i] + y[i + 1 :]) for i in range(len(x))]
    return _sized(f"{name} ({len(x)})", models, found, bar)


def _sized(name: str, models: Sequence[SizeModel], found: Projects, bar: float | None) -> list[Row]:
    """The rows of one model a project: SA, hits of P80, P90, P95."""
    likely = [model.predict(size) for model, size in zip(models, found.sizes, strict=True)]
    rows = []
    for level, (low, high) in {80: (0.77, 0.83), 90: (0.86, 0.94), 95: (0.91, 0.99)}.items():
        bounds = [model.percentile(size, level) for model, size in zip(models, found.sizes, strict=True)]
        rows.append(_hits(f"{name}: P{level} hits", np.array(found.efforts) <= np.array(bounds), low, high))
    sa = 100 * (standardised_accuracy(found.efforts, likely) or 0.0)
    reached = [_reached(f"{name}: SA from size", sa, bar)] if bar else []
    return reached + rows + _accuracy(f"{name}, from size", found.efforts, likely)


def effort_rows(train: Projects, test: Projects | None, name: str) -> list[Row]:
    """Rows of a set of projects: on a test file where there is one, one left out otherwise."""
    if test is None:
        return left_out(name, train, None) + (people_rows(train.human) if train.human else [])
    model = fit_size(train.sizes, train.efforts)
    rows = _sized(f"{name}, kept back ({len(test.sizes)})", [model] * len(test.sizes), test, None)
    if train.human and test.human:
        rows += people_kept_back(train.human, test.human)
    return rows


def size_rows(folder: Path) -> list[Row]:
    """Every set that is known, one left out."""
    rows = []
    for name, (size, effort, bar) in SETS.items():
        rows += left_out(name, projects(folder / f"{name}.csv", size, effort), bar)
    return rows


def people_kept_back(train: Sequence[Closed], test: Sequence[Closed]) -> list[Row]:
    """Human estimates of a test file, with the percentiles of those of a train file."""
    found = ranges(train, (), PUBLIC_IT)
    rows = [("human estimate: P80 uplift of the train file", f"{found.at(80):.3f}", "-", "-")]
    for level, goal in GOALS.items():
        name = f"human estimate, kept back ({len(test)}): P{level} hits"
        rows.append(_hits(name, _hit(test, np.full(len(test), found.at(level))), *goal))
    return rows + _accuracy("human estimate", [c.actual for c in test], [c.estimate for c in test])


def people_rows(history: Sequence[Closed]) -> list[Row]:
    """The human first estimates of one IT services company: kept as they are, and their percentiles."""
    sa = 100 * (standardised_accuracy([c.actual for c in history], [c.estimate for c in history]) or 0.0)
    # Its own percentiles are one of the default classes; another stands in here, or it would meet itself.
    uplift = ranges(history, (), PUBLIC_IT).at(80)
    rows = [_reached("kitchenham: SA of the human estimate", sa, 81)]
    rows.append(_held("kitchenham: P80 uplift", uplift, 1.12, 1.14))
    for level, goal in GOALS.items():
        rest = [[other for other in history if other is not one] for one in history]
        bounds = np.array([ranges(others, (), PUBLIC_IT).at(level) for others in rest])
        name = f"kitchenham: P{level} hits of the human estimate, one left out"
        rows.append(_hits(name, _hit(history, bounds), *goal))
    return rows + _accuracy("human estimate", [c.actual for c in history], [c.estimate for c in history])


def _show(rows: Sequence[Row]) -> list[Row]:
    print("name | ours | target | inside")
    for row in rows:
        print(" | ".join(row))
    return list(rows)


def _folder(given: Path | None) -> Path | None:
    named = given or Path(os.environ.get(FOLDER) or BESIDE)
    return named if named.is_dir() else None


def _absent() -> list[Row]:
    print(f"Not measured: the benchmark data are absent. Name their folder in {FOLDER} or by --data.")
    return []


def activity_rows(train: Path, test: Path | None, splits: int) -> list[Row]:
    """Rows of the activities: on a test file where there is one, by seeded splits otherwise."""
    history = activities(train)
    if test:
        return kept_back(history, _usable(activities(test), test))
    return cross_validated(_usable(history, train), splits) + within_bands(history, splits)


def _usable(found: list[Closed], path: Path) -> list[Closed]:
    if len(found) < 2:
        raise SystemExit(f"{path}: it has {len(found)} finished rows with both durations above 0.")
    return found


def file_rows(train: Path, test: Path | None, splits: int, size: str = "", effort: str = "") -> list[Row]:
    """The rows of a pair of files, whichever kind they are."""
    rows = _rows(train)
    if rows and {PLANNED, ACTUAL} <= set(rows[0]):
        return activity_rows(train, test, splits)
    other = projects(test, size, effort) if test else None
    return effort_rows(projects(train, size, effort), other, train.stem)


def run() -> list[Row]:
    """Print one row a measure and return them; says so when the data are absent."""
    folder = _folder(None)
    if folder is None:
        return _absent()
    return _show(_all_activities(folder, SPLITS) + _all_efforts(folder))


def _all_activities(folder: Path, splits: int) -> list[Row]:
    return activity_rows(folder / "us-it-activities" / "activities_train.csv", None, splits)


def _all_efforts(folder: Path) -> list[Row]:
    efforts = folder / "effort-projects"
    return size_rows(efforts) + people_rows(projects(efforts / "kitchenham.csv").human)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.calibration", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--train", type=Path, help="the file to learn from")
    parser.add_argument("--test", type=Path, help="the file that was kept back")
    parser.add_argument("--set", choices=("us-it-activities", "effort-projects"), default="us-it-activities")
    parser.add_argument("--data", type=Path, help=f"folder of the benchmark data; {FOLDER} by default")
    parser.add_argument("--splits", type=int, default=SPLITS)
    parser.add_argument("--size", default="", help="column of the size, for sets of projects")
    parser.add_argument("--effort", default="", help="column of the effort, for sets of projects")
    return parser.parse_args()


def main() -> None:
    """Measure the files named on the command line."""
    asked = _asked()
    for given in (asked.train, asked.test):
        if given and not given.is_file():
            raise SystemExit(f"No file {given}.")
    folder = _folder(asked.data)
    if asked.train:
        _show(file_rows(asked.train, asked.test, asked.splits, asked.size, asked.effort))
    elif folder is None:
        _absent()
    elif asked.test:
        train = folder / "us-it-activities" / "activities_train.csv"
        _show(file_rows(train, asked.test, asked.splits))
    else:
        chosen = asked.set == "effort-projects"
        _show(_all_efforts(folder) if chosen else _all_activities(folder, asked.splits))


if __name__ == "__main__":
    main()
