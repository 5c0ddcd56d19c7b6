"""From an order to what is sold and to how its checklist stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fairlead.apps.agreements.bridge import practice_behind
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.books.models import Booking, Order, Proof
from fairlead.apps.books.states import BASE
from fairlead.apps.changes.bridge import verdict_of
from fairlead.apps.changes.models import Change
from fairlead.apps.signing.models import Sending
from fairlead.core.errors import Invalid
from fairlead.engines import booking
from fairlead.engines.booking import Given, Sale, Split, Standing
from fairlead.engines.changing import CONFIRMED, SIGNED
from fairlead.engines.figures import long_date
from fairlead.engines.money import Money
from fairlead.engines.practice.closing import BookingItem

COST = "estimate.xlsx"


def split_of(sow: Sow) -> Split:
    """The total of a statement of work by what it is for, from its frozen figures."""
    figures = sow.estimate.figures["estimate"]
    parts = (
        figures["consulting"]["amount"],
        figures["education"]["amount"],
        sow.estimate.terms["investment"],
    )
    return Split(*(Money(Decimal(str(part)), sow.currency) for part in parts))


def to_book(order: Order) -> Split:
    """What an order comes to: of a change that lowers the total, what is booked anew."""
    change = order.change
    if change is None:
        return split_of(order.sow)
    if verdict_of(change).booking.kind == "new-opportunity":
        nothing = Money(Decimal(0), order.sow.currency)
        return _changed(Split(nothing, nothing, nothing), order)
    return _changed(_sum(taken_back(order)) or split_of(order.sow), order)


def taken_back(order: Order) -> tuple[Booking, ...]:
    """What is refunded when an order lowers the total: what its engagement is booked at, and of what was
    booked apart since then as much as the fall takes, the newest first."""
    standing = standing_of(order.engagement_id)
    if order.change is None or standing is None:
        return ()
    found = [standing]
    apart = Booking.objects.filter(engagement=order.engagement_id, kind="change", reversal__isnull=True)
    for one in apart.order_by("-pk"):
        sold = _sum(found)
        if sold is None or not _changed(sold, order).negative:
            break
        found.append(one)
    return tuple(found)


def _sum(entries: Sequence[Booking]) -> Split | None:
    splits = [one.split for one in entries]
    return sum(splits[1:], splits[0]) if splits else None


def _changed(sold: Split, order: Order) -> Split:
    price = order.change.price if order.change else Decimal(0)
    return sold.with_change(
        *(Money(Decimal(part), sold.amount.currency) for part in (price, order.education))
    )


def standing_of(engagement: int) -> Booking | None:
    """The entry that an engagement is booked at; None before, and after that was reversed."""
    rows = Booking.objects.filter(engagement=engagement)
    return rows.filter(kind__in=BASE, reversal__isnull=True).order_by("-pk").first()


def whole_of(engagement: int) -> Booking | None:
    """The entry by which an engagement was booked whole; None before, and after that was reversed. What was
    refunded and booked anew since stands on it still."""
    rows = Booking.objects.filter(engagement=engagement, kind="booking").exclude(reversal__kind="reversal")
    return rows.select_related("sow").order_by("-pk").first()


def signature_of(order: Order) -> str:
    """Who says that both have signed: for a change, its own record of that, else what was out for signature.
    "" where nobody says so."""
    return _given(order.change, SIGNED) if order.change is not None else _signed(order.sow)


def _signed(sow: Sow) -> str:
    """Who signed a statement of work: here, or with the change that made it; where that took the customer's
    word alone, it stands on the signature of what it amends."""
    sent = Sending.objects.filter(sow=sow, state="signed").order_by("-pk").first()
    if sent is not None:
        return f"Signed by everyone, {long_date(sent.ended_at)} ({sent.service})."
    change = Change.objects.filter(amended=sow, state="in-force").select_related("sow").first()
    if change is None:
        return ""
    word, before = _given(change, CONFIRMED), _signed(change.sow)
    return _given(change, SIGNED) or (f"{before} {change.name}: {word}" if word and before else "")


def _given(change: Change, need: str) -> str:
    consents: list[Mapping[str, Any]] = change.consents
    given = [consent for consent in consents if consent["need"] == need and change.holds(consent)]
    return f"{given[-1]['note']} ({given[-1]['on']})" if given else ""


def sale_of(order: Order) -> Sale:
    """What is sold, as the checklist looks at it."""
    sow = order.sow
    split = to_book(order)
    lines = sow.estimate.figures["estimate"]["lines"]
    skus = practice_behind(sow).skus
    return Sale(
        split,
        _facts(order, split),
        frozenset(line["sku"] for line in lines if line.get("sku")),
        any(not line.get("sku") and Decimal(line["price"]["amount"]) for line in lines),
        {name.casefold(): sku.id for sku in skus for name in (sku.name, sku.id)},
        Paper.objects.filter(sow=sow, kind=COST).exists(),
        signature_of(order),
    )


def _facts(order: Order, split: Split) -> dict[str, object]:
    """What conditions of items may name."""
    terms: Mapping[str, Any] = order.sow.estimate.terms
    route = (order.sow.estimate.figures.get("route") or {}).get("to", "")
    said = ("billing", "paper", "region", "segment", "currency", "offering", "public_sector", "msa")
    return {
        **{name: terms[name] for name in said},
        "price": float(split.amount.amount), "consulting_price": float(split.consulting.amount),
        "education_price": float(split.education.amount), "investment": float(split.investment.amount),
        "discount": float(terms["discount"]), "route": route, "way": order.way,
        "change": order.change_id is not None,
    }  # fmt: skip


def given_of(order: Order) -> dict[str, Given]:
    """What stands for each item: the newest proof, unless it was taken back."""
    rows = Proof.objects.filter(order=order).defer("content").order_by("pk")
    newest = {row.item: row for row in rows}
    return {
        item: Given(
            item, row.kind == "waived", row.by, row.by_name, row.created_at, row.reference,
            Money(Decimal(row.amount), order.sow.currency) if row.amount is not None else None,
            tuple(row.skus), row.on, row.pk, row.name,
        )
        for item, row in newest.items()
        if row.kind != "withdrawn"
    }  # fmt: skip


def checklist_of(order: Order) -> tuple[tuple[BookingItem, ...], Sale]:
    """The items that apply to an order; Invalid when the practice cannot decide."""
    sale = sale_of(order)
    items, findings = booking.applying(practice_behind(order.sow).booking, sale.facts, timezone.localdate())
    if findings:
        raise Invalid(findings)
    return items, sale


def standings_of(order: Order) -> tuple[Standing, ...]:
    """How every item stands today."""
    items, sale = checklist_of(order)
    return booking.standings(items, sale, given_of(order), order.touched_at, timezone.localdate())
