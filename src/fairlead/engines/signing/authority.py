"""Whether somebody's authority reaches: the ground for it, and the amount up to which it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.money import Money
from fairlead.engines.practice.values import Authority

BASES = {
    "officer": "Officer of the company",
    "power-of-attorney": "Power of attorney",
    "delegated": "Delegated authority",
}


@dataclass(frozen=True, slots=True)
class Held:
    """The authority of one person: its ground and its limit; None is any amount."""

    basis: str
    limit: Money | None

    @property
    def words(self) -> str:
        """As a reader sees it: "Delegated authority up to USD 50,000.00"."""
        return f"{BASES[self.basis]}{f' up to {self.limit}' if self.limit else ''}"


def short(name: str, held: Held, total: Money, rates: Mapping[str, Decimal]) -> str:
    """Why an authority does not reach a total, in a sentence; "" when it does.

    rates: what one unit of each currency is worth in the currency of the practice.
    """
    if held.limit is None:
        return ""
    limit, price = _worth(held.limit, rates), _worth(total, rates)
    if held.limit.currency == total.currency:
        limit, price = held.limit.amount, total.amount
    if limit is None or price is None:
        return f"Nothing says what {held.limit.currency}, the limit of {name}, is worth in {total.currency}."
    if price > limit:
        return f"{name} may sign up to {held.limit}; this comes to {total}."
    return ""


def _worth(money: Money, rates: Mapping[str, Decimal]) -> Decimal | None:
    rate = rates.get(money.currency)
    return None if rate is None else money.amount * rate


def of_roles(roles: Collection[str], authorities: Iterable[Authority], currency: str) -> tuple[Held, ...]:
    """What the practice lets someone of these roles sign; () where it names none of them."""
    return tuple(
        Held(one.basis, None if one.up_to is None else Money(one.up_to, one.currency or currency))
        for one in authorities
        if one.role in roles
    )


def refusal(
    name: str, own: Held, lent: Iterable[Held] | None, total: Money, rates: Mapping[str, Decimal]
) -> str:
    """Why somebody may not sign this total; "" when they may. What is recorded of them has to reach, and so
    has one of those that the practice lends (None: the practice says nothing, () it does not name them)."""
    if against := short(name, own, total, rates):
        return against
    if lent is None:
        return ""
    found = [short(name, held, total, rates) for held in lent]
    if not found:
        return f"The practice lets nobody of {name}'s roles sign for the firm."
    return "" if "" in found else found[0]
