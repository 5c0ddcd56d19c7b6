"""A day, an hour and a zone as one moment; an hour that a clock change leaves out is refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

from fairlead.core.errors import invalid

_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def moment(day: date, time: str, zone: str) -> datetime:
    """That hour of that day in that zone, as UTC."""
    found = _HOUR.fullmatch(time.strip())
    if not found:
        raise invalid("time", f"{time!r} is no time of day.", "Write it like 09:30.")
    if zone not in available_timezones():
        raise invalid("zone", f"{zone} is no time zone.", "Write one like Europe/Berlin.")
    wall = datetime(day.year, day.month, day.day, int(found[1]), int(found[2]))  # noqa: DTZ001 - zoned below
    there = ZoneInfo(zone)
    found_at = wall.replace(tzinfo=there).astimezone(UTC)
    if found_at.astimezone(there).replace(tzinfo=None) != wall:
        raise invalid(
            "time", f"There is no {time} on that day in {zone}: clocks go forward.", "Choose another."
        )
    return found_at
