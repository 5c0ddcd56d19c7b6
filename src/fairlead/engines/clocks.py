"""The clocks of the practice over what happened to one engagement (em-process 0.5).

A run begins at the first start after the last stop and ends at the first stop after it; later starts
change nothing about a run, for a promise is as old as its first giving. Numbers: docs/spec/engagements.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from fairlead.engines.calendar import ALWAYS, Pause, Schedule, Workdays, due, elapsed
from fairlead.engines.practice.market import WorkingHours
from fairlead.engines.practice.values import Clock

# What happens to the engagement as a whole, beside the facts that the practice's clocks name.
HELD, RESUMED, BOOKED, LOST = "put-on-hold", "resumed", "booked", "lost"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: a fact that clocks may name, and when."""

    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one clock stands, and how much of its time is left (below zero: over by that much).

    state: "not-started"; "running", "late" or "paused" while its run is open; "met" or "missed" after it;
    "free" when the notice that it asks for has passed; "dropped" when the engagement closed before it did.
    due: when the time is up, or from when on the notice is kept; None without a run and on hold.
    left: time of the clock, so working time for a business clock.
    """

    clock: Clock
    state: str
    started: datetime | None = None
    due: datetime | None = None
    stopped: datetime | None = None
    left: timedelta = timedelta()

    @property
    def presses(self) -> bool:
        """Whether somebody has to do something before it is due."""
        return self.state in ("running", "late") and not self.clock.notice


def schedule(working: WorkingHours, calendar: Workdays) -> Schedule:
    """When business clocks run: the firm's hours on its weekdays, without the holidays of `calendar`.

    Opening and closing at the same time of day means the whole day.
    """
    days = Workdays(
        calendar.name, frozenset(working.weekdays), holidays=calendar.holidays, known=calendar.known
    )
    return Schedule(working.zone, time.fromisoformat(working.open), time.fromisoformat(working.close), days)


def pauses(moments: Iterable[Moment]) -> tuple[Pause, ...]:
    """The stretches in which the engagement was on hold; the last may have no end. In order of time."""
    found, since = list[Pause](), None
    for moment in sorted(moments, key=lambda moment: moment.at):
        if moment.what == HELD and since is None:
            since = moment.at
        elif moment.what in (RESUMED, LOST) and since is not None:
            found.append(Pause(since, moment.at))
            since = None
    return (*found, Pause(since)) if since is not None else tuple(found)


def standings(
    clocks: Iterable[Clock], moments: Iterable[Moment], office: Schedule, now: datetime
) -> tuple[Standing, ...]:
    """Where every clock stands at `now`, in the order of the practice. office: when business clocks run."""
    past = sorted((moment for moment in moments if moment.at <= now), key=lambda moment: moment.at)
    held = pauses(past)
    closed = next((moment.at for moment in past if moment.what in (BOOKED, LOST)), None)
    return tuple(_standing(clock, past, held, office, now, closed) for clock in clocks)


def most_urgent(found: Iterable[Standing]) -> Standing | None:
    """Of the clocks that press, the one that is due first."""
    pressing = [one for one in found if one.presses and one.due is not None]
    return min(pressing, key=lambda one: one.due or one.clock.id) if pressing else None


def _run(clock: Clock, past: Sequence[Moment]) -> tuple[datetime | None, datetime | None]:
    """When the newest run began and ended."""
    started = stopped = None
    for moment in past:
        if moment.what == clock.stops and started is not None and stopped is None:
            stopped = moment.at
        elif moment.what == clock.starts and (started is None or stopped is not None):
            started, stopped = moment.at, None
    return started, stopped


def _standing(
    clock: Clock,
    past: Sequence[Moment],
    held: tuple[Pause, ...],
    office: Schedule,
    now: datetime,
    closed: datetime | None,
) -> Standing:
    started, stopped = _run(clock, past)
    if started is None:
        return Standing(clock, "not-started")
    if stopped is None and closed is not None and started < closed:
        return Standing(clock, "dropped", started)
    plan = office if clock.business else ALWAYS
    until = stopped or now
    # What has stopped cannot be held up any more by a pause that came after it.
    before = tuple(pause for pause in held if stopped is None or pause.start < stopped)
    at = due(started, clock.hours, plan, before)
    left = timedelta(hours=float(clock.hours)) - elapsed(started, until, plan, before)
    if at is not None and at < until:
        left = -elapsed(at, until, plan, before)
    return Standing(clock, _state(clock, at, stopped, now), started, at, stopped, left)


def _state(clock: Clock, at: datetime | None, stopped: datetime | None, now: datetime) -> str:
    if stopped is not None:
        in_time = at is None or (stopped >= at if clock.notice else stopped <= at)
        return "met" if in_time and not (clock.notice and at is None) else "missed"
    if at is None:
        return "paused"
    if clock.notice:
        return "free" if now >= at else "running"
    return "late" if now > at else "running"
