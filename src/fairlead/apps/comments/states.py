"""What is commented on, and the life of a comment."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

CLAUSE, LINE = "clause", "line"
KINDS = ((CLAUSE, "Clause"), (LINE, "Line"))

COMMENT = Lifecycle(
    "comment",
    (State("open", "Open"), State("answered", "Answered"), State("resolved", "Resolved")),
    (
        Move("answer", ("open", "answered"), "answered", "Answer"),
        Move("resolve", ("open", "answered"), "resolved", "Resolve"),
        Move("reopen", ("resolved",), "open", "Open again"),
    ),
)
OPEN = ("open", "answered")
