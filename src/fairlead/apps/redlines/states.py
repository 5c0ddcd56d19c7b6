"""The life of a file that came back, and of one change in it."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

MARKUP = Lifecycle(
    "markup",
    (
        State("reading", "Being read"),
        State("open", "To be answered"),
        State("unreadable", "Cannot be taken", final=True),
        State("settled", "Settled"),
        State("closed", "Put aside", final=True),
    ),
    (
        Move("read", ("reading",), "open", "Show what it changes"),
        Move("turn_away", ("reading",), "unreadable", "Say why it cannot be taken"),
        Move("settle", ("open",), "settled", "Settle"),
        Move("close", ("reading", "open"), "closed", "Put aside"),
        Move("follow", ("open", "settled"), "open", "Ask on"),
    ),
)

REDLINE = Lifecycle(
    "redline",
    (
        State("open", "Open"),
        State("accepted", "Accepted"),
        State("countered", "Countered"),
        State("refused", "Refused"),
        State("sourced", "To be changed at its source"),
        State("noted", "Answered"),
    ),
    (
        Move("accept", ("open", "countered", "refused", "sourced"), "accepted", "Accept"),
        Move("counter", ("open", "accepted", "countered", "refused", "sourced"), "countered", "Counter"),
        Move("refuse", ("open", "accepted", "countered", "sourced"), "refused", "Refuse"),
        Move("source", ("open", "accepted", "countered", "refused"), "sourced", "Change it at its source"),
        Move("note", ("open",), "noted", "Reply"),
        Move("reopen", ("accepted", "countered", "refused", "sourced", "noted"), "open", "Open again"),
    ),
)
# What is written into the next version.
TAKEN = ("accepted", "countered")
