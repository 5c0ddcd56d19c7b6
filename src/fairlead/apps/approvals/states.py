"""The lives of a request for approvals, of one step of it, and of a point that somebody makes."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

ASKING = Lifecycle(
    "asking",
    (
        State("open", "Asked"),
        State("recalled", "Taken back", final=True),
        State("replaced", "Replaced", final=True),
    ),
    (
        Move("recall", ("open",), "recalled", "Take back"),
        Move("replace", ("open",), "replaced", "Replace"),
    ),
)

_ASKED = ("waiting", "handed-on")

REVIEW = Lifecycle(
    "review",
    (
        State("waiting", "Waiting"),
        State("handed-on", "Handed on"),
        State("approved", "Approved"),
        State("conditional", "Approved with conditions"),
        State("objected", "Objected"),
        State("overruled", "Overruled", final=True),
    ),
    (
        Move("approve", _ASKED, "approved", "Approve"),
        Move("approve_with", _ASKED, "conditional", "Approve with conditions"),
        Move("object", (*_ASKED, "approved", "conditional"), "objected", "Object"),
        Move("hand_on", _ASKED, "handed-on", "Hand on"),
        # What follows when the last point is closed: conditions met approve, an objection that was taken
        # back asks again, one that was overruled stands no more in the way.
        Move("meet", ("conditional",), "approved", "Conditions met"),
        Move("ask_again", ("objected",), "waiting", "Ask again"),
        Move("overrule", ("objected", "conditional"), "overruled", "Overrule"),
    ),
)

# Answers that a later version may keep; those that stand no more in the way; where an answer is awaited.
ANSWERED = ("approved", "conditional", "objected", "overruled")
PASSED = ("approved", "overruled")
WAITS = _ASKED

POINT = Lifecycle(
    "point",
    (
        State("open", "Open"),
        State("answered", "Answered"),
        State("resolved", "Resolved", final=True),
        State("overruled", "Overruled", final=True),
    ),
    (
        Move("answer", ("open", "answered"), "answered", "Answer"),
        Move("resolve", ("open", "answered"), "resolved", "Resolve"),
        Move("overrule", ("open", "answered"), "overruled", "Overrule"),
    ),
)
OPEN_POINTS = ("open", "answered")
