"""Whether a closed sale may be booked: the practice's checklist held against what is sold and what was shown.

Data: the sale, what was given for each item. Rules: one check an item that checks itself. Result: how every
item stands, with the reason. docs/spec/booking.md has the worked numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from fairlead.engines.expressions.formula import Sort
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money, total
from fairlead.engines.practice.closing import BookingItem
from fairlead.engines.scoping.conditions import holding

ECOSYSTEM = "(Ecosystem)"

MET, WAIVED, OPEN, FAILED, LAPSED = "met", "waived", "open", "failed", "lapsed"
DONE = (MET, WAIVED)


@dataclass(frozen=True, slots=True)
class Split:
    """An amount by what it is for. investment: given for nothing, and no part of the amount."""

    consulting: Money
    education: Money
    investment: Money

    @property
    def amount(self) -> Money:
        return self.consulting + self.education

    @property
    def negative(self) -> bool:
        """Whether a part of it is below nothing."""
        return min(self.consulting.amount, self.education.amount) < 0

    def __add__(self, other: Split) -> Split:
        return Split(
            self.consulting + other.consulting, self.education + other.education,
            self.investment + other.investment,
        )  # fmt: skip

    def __neg__(self) -> Split:
        return Split(-self.consulting, -self.education, -self.investment)

    def with_change(self, price: Money, education: Money) -> Split:
        """The same after a change of the total, of which `education` is for education."""
        return Split(self.consulting + price - education, self.education + education, self.investment)


@dataclass(frozen=True, slots=True)
class Sale:
    """What is to be booked.

    split:  the amount that quotes have to come to.
    facts:  what conditions of items may name (`practice.closing.FACTS`).
    skus:   ids of the price book that it sells; custom: whether work is sold that has none.
    book:   the price book: id by name and by id, in small letters.
    cost_kept: whether the workbook with cost and margin is kept.  signed: who says that both have signed.
    """

    split: Split
    facts: Mapping[str, object]
    skus: frozenset[str] = frozenset()
    custom: bool = True
    book: Mapping[str, str] = field(default_factory=dict)
    cost_kept: bool = False
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What was given for an item: evidence, or the reason why it is waived. number, file: of the record."""

    item: str
    waived: bool
    by: int | None
    by_name: str
    at: datetime
    reference: str = ""
    amount: Money | None = None
    skus: tuple[str, ...] = ()
    day: date | None = None
    number: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one item stands, and why: met, waived, open, failed, or lapsed because something came later."""

    item: BookingItem
    state: str
    said: str

    @property
    def done(self) -> bool:
        return self.state in DONE


def applying(
    items: Iterable[BookingItem], facts: Mapping[str, object], day: date
) -> tuple[tuple[BookingItem, ...], tuple[Finding, ...]]:
    """The items in force on a day whose condition holds, and a Finding for each that cannot be decided."""
    dated = [item for item in items if item.holds_on(day)]
    return holding(dated, dict.fromkeys(facts, Sort.ANY), facts)


def standings(
    items: Sequence[BookingItem], sale: Sale, given: Mapping[str, Given], changed: datetime, today: date
) -> tuple[Standing, ...]:
    """How every item stands.

    given:   by item, what stands for it.
    changed: when anything about the order was last changed; approvals that are `last` hold only after it.
    """
    shown = {item.id: given[item.id] for item in items if item.id in given}
    found = {item.id: _standing(item, sale, shown, today) for item in items if not item.last}
    rest = [standing for standing in found.values() if not standing.done]
    for item in items:
        if item.last:
            found[item.id] = _at_last(item, sale, shown, rest, changed, today)
    return tuple(found[item.id] for item in items)


def complete(found: Iterable[Standing]) -> bool:
    """Whether it may be booked."""
    return all(standing.done for standing in found)


def _standing(item: BookingItem, sale: Sale, given: Mapping[str, Given], today: date) -> Standing:
    own = given.get(item.id)
    if own is not None and own.waived:
        return Standing(item, WAIVED, own.reference)
    check = CHECKS.get(item.kind)
    if check is not None:
        good, said = check(item, sale, list(given.values()), today)
        return Standing(item, MET if good else FAILED, said)
    if item.kind == "signed" and sale.signed:
        return Standing(item, MET, sale.signed)
    return Standing(item, MET, own.reference) if own else Standing(item, OPEN, item.evidence)


def _at_last(
    item: BookingItem, sale: Sale, given: Mapping[str, Given], rest: Sequence[Standing], changed: datetime,
    today: date,
) -> Standing:  # fmt: skip
    found = _standing(item, sale, given, today)
    own = given.get(item.id)
    if own is not None and own.at < changed:
        return Standing(item, LAPSED, "Something was changed after it; it is asked for again.")
    if own is None and rest:
        return Standing(item, OPEN, f"First comes: {', '.join(one.item.name for one in rest)}.")
    return found


def _amounts(given: Iterable[Given], sale: Sale) -> Money:
    """What the quotes come to."""
    quoted = [one.amount for one in given if one.amount is not None and one.skus]
    return total(quoted, sale.split.amount.currency)


def _sum(item: BookingItem, sale: Sale, given: Sequence[Given], today: date) -> tuple[bool, str]:
    found, wanted = _amounts(given, sale), sale.split.amount
    if found == wanted:
        return True, f"{found} is quoted."
    return False, f"{found} is quoted of {wanted}: {found - wanted} is the difference."


def _bare(name: str) -> str:
    return name.replace(ECOSYSTEM, "").strip().casefold()


def _skus(item: BookingItem, sale: Sale, given: Sequence[Given], today: date) -> tuple[bool, str]:
    names = [name for one in given for name in one.skus]
    known = {sale.book[_bare(name)] for name in names if _bare(name) in sale.book}
    own = [name for name in names if _bare(name) not in sale.book]
    wrong = []
    if missing := sorted(sale.skus - known):
        wrong.append(f"sold, but on no quote: {', '.join(missing)}")
    if extra := sorted(known - sale.skus):
        wrong.append(f"quoted, but not sold: {', '.join(extra)}")
    if sale.custom and not own:
        wrong.append("no quote has a custom SKU for the work that is sold")
    if not sale.custom and own:
        wrong.append(f"not in the price book: {', '.join(own)}")
    said = "; ".join(wrong)
    return (False, f"{said[0].upper()}{said[1:]}.") if wrong else (True, f"{', '.join(names)}.")


def _valid(item: BookingItem, sale: Sale, given: Sequence[Given], today: date) -> tuple[bool, str]:
    days = [one.day for one in given if one.day is not None and one.skus]
    if not days:
        return False, "There is no quote yet."
    until = min(days) + timedelta(days=item.days)
    return until >= today, f"Valid until {until}." if until >= today else f"The oldest expired on {until}."


def _ecosystem(item: BookingItem, sale: Sale, given: Sequence[Given], today: date) -> tuple[bool, str]:
    names = [name for one in given for name in one.skus]
    plain = [name for name in names if ECOSYSTEM.casefold() not in name.casefold()]
    if plain:
        return False, f"Without {ECOSYSTEM} in the name: {', '.join(plain)}."
    return bool(names), "All of them are." if names else "There is no quote yet."


def _cost(item: BookingItem, sale: Sale, given: Sequence[Given], today: date) -> tuple[bool, str]:
    said = "It is kept with the statement of work." if sale.cost_kept else "No workbook is kept with it."
    return sale.cost_kept, said


def _fixed(item: BookingItem, sale: Sale, given: Sequence[Given], today: date) -> tuple[bool, str]:
    fixed = sale.facts.get("billing") == "fixed-fee"
    return fixed, "It is a fixed fee." if fixed else "It is billed by time and materials."


def _offer(item: BookingItem, sale: Sale, given: Sequence[Given], today: date) -> tuple[bool, str]:
    offers = [one.amount for one in given if one.amount is not None and not one.skus]
    amount = sale.split.amount
    wanted = Money(amount.amount * (100 + item.percent) / 100, amount.currency).rounded()
    if not offers:
        return False, f"There is no offer yet; it comes to {wanted}."
    return offers[0] == wanted, f"{offers[0]} is offered, {wanted} is right."


def _signed(item: BookingItem, sale: Sale, given: Sequence[Given], today: date) -> tuple[bool, str]:
    return bool(sale.signed), sale.signed or "Not everyone has signed it; its agree tab says who is missing."


Check = Callable[[BookingItem, Sale, Sequence[Given], date], tuple[bool, str]]

CHECKS: Mapping[str, Check] = {
    "quotes-sum": _sum, "quotes-skus": _skus, "quotes-valid": _valid, "ecosystem": _ecosystem,
    "cost-paper": _cost, "fixed-fee": _fixed, "offer-amount": _offer,
    "sow-signed": _signed,
}  # fmt: skip


def check_given(
    item: BookingItem, reference: str, amount: Decimal | None, skus: Sequence[str], day: date | None,
    file: bool, today: date,
) -> list[Finding]:  # fmt: skip
    """Everything that is wrong with evidence for an item: what its kind wants, and what it cannot take."""
    found = []
    if not reference.strip() and not (file and item.kind == "paper"):
        found.append(_wrong("reference", "missing", "There is no evidence.", item.evidence))
    quoted = item.kind == "quote"
    if amount is None and item.kind in ("quote", "offer"):
        found.append(_wrong("amount", "missing", "It has its total.", "Write the amount."))
    if amount is not None and item.kind not in ("quote", "offer"):
        found.append(_wrong("amount", "unwanted", f"{item.name} has no amount.", "Leave it out."))
    if amount is not None and amount < 0:
        found.append(_wrong("amount", "negative", "No total is below nothing.", "Write the whole of it."))
    if quoted and not skus:
        found.append(_wrong("skus", "missing", "A quote holds SKUs.", "Name each as the quote does."))
    if skus and not quoted:
        found.append(_wrong("skus", "unwanted", f"{item.name} has no SKUs.", "Leave them out."))
    if quoted and day is None:
        found.append(_wrong("on", "missing", "A quote has the day of its last update.", "Write the day."))
    if day is not None and day > today:
        found.append(_wrong("on", "to-come", f"{day} is still to come.", "Record what has happened."))
    if file and item.kind not in ("paper", "signed"):
        found.append(_wrong("content", "unwanted", f"{item.name} takes no file.", "Say where it is kept."))
    return found


def _wrong(where: str, code: str, message: str, fix: str) -> Finding:
    return Finding("", 0, where, code, message, fix)
