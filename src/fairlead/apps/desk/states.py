"""The kinds of notices, and the life of a mail that carries one out of the house."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

# What a notice asks of its reader; "" only tells.
ASKED, OVERDUE, SIGNATURE, REVIEW, HANDOVER = "asked", "overdue", "signature", "review", "handover"
# To a contact of the customer: a paper to read asks something, an answer to what they gave in does not.
PAPER, ANSWER = "paper", "answer"
COMMENT = "comment"
# To whoever leads: somebody else's answer is overdue. To who is to speak next about a point: it waits.
LATE, POINT = "late", "point"
ASKS = (ASKED, OVERDUE, SIGNATURE, REVIEW, HANDOVER, PAPER, COMMENT, LATE, POINT)
MAILED = (ASKED, OVERDUE, SIGNATURE, PAPER, ANSWER, COMMENT, POINT)
STANDING_IN = "standing-in"
KINDS = (
    ("", "Something to know"), (ASKED, "Answer asked"), (OVERDUE, "Answer overdue"),
    (SIGNATURE, "Signature asked"), (REVIEW, "Review asked"), (HANDOVER, "Hand-over waits"),
    (STANDING_IN, "Standing in"), (COMMENT, "Comment to answer"), (PAPER, "To be read"), (ANSWER, "Answered"),
    (LATE, "Somebody's answer overdue"), (POINT, "Point waits"),
)  # fmt: skip

MAIL = Lifecycle(
    "mail",
    (
        State("waiting", "Waits"),
        State("sent", "Sent", final=True),
        State("spared", "Not needed any more", final=True),
        State("given-up", "Could not be sent"),
    ),
    (
        Move("send", ("waiting",), "sent", "Send"),
        Move("spare", ("waiting",), "spared", "Spare"),
        Move("give_up", ("waiting",), "given-up", "Give up"),
        Move("again", ("given-up",), "waiting", "Try again"),
    ),
)
