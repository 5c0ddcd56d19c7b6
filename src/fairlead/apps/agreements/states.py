"""The life of one version of a statement of work."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

SOW = Lifecycle(
    "sow",
    (
        # It amends the one that stands, once the change that asks for it is in force; the others begin
        # drawn up.
        State("proposed", "Proposed"),
        State("replaced", "Replaced", final=True),
        State("drawn-up", "Drawn up"),
        State("withdrawn", "Withdrawn", final=True),
        State("superseded", "Superseded", final=True),
    ),
    (
        Move("enforce", ("proposed",), "drawn-up", "Put in force"),
        Move("replace", ("proposed",), "replaced", "Propose anew"),
        Move("withdraw", ("drawn-up", "proposed"), "withdrawn", "Withdraw"),
        Move("supersede", ("drawn-up",), "superseded", "Replace"),
    ),
)
