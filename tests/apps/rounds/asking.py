"""How tests ask a panel."""

from __future__ import annotations

from fairlead.apps.rounds import actions
from fairlead.apps.rounds.models import Panel
from tests import cast
from tests.replay import replayed

TITLE = "The move itself"


LINES = ("kickoff", "wave-plan")


@replayed
def asked(firm: cast.Firm, *experts: str) -> Panel:
    cast.answered(firm)
    return actions.open_panel(
        cast.actor("ana"),
        firm.engagement,
        title=TITLE,
        experts=[cast.person(name).pk for name in experts],
        lines=list(LINES),
    )
