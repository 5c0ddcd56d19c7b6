"""Verbs of the books: collecting what the checklist asks for, booking, and correcting by reversing."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from fairlead.apps.agreements.bridge import practice_behind
from fairlead.apps.agreements.models import Sow
from fairlead.apps.books import rules
from fairlead.apps.books.bridge import (
    checklist_of,
    given_of,
    standings_of,
    taken_back,
    to_book,
)
from fairlead.apps.books.events import BookingReversed, EngagementBooked
from fairlead.apps.books.models import Booking, Order, Proof
from fairlead.apps.books.states import ORDER
from fairlead.apps.changes.bridge import education_of, verdict_of
from fairlead.apps.changes.models import Change
from fairlead.apps.engagements.actions import move, note_sow
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake.actions import decoded
from fairlead.core import outbox
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, WrongTime, invalid
from fairlead.core.files import plain_name
from fairlead.core.verbs import verb
from fairlead.core.writing import Change as Writing
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.booking import Split, check_given
from fairlead.engines.calendar import fiscal_quarter
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.money import Money
from fairlead.engines.practice.closing import BookingItem

MOST_BYTES = 10_000_000
MOST_SKUS = 50

BOOKS_AS = {"new-opportunity": "change", "amended": "amended", "refund-and-rebook": "rebooking"}


@verb("order.open", rules.open_order)
def open_order(
    actor: Actor, sow: Sow, *, way: str = "direct", change: Change | None = None,
    education: Decimal = Decimal(0),
) -> Order:  # fmt: skip
    """Begin to collect what a booking needs: of a SOW, or of a change in force to it.

    way: direct, channel or marketplace. education: what part of the change's price is for education.
    """
    admit(actor, sow, rules.open_order)
    row = Order(
        engagement=sow.engagement, sow=sow, change=change, way=way, education=_education(change, education),
        touched_at=timezone.now(),
    )  # fmt: skip
    _refuse(row)
    with creating(actor, "order.open", row, rules.open_order, about=sow) as made:
        pass
    return made.row


def _education(change: Change | None, said: Decimal) -> Decimal:
    """A shaped change says its part for education itself; nobody says another."""
    found = education_of(change) if change is not None else None
    if found is not None and said and said != found:
        fix = f"Leave it out: it is {found}."
        raise invalid("education", "This comes from the estimate of the change.", fix, "estimated")
    return said if found is None else found


def _refuse(row: Order) -> None:
    """What cannot be booked is not collected for."""
    change = row.change
    if change is None and row.education:
        raise invalid("education", "Only a change says its part for education.", "Leave it out.")
    if change is not None and change.makes != row.sow:
        raise invalid("change", f"{change.name} changes another statement of work.", "Name its own.")
    refused = rules.whole_bookable(row.sow, row.pk) if change is None else rules.change_bookable(change)
    if refused is not None:
        raise refused
    if change is None:
        return
    typed = change.estimate_id is None
    if typed and (abs(row.education) > abs(change.price) or row.education * change.price < 0):
        raise invalid("education", f"{row.education} is no part of {change.price}.", "Write a part of it.")
    if to_book(row).negative:
        raise invalid("education", *_TOO_MUCH)


_TOO_MUCH = ("More is refunded than was booked, in all or for education.", "Say which part it is.")


@verb("order.edit", rules.edit, reversible=True)
def edit(actor: Actor, order: Order, *, way: str | None = None, education: Decimal | None = None) -> Order:
    """Say how it is sold, and what part of a change is for education; approvals are asked for again."""
    with writing(actor, "order.edit", order, rules.edit) as written:
        row = written.row
        row.way = row.way if way is None else way
        row.education = row.education if education is None else _education(row.change, education)
        row.touched_at = timezone.now()
        _refuse(row)
    return written.row


def _item(order: Order, name: str) -> BookingItem:
    """The item of that id that applies to an order."""
    known = {item.id: item for item in checklist_of(order)[0]}
    if name not in known:
        fix = nearest(name, known) or f"There are: {', '.join(known) or 'none'}."
        raise invalid("item", f"This order has no item {name[:80]!r}.", fix)
    return known[name]


@verb("order.attach", rules.attach)
def attach(
    actor: Actor,
    order: Order,
    *,
    item: str,
    reference: str = "",
    amount: Decimal | None = None,
    skus: list[str] | None = None,
    on: date | None = None,
    content: str = "",
    name: str = "",
) -> Order:
    """Give the evidence of an item: a link, note or number; a quote has its total, its SKUs and
    the day of its last update. `content` is a file in base64. What was given before is replaced."""
    of, data = _item(order, item), decoded(content) if content else b""
    names = [one.strip()[:160] for one in skus or () if one.strip()]
    found = check_given(of, reference, amount, names, on, bool(data), timezone.localdate())
    if found:
        raise Invalid(found)
    if len(data) > MOST_BYTES or len(names) > MOST_SKUS:
        most = f"{MOST_BYTES / 1e6:.0f} MB and {MOST_SKUS} SKUs"
        raise invalid("content", "This is too large.", f"At most {most} are kept.", "too-large")
    proof = Proof(
        item=item, reference=reference.strip(), amount=amount, skus=names, on=on,
        name=(plain_name(name) or "file") if data else "", content=data or None,
        sha256=hashlib.sha256(data).hexdigest() if data else "",
    )  # fmt: skip
    with writing(actor, "order.attach", order, rules.gives(of)) as written:
        _lay(written, proof, of)
    return written.row


def _lay(written: Writing[Order], proof: Proof, item: BookingItem) -> None:
    """Put it on the order; whatever is no approval makes those be asked for again."""
    proof.order, proof.by, proof.by_name = written.row, written.actor.user_id, written.actor.name[:200]
    written.bear(proof)
    if not item.last:
        written.row.touched_at = timezone.now()


@verb("order.waive", rules.waive)
def waive(actor: Actor, order: Order, *, item: str, note: str) -> Order:
    """Do without an item, with the reason; by whom the practice names for it."""
    of = _item(order, item)
    if not note.strip():
        raise invalid("note", "An item is waived with its reason.", "Say in a sentence why.")
    with writing(actor, "order.waive", order, rules.waives(of), note=note) as written:
        _lay(written, Proof(item=item, kind="waived", reference=note.strip()[:2000]), of)
    return written.row


@verb("order.withdraw", rules.withdraw)
def withdraw(actor: Actor, order: Order, *, item: str, note: str = "") -> Order:
    """Take back what was given for an item, or its waiver; it stays on record."""
    of, given = _item(order, item), given_of(order)
    if item not in given:
        raise WrongTime(f"Nothing was given for this yet: {of.name}.")
    rule = rules.waives(of) if given[item].waived else rules.takes_back(of)
    with writing(actor, "order.withdraw", order, rule, note=note) as written:
        _lay(written, Proof(item=item, kind="withdrawn", reference=note.strip()[:2000]), of)
    return written.row


@verb("booking.book", rules.book)
def book(actor: Actor, order: Order, *, reason: str = "", note: str = "") -> Booking:
    """Book it: the amount, split by what it is for, enters the books, and the engagement is closed as won.

    reason, note: why it was won, as the practice's reasons have it; nothing for a change.
    """
    admit(actor, order, rules.book)
    with transaction.atomic():
        take_turn()
        _refuse_incomplete(order)
        with writing(actor, "booking.book", order, rules.book, note=note) as written:
            written.row.state = ORDER.next(written.row.state, "book")
            entry = _entry(actor, order, to_book(order), note)
            if entry.kind == "rebooking":
                for refund in _refunds(actor, order):
                    written.bear(refund)
            written.bear(entry)
        outbox.put(_booked(actor, entry))
        _win(actor, order, reason, note)
    return entry


def _refuse_incomplete(order: Order) -> None:
    """Asked in its turn: nobody takes anything back that it was booked with."""
    left = [one for one in standings_of(order) if not one.done]
    if left:
        said = "; ".join(f"{one.item.name}: {one.said}" for one in left)
        raise WrongTime(f"It cannot be booked yet. {said}")


def _entry(actor: Actor, order: Order, split: Split, note: str) -> Booking:
    change, kind = order.change, "booking"
    if change is not None:
        kind = BOOKS_AS[verdict_of(change).booking.kind]
    if kind == "amended":
        nothing = Money(Decimal(0), split.amount.currency)
        split = Split(nothing, nothing, nothing)
    if split.negative:
        raise WrongTime(_TOO_MUCH[0])
    today = timezone.localdate()
    return Booking(
        engagement=order.engagement, order=order, sow=order.sow, kind=kind, amount=split.amount.amount,
        consulting=split.consulting.amount, education=split.education.amount,
        investment=split.investment.amount, currency=order.sow.currency, on=today,
        quarter=fiscal_quarter(today, practice_behind(order.sow).fiscal_start), manifest=order.sow.manifest,
        note=note.strip()[:400], by=actor.user_id, by_name=actor.name[:200],
    )  # fmt: skip


def _refunds(actor: Actor, order: Order) -> list[Booking]:
    found = taken_back(order)
    if not found:
        raise WrongTime("There is nothing in the books that could be refunded.")
    return [_reversing(actor, order, one, "refund", f"The total falls: {order}.") for one in found]


def _reversing(actor: Actor, order: Order, booking: Booking, kind: str, note: str) -> Booking:
    """The entry that takes back another: of today, in its own currency and to the cent."""
    today, split = timezone.localdate(), -booking.split
    return Booking(
        engagement=booking.engagement, order=order, sow=booking.sow, kind=kind,
        amount=split.amount.amount, consulting=split.consulting.amount, education=split.education.amount,
        investment=split.investment.amount, currency=booking.currency, on=today,
        quarter=fiscal_quarter(today, practice_behind(booking.sow).fiscal_start),
        manifest=booking.manifest, reverses=booking, note=note.strip()[:400], by=actor.user_id,
        by_name=actor.name[:200],
    )  # fmt: skip


def _booked(actor: Actor, entry: Booking) -> EngagementBooked:
    return EngagementBooked(
        entry.engagement_id, entry.pk, entry.kind, str(entry.order), str(entry.amount),
        str(entry.consulting), str(entry.education), str(entry.investment), entry.currency,
        entry.on.isoformat(), entry.quarter, entry.manifest, actor.name,
    )  # fmt: skip


def _win(actor: Actor, order: Order, reason: str, note: str) -> None:
    """The board follows: booked, and so closed as won."""
    engagement = Engagement.objects.visible_to(actor).get(pk=order.engagement_id)
    if engagement.state == "approved":
        engagement = note_sow(actor, engagement, state="booked")
        move(actor, engagement, action="win", reason=reason, note=note)


@verb("booking.reverse", rules.reverse)
def reverse(actor: Actor, booking: Booking, *, note: str) -> Booking:
    """Take back an entry of the books by one that reverses it, with the reason; its order is taken up again.

    The engagement stays closed as won: it is booked anew, from its order, once what was wrong is put right.
    """
    if not note.strip():
        raise invalid("note", "The books are corrected with a reason.", "Say in a sentence why.")
    admit(actor, booking, rules.reverse)
    with transaction.atomic():
        take_turn()
        admit(actor, booking, rules.reverse)
        order = Order.objects.visible_to(actor).get(pk=booking.order_id)
        with writing(actor, "booking.reverse", order, rules.enter, note=note) as written:
            written.row.state = ORDER.next(written.row.state, "reopen")
            written.row.touched_at = timezone.now()
            entry = _reversing(actor, order, booking, "reversal", note)
            written.bear(entry)
            title, name = str(booking), actor.name
            written.announce(
                BookingReversed(
                    entry.engagement_id,
                    booking.pk,
                    title,
                    str(booking.amount),
                    booking.currency,
                    note[:400],
                    name,
                )
            )
    return entry
