"""The life of one version of a statement of work."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

SOW = Lifecycle(
    "sow",
    (
        # It amends the one that stands, once the change that asks for it is in force; the others begin
        # drawn up.
        State("proposed", "Proposed"),
        State("signed", "Signed"),
        State("replaced", "Replaced", final=True),
        State("retracted", "Taken back", final=True),
        State("drawn-up", "Drawn up"),
        State("withdrawn", "Withdrawn", final=True),
        State("superseded", "Superseded", final=True),
    ),
    (
        # Of a proposal: signed by all, it may still wait for something else that its change needs.
        Move("sign", ("proposed",), "signed", "Signed by all"),
        Move("enforce", ("proposed", "signed"), "drawn-up", "Put in force"),
        Move("replace", ("proposed",), "replaced", "Propose anew"),
        Move("retract", ("proposed", "signed"), "retracted", "Take back"),
        Move("withdraw", ("drawn-up",), "withdrawn", "Withdraw"),
        Move("supersede", ("drawn-up",), "superseded", "Replace"),
    ),
)
