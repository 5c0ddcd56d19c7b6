"""The life of one version of an estimate."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

ESTIMATE = Lifecycle(
    "estimate",
    (
        State("draft", "Draft"),
        State("in-review", "In review"),
        State("returned", "Returned"),
        State("approved", "Approved"),
        State("superseded", "Superseded", final=True),
    ),
    (
        Move("submit", ("draft", "returned"), "in-review", "Send for review"),
        Move("withdraw", ("in-review",), "draft", "Take back"),
        Move("return", ("in-review",), "returned", "Return with reason"),
        Move("approve", ("in-review",), "approved", "Approve"),
        Move("supersede", ("draft", "in-review", "returned", "approved"), "superseded", "Replace"),
    ),
)
