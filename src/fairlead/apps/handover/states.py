"""The lives of a hand-over and of a question about it."""

from __future__ import annotations

from fairlead.engines.handing import SECTIONS as SECTIONS
from fairlead.engines.lifecycle import Lifecycle, Move, State

HANDOVER = Lifecycle(
    "handover",
    (
        State("handed", "Handed over"),
        State("accepted", "Accepted"),
        State("reserved", "Accepted with reservations"),
        State("replaced", "Replaced", final=True),
    ),
    (
        Move("accept", ("handed", "reserved"), "accepted", "Accept"),
        Move("reserve", ("handed",), "reserved", "Accept with reservations"),
        Move("replace", ("handed", "accepted", "reserved"), "replaced", "Replace"),
    ),
)

QUESTION = Lifecycle(
    "question",
    (State("open", "Open"), State("answered", "Answered"), State("closed", "Closed", final=True)),
    (
        Move("answer", ("open", "answered"), "answered", "Answer"),
        Move("close", ("open", "answered"), "closed", "Close"),
    ),
)
OPEN_QUESTIONS = ("open", "answered")
