"""One line of an estimate from one activity: hours, range, roles, price, cost and the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isfinite, log

from fairlead.engines.estimating.memory import Memory
from fairlead.engines.estimating.pricing import RateCard, round_hours, split_hours
from fairlead.engines.estimating.ranges import Z90, SplitLognormal
from fairlead.engines.estimating.reasons import (
    cited,
    computed,
    effort_reason,
    figure,
    range_reason,
    rates_reason,
    seen,
)
from fairlead.engines.estimating.simulation import Uncertain
from fairlead.engines.estimating.values import Line, RoleHours
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money, allocate, total
from fairlead.engines.practice.values import Activity
from fairlead.engines.scoping.values import Work

CONTINGENCY = "contingency"
MOST_HOURS = 1_000_000.0
MOST_PRICE = 1_000_000_000.0
MOST_RANGE = 100
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line, what the simulation needs of it (None when it carries no range), and what was rounded."""

    line: Line
    uncertain: Uncertain | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """A remembered line with the objects it was made from, which keeps their identity taken."""

    activity: Activity
    card: RateCard
    priced: PricedLine


_lines: Memory[_Made] = Memory(4096)


def check_work(work: Work, roles: frozenset[str]) -> tuple[Finding, ...]:
    """What makes an activity unusable: absurd sizes, a missing price, unknown or no roles, its id."""
    activity = work.activity
    faults = [*_size_faults(work), *_role_faults(work, roles)]
    if not (0 < activity.low <= 1 <= activity.high <= MOST_RANGE):
        faults.append(
            (
                "low",
                "absurd-range",
                f"The range {activity.low} to {activity.high} is not a range around the likely hours.",
                f"low is above 0 and at most 1, high is at least 1 and at most {MOST_RANGE}.",
            )
        )
    if activity.id == CONTINGENCY:
        faults.append(
            (
                "id",
                "reserved-id",
                f"{CONTINGENCY} is the id of the computed line.",
                "Give the activity another id.",
            )
        )
    place = activity.place
    return tuple(
        Finding(place.file, place.line, f"activity.{activity.id}.{key}", code, message, fix)
        for key, code, message, fix in faults
    )


def _size_faults(work: Work) -> Iterable[tuple[str, str, str, str]]:
    if not 0 <= work.hours <= MOST_HOURS:
        yield (
            "effort",
            "absurd-hours",
            f"The effort formula gives {_said(work.hours)} hours.",
            f"Hours are a number from 0 to {figure(MOST_HOURS)}; check the formula and the answers it sees.",
        )
    if work.price is not None and not 0 <= work.price <= MOST_PRICE:
        yield (
            "price",
            "absurd-price",
            f"The price formula gives {_said(work.price)}.",
            f"A price is a number from 0 to {figure(MOST_PRICE)}; check the formula and the answers it sees.",
        )
    if work.activity.price and work.price is None:
        yield (
            "price",
            "no-price",
            f"The price formula {work.activity.price} gave no price.",
            "Check the formula and the answers it sees.",
        )


def _said(number: float) -> str:
    return figure(number) if isfinite(number) else str(number)


def _role_faults(work: Work, roles: frozenset[str]) -> Iterable[tuple[str, str, str, str]]:
    shares = work.activity.roles
    for role in shares:
        if role not in roles:
            known = ", ".join(sorted(roles)) or "none yet"
            yield "roles", "unknown-role", f"There is no role {role}.", f"The roles are: {known}."
    if min(shares.values(), default=Decimal(0)) < 0 or (not sum(shares.values()) and work.hours):
        yield "roles", "no-roles", "The role shares do not add up to 1.", "Shares are above 0, sum 1."


@lru_cache(maxsize=256)
def interned(card: RateCard) -> RateCard:
    """One object for equal cards, so that lines made from equal cards can be remembered together."""
    return card


def priced_line(work: Work, values: Mapping[str, object], card: RateCard) -> PricedLine:
    """The line of a sound activity (see `check_work`); remembered by everything that decides it.

    `values` are the values its formulas saw (they show in the reasons); `card` must be `interned`.
    """
    inputs = seen(work.activity.effort, values), seen(work.activity.price, values)
    key = (id(work.activity), id(card), work.hours, work.price, work.depends, inputs)
    made = _lines.get(key)
    if made is None or made.activity is not work.activity or made.card is not card:
        make = _open_line if work.price is None else _fixed_line
        made = _Made(work.activity, card, make(work, inputs, card))
        _lines.put(key, made)
    return made.priced


def role_hours(hours: Mapping[str, Decimal], card: RateCard) -> tuple[RoleHours, ...]:
    """Hours by role priced at the card's rates, each part rounded to the minor unit; roles without
    hours are left out."""
    parts = []
    for role, part in hours.items():
        rate = card.role(role)
        if part and rate.rate is not None:
            price, cost = (rate.rate * part).rounded(), (rate.unit_cost * part).rounded()
            parts.append(RoleHours(role, part, rate.rate, rate.unit_cost, price, cost))
    return tuple(parts)


def _open_line(work: Work, inputs: tuple[tuple[str, ...], tuple[str, ...]], card: RateCard) -> PricedLine:
    activity, hours = work.activity, round_hours(work.hours)
    roles = role_hours(split_hours(hours, activity.roles), card) if hours else ()
    price, cost = _sums(roles, card.currency)
    low, high = (-log(activity.low) / Z90, log(activity.high) / Z90) if hours else (0.0, 0.0)
    p80 = SplitLognormal(float(hours), low, high).quantile(0.8) if hours else 0.0
    spread = tuple(_hundredths(value) for value in (hours * activity.low, hours, p80, hours * activity.high))
    why = [effort_reason(activity, inputs[0], work.hours, hours)]
    if low or high:
        why.append(range_reason(activity, spread[0], spread[3]))
    why += cited(activity)
    if roles:
        why.append(rates_reason(roles, card))
    line = _line(work, "work", hours, spread, roles, price, cost, tuple(why))
    notes = (
        (f"{activity.name}: {figure(work.hours)} h rounds to nothing.",) if work.hours and not hours else ()
    )
    return PricedLine(line, _uncertain(line, low, high), notes)


def _uncertain(line: Line, low: float, high: float) -> Uncertain | None:
    if not (low or high):
        return None
    hours = float(line.hours)
    return Uncertain(
        line.id, hours, low, high, float(line.price.amount) / hours, float(line.cost.amount) / hours
    )


def _fixed_line(work: Work, inputs: tuple[tuple[str, ...], tuple[str, ...]], card: RateCard) -> PricedLine:
    activity, hours = work.activity, round_hours(work.hours)
    set_price = Money(Decimal(repr(work.price)), card.practice_currency)
    price = card.convert(set_price)
    roles = _fixed_roles(split_hours(hours, activity.roles), price, card) if hours else ()
    cost = total((part.cost for part in roles), card.currency)
    result = str(set_price) if set_price.currency == price.currency else f"{set_price}, that is {price}"
    why = (computed(activity.price, inputs[1], result), *cited(activity))
    if hours:
        why += (f"{figure(hours)} h of work stand behind it. A set price carries no range.",)
    line = _line(work, "fixed", hours, (_hundredths(hours),) * 4, roles, price, cost, why)
    return PricedLine(line, None, ())


def _fixed_roles(hours: Mapping[str, Decimal], price: Money, card: RateCard) -> tuple[RoleHours, ...]:
    """A set price over its roles in proportion to their hours; the rate is what an hour then earns."""
    worked = {role: part for role, part in hours.items() if part}
    rate = Money(price.amount / sum(worked.values()), price.currency).rounded()
    parts = []
    for (role, part), share in zip(worked.items(), allocate(price, tuple(worked.values())), strict=True):
        unit = card.role(role).unit_cost
        parts.append(RoleHours(role, part, rate, unit, share, (unit * part).rounded()))
    return tuple(parts)


def _line(
    work: Work,
    kind: str,
    hours: Decimal,
    spread: tuple[Decimal, ...],
    roles: tuple[RoleHours, ...],
    price: Money,
    cost: Money,
    why: tuple[str, ...],
) -> Line:
    activity = work.activity
    p10, p50, p80, p90 = spread
    return Line(
        id=activity.id,
        phase=activity.phase,
        name=activity.name,
        description=activity.description,
        kind=kind,
        education=activity.education,
        hours=hours,
        p10=p10,
        p50=p50,
        p80=p80,
        p90=p90,
        roles=roles,
        price=price,
        cost=cost,
        depends=tuple(sorted(work.depends)),
        why=why,
    )


def _sums(roles: Iterable[RoleHours], currency: str) -> tuple[Money, Money]:
    parts = tuple(roles)
    return total((p.price for p in parts), currency), total((p.cost for p in parts), currency)


def _hundredths(value: Decimal | float) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(HUNDREDTH, ROUND_HALF_UP)
