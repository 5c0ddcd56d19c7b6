"""The life of one proposed calibration."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

CALIBRATION = Lifecycle(
    "calibration",
    (
        State("proposed", "Proposed"),
        State("accepted", "Accepted", final=True),
        State("rejected", "Rejected", final=True),
        State("superseded", "Superseded", final=True),
    ),
    (
        Move("accept", ("proposed",), "accepted", "Accept"),
        Move("reject", ("proposed",), "rejected", "Reject with reason"),
        Move("supersede", ("proposed",), "superseded", "Replace"),
    ),
)
