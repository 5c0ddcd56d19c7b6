"""Rows of engagements as the values that engines take, and what the engines say kept on the rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.utils import timezone

from fairlead.apps.accounts.models import Account
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement, Moment
from fairlead.core.roles import ENGAGEMENT_MANAGERS
from fairlead.core.writing import Change
from fairlead.engines import clocks
from fairlead.engines.calendar import Schedule
from fairlead.engines.practice.market import Territory, WorkingHours
from fairlead.engines.practice.values import Practice
from fairlead.engines.triage import Patch, territory_of
from fairlead.engines.workdays import working_days

OPENED, TOUCHED, INVITED = "scoping-opened", "engagement-manager-touched", "architect-invited"
ESTIMATE_SENT, DRAFT_SENT = "estimate-sent", "sow-draft-sent"
REVIEW_ASKED, REVIEW_DONE = "review-requested", "review-done"

# What a move of the board says has happened, and what must have happened by then if nobody noted it.
HAPPENS = {
    "hold": clocks.HELD,
    "resume": clocks.RESUMED,
    "share": ESTIMATE_SENT,
    "write": "sow-written",
    "ready": "sow-content-confirmed",
    "win": clocks.BOOKED,
    "lose": clocks.LOST,
}
BY_THEN = {"write": (ESTIMATE_SENT,), "ready": (DRAFT_SENT,)}

# Only the product itself says these.
OWN = frozenset({OPENED, TOUCHED, clocks.BOOKED, clocks.LOST, clocks.HELD, clocks.RESUMED})


@lru_cache(maxsize=16)
def office(working: WorkingHours) -> Schedule:
    """When the business clocks of a practice run."""
    return clocks.schedule(working, working_days(working.country))


def facts_of(practice: Practice) -> tuple[str, ...]:
    """What may be marked: every fact that the practice's clocks name and the product does not say itself."""
    named = (fact for clock in practice.clocks for fact in (clock.starts, clock.stops))
    return tuple(dict.fromkeys(fact for fact in named if fact not in OWN))


def past(engagement: Engagement) -> list[Moment]:
    """What happened so far, in order."""
    return list(Moment.objects.filter(engagement=engagement.pk).order_by("at", "pk")) if engagement.pk else []


def standings(
    engagement: Engagement, moments: Iterable[Moment], now: datetime
) -> tuple[clocks.Standing, ...]:
    """Where the clocks of its practice stand."""
    practice = practice_of(engagement.practice_id)
    values = [clocks.Moment(moment.what, moment.at) for moment in moments]
    return clocks.standings(practice.clocks, values, office(practice.working), now)


def happened(
    change: Change[Engagement],
    *facts: str,
    at: datetime | None = None,
    note: str = "",
    by_then: Iterable[str] = (),
) -> None:
    """Note what a change of an engagement means to its clocks, and keep which of them is the most urgent.

    The first thing that an engagement manager does about it is its first touch, whatever it is. by_then:
    what must have happened before; it is noted unless it is on record. Without any of it nothing is asked
    of the database.
    """
    row, now = change.row, timezone.now()
    told = [(fact, at or now) for fact in facts]
    if row.touched_at is None and change.actor.has_any(ENGAGEMENT_MANAGERS):
        row.touched_at = now
        told.append((TOUCHED, now))
    if not told:
        return
    before = past(row)
    known = {moment.what for moment in before}
    told = [*((fact, now) for fact in by_then if fact not in known), *told]
    fresh = [
        Moment(engagement=row, what=what, at=when, by=change.actor.name, note=note[:400])
        for what, when in told
    ]
    for moment in fresh:
        change.bear(moment)
    press(row, [*before, *fresh], now)


def press(row: Engagement, moments: Iterable[Moment], now: datetime) -> None:
    """Keep on the row which clock is due first, for the board; on hold none is."""
    held = row.state == "on-hold"
    urgent = None if held else clocks.most_urgent(standings(row, moments, now))
    row.due_at = urgent.due if urgent else None
    row.due_clock = urgent.clock.id if urgent else ""


def review_facts(moments: Iterable[Moment], asked: bool) -> tuple[str, ...]:
    """Whether the architect's review begins or ends now that they are asked, or are not any more."""
    runs = False
    for moment in moments:
        if moment.what in (REVIEW_ASKED, REVIEW_DONE):
            runs = moment.what == REVIEW_ASKED
    if runs == asked:
        return ()
    return (REVIEW_ASKED,) if asked else (REVIEW_DONE,)


def territory(practice: Practice, account: Account, segment: str = "") -> Territory | None:
    """The territory of an account by the rules of a practice; a segment set by hand stands before its own."""
    patch = Patch(segment or account.segment, account.region, account.public_sector, account.territory)
    return territory_of(practice.territories, patch)
