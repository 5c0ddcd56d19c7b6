"""Closed engagements made up for the calibration tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from fairlead.engines.estimating.calibration.values import Closed

START = date(2026, 1, 1)


def closed_at(
    ratios: Iterable[float],
    groups: Mapping[str, str] | None = None,
    promised: Mapping[int, float] | None = None,
    name: str = "e",
) -> list[Closed]:
    """Engagements of 100 hours that came to these multiples, one closed a day; promises are multiples too."""
    promises = {level: 100 * multiple for level, multiple in (promised or {}).items()}
    return [
        Closed(f"{name}{i}", dict(groups or {}), 100.0, 100.0 * ratio, START + timedelta(days=i), promises)
        for i, ratio in enumerate(ratios)
    ]
