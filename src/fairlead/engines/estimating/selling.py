"""How a price is sold: its quotes, its ways of billing, and what is given without charge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fairlead.engines.estimating.pricing import margin
from fairlead.engines.estimating.values import Free, Line, Quote
from fairlead.engines.money import Money, allocate, total
from fairlead.engines.scoping.values import Terms

CONSULTING, EDUCATION = "consulting", "education"


def parts_of(lines: Sequence[Line], price: Money) -> tuple[Money, Money]:
    """(education, consulting): the net price split as the list prices are, to the cent."""
    taught = sum((line.price.amount for line in lines if line.education), Decimal(0))
    other = sum((line.price.amount for line in lines if not line.education), Decimal(0))
    if not taught + other:
        return price, price  # both are zero, as there is nothing to split
    education, consulting = allocate(price, (taught, other))
    return education, consulting


def quotes_of(lines: Sequence[Line], education: Money, consulting: Money) -> tuple[Quote, ...]:
    """One quote for consulting and one for education, each with its own part of the discount; a part that
    is not sold has none. Their nets add up to the price of the statement of work."""
    currency = education.currency
    taught = total((line.price for line in lines if line.education), currency)
    other = total((line.price for line in lines if not line.education), currency)
    both = ((CONSULTING, other, consulting), (EDUCATION, taught, education))
    return tuple(Quote(name, listed, listed - net, net) for name, listed, net in both if listed)


def billed_of(lines: Sequence[Line], terms: Terms, price: Money) -> Mapping[str, Money]:
    """The net price by way of billing, to the cent; a line that says nothing is billed as the engagement."""
    listed: dict[str, Decimal] = {}
    for line in lines:
        way = line.billing or terms.billing
        listed[way] = listed.get(way, Decimal(0)) + line.price.amount
    sold = {way: amount for way, amount in listed.items() if amount}
    return dict(zip(sold, allocate(price, tuple(sold.values())), strict=True)) if sold else {}


def free_of(terms: Terms, list_price: Money, price: Money, cost: Money) -> Free | None:
    """Services given without charge. Nothing says who gives them, so an hour of them is taken to cost what
    an hour sold at the same list price costs here."""
    if not terms.investment:
        return None
    value = Money(terms.investment, terms.currency)
    share = cost.amount / list_price.amount if list_price else Decimal(1)
    given = (value * share).rounded()
    return Free(value, given, margin(price, cost + given))
