"""From a drawn-up statement of work to what it says and to the steps that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fairlead.apps.agreements.bridge import practice_behind
from fairlead.apps.agreements.bridge import said_in as said_by
from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals.models import Asking, Review
from fairlead.apps.engagements.bridge import HAPPENS, office
from fairlead.engines.agreeing import steps
from fairlead.engines.agreeing.statement import ClauseText, Statement, from_plain, statement
from fairlead.engines.practice.values import Clause, Clock, Gate, Practice

# The firm's promise on the whole: the clock of the practice that runs since the content is confirmed.
_PROMISE = HAPPENS["ready"]


def statement_of(sow: Sow) -> Statement:
    """What it says, topic by topic, from the frozen estimate and the wordings agreed with the customer."""
    result = said_by(sow)
    known = {clause.id: clause for clause in practice_behind(sow).clauses}
    clauses = (
        text for one in result["clauses"] if (text := _clause_text(one, known.get(one["id"]))) is not None
    )
    return statement(result, sow.estimate.terms, clauses)


def _clause_text(one: Mapping[str, Any], of: Clause | None) -> ClauseText | None:
    """One clause: of the practice, or as it was agreed; then its title counts as well."""
    if one.get("agreed"):
        text = (
            one["text"] if of is not None and of.title == one["title"] else f"{one['title']}\n{one['text']}"
        )
        return ClauseText(one["id"], one["block"], one["title"], one["owner"], text)
    return ClauseText(one["id"], of.block, of.title, of.owner, one["text"]) if of is not None else None


def said_in(asking: Asking) -> Statement:
    """What the version said that was asked about."""
    return from_plain(asking.statement["topics"])


def named_in(asking: Asking, topics: Iterable[str] | None = None) -> dict[str, str]:
    """What each clause and figure is called that was asked about, by its key; of some topics, or of all."""
    said = said_in(asking).topics
    return {
        one.key: one.label for topic in (said if topics is None else topics) for one in said.get(topic, ())
    }


def steps_of(sow: Sow) -> tuple[steps.Step, ...]:
    """The approvals that it needs, by the gates of its practice that hold for it."""
    return steps.steps(sow.estimate.figures["gates"], practice_behind(sow).gates)


def skipped_of(sow: Sow) -> tuple[Gate, ...]:
    """The approvals that it does not need."""
    return steps.skipped(steps_of(sow), practice_behind(sow).gates, sow.estimate.figures["offering"])


def promise_of(practice: Practice) -> Clock | None:
    """The clock that the whole runs against; None where the practice promises nothing."""
    return next((clock for clock in practice.clocks if clock.starts == _PROMISE), None)


def due_of(review: Review, among: Sequence[Review]) -> datetime | None:
    """When its answer is due; None before its turn."""
    asking = review.asking
    turn = turn_of(review, among)
    if turn is None:
        return None
    practice = practice_behind(asking.sow)
    return steps.due(review.due_days, asking.asked_at, turn, promise_of(practice), office(practice.working))


def turn_of(review: Review, among: Iterable[Review]) -> datetime | None:
    """Since when it is its turn."""
    return steps.turn_at(review.standing, [one.standing for one in among], review.asking.asked_at)


def waits_of(review: Review, among: Sequence[Review]) -> tuple[str, ...]:
    """Names of the steps that come first and are not passed."""
    names = {one.gate: one.name for one in among}
    found = steps.waits_for(review.standing, [one.standing for one in among])
    return tuple(names[gate] for gate in found)
