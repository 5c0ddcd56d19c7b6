"""What speaks for a correction: closed engagements as the practice would estimate them today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fairlead.apps.calibration.bridge import History, history_of
from fairlead.apps.calibration.promises import approved_of
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.models import Estimate
from fairlead.core.actor import Actor
from fairlead.core.recording import plain
from fairlead.engines.estimating.calibration.correlation import Refit, refit
from fairlead.engines.estimating.calibration.proposal import Proposal, Rule, by_line, propose
from fairlead.engines.estimating.calibration.rerun import Corrections, Estimated, Piece, rerun
from fairlead.engines.estimating.calibration.values import Closed, projects_of
from fairlead.engines.practice.values import Activity, ActivityKind, Offering, Practice
from fairlead.engines.scoping.review import review
from fairlead.engines.scoping.values import Work
from fairlead.engines.shaping.frozen import scoping_from_plain

MOST = 200  # the latest closed engagements of an offering: what is older is another way of working


@dataclass(frozen=True, slots=True)
class Found:
    """What closed engagements propose: changes and evidence as they are kept, and why there are none."""

    changes: list[dict[str, Any]]
    evidence: dict[str, Any]
    closed: int
    until: date | None
    reasons: tuple[str, ...]


def rules_of(offering: Offering) -> tuple[Rule, ...]:
    """The lines of an offering that have a range: work by the hour."""
    return tuple(
        Rule(one.id, one.phase, one.name, float(one.low), float(one.high))
        for one in offering.activities
        if one.kind is ActivityKind.WORK and not one.price
    )


def lines_found(actor: Actor, version: PracticeVersion, offering: str) -> Found:
    """What the closed engagements of an offering say about its lines."""
    practice = practice_of(version.pk)
    known = practice.offering(offering)
    history = _latest(history_of(actor, offering=offering))
    works = _works(actor, practice, history)
    lines = tuple(_as_of_now(history.lines, works))
    rules = rules_of(known)
    found = propose(lines, offering, rules)
    until = max((one.day for one in lines), default=None)
    if not found.corrections:
        return Found([], {}, projects_of(lines), until, found.reasons)
    table = _fitted(practice, history_of(actor)).table
    again = _again(history, works, lines, offering, rules, found, table)
    changes = [plain(one) | _present(known, one.line) for one in found.corrections]
    evidence = {"engagements": _named(history), "rerun": plain(again), "reasons": list(found.reasons)}
    return Found(changes, evidence, projects_of(lines), until, found.reasons)


def _latest(history: History) -> History:
    last: dict[str, date] = {}
    for one in history.lines:
        last[one.project] = max(one.day, last.get(one.project, one.day))
    keep = set(sorted(last, key=lambda name: (last[name], name))[-MOST:])
    return replace(
        history,
        wholes=tuple(one for one in history.wholes if one.id in keep),
        lines=tuple(one for one in history.lines if one.project in keep),
    )


def _works(actor: Actor, practice: Practice, history: History) -> dict[str, tuple[Estimate, dict[str, Work]]]:
    """What the practice as it is says of each closed engagement's answers, line by line."""
    found = {}
    ids = sorted({one.project for one in history.lines})
    for key, estimate in approved_of(actor, ids).items():
        scoping = scoping_from_plain(estimate.terms, estimate.answers)
        held = review(practice, practice.offering(scoping.terms.offering), scoping.answers)
        found[str(key)] = (estimate, {work.activity.id: work for work in held.work})
    return found


def _as_of_now(
    lines: Iterable[Closed], works: Mapping[str, tuple[Estimate, dict[str, Work]]]
) -> Iterable[Closed]:
    """Lines held against what the practice would say today: what was corrected is not corrected twice."""
    for one in lines:
        work = works[one.project][1].get(one.groups["line"]) if one.project in works else None
        if work is not None and work.price is None and work.hours > 0:
            yield replace(one, estimate=work.hours, promised={})


def _again(
    history: History,
    works: Mapping[str, tuple[Estimate, dict[str, Work]]],
    lines: tuple[Closed, ...],
    offering: str,
    rules: tuple[Rule, ...],
    found: Proposal,
    table: Sequence[tuple[int, float]],
) -> Any:
    """The last twenty estimates run again with the corrections, and with those made without each of them."""

    def without(name: str) -> Corrections:
        rest = [one for one in lines if one.project != name]
        return by_line(propose(rest, offering, rules).corrections)

    estimates = [_estimated(one, *works[one.id]) for one in history.wholes if one.id in works]
    return rerun([one for one in estimates if one.pieces], by_line(found.corrections), without, table)


def _estimated(one: Closed, estimate: Estimate, works: Mapping[str, Work]) -> Estimated:
    lock = estimate.figures["estimate"]["lock"]
    pieces = tuple(
        Piece(work.activity.id, work.hours, _low(work.activity), _high(work.activity))
        for work in works.values()
        if work.activity.kind is ActivityKind.WORK and work.hours > 0
    )
    return Estimated(one.id, one.day, one.actual, pieces, float(lock["correlation"]), int(lock["seed"]))


def _low(activity: Activity) -> float:
    return 1.0 if activity.price else float(activity.low)


def _high(activity: Activity) -> float:
    return 1.0 if activity.price else float(activity.high)


def _present(offering: Offering, line: str) -> dict[str, str]:
    """How the line reads now: what must still stand there when the correction is accepted."""
    one = next(activity for activity in offering.activities if activity.id == line)
    return {"effort": one.effort, "text_low": str(one.low), "text_high": str(one.high)}


def _named(history: History) -> dict[str, str]:
    """The engagements behind it, by id: what people call them."""
    keys = {one.project for one in history.lines}
    return {key: f"{row.account.name}: {row.name}" for key, row in history.engagements.items() if key in keys}


def correlation_found(actor: Actor, version: PracticeVersion) -> Found:
    """What the closed engagements of the firm say about how lines move together."""
    practice = practice_of(version.pk)
    history = history_of(actor)
    wholes = [one for one in history.wholes if len(one.lines) > 1]
    found = _fitted(practice, history)
    until = max((one.day for one in wholes), default=None)
    if not found.table:
        return Found([], {}, len(wholes), until, found.reasons)
    evidence = {"engagements": _named(history), "reasons": list(found.reasons)}
    return Found([_table(found)], evidence, len(wholes), until, found.reasons)


def _fitted(practice: Practice, history: History) -> Refit:
    wholes = [one for one in history.wholes if len(one.lines) > 1]
    return refit(wholes, [(count, float(share)) for count, share in practice.correlation])


def _table(found: Refit) -> dict[str, Any]:
    fitted = found.fitted
    return {
        "table": [list(pair) for pair in found.table],
        "was": [list(pair) for pair in found.was],
        "rho": fitted.rho,
        "low": fitted.low,
        "high": fitted.high,
        "projects": fitted.projects,
        "lines": fitted.lines,
    }
