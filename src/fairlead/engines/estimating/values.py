"""An estimate as frozen values: lines with ranges and reasons, totals, and what made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil

from fairlead.engines.money import Money


@dataclass(frozen=True, slots=True)
class RoleHours:
    """Hours of one role on one line, with the bill rate and standard cost that price them."""

    role: str
    hours: Decimal
    rate: Money
    unit_cost: Money
    price: Money
    cost: Money


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an estimate. Hours are likely hours (P50); p10..p90 are the line's own range in hours.

    kind:    "work", "fixed" (education or SKU at a set price), "contingency", or what is bought: "vendor",
             "travel", "expense".
    depends: ids of the questions that this line depends on, sorted.
    why:     sentences, most important first: the formula with its numbers, the source of the rule.
    sku:     its id in the price book, "" for none.
    billing: how it is billed where that is not as the engagement is, else "".
    basis:   what its size rests on: "formula", or the basis of an adjustment.
    amounts: P10, P50, P80 and P90 of the price of what is bought; empty for others.
    cause:   the driver whose uncertainty it shares with other lines, "" for none.
    """

    id: str
    phase: str
    name: str
    description: str
    kind: str
    education: bool
    hours: Decimal
    p10: Decimal
    p50: Decimal
    p80: Decimal
    p90: Decimal
    roles: tuple[RoleHours, ...]
    price: Money
    cost: Money
    depends: tuple[str, ...]
    why: tuple[str, ...]
    sku: str = ""
    billing: str = ""
    basis: str = "formula"
    amounts: tuple[Decimal, ...] = ()
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """A simulated total at its percentiles (hours, days as Decimal; price, cost as Money)."""

    mean: Decimal
    p10: Decimal
    p50: Decimal
    p80: Decimal
    p90: Decimal


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A risk event beside the lines: hours if it happens, expected hours and what those sell for."""

    id: str
    name: str
    probability: Decimal
    low: Decimal
    likely: Decimal
    high: Decimal
    expected: Decimal
    value: Money
    depends: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote of a sale: "consulting" or "education"; list_price - discount = net, to the cent."""

    id: str
    list_price: Money
    discount: Money
    net: Money


@dataclass(frozen=True, slots=True)
class Free:
    """Services given without charge: valued at list, outside the price; their cost is a likely share, that
    of the sold lines, and `margin` is what is left when it is borne by this sale."""

    value: Money
    cost: Money
    margin: Decimal


@dataclass(frozen=True, slots=True)
class Stint:
    """From when to when a line is likely to be worked on, in working days from the start, and the days
    themselves where the start is known. alongside: it goes along with the rest and lengthens nothing."""

    id: str
    start: Decimal
    finish: Decimal
    alongside: bool = False
    begins: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A phase in working days from the start: likely start and finish, and the spread of its finish."""

    id: str
    name: str
    start: Decimal
    finish: Decimal
    p50: Decimal
    p80: Decimal
    p90: Decimal
    alongside: bool = False
    begins: date | None = None
    ends: date | None = None

    @property
    def week(self) -> int:
        """The week of work in which it is likely to end, from 1."""
        return max(1, ceil(self.finish / 5))


@dataclass(frozen=True, slots=True)
class Timetable:
    """How long the work takes: weeks at P50, P80, P90 and at the confidence, and the days these are.

    Weeks are calendar weeks from the start where that is known, else weeks of work.
    """

    people: int
    start: date | None
    weeks: Decimal
    weeks_p50: Decimal
    weeks_p80: Decimal
    weeks_p90: Decimal
    end: date | None
    end_p50: date | None
    end_p80: date | None
    end_p90: date | None
    phases: tuple[Span, ...]
    lines: tuple[Stint, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """What the figures were made from; the same lock and answers give the same cents, always."""

    practice: str
    practice_digest: str
    engine: str
    day: date
    currency: str
    rates: Mapping[str, str]
    exchange: Mapping[str, str]
    correlation: str
    confidence: int
    trials: int
    seed: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """Lines and totals.

    list_price: lines plus contingency, before discount.   discount: amount taken off, once, on the whole.
    price:      list_price - discount: what the SOW says.  margin: (price - cost) / price, 4 decimals.
    hours, days: likely work plus contingency.             spreads: "hours", "days", "price", "cost".
    contingency_share: contingency price / price of the other lines, 4 decimals.
    education, consulting: the two parts of `price` (they add up to it).
    minimum_price: cost / (1 - target margin), the least price that keeps the target margin.
    notes: what was rounded, converted or capped, one sentence each.
    quotes: what is sold as consulting and what as education; their nets add up to `price`.
    billed: net price by way of billing, adding up to `price`.
    floor:  the least margin that the practice wants kept, 0 for none; floor_price is the price of it.
    risks:  the events that the contingency covers with the spread of the lines.
    """

    currency: str
    lines: tuple[Line, ...]
    list_price: Money
    discount_percent: Decimal
    discount: Money
    price: Money
    cost: Money
    margin: Decimal
    education: Money
    consulting: Money
    minimum_price: Money
    hours: Decimal
    days: Decimal
    contingency_share: Decimal
    spreads: Mapping[str, Spread]
    correlation: Decimal
    lock: Lock
    notes: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    billed: Mapping[str, Money] = field(default_factory=dict)
    floor: Decimal = Decimal(0)
    floor_price: Money | None = None
    free: Free | None = None
    risks: tuple[RiskLine, ...] = ()
    timetable: Timetable | None = None
