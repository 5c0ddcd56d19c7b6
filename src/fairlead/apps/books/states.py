"""The life of an order, and the kinds of what stands in the books."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

ORDER = Lifecycle(
    "order",
    (State("open", "Being collected"), State("booked", "Booked")),
    (Move("book", ("open",), "booked", "Book"), Move("reopen", ("booked",), "open", "Take up again")),
)

WAYS = (("direct", "Direct"), ("channel", "Through the channel"), ("marketplace", "Through a marketplace"))
PROOFS = (("given", "Given"), ("waived", "Waived"), ("withdrawn", "Taken back"))

KINDS = (
    ("booking", "Booking"),
    ("change", "Change order"),
    ("amended", "Amended statement of work"),
    ("refund", "Refund"),
    ("rebooking", "Booked anew"),
    ("reversal", "Reversal"),
)
# Entries that take back an earlier one.
REVERSING = ("refund", "reversal")
# What an engagement is booked at, before its changes; one of these stands at a time.
BASE = ("booking", "rebooking")
STANDINGS = {
    "met": "There", "waived": "Waived", "open": "Missing", "failed": "Does not fit", "lapsed": "Asked again"
}  # fmt: skip
