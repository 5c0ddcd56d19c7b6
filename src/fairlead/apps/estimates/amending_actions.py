"""Versions of estimates that alter one that was sold; called by whoever leads a change to what stands."""

from __future__ import annotations

from django.db import transaction

from fairlead.apps.estimates import rules
from fairlead.apps.estimates.actions import newest_number, plain_gate, version_of
from fairlead.apps.estimates.bridge import scoping_frozen, shaped_from
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.apps.estimates.wishing import Wish, wished
from fairlead.core.actor import Actor
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.shaping.effects import Effects, effects


def amend(
    actor: Actor, estimate: Estimate, wish: Wish, *, source: str, instead: Estimate | None = None
) -> tuple[Estimate, Effects]:
    """Draw up a version that is the sold one but for what is wished otherwise, and say what that changes.
    Present answers and lines are not read, and not touched: what was sold may differ from them since.

    source: where the other answers come from, like "CO-7-1". instead: the version that it replaces.

    Beside the gates of any estimate it waits for those of the later stages that the sold one did not open:
    nobody has approved those.
    """
    admit(actor, estimate, rules.amend)
    engagement, frozen = estimate.engagement, scoping_frozen(estimate)
    before = shaped_from(frozen, estimate.practice_id)
    found = shaped_from(wished(frozen, wish, source), estimate.practice_id)
    passed = {one.gate.id for one in before.gates}
    with transaction.atomic():
        take_turn()
        if instead is not None:
            with writing(actor, "estimate.supersede", instead, lambda a, e: rules.amend(a, estimate)) as gone:
                gone.row.state = ESTIMATE.next(gone.row.state, "supersede")
        row = version_of(engagement, newest_number(actor, engagement) + 1, found)
        row.practice, row.amends, row.drawn_by = estimate.practice, estimate, actor.user_id
        row.gates += [
            plain_gate(one)
            for one in found.gates
            if one.gate.stage != "estimate" and one.gate.id not in passed
        ]
        with creating(actor, "estimate.amend", row, rules.amend, about=estimate):
            pass
    return row, effects(before, found)
