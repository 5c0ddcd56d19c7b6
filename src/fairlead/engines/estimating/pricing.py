"""What an hour sells for and costs: rates on a day, exchange, standard cost, hours and discounts.

The rules and their worked numbers are in docs/spec/estimating.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from fairlead.engines.findings import Finding
from fairlead.engines.money import Money, Rounding, apportion
from fairlead.engines.practice.market import Sku
from fairlead.engines.practice.place import Place
from fairlead.engines.practice.values import ANY_ROLE, Practice, Rate, Role

YEARLY_HOURS = 1880  # billable hours behind a standard cost (em-process 2.6)
ROLE_STEP = Decimal("0.01")  # hours of a role are whole hundredths


@dataclass(frozen=True, slots=True)
class RoleRate:
    """A role on the day: bill rate (None when no work of an open price needs one) and standard cost in
    the engagement's currency, and the rate as the practice states it.

    whose: whose rate it is ("Northwind Freight", "emea"), "" for the role's list rate.
    listed: the list rate beside a rate of somebody's own, converted; None without either.
    """

    role: str
    name: str
    rate: Money | None
    unit_cost: Money
    stated: Money | None
    whose: str = ""
    listed: Money | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A unit of the price book on the day, in the engagement's currency and as the book states it."""

    sku: str
    name: str
    unit: str
    price: Money
    stated: Money


@dataclass(frozen=True, slots=True)
class RateCard:
    """Everything that turns hours into money for one engagement.

    exchange holds what one unit of each currency in use is worth in practice currency, empty when there
    is only one currency. book has the SKUs that are sold.
    """

    day: date
    region: str
    practice_currency: str
    currency: str
    roles: tuple[RoleRate, ...]
    exchange: tuple[tuple[str, Decimal], ...]
    book: tuple[Booked, ...] = ()

    def booked(self, sku: str) -> Booked:
        """A unit of the price book; KeyError when the card was made without it."""
        for entry in self.book:
            if entry.sku == sku:
                return entry
        raise KeyError(sku)

    def role(self, role_id: str) -> RoleRate:
        """The rates of a role; KeyError when the card was made without it."""
        for rate in self.roles:
            if rate.role == role_id:
                return rate
        raise KeyError(role_id)

    def convert(self, money: Money) -> Money:
        """An amount in the engagement's currency, rounded commercially to its minor unit."""
        if money.currency == self.currency:
            return money.rounded()
        worth = dict(self.exchange)
        amount = money.amount * worth[money.currency] / worth[self.currency]
        return Money(amount, self.currency).rounded()


def standard_cost(annual: Decimal) -> Decimal:
    """Standard cost per hour: yearly OTE and benefits / 1,880, rounded commercially to cents."""
    return (annual / YEARLY_HOURS).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rate_on(practice: Practice, role: str, day: date, region: str, customer: str = "") -> Rate | None:
    """The bill rate of a role on a day, the first of: the customer's own, the region's, the role's list
    rate, and then in the same order the rate of every role ("default").

    A customer's rate for the region comes before the one for every region. Rates run half-open,
    [start, end). Where two overlap the later start holds.
    """
    places = dict.fromkeys(((customer, region), (customer, ""), ("", region), ("", "")))
    for wanted in (role, ANY_ROLE):
        for who, where in places:
            held = [
                rate
                for rate in practice.rates
                if (rate.role, rate.customer, rate.region) == (wanted, who, where) and rate.start <= day
                if rate.end is None or day < rate.end
            ]
            if held:
                return max(held, key=lambda rate: rate.start)
    return None


def sku_on(practice: Practice, sku: str, day: date) -> Sku | None:
    """The entry of the price book that holds on a day, the later start where two overlap."""
    held = [entry for entry in practice.skus if entry.id == sku and entry.start <= day]
    held = [entry for entry in held if entry.end is None or day < entry.end]
    return max(held, key=lambda entry: entry.start) if held else None


def exchange_on(practice: Practice, currency: str, day: date) -> Decimal | None:
    """What one unit of `currency` is worth in practice currency on a day; None when nothing says."""
    if currency == practice.currency:
        return Decimal(1)
    held = [e for e in practice.exchange if e.currency == currency and e.start <= day and e.rate > 0]
    return max(held, key=lambda e: e.start).rate if held else None


def _no_exchange(practice: Practice, currency: str, day: date) -> Finding:
    place = next((e.place for e in practice.exchange), None)
    return Finding(
        place.file if place else "",
        place.line if place else 0,
        f"exchange.{currency}",
        "no-exchange",
        f"Nothing says what one {currency} is worth in {practice.currency} on {day}.",
        f'Add an [[exchange]] with currency = "{currency}", a rate above 0 and a start on or before {day}.',
    )


def _no_rate(practice: Practice, role: Role, day: date, region: str) -> Finding:
    where = f" in region {region}" if region else ""
    others = [
        rate
        for rate in practice.rates
        if rate.role in (role.id, ANY_ROLE) and not rate.customer and rate.region in ("", region)
    ]
    known = f" {_periods([(rate.start, rate.end) for rate in others])}" if others else ""
    return Finding(
        role.place.file,
        role.place.line,
        f"rate.{role.id}",
        "no-rate",
        f"{role.name} has no bill rate on {day}{where}.{known}",
        f'Add a [[rate]] with role = "{role.id}" that starts on or before {day} and ends after it or never.',
    )


def _periods(spans: Iterable[tuple[date, date | None]]) -> str:
    """When there is one, so that a slip in the day is seen at once."""
    known = [f"from {start}" + (f" to {end}" if end else " on") for start, end in sorted(set(spans), key=str)]
    return f"It has one {', '.join(known)}."


def _no_sku(practice: Practice, wanted: Wanted, day: date) -> Finding:
    entries = [entry for entry in practice.skus if entry.id == wanted.sku]
    place = entries[-1].place if entries else wanted.place
    known = (
        _periods([(entry.start, entry.end) for entry in entries]) if entries else "It is not in it at all."
    )
    return Finding(
        place.file,
        place.line,
        f"activity.{wanted.activity}.sku",
        "no-price",
        f"The price book has no price of {wanted.sku} on {day}. {known}",
        f'Add a [[sku]] with id = "{wanted.sku}" that holds on {day}, or price as of another day.',
    )


def _exchanges(
    practice: Practice, currencies: Iterable[str], day: date
) -> tuple[tuple[tuple[str, Decimal], ...], list[Finding]]:
    names = sorted(set(currencies))
    if len(names) == 1:
        return (), []
    found = [(name, exchange_on(practice, name, day)) for name in names]
    findings = [_no_exchange(practice, name, day) for name, worth in found if worth is None]
    return tuple((name, worth) for name, worth in found if worth is not None), findings


@dataclass(frozen=True, slots=True)
class Wanted:
    """A SKU that an activity sells, with where the activity stands."""

    sku: str
    activity: str
    place: Place


def rate_card(
    practice: Practice,
    sold: Iterable[str],
    costed: Iterable[str],
    *,
    day: date,
    region: str,
    currency: str,
    customer: str = "",
    skus: Iterable[Wanted] = (),
    paid: Iterable[str] = (),
) -> tuple[RateCard | None, tuple[Finding, ...]]:
    """The card for the roles that sell by the hour (`sold`) and those that only cost (`costed`), the SKUs
    that are sold and the currencies that something is paid in besides.

    Roles the practice does not know are left out: whoever names them reports them. Findings: a sold role
    without a rate on the day, a SKU without a price on the day, a currency without an exchange rate; with
    any of them there is no card.
    """
    needs_rate, known = set(sold), set(costed)
    roles = [role for role in practice.roles if role.id in needs_rate | known]
    rates = {
        role.id: rate_on(practice, role.id, day, region, customer) for role in roles if role.id in needs_rate
    }
    findings = [_no_rate(practice, role, day, region) for role in roles if rates.get(role.id, role) is None]
    entries = {wanted: sku_on(practice, wanted.sku, day) for wanted in skus}
    findings += [_no_sku(practice, wanted, day) for wanted, entry in entries.items() if entry is None]
    listed = {role: rate_on(practice, role, day, "") for role, rate in rates.items() if rate and _own(rate)}
    used = {item.currency for item in (*rates.values(), *listed.values(), *entries.values()) if item}
    exchange, unknown = _exchanges(practice, used | {practice.currency, currency, *paid}, day)
    findings += unknown
    if findings:
        return None, tuple(findings)
    bare = RateCard(day, region, practice.currency, currency, (), exchange)
    priced = tuple(_role_rate(bare, role, rates.get(role.id), listed.get(role.id)) for role in roles)
    book = {entry.id: _booked(bare, entry) for entry in entries.values() if entry}
    return RateCard(day, region, practice.currency, currency, priced, exchange, tuple(book.values())), ()


def _own(rate: Rate) -> bool:
    return bool(rate.customer or rate.region)


def _role_rate(card: RateCard, role: Role, rate: Rate | None, listed: Rate | None) -> RoleRate:
    stated = Money(rate.amount, rate.currency) if rate else None
    cost = card.convert(Money(standard_cost(role.annual_cost), card.practice_currency))
    return RoleRate(
        role.id,
        role.name,
        card.convert(stated) if stated else None,
        cost,
        stated,
        (rate.customer or rate.region) if rate else "",
        card.convert(Money(listed.amount, listed.currency)) if listed else None,
    )


def _booked(card: RateCard, entry: Sku) -> Booked:
    stated = Money(entry.price, entry.currency)
    return Booked(entry.id, entry.name, entry.unit, card.convert(stated), stated)


def round_hours(hours: float) -> Decimal:
    """Hours to the nearest quarter, halves up, after dropping float noise beyond 6 decimals."""
    clean = Decimal(repr(hours)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return ((clean * 4).quantize(Decimal(1), ROUND_HALF_UP) / 4).quantize(ROLE_STEP)


def split_hours(hours: Decimal, shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Hours by role in whole hundredths that add up to `hours` (largest remainder, file order first
    among equals). Hundredths, not quarters: a 10 % share of 1.25 h is 0.13 h and not 0.25 h or nothing.
    ValueError without a positive share."""
    parts = apportion(int(hours / ROLE_STEP), tuple(shares.values()))
    return {role: part * ROLE_STEP for role, part in zip(shares, parts, strict=True)}


def discounted(list_price: Money, percent: Decimal) -> tuple[Money, Money]:
    """(amount off, net price): once, on the whole list price, rounded commercially to the minor unit."""
    off = (list_price * (percent / 100)).rounded()
    return off, list_price - off


def minimum_price(cost: Money, target_margin: Decimal) -> Money:
    """cost / (1 - target margin), rounded up: the least price that keeps the margin. Below 1 only."""
    return Money(cost.amount / (1 - target_margin), cost.currency).rounded(Rounding.UP)


def margin(price: Money, cost: Money) -> Decimal:
    """(price - cost) / price to 4 decimals; 0 for a price of 0."""
    return ratio(price - cost, price)


def ratio(part: Money, whole: Money) -> Decimal:
    """part / whole to 4 decimals, rounded commercially; 0 for a whole of 0."""
    if not whole:
        return Decimal("0.0000")
    return (part.amount / whole.amount).quantize(Decimal("0.0001"), ROUND_HALF_UP)
