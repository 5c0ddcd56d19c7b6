"""Money: a Decimal with its currency. No silent mix, rounding only by a named rule, splits keep the sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

# Minor units by ISO 4217; every other currency has two.
MINOR_UNITS = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3}


class Rounding(StrEnum):
    """Named rounding rules: commercial (half away from zero), bankers (half to even), up (never short)."""

    COMMERCIAL = ROUND_HALF_UP
    BANKERS = ROUND_HALF_EVEN
    UP = ROUND_CEILING


class CurrencyMix(ValueError):
    """Two currencies met in one sum."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} cannot be mixed; convert one of them first.")


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency. Arithmetic with another currency raises CurrencyMix."""

    amount: Decimal
    currency: str

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMix(self.currency, other.currency)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(self.amount * factor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def rounded(self, rule: Rounding = Rounding.COMMERCIAL) -> Money:
        """The amount in whole minor units (cents) by the named rule."""
        return Money(self.amount.quantize(minor_unit(self.currency), rounding=rule.value), self.currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.rounded().amount:,}"


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for most, 1 for JPY, 0.001 for KWD (ISO 4217)."""
    return Decimal(1).scaleb(-MINOR_UNITS.get(currency, 2))


def total(moneys: Iterable[Money], currency: str) -> Money:
    """The sum in `currency`; zero of that currency for nothing; CurrencyMix when one differs."""
    amount = Decimal(0)
    for money in moneys:
        if money.currency != currency:
            raise CurrencyMix(currency, money.currency)
        amount += money.amount
    return Money(amount, currency)


def apportion(units: int, shares: Sequence[Decimal]) -> tuple[int, ...]:
    """Split whole units by shares (any positive scale) into whole units that add up to `units`.

    Largest-remainder method: everyone gets the rounded-down part, and the units that are left go to the
    largest remainders, earlier shares first among equals. ValueError without a positive share.
    """
    whole = sum(shares, Decimal(0))
    if whole <= 0 or min(shares) < 0:
        raise ValueError("a split needs shares that are not negative and not all zero.")
    # Fractions, so that thirds are exact and the remainders of equal shares really are equal.
    exact = [units * Fraction(share) / Fraction(whole) for share in shares]
    parts = [floor(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[: units - sum(parts)]:
        parts[index] += 1
    return tuple(parts)


def allocate(money: Money, shares: Sequence[Decimal]) -> tuple[Money, ...]:
    """Split into whole minor units by shares, by the largest-remainder method of `apportion`.

    The parts add up to `money` exactly. ValueError when it is not whole minor units, or without a
    positive share.
    """
    unit = minor_unit(money.currency)
    if money.rounded().amount != money.amount:
        raise ValueError(f"{money.amount} {money.currency} is not whole minor units; round it first.")
    units = apportion(int(money.amount / unit), shares)
    return tuple(Money(part * unit, money.currency) for part in units)
