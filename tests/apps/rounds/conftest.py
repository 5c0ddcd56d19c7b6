"""A panel of two experts, Theo and Cora, asked by Ana about two lines of the move."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.rounds import actions
from fairlead.apps.rounds.models import Panel
from tests import cast
from tests.apps.rounds.asking import LINES, asked


@pytest.fixture
def panel(firm) -> Panel:
    return asked(firm, "theo", "cora")


@pytest.fixture
def judged(panel) -> Panel:
    """Both experts have judged both lines: close on the first, far apart on the second."""
    for who, hours in (("theo", (20, 30)), ("cora", (22, 90))):
        for line, likely in zip(LINES, hours, strict=True):
            actions.give(
                cast.actor(who), panel, line=line, low=Decimal(likely - 10), likely=Decimal(likely),
                high=Decimal(likely * 2),
                reason=f"{who} has done it at Alder Rail.",
            )  # fmt: skip
    return panel


@pytest.fixture
def revealed(judged, ana) -> Panel:
    return actions.reveal(ana, judged)
