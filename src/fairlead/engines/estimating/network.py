"""What waits for what: the lines of an estimate as a network, remembered while the same lines apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from math import ceil

from fairlead.engines.estimating.memory import Memory
from fairlead.engines.estimating.reasons import names_in
from fairlead.engines.practice.values import Activity, Offering
from fairlead.engines.scoping.values import Work


@dataclass(frozen=True, slots=True)
class Network:
    """order: the lines that take their turn, each behind all that it waits for.  waits: what that is.
    teams: how many people work on each.  alongside: the lines that go along with the rest.
    phases: lines by phase, in the order of the offering.  people: the largest team, in whole people."""

    offering: Offering
    order: tuple[str, ...]
    waits: Mapping[str, tuple[str, ...]]
    teams: Mapping[str, float]
    alongside: frozenset[str]
    phases: Mapping[str, tuple[str, ...]]
    people: int


_networks: Memory[Network] = Memory(256)


def network_of(offering: Offering, works: Sequence[Work]) -> Network:
    """The network of these lines. Lines that wait for each other are taken in the order of the offering."""
    key = (id(offering), tuple((work.activity.id, work.activity.phase) for work in works))
    known = _networks.get(key)
    if known is None or known.offering is not offering:
        known = _network(offering, [work.activity for work in works])
        _networks.put(key, known)
    return known


def _network(offering: Offering, activities: Sequence[Activity]) -> Network:
    along = {a.id for a in activities if _alongside(a, offering)}
    turns = [a for a in activities if a.id not in along] or list(activities)
    along -= {a.id for a in turns}
    waits = _waits(offering, turns)
    try:
        order = tuple(TopologicalSorter(waits).static_order())
    except CycleError:
        order, waits = tuple(waits), dict.fromkeys(waits, ())
    places = [phase.id for phase in offering.phases]
    ordered = sorted({a.phase for a in activities}, key=lambda p: places.index(p) if p in places else 999)
    return Network(
        offering,
        order,
        waits,
        {a.id: float(a.team) for a in turns},
        frozenset(along),
        {phase: tuple(a.id for a in activities if a.phase == phase) for phase in ordered},
        ceil(max(a.team for a in turns)),
    )


def _alongside(activity: Activity, offering: Offering) -> bool:
    """Whether it goes along with the rest: less than one person, or an effort counted in weeks."""
    weekly = {driver.id for driver in offering.drivers if driver.unit == "weeks"}
    counted = names_in(activity.effort) if activity.effort else ()
    return activity.team < 1 or not weekly.isdisjoint(counted)


def _waits(offering: Offering, activities: Sequence[Activity]) -> dict[str, tuple[str, ...]]:
    """What each line waits for: what its activity names, or the phase before it when it names nothing.

    A line that is named and not there is stood for by what it would have waited for itself.
    """
    places = {phase.id: place for place, phase in enumerate(offering.phases)}
    there = {a.id: a for a in activities}
    named = {a.id: a.after for a in offering.activities}
    by_place: dict[int, list[str]] = {}
    for activity in activities:
        by_place.setdefault(places.get(activity.phase, len(places)), []).append(activity.id)
    waits: dict[str, tuple[str, ...]] = {}
    earlier: list[str] = []
    for place in sorted(by_place):
        for key in by_place[place]:
            after = there[key].after
            waits[key] = _standing(after, there, named) if after else tuple(earlier)
        earlier = by_place[place]
    return waits


def _standing(
    after: Sequence[str], there: Mapping[str, Activity], named: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = list(after)
    while waiting:
        name = waiting.pop(0)
        if name in there:
            found[name] = None
        elif name not in seen:
            waiting += named.get(name, ())
        seen.add(name)
    return tuple(found)
