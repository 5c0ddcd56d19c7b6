"""The life of what was said to a question: it stands, unless another answer does or nobody knows."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

STANDS, BESIDE, TAKEN, DECLINED, UNKNOWN = "stands", "beside", "taken", "declined", "unknown"

ANSWER = Lifecycle(
    "answer",
    (
        State(STANDS, "In force"),
        State(BESIDE, "Stands beside"),
        State(TAKEN, "Settled: taken", final=True),
        State(DECLINED, "Settled: not taken", final=True),
        # Somebody who was asked does not know; it names whom to ask, and is no answer.
        State(UNKNOWN, "Not known to them"),
    ),
    (
        Move("set", (STANDS,), BESIDE, "Set beside the answer in force"),
        Move("pass", (STANDS,), UNKNOWN, "Pass on to who knows"),
        Move("take", (BESIDE,), TAKEN, "Take this one"),
        Move("keep", (BESIDE,), DECLINED, "Keep the present one"),
        Move("tell", (UNKNOWN,), DECLINED, "Answered after all"),
    ),
)
