"""How the net price of consulting is billed: by the hours, for a fixed fee, or as time paid in advance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fairlead.engines.estimating.values import Estimate, Line
from fairlead.engines.money import Money, allocate
from fairlead.engines.practice.values import BILLINGS

HOURLY, FIXED, BLOCK, _TRAINING, RECURRING = BILLINGS
# What is sold as time: nothing that it brings about is promised, and what is not used lapses.
PREPAID = (BLOCK, RECURRING)


def way_of(line: Line, billing: str) -> str:
    """How a line is billed: in its own way, or as the engagement (`billing`) is."""
    return line.billing or billing


def by_billing(estimate: Estimate, billing: str) -> Mapping[str, Money]:
    """The net price of consulting by the way its lines are billed, adding up to it to the cent
    (largest remainder, by list price); ways that come to nothing are left out.

    billing: how the engagement is billed, for lines that say nothing else.
    """
    listed: dict[str, Decimal] = {}
    for line in estimate.lines:
        if not line.education:
            way = way_of(line, billing)
            listed[way] = listed.get(way, Decimal(0)) + line.price.amount
    sold = {way: amount for way, amount in listed.items() if amount}
    return dict(zip(sold, allocate(estimate.consulting, tuple(sold.values())), strict=True)) if sold else {}


def amounts(estimate: Estimate, billing: str) -> dict[str, Decimal]:
    """The same as the facts that conditions name: hourly_price, fixed_price and prepaid_price, each the net
    amount in the currency of the estimate, 0 where nothing is sold so."""
    parts = {way: money.amount for way, money in by_billing(estimate, billing).items()}
    fixed = parts.pop(FIXED, Decimal(0))
    prepaid = sum((parts.pop(way, Decimal(0)) for way in PREPAID), Decimal(0))
    return {"hourly_price": sum(parts.values(), Decimal(0)), "fixed_price": fixed, "prepaid_price": prepaid}
