"""The life of a panel of experts."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

PANEL = Lifecycle(
    "panel",
    (
        State("judging", "Judging unseen"),
        State("revealed", "Revealed"),
        State("closed", "Closed", final=True),
        State("cancelled", "Cancelled", final=True),
    ),
    (
        Move("reveal", ("judging",), "revealed", "Reveal the round"),
        Move("again", ("revealed",), "judging", "Another round"),
        Move("close", ("revealed",), "closed", "Take the result"),
        Move("cancel", ("judging", "revealed"), "cancelled", "Call it off"),
    ),
)
