"""The clock of an agenda item, counted by the server: every screen shows the same, and none drifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """How an item stands: seconds that were planned, that went by and that are left (below 0: overrun)."""

    planned: int
    spent: int
    running: bool

    @property
    def left(self) -> int:
        return self.planned - self.spent


def clock(minutes: int, spent: int, since: datetime | None, now: datetime) -> Clock:
    """minutes: planned; spent: seconds before the clock last started; since: when it did, None if paused.

    Whole seconds; a clock that was set back counts as no time.
    """
    going = max(int((now - since).total_seconds()), 0) if since else 0
    return Clock(minutes * 60, spent + going, since is not None)
