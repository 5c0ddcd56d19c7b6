"""Facts that the books announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class EngagementBooked:
    """kind: of the entry in the books; an amended statement of work books nothing new."""

    name: ClassVar[str] = "engagement.booked"

    engagement: int
    booking: int
    kind: str
    title: str
    amount: str
    consulting: str
    education: str
    investment: str
    currency: str
    on: str
    quarter: str
    manifest: str
    by: str


@dataclass(frozen=True, slots=True)
class BookingReversed:
    name: ClassVar[str] = "booking.reversed"

    engagement: int
    booking: int
    title: str
    amount: str
    currency: str
    note: str
    by: str
