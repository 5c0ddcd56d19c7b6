"""From a change to what it needs, and back from plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fairlead.apps.agreements.models import Sow
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.changes.models import Change
from fairlead.apps.estimates.bridge import scoping_frozen, shaped_from
from fairlead.engines.changing import ORDER, Asked, Booking, Instrument, Terms, Verdict, verdict
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Term
from fairlead.engines.shaping.effects import Effects, effects
from fairlead.engines.shaping.values import Shaped


def verdict_of(row: Change) -> Verdict:
    """What a change needs: as it was fixed when it was asked for; of a draft, as the rules are now."""
    return _thawed(row.verdict) if row.verdict else verdict(weighed(row))


def weighed(row: Change) -> Asked:
    """What it asks for, with what was agreed before and the limits of the practice."""
    earlier = 0
    for one in _of_its_line(row):
        ordered = any(given["kind"] == ORDER for given in one["verdict"]["instruments"])
        earlier = 0 if ordered else earlier + one["days"]
    limit = practice_of(row.engagement.practice_id).extension_days
    return replace(row.asked, earlier=earlier, limit=limit)


def before(row: Change) -> Terms:
    """What it changes: what its SOW says, and what was typed to that, or to what it came of, and is in force.

    A SOW that a change made says itself what it came to."""
    sow = row.sow
    if sow is None:
        return Terms(Money(Decimal(0), row.currency), Decimal(0))
    figures = sow.estimate.figures["estimate"]
    typed = [one for one in _of_its_line(row) if one["amended_id"] is None]
    table = figures.get("timetable") or {}
    end = date.fromisoformat(table["end"]) if table.get("end") else None
    days = sum(one["days"] for one in typed)
    return Terms(
        Money(_sum(typed, "price", Decimal(sow.price)), sow.currency),
        _sum(typed, "hours", Decimal(figures["hours"])),
        end + timedelta(days) if end else None,
    )


def beside(row: Change) -> tuple[str, ...]:
    """What was typed and is in force: no statement of work that this change makes says any of it."""
    typed = [one for one in _of_its_line(row) if one["amended_id"] is None]
    return tuple(f"CO-{row.engagement_id}-{one['number']}" for one in typed)


def _sum(rows: Iterable[Mapping[str, Any]], name: str, start: Decimal) -> Decimal:
    return sum((Decimal(str(one[name])) for one in rows), start)


def _of_its_line(row: Change) -> list[Mapping[str, Any]]:
    """What was in force before it, of its SOW and of those that this came of."""
    came = {one["amended_id"]: one["sow_id"] for one in row.force if one["amended_id"]}
    line, sow = set[int](), row.sow_id
    while sow is not None and sow not in line:
        line.add(sow)
        sow = came.get(sow)
    return [one for one in row.force if one["sow_id"] in line]


def made_by(sow: Sow) -> Iterator[Change]:
    """The changes in force that a statement of work came of, the latest first."""
    rows = Change.objects.filter(amended=sow, state="in-force").select_related("sow")
    made = rows.first() if sow.amends else None
    if made is not None:
        yield made
        yield from made_by(made.sow)


def sides_of(row: Change) -> tuple[Shaped, Shaped] | None:
    """What was sold, and what a shaped change makes of it; None where it was not shaped."""
    if row.estimate is None or row.sow is None:
        return None
    first, second = (
        shaped_from(scoping_frozen(one), one.practice_id) for one in (row.sow.estimate, row.estimate)
    )
    return first, second


def effects_of(row: Change) -> Effects | None:
    """Everything that a shaped change makes otherwise; None where it was not shaped."""
    sides = sides_of(row)
    return effects(*sides) if sides is not None else None


def moved(found: Effects, billing: tuple[str, str]) -> dict[str, Any]:
    """By how much a shaped change moves what was sold, as its fields hold it. billing: before and after."""
    figures = {figure.id: figure.delta for figure in found.figures}
    first, last = found.ends
    weeks = figures.get("weeks", Decimal(0))
    done = [wording for wording in found.words if wording.kind == Term.DELIVERABLE]
    came = [step for step in found.waterfall.steps if step.kind in ("added", "removed")]
    return {
        "price": figures.get("price", Decimal(0)),
        "hours": figures.get("hours", Decimal(0)).quantize(Decimal("0.01")),
        "days": (last - first).days if first and last else int((weeks * 7).to_integral_value()),
        "scope": bool(done or came),
        "switch": billing[0] != billing[1],
    }


def education_of(row: Change) -> Decimal | None:
    """What part of a shaped change is for education, less than 0 where that falls; None where it was not
    shaped: then whoever books it says so."""
    if row.estimate is None or row.sow is None:
        return None
    before, after = (
        Decimal(one.figures["estimate"]["education"]["amount"]) for one in (row.sow.estimate, row.estimate)
    )
    return after - before


def _thawed(plain: Mapping[str, Any]) -> Verdict:
    booking = plain["booking"]
    amount = Money(Decimal(booking["amount"]["amount"]), booking["amount"]["currency"])
    return Verdict(
        tuple(Instrument(one["kind"], one["needs"], tuple(one["why"])) for one in plain["instruments"]),
        Booking(booking["kind"], amount, booking["why"], tuple(booking["steps"])),
    )
