"""The books added up anew: every entry held against what it was made from."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.apps.books.bridge import split_of
from fairlead.apps.books.models import Booking
from fairlead.apps.books.states import REVERSING
from fairlead.engines.findings import Finding


def added_up() -> Iterator[Finding]:
    """A Finding for every entry that is not what it ought to be, to the cent: a booking is the frozen figures
    of its statement of work, what reverses is the other with its sign turned, an amended one is nothing."""
    rows = Booking.objects.select_related("sow__estimate", "reverses", "order__change").order_by("pk")
    for row in rows.iterator(chunk_size=200):
        if message := _wrong(row):
            yield Finding("books", 0, f"booking {row.pk}", "does-not-add-up", message)


def _wrong(row: Booking) -> str:
    split = row.split
    if row.kind in REVERSING:
        same = row.reverses is not None and split == -row.reverses.split
        return "" if same else "It is not what it reverses, with the sign turned."
    if row.kind == "booking" and split != split_of(row.sow):
        return "It differs from the frozen figures of its statement of work."
    if row.kind == "booking" and split.amount.amount != row.sow.price:
        return "It differs from the price of its statement of work."
    if row.kind == "change" and row.order.change and split.amount.amount != row.order.change.price:
        return "It differs from the price of its change."
    return "It is not nothing." if row.kind == "amended" and split.amount else ""
