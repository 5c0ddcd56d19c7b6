"""What the firm knows of its market: the price book, who serves whom, why sales end, when it works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairlead.engines.practice.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Sku:
    """One entry of the price book: `price` for one `unit`, half-open in time: [start, end). The same id may
    stand again with later prices. hours is what stands behind one unit, 0 when nothing says."""

    id: str
    name: str
    category: str
    unit: str
    price: Decimal
    currency: str
    start: date
    end: date | None = None
    hours: Decimal = Decimal(0)
    seats: int = 0
    note: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Territory:
    """A patch of the market: accounts of these segments and regions (both when both are given)."""

    id: str
    name: str
    segments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    public_sector: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sale was won or lost; `details` asks for a sentence besides."""

    id: str
    name: str
    of: str
    details: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Idle:
    """After how many days without activity an early deal of these segments is warned of and given up."""

    id: str
    segments: tuple[str, ...]
    warn_days: int
    close_days: int
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When business clocks run: opening hours of weekdays (0 Monday) in a zone, without the public
    holidays of a country (ISO code)."""

    zone: str = "UTC"
    open: str = "09:00"
    close: str = "17:00"
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    country: str = ""


NINE_TO_FIVE = WorkingHours()
