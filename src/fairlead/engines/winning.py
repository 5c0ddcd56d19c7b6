"""Won, lost, and given up: the win rate with its interval, idle deals, and the reasons (em-process 1.4, 2.2).

Numbers and their sources: docs/spec/engagements.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from fairlead.engines.estimating.calibration.accuracy import wilson
from fairlead.engines.money import Money
from fairlead.engines.practice.market import Idle

WON, LOST, OPEN, IDLE = "won", "lost", "open", "idle"


@dataclass(frozen=True, slots=True)
class Deal:
    """One engagement as the win rate sees it. state: "won", "lost" or "open".

    active: the last day on which a person did something about it; kept_until: up to, not including, that
    day an open one without activity still counts as open. groups: what it may be counted by.
    """

    key: int
    state: str
    active: date
    kept_until: date | None = None
    closed_on: date | None = None
    worth: Money | None = None
    reason: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rate:
    """Won of n = won + lost + idle, as a share of one with its 95 % interval (Wilson); None for none."""

    group: str
    won: int
    lost: int
    idle: int
    share: Decimal | None
    low: float
    high: float
    worth_won: tuple[Money, ...]
    worth_lost: tuple[Money, ...]

    @property
    def n(self) -> int:
        return self.won + self.lost + self.idle


@dataclass(frozen=True, slots=True)
class Cause:
    """How often a reason was given and what those deals were worth, one sum a currency."""

    outcome: str
    reason: str
    count: int
    share: Decimal
    worth: tuple[Money, ...]
    groups: tuple[tuple[str, int], ...]


def outcome(deal: Deal, today: date, lost_after_days: int) -> str:
    """What a deal counts as today: "won", "lost", "idle" (lost for want of activity) or "open".

    Idle: open, more than `lost_after_days` days without activity, and nobody keeps it for today.
    """
    if deal.state != OPEN:
        return deal.state
    kept = deal.kept_until is not None and today < deal.kept_until
    return IDLE if (today - deal.active).days > lost_after_days and not kept else OPEN


def lost_on(deal: Deal, lost_after_days: int) -> date:
    """The day on which it was won or lost; of one that is idle, the first that counts it as lost."""
    if deal.closed_on is not None:
        return deal.closed_on
    quiet = deal.active + timedelta(days=lost_after_days + 1)
    return max(quiet, deal.kept_until) if deal.kept_until else quiet


def rate(group: str, counted: Iterable[tuple[str, Deal]]) -> Rate:
    """The win rate of deals with their outcomes; open ones do not count."""
    by = defaultdict[str, list[Deal]](list)
    for result, deal in counted:
        by[result].append(deal)
    won, lost, idle = len(by[WON]), len(by[LOST]), len(by[IDLE])
    n = won + lost + idle
    low, high = wilson(won, n) if n else (0.0, 1.0)
    share = Decimal(won) / n if n else None
    return Rate(group, won, lost, idle, share, low, high, worth(by[WON]), worth([*by[LOST], *by[IDLE]]))


def rates(by: str, counted: Iterable[tuple[str, Deal]]) -> tuple[Rate, ...]:
    """The win rate of every group, the largest first; those of equal size by name."""
    groups = defaultdict[str, list[tuple[str, Deal]]](list)
    for result, deal in counted:
        if result != OPEN:
            groups[deal.groups.get(by, "")].append((result, deal))
    found = [rate(group, deals) for group, deals in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.n, one.group)))


def causes(by: str, counted: Iterable[tuple[str, Deal]]) -> tuple[Cause, ...]:
    """Why deals were won and lost, the most frequent first; share is of all with the same outcome.

    Idle ones stand under the reason "idle"; each reason is also counted by the groups of `by`.
    """
    found, totals = defaultdict[tuple[str, str], list[Deal]](list), defaultdict[str, int](int)
    for result, deal in counted:
        if result == OPEN:
            continue
        kind = WON if result == WON else LOST
        found[kind, IDLE if result == IDLE else deal.reason].append(deal)
        totals[kind] += 1
    rows = [
        Cause(kind, reason, len(deals), Decimal(len(deals)) / totals[kind], worth(deals), _spread(by, deals))
        for (kind, reason), deals in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.outcome != WON, -row.count, row.reason)))


def _spread(by: str, deals: Iterable[Deal]) -> tuple[tuple[str, int], ...]:
    counts = defaultdict[str, int](int)
    for deal in deals if by else ():
        counts[deal.groups.get(by, "")] += 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def worth(deals: Iterable[Deal]) -> tuple[Money, ...]:
    """What deals are worth, one sum a currency: amounts in two currencies are never added up."""
    sums = defaultdict[str, Decimal](Decimal)
    for deal in deals:
        if deal.worth is not None:
            sums[deal.worth.currency] += deal.worth.amount
    return tuple(Money(sums[currency], currency) for currency in sorted(sums))


def idle_rule(rules: Iterable[Idle], segment: str) -> Idle | None:
    """The rule of a segment; one without segments is for all that no other names."""
    ordered = sorted(rules, key=lambda rule: not rule.segments)
    return next((rule for rule in ordered if segment in rule.segments or not rule.segments), None)


def idle_standing(rule: Idle | None, days: int) -> str:
    """ "" before the warning, "warn" from its day on, "give-up" from the day on which it should be closed."""
    if rule is None or days < rule.warn_days:
        return ""
    return "give-up" if days >= rule.close_days else "warn"
