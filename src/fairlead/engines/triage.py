"""Whose an engagement is: the territory of an account, and engagement managers ranked with reasons.

Source: em-process 1.3: assigned to the manager who covers the account's territory, unless the team is
levelling load. Nothing here decides; it proposes, and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.practice.market import Territory


@dataclass(frozen=True, slots=True)
class Patch:
    """What of an account decides about its territory; `named` is what its record says itself."""

    segment: str = ""
    region: str = ""
    public_sector: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """One engagement manager: the territories they cover, the live engagements they lead and their worth
    in the currency of the practice."""

    id: int
    name: str
    covers: frozenset[str]
    count: int = 0
    worth: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A manager for an engagement, with the reasons in sentences, the weightiest first."""

    person: int
    name: str
    covers: bool
    count: int
    worth: Decimal
    reasons: tuple[str, ...]


def territory_of(territories: Iterable[Territory], patch: Patch) -> Territory | None:
    """The territory that an account belongs to, None when no rule takes it.

    What the account's record names decides; else the narrowest rule that holds: public sector before
    segments and regions, both before one; of equally narrow ones the first of the text.
    """
    known = tuple(territories)
    for territory in known:
        if patch.named and patch.named.casefold() in (territory.id.casefold(), territory.name.casefold()):
            return territory
    fitting = [territory for territory in known if _holds(territory, patch)]
    return max(fitting, key=_narrowness) if fitting else None


def _holds(territory: Territory, patch: Patch) -> bool:
    return (
        (not territory.segments or patch.segment in territory.segments)
        and (not territory.regions or patch.region.casefold() in map(str.casefold, territory.regions))
        and (patch.public_sector or not territory.public_sector)
    )


def _narrowness(territory: Territory) -> tuple[bool, int]:
    return territory.public_sector, bool(territory.segments) + bool(territory.regions)


def ranked(
    territory: Territory | None, team: Sequence[Load], currency: str, *, level: bool = False
) -> tuple[Proposal, ...]:
    """The team, the best proposal first.

    Who covers the territory comes first, then who leads fewer engagements, then less worth, then the name.
    level: load comes before territory, for a team that is levelling it.
    """
    mean_count = Decimal(sum(one.count for one in team)) / len(team) if team else Decimal(0)
    mean_worth = sum((one.worth for one in team), Decimal(0)) / len(team) if team else Decimal(0)

    def place(one: Load) -> tuple[object, ...]:
        covers = territory is None or territory.id not in one.covers
        load = (one.count, one.worth)
        return (*load, covers, one.name) if level else (covers, *load, one.name)

    return tuple(
        Proposal(
            one.id,
            one.name,
            territory is not None and territory.id in one.covers,
            one.count,
            one.worth,
            _reasons(one, territory, mean_count, mean_worth, currency, level),
        )
        for one in sorted(team, key=place)
    )


def _reasons(
    one: Load,
    territory: Territory | None,
    mean_count: Decimal,
    mean_worth: Decimal,
    currency: str,
    level: bool,
) -> tuple[str, ...]:
    if territory is None:
        patch = "No territory of the practice takes this account"
    elif territory.id in one.covers:
        patch = f"Covers {territory.name}"
    else:
        patch = f"Does not cover {territory.name}"
    load = f"Leads {one.count} open, the mean is {mean_count:.1f}"
    worth = f"Worth {one.worth:,.0f} {currency}, the mean is {mean_worth:,.0f}"
    return (load, worth, patch) if level else (patch, load, worth)
