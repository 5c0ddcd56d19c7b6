"""The risk and schedule reference values, and the tests a simulation must pass against them."""

from __future__ import annotations

import json
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from fairlead.engines.estimating.ranges import Floats

FOLDER = Path(__file__).parents[2] / "examples" / "risk-schedule-reference"
CASES: dict[str, Any] = json.loads((FOLDER / "cases.json").read_text())
PERCENTS = (10, 50, 80, 90, 95)


def assert_simulates(
    values: Floats, case: dict[str, Any], sd_key: str = "sd", mean_key: str = "mean"
) -> None:
    """Mean, sd and every percentile of the case lie within 4 standard errors of the draws."""
    n, mean, sd = len(values), float(values.mean()), float(values.std())
    assert abs(mean - case[mean_key]) < 4 * sd / sqrt(n)
    kurtosis = float(((values - mean) ** 4).mean()) / sd**4
    assert abs(sd - case[sd_key]) < 4 * sd * sqrt((kurtosis - 1) / (4 * n))
    ordered = np.sort(values)
    for percent in PERCENTS:
        if f"P{percent}" in case:
            # In ranks: the share of draws at or below the true percentile is binomial.
            share = np.searchsorted(ordered, case[f"P{percent}"], side="right") / n
            p = percent / 100
            assert abs(share - p) < 4 * sqrt(p * (1 - p) / n), (percent, share)
