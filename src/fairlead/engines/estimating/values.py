"""An estimate as frozen values: lines with ranges and reasons, totals, and what made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
