"""Reads of the books: how an order stands, what is booked, and the books by quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from fairlead.apps.agreements.bridge import practice_behind
from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.queries import sows
from fairlead.apps.books import rules
from fairlead.apps.books.bridge import checklist_of, given_of
from fairlead.apps.books.models import Booking, Order, Proof
from fairlead.apps.books.states import ORDER, STANDINGS
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.queries import changes
from fairlead.apps.engagements.models import Engagement
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, WrongTime
from fairlead.core.files import Download, table
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.booking import Given, Sale, Standing, standings


@dataclass(frozen=True, slots=True)
class OrderCard:
    """What is collected before something is booked. change: of which change, if it is of one."""

    id: int
    version: int
    engagement: int
    sow: int
    change: int | None
    name: str
    state: str
    state_label: str
    way: str
    way_label: str
    education: Decimal


@dataclass(frozen=True, slots=True)
class ProofCard:
    """What was given for an item, waived or taken back."""

    id: int
    version: int
    order: int
    item: str
    kind: str
    reference: str
    amount: Decimal | None
    skus: tuple[str, ...]
    on: date | None
    name: str
    sha256: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BookedCard:
    """An entry of the books."""

    id: int
    version: int
    engagement: int
    engagement_name: str
    account_name: str
    order: int
    order_name: str
    sow: int
    kind: str
    kind_label: str
    amount: Decimal
    consulting: Decimal
    education: Decimal
    investment: Decimal
    currency: str
    on: date
    quarter: str
    manifest: str
    reverses: int | None
    reversed: bool
    note: str
    by: str
    recorded_at: datetime


@card(Order)
def order_card(actor: Actor, row: Order) -> OrderCard:
    return OrderCard(
        row.pk, row.version, row.engagement_id, row.sow_id, row.change_id, str(row), row.state,
        ORDER.state(row.state).label, row.way, row.get_way_display(), row.education,
    )  # fmt: skip


@card(Proof)
def proof_card(actor: Actor, row: Proof) -> ProofCard:
    return ProofCard(
        row.pk, row.version, row.order_id, row.item, row.kind, row.reference, row.amount, tuple(row.skus),
        row.on, row.name, row.sha256, row.by_name, row.created_at,
    )  # fmt: skip


@card(Booking)
def booking_card(actor: Actor, row: Booking) -> BookedCard:
    engagement = row.engagement
    return BookedCard(
        row.pk, row.version, row.engagement_id, engagement.name, engagement.account.name, row.order_id,
        str(row.order), row.sow_id, row.kind, row.get_kind_display(), row.amount, row.consulting,
        row.education, row.investment, row.currency, row.on, row.quarter, row.manifest, row.reverses_id,
        hasattr(row, "reversal"), row.note, row.by_name, row.created_at,
    )  # fmt: skip


@reading("order.list")
def orders(actor: Actor, *, engagement: Engagement | None = None, state: str = "") -> QuerySet[Order]:
    """What is collected for bookings, newest first."""
    rows = Order.objects.visible_to(actor).select_related(
        "engagement__account", "sow__estimate", "change__sow"
    )
    if engagement:
        rows = rows.filter(engagement=engagement)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def openings(actor: Actor, engagement: Engagement, there: Iterable[Order]) -> list[tuple[Sow, Change | None]]:
    """What somebody may begin to collect for: the SOW that stands, and changes in force to it or to one that
    changes amended since, unless they are in the books with the whole. there: what is collected for already.
    """
    sow = sows(actor, engagement=engagement).filter(state="drawn-up").first()
    if sow is None or rules.open_order(actor, sow) is not None:
        return []
    sold, begun = engagement.sow_state == "booked", {(row.sow_id, row.change_id) for row in there}
    found: list[tuple[Sow, Change | None]] = [] if sold or (sow.pk, None) in begun else [(sow, None)]
    for change in changes(actor, engagement=engagement, state="in-force"):
        # Before the sale, what a change made of the statement of work is booked with it.
        if (change.amended_id is not None and not sold) or (change.makes.pk, change.pk) in begun:
            continue
        if (rules.open_order(actor, change.makes) or rules.change_bookable(change)) is None:
            found.append((change.makes, change))
    return found


@reading("order.show")
def order(actor: Actor, order: Order) -> Order:
    """One order."""
    return order


@dataclass(frozen=True, slots=True)
class ItemCard:
    """How one item of the checklist stands. said: what checks itself found, or what is asked for."""

    id: str
    name: str
    text: str
    kind: str
    evidence: str
    state: str
    state_label: str
    said: str
    by: tuple[str, ...]
    waived_by: tuple[str, ...]
    last: bool
    reference: str
    amount: Decimal | None
    skus: tuple[str, ...]
    on: date | None
    proof: int | None
    file: str
    given_by: str
    given_at: datetime | None
    may_give: bool
    may_waive: bool


@dataclass(frozen=True, slots=True)
class SoldCard:
    """A SKU of the price book that is sold, and so has to be on a quote."""

    id: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class ChecklistCard:
    """The checklist of an order, and the amount that it books. left: how many items are not there; custom:
    whether work is sold that needs a custom SKU."""

    order: int
    amount: Decimal
    consulting: Decimal
    education: Decimal
    investment: Decimal
    currency: str
    left: int
    sold: tuple[SoldCard, ...]
    custom: bool
    items: tuple[ItemCard, ...]


@reading("order.checklist")
def checklist(actor: Actor, order: Order) -> ChecklistCard:
    """How every item that applies stands, with its evidence, and what the booking would come to."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("How a sale is booked is for the firm.")
    given, (items, sale) = given_of(order), checklist_of(order)
    found = standings(items, sale, given, order.touched_at, timezone.localdate())
    open_now = rules.collect(actor, order) is None
    split = sale.split
    return ChecklistCard(
        order.pk, split.amount.amount, split.consulting.amount, split.education.amount,
        split.investment.amount, order.sow.currency, sum(not one.done for one in found), _sold(order, sale),
        sale.custom, tuple(_item(actor, one, given, open_now) for one in found),
    )  # fmt: skip


def _sold(order: Order, sale: Sale) -> tuple[SoldCard, ...]:
    known = {sku.id: sku for sku in practice_behind(order.sow).skus}
    return tuple(
        SoldCard(name, known[name].name, known[name].category) for name in sorted(sale.skus) if name in known
    )


def _item(actor: Actor, one: Standing, given: dict[str, Given], open_now: bool) -> ItemCard:
    item, own = one.item, given.get(one.item.id)
    gives = open_now and bool(item.by) and rules.gives_now(actor, item, given) is None
    return ItemCard(
        item.id, item.name, item.text, item.kind, item.evidence, one.state, STANDINGS[one.state], one.said,
        item.by, item.waived_by, item.last, own.reference if own else "",
        own.amount.amount if own and own.amount else None, own.skus if own else (), own.day if own else None,
        own.number if own and own.file else None, own.file if own else "",
        own.by_name if own else "", own.at if own else None, gives,
        open_now and rules.waives_now(actor, item) is None,
    )  # fmt: skip


@reading("proof.list")
def proofs(actor: Actor, *, order: Order | None = None, item: str = "") -> QuerySet[Proof]:
    """Everything that was ever given for a booking, newest first."""
    rows = Proof.objects.visible_to(actor).defer("content").select_related("order")
    if order:
        rows = rows.filter(order=order)
    if item:
        rows = rows.filter(item=item)
    return rows.order_by("-pk")


@reading("proof.download")
def download(actor: Actor, proof: Proof) -> Download:
    """The file that was given, byte for byte."""
    if not proof.content:
        raise WrongTime("No file was given here.")
    return Download(proof.name, bytes(proof.content), proof.sha256)


@reading("booking.list")
def bookings(
    actor: Actor, *, engagement: Engagement | None = None, quarter: str = "", kind: str = ""
) -> QuerySet[Booking]:
    """Entries of the books, newest first."""
    rows = Booking.objects.visible_to(actor).select_related(
        "engagement__account", "order__sow", "order__change", "reversal"
    )
    if engagement:
        rows = rows.filter(engagement=engagement)
    if quarter:
        rows = rows.filter(quarter=quarter)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by("-on", "-pk")


@reading("booking.show")
def booking(actor: Actor, booking: Booking) -> Booking:
    """One entry of the books."""
    return booking


@dataclass(frozen=True, slots=True)
class Total:
    """What the entries of a quarter come to in one currency."""

    quarter: str
    currency: str
    entries: int
    amount: Decimal
    consulting: Decimal
    education: Decimal
    investment: Decimal


@reading("booking.totals")
def totals(actor: Actor, *, quarter: str = "") -> tuple[Total, ...]:
    """The books by quarter and currency, the newest quarter first; currencies are never added up."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("The books are for the firm.")
    rows = bookings(actor, quarter=quarter).order_by().values("quarter", "currency")
    summed: Iterable[dict[str, Any]] = rows.annotate(
        entries=Count("pk"), amounts=Sum("amount"), consultings=Sum("consulting"),
        educations=Sum("education"), investments=Sum("investment"),
    )  # fmt: skip
    found = [
        Total(
            row["quarter"], row["currency"], row["entries"], row["amounts"], row["consultings"],
            row["educations"], row["investments"],
        )
        for row in summed
    ]  # fmt: skip
    found.sort(key=lambda one: one.currency)
    return tuple(sorted(found, key=lambda one: (one.quarter[2:], one.quarter), reverse=True))


_HEADINGS = (
    "Number", "Effective on", "Quarter", "Kind", "Account", "Engagement", "Order", "Amount", "Consulting",
    "Education", "Investment", "Currency", "Reverses", "Reason", "By", "Recorded at", "Manifest",
)  # fmt: skip


@reading("booking.export")
def export(actor: Actor, *, quarter: str = "", engagement: Engagement | None = None) -> Download:
    """The books as a CSV file, newest first."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("The books are for the firm.")
    cards = [booking_card(actor, row) for row in bookings(actor, quarter=quarter, engagement=engagement)]
    lines = (
        (
            one.id, one.on, one.quarter, one.kind_label, one.account_name, one.engagement_name,
            one.order_name, one.amount, one.consulting, one.education, one.investment, one.currency,
            one.reverses, one.note, one.by, one.recorded_at.isoformat(), one.manifest,
        )
        for one in cards
    )  # fmt: skip
    return table(f"bookings{f'-{quarter[:10]}' if quarter.isalnum() else ''}.csv", _HEADINGS, lines)
