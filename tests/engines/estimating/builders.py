"""Small practices, works and terms to estimate, built by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.practice.values import (
    Activity,
    Exchange,
    Offering,
    Phase,
    Place,
    Practice,
    Rate,
    Role,
)
from fairlead.engines.scoping.values import Review, Terms, Work

DAY = date(2026, 11, 23)
ENGINEER = Role("engineer", "Delivery engineer", Decimal(188000), Place("practice.toml", 12))
MANAGER = Role("manager", "Project manager", Decimal(169200), Place("practice.toml", 18))
TRAINER = Role("trainer", "Trainer", Decimal(150400), Place("practice.toml", 24))
RATES = (
    Rate("engineer", Decimal(300), "USD", date(2025, 1, 1), date(2026, 1, 1)),
    Rate("engineer", Decimal(330), "USD", date(2026, 1, 1)),
    Rate("engineer", Decimal(290), "EUR", date(2026, 1, 1), None, "emea"),
    Rate("manager", Decimal(280), "USD", date(2025, 1, 1)),
)
EXCHANGE = (
    Exchange("EUR", Decimal("1.10"), date(2025, 1, 1), Place("practice.toml", 60)),
    Exchange("EUR", Decimal("1.25"), date(2026, 7, 1), Place("practice.toml", 64)),
)
TABLE = ((10, Decimal("0.20")), (20, Decimal("0.15")), (40, Decimal("0.10")), (1400, Decimal("0.02")))


def practice(**changes: object) -> Practice:
    """A firm in US dollars with an engineer (330, cost 100), a manager (280, cost 90) and a trainer
    who has no bill rate (cost 80)."""
    fields: dict[str, object] = {
        "name": "Demo",
        "version": "2026.11",
        "firm": "Demo Services",
        "currency": "USD",
        "confidence": 80,
        "target_margin": Decimal("0.40"),
        "hours_per_day": Decimal(8),
        "correlation": TABLE,
        "roles": (ENGINEER, MANAGER, TRAINER),
        "rates": RATES,
        "exchange": EXCHANGE,
        "gates": (),
        "clocks": (),
        "routes": (),
        "blocks": (),
        "clauses": (),
        "offerings": (),
        "digest": "d1",
    }
    return Practice(**{**fields, **changes})  # type: ignore[arg-type]


def terms(**changes: object) -> Terms:
    fields: dict[str, object] = {
        "customer": "Northwind Freight",
        "name": "Move",
        "offering": "move",
        "day": DAY,
        "currency": "USD",
        "confidence": 80,
        "seed": 20261123,
    }
    return Terms(**{**fields, **changes})  # type: ignore[arg-type]


def work(
    activity_id: str = "waves",
    hours: float = 40.0,
    *,
    low: str = "0.8",
    high: str = "1.5",
    roles: Mapping[str, str] | None = None,
    price: float | None = None,
    depends: tuple[str, ...] = (),
    effort: str = "40.0",
    education: bool = False,
    **fields: str,
) -> Work:
    shares = {role: Decimal(share) for role, share in ({"engineer": "1"} if roles is None else roles).items()}
    activity = Activity(
        id=activity_id,
        phase="run",
        name=activity_id.capitalize(),
        description=f"What {activity_id} means.",
        effort=effort,
        roles=shares,
        low=Decimal(low),
        high=Decimal(high),
        price="" if price is None else f"{price}",
        education=education,
        place=Place("offerings/move/activities.toml", 7),
        **fields,  # type: ignore[arg-type]
    )
    return Work(activity, hours, price, frozenset(depends))


def review(*works: Work, values: Mapping[str, object] | None = None, **changes: object) -> Review:
    offering = Offering("move", "Move", "", "", "", (Phase("run", "Run"),), (), (), (), (), ())
    fields: dict[str, object] = {
        "offering": offering,
        "values": values or {},
        "visible": (),
        "answered": (),
        "unanswered": (),
        "contradictions": (),
        "findings": (),
        "work": works,
    }
    return Review(**{**fields, **changes})  # type: ignore[arg-type]


def sound(*works: Work, values: Mapping[str, object] | None = None, **changes: object) -> Estimate:
    """The estimate of these works under plain terms; fails the test when there are findings."""
    result, findings = estimate(practice(), review(*works, values=values), terms(**changes))
    assert result is not None, findings
    return result
