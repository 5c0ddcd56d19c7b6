"""A change to what the demo firm sold: shaped, reviewed, asked for, stamped and out for signature."""

from __future__ import annotations

from typing import Any

from fairlead.apps.agreements.queries import sows as all_sows
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.changes import actions as changes
from fairlead.apps.changes.queries import changes as all_changes
from fairlead.apps.changes.shaping_actions import shape
from fairlead.apps.estimates import actions as estimates
from fairlead.faces.cli import signing
from fairlead.faces.cli.firm import approve, reviewed
from fairlead.faces.cli.rooms import Actors

TITLE = "The projects of the joint venture move as well"
REASON = "The joint venture was signed after the sale; its teams are to work on the same instance."


def amend(actors: Actors, engagement: Any, projects: int) -> None:
    """The customer has more projects than were sold: both are to sign what that makes of the SOW."""
    ana = actors("ana")
    if all_changes(ana, engagement=engagement).exists():
        return
    drafted = changes.open_change(ana, engagement, title=TITLE, reason=REASON, scope=True)
    shaped = shape(ana, drafted, answers=f"projects = {projects}")
    reviewed(estimates.submit(ana, shaped.estimate, note="For the change."))
    asked = changes.ask(ana, all_changes(ana).get(pk=shaped.pk))
    sow = all_sows(ana).get(pk=asked.makes.pk)
    approvals.submit(ana, sow, note="For the change.")
    approve(sow)
    signing.sign_firm(actors, signing.send(actors, sow))
