"""The columns of the scoping board (em-process 1.4) and the moves between them."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

_LIVE = (
    "open",
    "awaiting-discovery",
    "strawman-wip",
    "estimate-feedback",
    "sow-wip",
    "ready-for-approval",
    "approved",
)

ENGAGEMENT = Lifecycle(
    "engagement",
    (
        State("open", "Open"),
        State("awaiting-discovery", "Awaiting discovery"),
        State("strawman-wip", "Strawman in work"),
        State("estimate-feedback", "Estimate feedback"),
        State("on-hold", "On hold"),
        State("sow-wip", "SOW in work"),
        State("ready-for-approval", "Ready for approval"),
        State("approved", "Approved"),
        State("closed-won", "Closed won", final=True),
        State("closed-lost", "Closed lost", final=True),
    ),
    (
        Move("triage", ("open",), "awaiting-discovery", "Take up"),
        Move(
            "draft",
            ("open", "awaiting-discovery", "estimate-feedback"),
            "strawman-wip",
            "Work on the strawman",
        ),
        Move("share", ("strawman-wip",), "estimate-feedback", "Share the estimate"),
        Move("write", ("strawman-wip", "estimate-feedback"), "sow-wip", "Work on the SOW"),
        Move(
            "rework",
            ("sow-wip", "ready-for-approval", "approved"),
            "estimate-feedback",
            "Back to the estimate",
        ),
        Move("ready", ("sow-wip",), "ready-for-approval", "Ready for approval"),
        Move("approve", ("ready-for-approval",), "approved", "Approve for signature"),
        Move("hold", _LIVE, "on-hold", "Put on hold"),
        # Back to the column that it was held in; `awaiting-discovery` stands for it in the table.
        Move("resume", ("on-hold",), "awaiting-discovery", "Resume"),
        Move("win", ("approved",), "closed-won", "Close as won"),
        Move("lose", (*_LIVE, "on-hold"), "closed-lost", "Close as lost"),
    ),
)

# Approved for signature, or sold: what stands then is altered by a change, no longer in the making.
STANDING = ("approved", "closed-won")

# Who holds the ball in each column.
BALL = {
    "open": "EM",
    "awaiting-discovery": "account team or customer",
    "strawman-wip": "EM",
    "estimate-feedback": "account team or customer",
    "on-hold": "nobody",
    "sow-wip": "EM or customer",
    "ready-for-approval": "approvers",
    "approved": "sales or EM",
    "closed-won": "delivery",
    "closed-lost": "nobody",
}
