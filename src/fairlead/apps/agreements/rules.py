"""One predicate a verb of agreements."""

from __future__ import annotations

from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.states import SOW
from fairlead.apps.engagements.rules import is_in_the_making, is_open
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.pens.rules import is_free_for
from fairlead.core.access import first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS


def generate(actor: Actor, estimate: Estimate) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "draw up a SOW"),
        is_in_the_making(estimate.engagement),
        unless(
            estimate.state != "approved",
            WrongTime(f"A SOW is drawn up from an approved estimate; this one is {estimate.state}."),
        ),
        is_free_for(actor, estimate.engagement),
    )


def withdraw(actor: Actor, sow: Sow) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "withdraw a SOW"),
        is_open(sow.engagement),
        in_state(SOW, sow.state, "withdraw"),
    )
