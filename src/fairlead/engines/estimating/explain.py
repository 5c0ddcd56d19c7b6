"""What moved between two estimates, line by line, adding up to the cent.

The price moves by the sum of all steps: one for every line that came, went or changed, and one for the
discount. A line's step is told apart into what its hours did (at the old price of an hour) and what its
rate did (all that is left). Two currencies are compared in the later one: the earlier estimate is restated
at the later one's frozen exchange, and what rounding leaves over is a step of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fairlead.engines.estimating.reasons import figure
from fairlead.engines.estimating.values import Estimate, Line
from fairlead.engines.money import CurrencyMix, Money

DISCOUNT = "discount"
CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class Step:
    """One move of the price.

    id:   line id, "discount" or "currency" (what restating leaves over).
    kind: "added", "removed", "changed", "discount" or "currency".
    hours: change of likely hours.       delta: change of the net price; by_hours + by_rate = delta.
    why:  one sentence with both figures.
    """

    id: str
    name: str
    kind: str
    hours: Decimal
    delta: Money
    by_hours: Money
    by_rate: Money
    why: str


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From the price before to the price after: before + the sum of the steps' deltas = after.

    Steps follow the lines of the later estimate, then those that went, then the discount. Lines that
    cost the same and take the same hours have no step. restated: the earlier price as it was, in words,
    where it was in another currency.
    """

    before: Money
    after: Money
    steps: tuple[Step, ...]
    restated: str = ""

    @property
    def delta(self) -> Money:
        return self.after - self.before


def waterfall(before: Estimate, after: Estimate) -> Waterfall:
    """The steps from one estimate to another, in the currency of the later one. CurrencyMix when neither
    lock says what the earlier currency is worth in the later one."""
    said, left = "", None
    if before.currency != after.currency:
        before, said, left = _restated(before, after)
    old = {line.id: line for line in before.lines}
    new = {line.id for line in after.lines}
    steps = [_line_step(old.get(line.id), line) for line in after.lines]
    steps += [_line_step(line, None) for line in before.lines if line.id not in new]
    steps += [_discount_step(before, after), left]
    return Waterfall(before.price, after.price, tuple(step for step in steps if step), said)


def _restated(before: Estimate, after: Estimate) -> tuple[Estimate, str, Step | None]:
    """The earlier estimate in the later currency, in words what was done, and what rounding left over."""
    worth: Mapping[str, str] = {**before.lock.exchange, **after.lock.exchange}
    if before.currency not in worth or after.currency not in worth:
        raise CurrencyMix(before.currency, after.currency)
    rate = Decimal(worth[before.currency]) / Decimal(worth[after.currency])

    def convert(money: Money) -> Money:
        return Money(money.amount * rate, after.currency).rounded()

    lines = tuple(replace(line, price=convert(line.price)) for line in before.lines)
    price, discount = convert(before.price), convert(before.discount)
    then = replace(before, currency=after.currency, lines=lines, price=price, discount=discount)
    whole = sum((line.price.amount for line in lines), Decimal(0)) - discount.amount
    said = f"{before.price} at 1 {before.currency} = {figure(round(rate, 6))} {after.currency} is {price}."
    over = Money(whole, after.currency) - price
    why = f"Restating line by line in {after.currency} leaves {over} over."
    nothing = _nothing(over)
    step = Step(CURRENCY, "Currency", CURRENCY, Decimal(0), over, nothing, over, why) if over else None
    return then, said, step


def changed_lines(before: Estimate, after: Estimate) -> tuple[str, ...]:
    """Ids of the lines that are not equal in every field, those of the later estimate first."""
    old = {line.id: line for line in before.lines}
    new = {line.id: line for line in after.lines}
    return tuple(key for key in {**new, **old} if old.get(key) != new.get(key))


def _line_step(old: Line | None, new: Line | None) -> Step | None:
    if old is None and new is not None:
        why = f"{new.name} is new: {figure(new.hours)} h, {new.price}."
        return Step(new.id, new.name, "added", new.hours, new.price, new.price, _nothing(new.price), why)
    if new is None and old is not None:
        why = f"{old.name} went: {figure(old.hours)} h, {old.price}."
        gone = -old.price
        return Step(old.id, old.name, "removed", -old.hours, gone, gone, _nothing(gone), why)
    if old is None or new is None or (old.hours == new.hours and old.price == new.price):
        return None
    delta = new.price - old.price
    by_hours = _by_hours(old, new, delta)
    why = f"{new.name}: {figure(old.hours)} h at {old.price} became {figure(new.hours)} h at {new.price}."
    hours = new.hours - old.hours
    return Step(new.id, new.name, "changed", hours, delta, by_hours, delta - by_hours, why)


def _by_hours(old: Line, new: Line, delta: Money) -> Money:
    """What the change of hours is worth at the old price of an hour; everything when there was none."""
    if not old.hours:
        return delta
    return Money(old.price.amount * (new.hours - old.hours) / old.hours, old.price.currency).rounded()


def _nothing(like: Money) -> Money:
    return Money(Decimal(0), like.currency)


def _discount_step(before: Estimate, after: Estimate) -> Step | None:
    delta = before.discount - after.discount
    if not delta:
        return None
    why = (
        f"Discount: {figure(before.discount_percent)} %, {before.discount} became "
        f"{figure(after.discount_percent)} %, {after.discount}."
    )
    return Step(DISCOUNT, "Discount", DISCOUNT, Decimal(0), delta, _nothing(delta), delta, why)
