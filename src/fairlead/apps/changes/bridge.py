"""From a change to what it needs, and back from plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fairlead.apps.changes.models import Change
from fairlead.engines.changing import Booking, Instrument, Verdict, verdict
from fairlead.engines.money import Money


def verdict_of(row: Change) -> Verdict:
    """What a change needs: as it was fixed when it was asked for; of a draft, as the rules are now."""
    return _thawed(row.verdict) if row.verdict else verdict(row.asked)


def _thawed(plain: Mapping[str, Any]) -> Verdict:
    booking = plain["booking"]
    amount = Money(Decimal(booking["amount"]["amount"]), booking["amount"]["currency"])
    return Verdict(
        tuple(Instrument(one["kind"], one["needs"], tuple(one["why"])) for one in plain["instruments"]),
        Booking(booking["kind"], amount, booking["why"], tuple(booking["steps"])),
    )
