"""Verbs of calibration: what work took goes on record; what it says of the practice is decided on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairlead.apps.calibration import rules
from fairlead.apps.calibration.evidence import Found, correlation_found, lines_found
from fairlead.apps.calibration.imports import read_actuals
from fairlead.apps.calibration.models import Actual, Calibration
from fairlead.apps.calibration.promises import Wrong, actual_of, approved_of, heads_of, promised
from fairlead.apps.calibration.states import CALIBRATION
from fairlead.apps.calibration.taking import texts_with
from fairlead.apps.catalog.actions import load
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.bridge import figures_of
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, WrongTime, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, bulk, creating, take_turn, writing


@verb("actual.record", rules.record)
def record(
    actor: Actor,
    engagement: Engagement,
    *,
    hours: Decimal,
    finished: date,
    line: str = "",
    role: str = "",
    days: Decimal | None = None,
    cost: Decimal | None = None,
    source: str = "",
    note: str = "",
) -> Actual:
    """Record what a line (or a role on it) really took; without a line, what the whole engagement took.

    hours are worked hours, days calendar days, cost an amount in the engagement's currency.
    """
    admit(actor, engagement, rules.record)
    _refuse_ahead(finished)
    estimate = approved_of(actor, [engagement.pk])[engagement.pk]
    try:
        promise = promised(figures_of(estimate), line.strip(), role.strip())
    except Wrong as error:
        raise Invalid([error.finding]) from error
    with transaction.atomic():
        take_turn()
        head = heads_of(actor, [engagement.pk]).get((engagement.pk, promise.line, promise.role))
        if head is not None and not head.reversed:
            raise invalid("line", "This is recorded already.", "Correct what is there.", "twice")
        actual = actual_of(
            estimate, promise, hours=hours, finished=finished, days=days, cost=cost, source=source,
            note=note, recorded_by=actor.user_id, supersedes=head,
            currency=engagement.currency if cost is not None else "",
        )  # fmt: skip
        with creating(actor, "actual.record", actual, rules.record, about=engagement):
            pass
    return actual


def _refuse_ahead(finished: date) -> None:
    if finished > timezone.localdate():
        raise invalid("finished", "This day is still to come.", "Say when the work was finished.", "ahead")


@verb("actual.import", rules.record_many)
def import_actuals(
    actor: Actor, *, csv: str, name: str = "actuals.csv", dry_run: bool = True
) -> list[Actual]:
    """Record many actuals from a CSV text: all of them, or none and every error with its row and column."""
    admit(actor, None, rules.record_many)
    actuals, findings = read_actuals(actor, csv.encode(), name, timezone.localdate())
    if findings:
        raise Invalid(findings)
    if dry_run:
        return actuals
    for actual in actuals:
        actual.recorded_by = actor.user_id
    return bulk(actor, "actual.import", actuals, rules.record_many, note=name)


@verb("actual.correct", rules.correct)
def correct(
    actor: Actor,
    actual: Actual,
    *,
    note: str,
    hours: Decimal | None = None,
    days: Decimal | None = None,
    cost: Decimal | None = None,
    finished: date | None = None,
    source: str | None = None,
) -> Actual:
    """Correct it by a further record that takes its place, with the reason; what is left out stays."""
    _refuse_silent(note, "A correction")
    if finished:
        _refuse_ahead(finished)
    given = {"hours": hours, "days": days, "cost": cost, "finished": finished, "source": source}
    later = _after(actor, actual, note, {key: value for key, value in given.items() if value is not None})
    if cost is not None:
        later.currency = actual.engagement.currency
    with creating(actor, "actual.correct", later, rules.correct, about=actual):
        pass
    return later


@verb("actual.reverse", rules.correct)
def reverse(actor: Actor, actual: Actual, *, note: str) -> Actual:
    """Take it back, with the reason; it stays on record and counts no more."""
    _refuse_silent(note, "A reversal")
    gone = {"reversed": True, "hours": None, "days": None, "cost": None, "currency": ""}
    later = _after(actor, actual, note, gone)
    with creating(actor, "actual.reverse", later, rules.correct, about=actual):
        pass
    return later


_KEPT = (
    "engagement_id", "estimate_id", "line", "role", "name", "phase", "estimated", "of_line", "p50", "p80",
    "p90", "hours", "days", "cost", "currency", "finished", "source",
)  # fmt: skip


def _after(actor: Actor, actual: Actual, note: str, changed: dict[str, Any]) -> Actual:
    same = {name: getattr(actual, name) for name in _KEPT}
    return Actual(
        **{**same, **changed}, note=note.strip(), supersedes_id=actual.pk, recorded_by=actor.user_id
    )


def _refuse_silent(note: str, what: str) -> None:
    if not note.strip():
        raise invalid("note", f"{what} needs its reason.", "Say in a sentence what was wrong.")


@verb("calibration.propose", rules.propose)
def propose(actor: Actor, *, offering: str = "") -> Calibration:
    """Propose corrections to the lines of an offering from its closed engagements, with their evidence;
    without an offering, to the table of correlation. It takes the place of an open proposal."""
    admit(actor, None, rules.propose)
    version = newest(actor)
    _known_offering(version, offering)
    found = lines_found(actor, version, offering) if offering else correlation_found(actor, version)
    if not found.changes:
        raise WrongTime(" ".join(found.reasons))
    with transaction.atomic():
        take_turn()
        _supersede(actor, offering)
        row = _proposal(version, offering, found)
        with creating(actor, "calibration.propose", row, rules.propose) as change:
            change.row.proposed_by = actor.user_id
    return row


def _known_offering(version: PracticeVersion, offering: str) -> None:
    known = [one.id for one in practice_of(version.pk).offerings]
    if offering and offering not in known:
        raise invalid("offering", f"There is no offering {offering!r}.", f"There are: {', '.join(known)}.")


def _supersede(actor: Actor, offering: str) -> None:
    rows = Calibration.objects.visible_to(actor).filter(offering=offering, state="proposed")
    for row in rows:
        with writing(actor, "calibration.supersede", row, rules.propose) as change:
            change.row.state = CALIBRATION.next(change.row.state, "supersede")


def _proposal(version: PracticeVersion, offering: str, found: Found) -> Calibration:
    return Calibration(
        offering=offering,
        practice=version,
        closed=found.closed,
        until=found.until,
        changes=found.changes,
        evidence=found.evidence,
    )


@verb("calibration.accept", rules.accept)
def accept(
    actor: Actor, calibration: Calibration, *, lines: list[str] | None = None, note: str = ""
) -> Calibration:
    """Accept it, or some of its lines: a new version of the practice says so, and names the evidence."""
    with writing(actor, "calibration.accept", calibration, rules.accept, note=note) as change:
        row = change.row
        taken, texts = texts_with(row, practice_of(newest(actor).pk), lines)
        row.became = load(actor, texts=texts)
        row.state = CALIBRATION.next(row.state, "accept")
        row.taken, row.decided_by = list(taken), actor.user_id
    return change.row


@verb("calibration.reject", rules.reject)
def reject(actor: Actor, calibration: Calibration, *, note: str) -> Calibration:
    """Reject it with the reason; the practice stays as it is."""
    _refuse_silent(note, "A rejection")
    with writing(actor, "calibration.reject", calibration, rules.reject, note=note) as change:
        row = change.row
        row.state = CALIBRATION.next(row.state, "reject")
        row.reason, row.decided_by = note.strip(), actor.user_id
    return change.row
