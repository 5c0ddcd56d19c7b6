"""A change with an estimate of its own, step by step: shaped, approved, asked for, signed by record."""

from __future__ import annotations

from datetime import date

from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.changes import actions
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.shaping_actions import shape
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.models import Estimate
from tests import cast
from tests.replay import replayed

TODAY = date(2026, 11, 20)
# Sold are 2,500 projects for 145,382.50; 3,000 come to 152,147.50.
MORE = {"answers": "projects = 3000"}
LESS = {"answers": "projects = 1800"}


def again(change: Change) -> Change:
    rows = Change.objects.select_related("engagement__account", "sow__estimate", "estimate", "amended")
    return rows.get(pk=change.pk)


@replayed
def shaped(sold: cast.Firm, **wish: object) -> Change:
    return again(shape(cast.actor("ana"), cast.changed(sold, days=0, scope=True), **(wish or MORE)))


@replayed
def approved(change: Change) -> Change:
    """Its estimate goes through the review of the architect, who did not write it."""
    estimate = estimates.submit(cast.actor("ana"), Estimate.objects.get(pk=change.estimate_id))
    assert estimate.state == "in-review"
    for username in ("theo", "dan", "dora"):
        if estimate.state == "in-review" and cast.actor(username).has_any(estimate.awaited):
            estimate = estimates.approve(cast.actor(username), estimate)
    assert estimate.state == "approved"
    return again(change)


@replayed
def asked(sold: cast.Firm, **wish: object) -> Change:
    return again(actions.ask(cast.actor("ana"), approved(shaped(sold, **wish))))


def fresh(sow: Sow) -> Sow:
    return Sow.objects.select_related("engagement__account", "estimate").get(pk=sow.pk)


def stamped(change: Change) -> Sow:
    """Whoever is asked approves its amended SOW, and Legal stamps it if it reads otherwise for them."""
    sow = fresh(change.makes)
    approvals.submit(cast.actor("ana"), sow)
    cast.agreed(sow.engagement)
    stamp = cast.review_of(sow.engagement, "legal")
    if stamp.state == "waiting":
        approvals.approve(cast.actor("lea"), stamp)
    return fresh(sow)


def signed(change: Change) -> Change:
    """Approved and stamped, both have signed it elsewhere, and Finn records that."""
    stamped(change)
    return recorded(change)


def recorded(change: Change) -> Change:
    finn = cast.actor("finn")
    return again(
        actions.sign(finn, change, customer="Grace Hall", firm="Finn Marlowe", on=TODAY, note="Case.")
    )
