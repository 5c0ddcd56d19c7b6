"""A SOW up for approval, and the next version of it after something changed."""

from __future__ import annotations

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals import actions
from fairlead.apps.approvals.models import Point, Review
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions as estimates
from tests import cast
from tests.replay import replayed

CHANGED = ("approved", "waiting")


@replayed
def asked(firm: cast.Firm) -> Sow:
    """A SOW of the firm's engagement with everyone asked."""
    cast.approved(firm)
    return cast.submitted(cast.as_it_is(firm.engagement))


def step(gate: str) -> Review:
    """A step of the newest asking."""
    return cast.review_of(cast.firm().engagement, gate)


def fresh(point: Point) -> Point:
    """A point as the table has it now."""
    return Point.objects.get(pk=point.pk)


def states() -> dict[str, str]:
    """How every step of the newest asking stands."""
    newest = Review.objects.order_by("-asking").first()
    return dict(Review.objects.filter(asking=newest.asking_id).values_list("gate", "state"))


@replayed
def again(sow: Sow, practice: PracticeVersion | None = None, **terms: object) -> Sow:
    """The next version: taken back, changed, estimated, approved, drawn up and asked for."""
    ana = cast.actor("ana")
    actions.recall(ana, sow, note="The customer asked for a change.")
    engagement = cast.as_it_is(sow.engagement)
    if practice is not None:
        engagement = engagements.adopt(ana, engagement, practice=practice)
    if terms:
        engagement = engagements.price(ana, engagement, **terms)
    estimate = estimates.submit(ana, estimates.draft(ana, engagement))
    for username in ("theo", "dora"):
        if estimate.state == "in-review" and cast.actor(username).has_any(estimate.awaited):
            estimate = estimates.approve(cast.actor(username), estimate)
    agreements.generate(ana, estimate)
    return cast.submitted(cast.as_it_is(engagement))
