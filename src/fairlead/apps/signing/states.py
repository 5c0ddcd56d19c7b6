"""The lives of what is out for signature, of one signature on it, and of a signed file."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

SENDING = Lifecycle(
    "sending",
    (
        State("out", "Out for signature"),
        State("signed", "Signed by all", final=True),
        State("declined", "Declined", final=True),
        State("recalled", "Taken back", final=True),
        State("void", "Void", final=True),
    ),
    (
        Move("complete", ("out",), "signed", "Complete"),
        Move("decline", ("out",), "declined", "Decline"),
        Move("recall", ("out",), "recalled", "Take back"),
        # A new version, or a way back to the estimate, takes away what was to be signed.
        Move("void", ("out",), "void", "Make void"),
    ),
)

SIGNATURE = Lifecycle(
    "signature",
    (
        State("awaited", "Awaited"),
        State("signed", "Signed", final=True),
        State("declined", "Declined", final=True),
        # The countersigned file that was accepted holds it.
        State("on-paper", "On the countersigned file", final=True),
    ),
    (
        Move("give", ("awaited",), "signed", "Sign"),
        Move("decline", ("awaited",), "declined", "Decline"),
        Move("find", ("awaited",), "on-paper", "Found on paper"),
    ),
)

COUNTERSIGNED = Lifecycle(
    "countersigned",
    (
        State("unsure", "A person must look"),
        State("matches", "Is what was sent"),
        State("accepted", "Accepted", final=True),
        State("refused", "Refused", final=True),
    ),
    (
        Move("match", ("unsure",), "matches", "Found to match"),
        Move("accept", ("unsure", "matches"), "accepted", "Accept"),
        Move("refuse", ("unsure", "matches"), "refused", "Refuse"),
    ),
)
