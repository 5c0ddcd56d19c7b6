"""The life of one imported file."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

INTAKE = Lifecycle(
    "intake",
    (
        State("reading", "Being read"),
        State("checked", "Checked"),
        State("unreadable", "Cannot be read", final=True),
        State("applied", "Applied", final=True),
        State("stopped", "Stopped", final=True),
    ),
    (
        Move("progress", ("reading",), "reading", "Go on"),
        Move("check", ("reading",), "checked", "Show what it would change"),
        Move("refuse", ("reading",), "unreadable", "Say why it cannot be read"),
        Move("map", ("checked",), "reading", "Read it anew"),
        Move("apply", ("checked",), "applied", "Apply"),
        Move("stop", ("reading", "checked"), "stopped", "Stop"),
    ),
)
