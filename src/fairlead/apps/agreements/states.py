"""The life of one version of a statement of work."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

SOW = Lifecycle(
    "sow",
    (
        State("drawn-up", "Drawn up"),
        State("withdrawn", "Withdrawn", final=True),
        State("superseded", "Superseded", final=True),
    ),
    (
        Move("withdraw", ("drawn-up",), "withdrawn", "Withdraw"),
        Move("supersede", ("drawn-up",), "superseded", "Replace"),
    ),
)
