"""The life of a workshop and of what is captured in it."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

WORKSHOP = Lifecycle(
    "workshop",
    (
        State("planned", "Planned"),
        State("running", "Running"),
        State("closed", "Closed"),
        State("landed", "Landed"),
        State("cancelled", "Cancelled", final=True),
    ),
    (
        Move("start", ("planned",), "running", "Start the workshop"),
        Move("close", ("running",), "closed", "Close the workshop"),
        Move("reopen", ("closed", "landed"), "running", "Open again"),
        # Landing twice is allowed: it adds only what is new.
        Move("land", ("closed", "landed"), "landed", "Land it"),
        Move("cancel", ("planned",), "cancelled", "Call it off"),
    ),
)

CAPTURE = Lifecycle(
    "capture",
    (
        State("kept", "Kept"),
        State("parked", "Parked"),
        State("dropped", "Dropped"),
    ),
    (
        Move("park", ("kept",), "parked", "Park"),
        Move("drop", ("kept", "parked"), "dropped", "Drop"),
        Move("keep", ("parked", "dropped"), "kept", "Take back in"),
    ),
)

KINDS = (
    ("requirement", "Requirement"),
    ("decision", "Decision"),
    ("action", "Action"),
    ("risk", "Risk"),
    ("question", "Question"),
    ("assumption", "Assumption"),
)

# One letter and a colon before a line choose its kind.
LETTERS = {
    "r": "requirement",
    "d": "decision",
    "a": "action",
    "k": "risk",
    "q": "question",
    "s": "assumption",
}
