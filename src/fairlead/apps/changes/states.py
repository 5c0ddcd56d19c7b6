"""The life of a change to work that was sold."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

CHANGE = Lifecycle(
    "change",
    (
        State("draft", "Draft"),
        State("asked", "Asked for"),
        State("in-force", "In force", final=True),
        State("refused", "Refused", final=True),
        State("withdrawn", "Withdrawn", final=True),
    ),
    (
        Move("ask", ("draft",), "asked", "Ask for it"),
        Move("settle", ("asked",), "in-force", "Put in force"),
        Move("redraft", ("asked",), "draft", "Back to the draft"),
        Move("refuse", ("asked",), "refused", "Refuse"),
        Move("withdraw", ("draft", "asked"), "withdrawn", "Withdraw"),
    ),
)

KINDS = {
    "change-order": "Change order",
    "confirmation": "Written confirmation",
    "work-exception": "Work exception",
    "work-at-risk": "Work at risk",
}
NEEDS = {
    "both-sign": "Both parties sign",
    "customer-confirms": "The customer confirms in writing",
    "leadership-approves": "The leadership of services approves",
}
# Which exception an overrun is: the label that it goes by in the firm, and what it says.
EXCEPTIONS = {
    "WE-product": "Product: it did not do what the work counted on (WE-product)",
    "WE-ps": "Services: our own work took more than planned (WE-ps)",
    "WE-scoping": "Scoping: the scope was misjudged before the sale (WE-scoping)",
    "WE-time": "Time: the work took longer than its dates allowed for (WE-time)",
}
BOOKINGS = {
    "new-opportunity": "A new opportunity",
    "amended": "An amended statement of work",
    "refund-and-rebook": "Refund and book anew",
    "none": "Nothing is booked",
}
