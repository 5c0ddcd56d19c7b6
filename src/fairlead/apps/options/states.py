"""The lives of an option and of a disagreement."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

_LIVE = ("draft", "estimated", "recommended")

OPTION = Lifecycle(
    "option",
    (
        State("draft", "Draft"),
        State("estimated", "Estimated"),
        State("recommended", "Recommended"),
        State("chosen", "Chosen"),
        State("not-chosen", "Not chosen", final=True),
        State("dropped", "Dropped", final=True),
    ),
    (
        Move("change", _LIVE, "draft", "Change"),
        Move("estimate", _LIVE, "estimated", "Estimate"),
        Move("recommend", ("estimated",), "recommended", "Recommend"),
        Move("relieve", ("recommended",), "estimated", "Recommend another"),
        Move("choose", ("estimated", "recommended"), "chosen", "Choose"),
        Move("pass", (*_LIVE, "chosen"), "not-chosen", "Choose another"),
        Move("drop", _LIVE, "dropped", "Drop"),
    ),
)
LIVING = _LIVE
COMPARABLE = ("estimated", "recommended")

# The path of em-process 1.5: an internal call, a better alternative, how the customer hears of it.
DISAGREEMENT = Lifecycle(
    "disagreement",
    (
        State("open", "Open"),
        State("discussed", "Discussed"),
        State("alternative", "Alternative defined"),
        State("communicated", "Communicated"),
        State("closed", "Closed", final=True),
        State("withdrawn", "Withdrawn", final=True),
    ),
    (
        Move("discuss", ("open",), "discussed", "Record the internal call"),
        Move("define", ("discussed", "alternative"), "alternative", "Define the alternative"),
        Move("communicate", ("alternative",), "communicated", "Record what the customer is told"),
        Move("close", ("communicated",), "closed", "Close"),
        Move("withdraw", ("open", "discussed", "alternative"), "withdrawn", "Withdraw"),
    ),
)
UNSETTLED = ("open", "discussed", "alternative")
