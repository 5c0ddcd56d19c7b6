"""What a schema cannot say of the firm's market: prices of one day, patches, reasons, quiet deals, hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fairlead.engines.findings import Finding
from fairlead.engines.practice.checks import At, Locator, overlaps, twice, unknown
from fairlead.engines.practice.facts import COUNTRIES, SEGMENTS
from fairlead.engines.practice.market import Idle, Reason, Sku, Territory
from fairlead.engines.practice.reading import Document


def price_book(skus: Iterable[Sku], locate: Locator) -> Iterator[Finding]:
    """One id has one price a day; the same id may stand again for other days."""
    yield from overlaps(skus, lambda sku: f"The price of {sku.id}", "overlapping-prices", locate)


def territories(items: Iterable[Territory], locate: Locator) -> Iterator[Finding]:
    """Ids are unique and segments known."""
    items = tuple(items)
    yield from twice(items, "territory", locate)
    for item in items:
        for segment in item.segments:
            yield from unknown(At(locate, item.place, "segments"), segment, SEGMENTS, "segment")


def reasons(items: Iterable[Reason], locate: Locator) -> Iterator[Finding]:
    """Ids are unique, whatever the reasons are of."""
    yield from twice(items, "reason", locate)


def idle(items: Iterable[Idle], locate: Locator) -> Iterator[Finding]:
    """A deal is warned of before it is given up, and every segment has one rule at most."""
    items = tuple(items)
    yield from twice(items, "idle rule", locate)
    ruled: dict[str, Idle] = {}
    for item in items:
        if item.close_days < item.warn_days:
            message = f"It closes after {item.close_days} days, but warns only after {item.warn_days}."
            fix = "Warn first: close_days is at least warn_days."
            yield locate.stand(item.place, "close_days").finding("range-order", message, fix)
        for segment in item.segments:
            at = At(locate, item.place, "segments")
            yield from unknown(at, segment, SEGMENTS, "segment")
            first = ruled.setdefault(segment, item)
            if first is not item:
                message = f"The segment {segment} stands already in {first.id}."
                yield at.stand().finding("duplicate-id", message, "Name it in one of them.")


def working(home: Document) -> Iterator[Finding]:
    """The [working] table: a zone that exists, times of day, weekdays named once, a country with holidays."""
    values: Mapping[str, Any] = home.values.get("working", {})
    zone = values.get("zone", "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fix = 'Write one like "Europe/London".'
        yield home.finding(("working", "zone"), "unknown-zone", f"{zone} is no time zone.", fix)
    for key in ("open", "close"):
        try:
            time.fromisoformat(values.get(key, "09:00"))
        except ValueError:
            message = f"{values[key]} is no time of day."
            yield home.finding(("working", key), "wrong-value", message, "A day ends at 23:59.")
    days = values.get("weekdays", ())
    if len(set(days)) < len(days):
        message = "`weekdays` names a day twice."
        yield home.finding(("working", "weekdays"), "duplicate-id", message, "Name each day once.")
    country = values.get("country", "")
    if country and country not in COUNTRIES:
        fix = 'Write two capitals like "GB", or leave it out for no holidays.'
        message = f"No public holidays are known for {country}."
        yield home.finding(("working", "country"), "unknown-country", message, fix)


def margins(home: Document) -> Iterator[Finding]:
    """The floor under the margin lies no higher than its target."""
    head = home.values.get("practice", {})
    if Decimal(str(head.get("margin_floor", 0))) > Decimal(str(head.get("target_margin", 1))):
        message = f"The floor of {head['margin_floor']} lies above the target of {head['target_margin']}."
        fix = "A floor is at most the target."
        yield home.finding(("practice", "margin_floor"), "range-order", message, fix)
