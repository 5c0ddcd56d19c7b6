"""The firm's own practice, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairlead.engines.practice.load import load_practice
from fairlead.engines.practice.values import Practice

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def practice() -> Practice:
    loaded, findings = load_practice(ROOT / "src" / "fairlead" / "practice")
    assert loaded is not None, "\n".join(map(str, findings))
    return loaded
