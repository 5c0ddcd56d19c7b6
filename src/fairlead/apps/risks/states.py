"""The life of an entry of the log and of an item of the roadmap."""

from __future__ import annotations

from fairlead.engines.lifecycle import Lifecycle, Move, State

# What the log holds. The first four are RAID (em-process 2.11), with open questions beside them; the others
# are notes that travel into the scope of the engagement.
LOG = (
    ("risk", "Risk"),
    ("action", "Action"),
    ("issue", "Issue"),
    ("decision", "Decision"),
    ("question", "Open question"),
)
SCOPE = (("requirement", "Requirement"), ("assumption", "Assumption"), ("exclusion", "Not in scope"))
KINDS = (*LOG, *SCOPE)

LIVE = ("open", "in-work")

ENTRY = Lifecycle(
    "entry",
    (
        State("open", "Open"),
        State("in-work", "In work"),
        State("done", "Done"),
        State("mitigated", "Mitigated"),
        State("accepted", "Accepted"),
        State("dropped", "Dropped"),
    ),
    (
        Move("start", ("open",), "in-work", "Start work"),
        Move("finish", LIVE, "done", "Done"),
        Move("mitigate", LIVE, "mitigated", "Mitigated"),
        Move("accept", LIVE, "accepted", "Accept"),
        Move("drop", LIVE, "dropped", "Drop"),
        Move("reopen", ("done", "mitigated", "accepted", "dropped"), "open", "Open again"),
    ),
)

# How an entry may end depends on what it is: a decision is taken, not mitigated.
_ENDS = {
    "risk": ("mitigate", "accept", "drop"),
    "issue": ("finish", "accept", "drop"),
    "requirement": ("finish", "accept", "drop"),
    "assumption": ("accept", "drop"),
    "exclusion": ("accept", "drop"),
}


def moves_of(kind: str) -> tuple[str, ...]:
    """The moves that an entry of that kind knows, in whatever state it is."""
    return ("start", *_ENDS.get(kind, ("finish", "drop")), "reopen")


ROADMAP = Lifecycle(
    "roadmap",
    (
        State("planned", "Planned"),
        State("in-work", "In work"),
        State("done", "Done"),
        State("dropped", "Dropped"),
    ),
    (
        Move("start", ("planned",), "in-work", "Start work"),
        Move("finish", ("planned", "in-work"), "done", "Done"),
        Move("drop", ("planned", "in-work"), "dropped", "Drop"),
        Move("reopen", ("done", "dropped"), "planned", "Plan again"),
    ),
)

HORIZONS = (("now", "Now"), ("next", "Next"), ("later", "Later"))
