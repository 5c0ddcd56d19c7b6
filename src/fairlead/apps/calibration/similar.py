"""The reference class of an engagement: similar closed ones, line by line, with what they took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fairlead.apps.calibration.bridge import History, history_of
from fairlead.apps.calibration.promises import approved_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.bridge import shaped
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.engines.estimating.calibration.similar import Neighbour, nearest, reference
from fairlead.engines.estimating.calibration.values import Closed
from fairlead.engines.estimating.values import Line
from fairlead.engines.practice.values import Kind, Offering

MOST = 200  # the latest closed engagements that are looked at
COMPARED = (Kind.INTEGER, Kind.NUMBER, Kind.CHOICE, Kind.CHOICES, Kind.YESNO)
SHOWN = (10, 50, 80, 90)
TOLD = 3  # differences that are said of each


@dataclass(frozen=True, slots=True)
class Apart:
    """One answer that sets a closed engagement apart from this one."""

    question: str
    text: str
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Alike:
    """One closed engagement that is like this one: 0 is the same answers. Hours of the whole or of a line."""

    engagement: int
    account: str
    name: str
    finished: date
    distance: float
    differences: tuple[Apart, ...]
    estimate: float
    actual: float
    ratio: float


@dataclass(frozen=True, slots=True)
class LikeLine:
    """One line with its reference class: hours by its formula, what it took there, and what that means.

    quantiles: multiples of the formula at 10, 50, 80 and 90 percent; hours: the same in hours of this line.
    """

    id: str
    name: str
    phase: str
    formula: Decimal
    n: int
    alike: tuple[Alike, ...]
    quantiles: Mapping[int, float]
    hours: Mapping[int, float]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """An engagement beside closed ones of its offering: the nearest as wholes, and line by line."""

    engagement: int
    offering: str
    closed: int
    alike: tuple[Alike, ...]
    lines: tuple[LikeLine, ...]


@dataclass(frozen=True, slots=True)
class _Pool:
    """What an engagement is held against."""

    offering: Offering
    mine: Mapping[str, Any]
    theirs: Mapping[str, Mapping[str, Any]]
    history: History

    def drivers(self, depends: Iterable[str]) -> tuple[str, ...]:
        """Those questions whose answers can be compared: no texts, no days."""
        asked = set(depends)
        return tuple(q.id for q in self.offering.questions if q.id in asked and q.kind in COMPARED)


def similar_to(actor: Actor, engagement: Engagement, line: str = "") -> Similar:
    """The engagement beside its reference class; Invalid while its answers cannot be priced."""
    found = shaped(engagement, present(actor, engagement))
    pool = _pool(actor, engagement, found.review.offering, found.review.values)
    by_formula = {work.activity.id: Decimal(repr(round(work.hours, 2))) for work in found.review.work}
    work = [
        (one, by_formula[one.id])
        for one in found.estimate.lines
        if one.kind == "work" and by_formula.get(one.id, 0) > 0
    ]
    every = pool.drivers({question for one, _ in work for question in one.depends})
    wholes = {one.id: one for one in pool.history.wholes if one.id in pool.theirs}
    near = nearest(pool.mine, {key: pool.theirs[key] for key in wholes}, every)
    asked = [(one, hours) for one, hours in work if line in ("", one.id)]
    return Similar(
        engagement.pk, engagement.offering, len(pool.theirs),
        tuple(_alike(one, wholes[one.id], pool) for one in near),
        tuple(_like_line(one, hours, pool, every) for one, hours in asked),
    )  # fmt: skip


def _pool(actor: Actor, engagement: Engagement, offering: Offering, values: Mapping[str, Any]) -> _Pool:
    history = history_of(actor, offering=engagement.offering)
    latest = {one.project: one.day for one in (*history.wholes, *history.lines)}
    ids = sorted(latest, key=lambda key: latest[key])[-MOST:]
    answers = {
        str(key): {question: answer["value"] for question, answer in estimate.answers.items()}
        for key, estimate in approved_of(actor, [int(key) for key in ids]).items()
        if key != engagement.pk
    }
    asked = {question.id for question in offering.questions}
    return _Pool(offering, {key: value for key, value in values.items() if key in asked}, answers, history)


def _like_line(line: Line, formula: Decimal, pool: _Pool, every: tuple[str, ...]) -> LikeLine:
    """A line beside those of engagements that are alike in what this line depends on."""
    own = {one.project: one for one in pool.history.lines if one.groups["line"] == line.id}
    there = {key: pool.theirs[key] for key in own if key in pool.theirs}
    near = nearest(pool.mine, there, pool.drivers(line.depends) or every)
    path = (("line", line.id), ("phase", line.phase), ("offering", pool.offering.id))
    found = reference(_others(pool), {one.id for one in near}, path)
    quantiles = {level: round(found.at(level), 3) for level in SHOWN}
    hours = {level: round(float(formula) * value, 1) for level, value in quantiles.items()}
    return LikeLine(
        line.id, line.name, line.phase, formula, len(there),
        tuple(_alike(one, own[one.id], pool) for one in near), quantiles, hours, found.reasons,
    )  # fmt: skip


def _others(pool: _Pool) -> list[Closed]:
    return [one for one in pool.history.lines if one.project in pool.theirs]


def _alike(near: Neighbour, one: Closed, pool: _Pool) -> Alike:
    row = pool.history.engagements[near.id]
    texts = {question.id: question.text for question in pool.offering.questions}
    apart = tuple(
        Apart(part.driver, texts.get(part.driver, part.driver), part.mine, part.theirs)
        for part in near.differences[:TOLD]
    )
    return Alike(
        row.pk, row.account.name, row.name, one.day, near.distance, apart, one.estimate, one.actual, one.ratio
    )
