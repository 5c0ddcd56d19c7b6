"""Engagements that were won and delivered: one through its verbs, many more as copies of its rows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from fairlead.apps.calibration import actions
from fairlead.apps.calibration.models import Actual
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.bridge import figures_of
from fairlead.apps.estimates.models import Estimate
from tests import cast

FIRST = date(2025, 1, 15)


def won(firm: cast.Firm) -> Engagement:
    """The firm's engagement, won with an approved estimate."""
    cast.approved(firm)
    return cast.moved(firm.engagement, "share", "write", "ready", "approve", "win")


def another(engagement: Engagement, place: int, em: str = "ana") -> Engagement:
    """A copy of a won engagement with its estimate, as rows."""
    estimate = Estimate.objects.get(engagement_id=engagement.pk, state="approved")
    copy = Engagement.objects.get(pk=engagement.pk)
    copy.pk, copy.name, copy.em = None, f"Closed {place}", cast.person(em)
    copy.save(force_insert=True)
    estimate.pk, estimate.engagement = None, copy
    estimate.save(force_insert=True)
    return copy


def lines_of(engagement: Engagement) -> dict[str, Decimal]:
    """The likely hours of its lines of work."""
    estimate = Estimate.objects.get(engagement_id=engagement.pk, state="approved")
    return {line.id: line.hours for line in figures_of(estimate).lines if line.kind != "contingency"}


def closed(engagement: Engagement, day: date, over: dict[str, float], seed: int) -> None:
    """What it took: every line by a factor of its own with a seeded spread, and the whole."""
    stream = np.random.default_rng(seed)
    rows, total = ["engagement,line,hours,days,finished"], Decimal(0)
    for line, hours in lines_of(engagement).items():
        took = round(hours * Decimal(over.get(line, 1.0) * float(np.exp(stream.normal(0, 0.12)))), 2)
        rows.append(f"{engagement.pk},{line},{took},,{day}")
        total += took
    rows.append(f"{engagement.pk},,{total},{60 + seed},{day}")
    actions.import_actuals(cast.actor("dan"), csv="\n".join(rows), dry_run=False)


def history(firm: cast.Firm, count: int, over: dict[str, float] | None = None) -> list[Engagement]:
    """So many closed engagements of one offering; every third is Rita's."""
    first = won(firm)
    found = [
        first,
        *(another(first, place, "rita" if place % 3 == 0 else "ana") for place in range(1, count)),
    ]
    for place, engagement in enumerate(found):
        closed(engagement, FIRST + timedelta(days=10 * place), over or {}, place)
    return found


def living(engagement: Engagement) -> dict[str, Decimal]:
    """The hours that hold now, by line."""
    return {row.line: row.hours for row in Actual.objects.living().filter(engagement=engagement)}
