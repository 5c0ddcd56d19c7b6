"""What makes an activity unusable on these answers: sizes beyond reason, missing prices, roles, its id."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import isfinite

from fairlead.engines.estimating.lines import BOUGHT_CONTINGENCY, CONTINGENCY
from fairlead.engines.estimating.reasons import figure
from fairlead.engines.findings import Finding
from fairlead.engines.practice.values import ActivityKind
from fairlead.engines.scoping.values import Work

RESERVED = (CONTINGENCY, BOUGHT_CONTINGENCY)
MOST_HOURS = 1_000_000.0
MOST_PRICE = 1_000_000_000.0
MOST_RANGE = 100


def check_work(work: Work, roles: frozenset[str]) -> tuple[Finding, ...]:
    """What makes an activity unusable: absurd sizes, a missing price, unknown or no roles, its id."""
    activity = work.activity
    faults = [*_size_faults(work), *_role_faults(work, roles)]
    if not (0 < activity.low <= 1 <= activity.high <= MOST_RANGE):
        faults.append(
            (
                "low",
                "absurd-range",
                f"The range {activity.low} to {activity.high} is not a range around the likely hours.",
                f"low is above 0 and at most 1, high is at least 1 and at most {MOST_RANGE}.",
            )
        )
    if activity.id in RESERVED:
        faults.append(
            (
                "id",
                "reserved-id",
                f"{activity.id} is the id of a computed line.",
                "Give the activity another id.",
            )
        )
    place = activity.place
    return tuple(
        Finding(place.file, place.line, f"activity.{activity.id}.{key}", code, message, fix)
        for key, code, message, fix in faults
    )


def _size_faults(work: Work) -> Iterable[tuple[str, str, str, str]]:
    for key, number in (("quantity", work.quantity), ("cost", work.cost)):
        if number is not None and not 0 <= number <= MOST_PRICE:
            yield (
                key,
                f"absurd-{key}",
                f"The {key} formula gives {_said(number)}.",
                f"It is a number from 0 to {figure(MOST_PRICE)}; check the formula and the answers it sees.",
            )
    if work.activity.kind is not ActivityKind.WORK and work.cost is None:
        yield (
            "cost",
            "no-cost",
            f"{work.activity.name} is bought and says nothing of what it costs.",
            'Add cost = "...", a formula in the currency of the practice.',
        )
    if not 0 <= work.hours <= MOST_HOURS:
        yield (
            "effort",
            "absurd-hours",
            f"The effort formula gives {_said(work.hours)} hours.",
            f"Hours are a number from 0 to {figure(MOST_HOURS)}; check the formula and the answers it sees.",
        )
    if work.price is not None and not 0 <= work.price <= MOST_PRICE:
        yield (
            "price",
            "absurd-price",
            f"The price formula gives {_said(work.price)}.",
            f"A price is a number from 0 to {figure(MOST_PRICE)}; check the formula and the answers it sees.",
        )
    if work.activity.price and work.price is None:
        yield (
            "price",
            "no-price",
            f"The price formula {work.activity.price} gave no price.",
            "Check the formula and the answers it sees.",
        )


def _said(number: float) -> str:
    return figure(number) if isfinite(number) else str(number)


def _role_faults(work: Work, roles: frozenset[str]) -> Iterable[tuple[str, str, str, str]]:
    if work.activity.kind is not ActivityKind.WORK:
        return  # nobody of the firm works on what is bought
    shares = work.activity.roles
    for role in shares:
        if role not in roles:
            known = ", ".join(sorted(roles)) or "none yet"
            yield "roles", "unknown-role", f"There is no role {role}.", f"The roles are: {known}."
    if min(shares.values(), default=Decimal(0)) < 0 or (not sum(shares.values()) and work.hours):
        yield "roles", "no-roles", "The role shares do not add up to 1.", "Shares are above 0, sum 1."
