"""Engagements that were won and delivered: one through its verbs, many more as copies of its rows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from fairlead.apps.calibration import actions
from fairlead.apps.calibration.models import Actual, Calibration
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.bridge import figures_of
from fairlead.apps.estimates.models import Estimate
from tests import cast
from tests.replay import replayed

FIRST = date(2025, 1, 15)


@replayed
def won(firm: cast.Firm) -> Engagement:
    """The firm's engagement, won with an approved estimate."""
    cast.approved(firm)
    return cast.moved(firm.engagement, "share", "write", "ready", "approve", "win")


def another(engagement: Engagement, place: int, em: str = "ana") -> Engagement:
    """A won copy of an engagement with an approved estimate, as rows."""
    estimate = Estimate.objects.get(engagement_id=engagement.pk, state="approved")
    copy = Engagement.objects.get(pk=engagement.pk)
    copy.pk, copy.name, copy.em = None, f"Closed {place}", cast.person(em)
    copy.state, copy.estimate_state = "closed-won", "approved"
    copy.save(force_insert=True)
    estimate.pk, estimate.engagement = None, copy
    estimate.save(force_insert=True)
    return copy


def lines_of(engagement: Engagement) -> dict[str, Decimal]:
    """The likely hours of its lines of work."""
    estimate = Estimate.objects.get(engagement_id=engagement.pk, state="approved")
    return {line.id: line.hours for line in figures_of(estimate).lines if line.kind != "contingency"}


HEAD = "engagement,line,hours,days,finished"


def closing(
    engagement: Engagement, lines: dict[str, Decimal], day: date, over: dict[str, float], seed: int
) -> list[str]:
    """What it took, as rows of a file: every line by its factor with a seeded spread, and the whole."""
    stream = np.random.default_rng(seed)
    rows, total = [], Decimal(0)
    for line, hours in lines.items():
        took = round(hours * Decimal(over.get(line, 1.0) * float(np.exp(stream.normal(0, 0.12)))), 2)
        rows.append(f"{engagement.pk},{line},{took},,{day}")
        total += took
    return [*rows, f"{engagement.pk},,{total},{60 + seed},{day}"]


@replayed
def history(
    firm: cast.Firm, count: int, over: dict[str, float] | None = None, spread: float = 0.0
) -> list[Engagement]:
    """So many closed engagements of one offering; every third is Rita's. spread: how far wholes differ."""
    first = won(firm)
    found = [
        first,
        *(another(first, place, "rita" if place % 3 == 0 else "ana") for place in range(1, count)),
    ]
    lines, rows = lines_of(first), [HEAD]
    for place, engagement in enumerate(found):
        shared = 1 + spread * (place - count / 2) / count
        factors = {line: shared * (over or {}).get(line, 1.0) for line in lines}
        rows += closing(engagement, lines, FIRST + timedelta(days=10 * place), factors, place)
    actions.import_actuals(cast.actor("dan"), csv="\n".join(rows), dry_run=False)
    return found


def living(engagement: Engagement) -> dict[str, Decimal]:
    """The hours that hold now, by line."""
    return {row.line: row.hours for row in Actual.objects.living().filter(engagement=engagement)}


def kept(engagement: Engagement) -> tuple[Actual, Calibration]:
    """One row in each table of the room, beside an engagement with an approved estimate."""
    done = another(engagement, 1)
    actual = actions.record(
        cast.actor("dan"), done, line="kickoff", hours=Decimal(7), finished=FIRST, cost=Decimal(700)
    )
    return actual, _proposal(done)


def laid_down(estimate: Estimate) -> tuple[Actual, Calibration]:
    """The same as rows alone, beside an engagement that is still in the making."""
    actual = Actual(
        engagement=estimate.engagement, estimate=estimate, line="kickoff", name="Kickoff and goals",
        phase="discover", estimated=5, of_line=5, hours=7, finished=FIRST,
    )  # fmt: skip
    actual.save(force_insert=True)
    return actual, _proposal(estimate.engagement)


def _proposal(engagement: Engagement) -> Calibration:
    proposal = Calibration(
        offering=engagement.offering, practice=engagement.practice, closed=1, until=FIRST, changes=[],
        evidence={},
    )  # fmt: skip
    proposal.save(force_insert=True)
    return proposal


def number_of(page: str, engagement: Engagement) -> int:
    """The row that a page of the room is about; laid down if there is none yet."""
    model = Calibration if page == "calibration" else Actual
    found = model.objects.filter(**({} if model is Calibration else {"engagement": engagement})).first()
    if found is None:
        actual, proposal = laid_down(_estimate_of(engagement))
        found = proposal if model is Calibration else actual
    return found.pk


def _estimate_of(engagement: Engagement) -> Estimate:
    newest = Estimate.objects.filter(engagement=engagement).order_by("-number").first()
    if newest is None:
        cast.answered(cast.firm())
        newest = cast.estimates.draft(cast.actor("ana"), cast.as_it_is(engagement))
    return newest
