"""The figures of an option, read from what was frozen when it was estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fairlead.engines.estimating.reasons import figure
from fairlead.engines.estimating.serialise import from_plain
from fairlead.engines.estimating.values import Estimate, Line, Spread
from fairlead.engines.money import Money

CONTINGENCY = "contingency"
FOURTH = Decimal("0.0001")
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Figures:
    """What one option comes to.

    price: after discount, with its simulated spread. duration: P80 in `unit`, "weeks" of the calendar or
    "days" of work. people: hours by role, most first. unsure: share of the hours that hangs on `doubts`, the
    questions that are not answered or answered with low confidence. scope: the lines that are in, by id.
    risks: sentences, the largest first.
    """

    price: Money
    spread: Spread
    unit: str
    duration: Decimal
    days: Decimal
    people: tuple[tuple[str, Decimal], ...]
    cost: Money
    margin: Decimal
    unsure: Decimal
    doubts: tuple[str, ...]
    scope: Mapping[str, str]
    risks: tuple[str, ...]

    @property
    def by_criterion(self) -> Mapping[str, Decimal]:
        """The figures that criteria score, by their id."""
        middle = self.spread.p50 or Decimal(1)
        return {
            "price": self.price.amount,
            "range": ((self.spread.p90 - self.spread.p10) / middle).quantize(FOURTH),
            "duration": self.duration,
            "people": Decimal(len(self.people)),
            "risk": self.unsure,
        }


def figures_of(
    result: Mapping[str, Any],
    answers: Mapping[str, Mapping[str, Any]],
    questions: Mapping[str, str],
    unit: str = "days",
) -> Figures:
    """Figures of a frozen result (`engines.shaping.result`) and the answers it was made from.

    questions: texts of questions by id, for the sentences. unit: of the duration, "weeks" only of a result
    that is `planned`.
    """
    estimate = from_plain(result["estimate"])
    doubts = _doubts(result, answers)
    return Figures(
        price=estimate.price,
        spread=estimate.spreads["price"],
        unit=unit,
        duration=_duration(result, estimate, unit),
        days=estimate.days,
        people=_people(estimate),
        cost=estimate.cost,
        margin=estimate.margin,
        unsure=_unsure(estimate, doubts),
        doubts=doubts,
        scope={line.id: line.name for line in estimate.lines if line.kind != CONTINGENCY},
        risks=(*_widest(estimate), *_doubtful(estimate, doubts, questions)),
    )


def planned(result: Mapping[str, Any]) -> bool:
    """Whether a frozen result has a timetable, and so weeks of the calendar beside days of work."""
    return bool(result["estimate"].get("timetable"))


def _duration(result: Mapping[str, Any], estimate: Estimate, unit: str) -> Decimal:
    if unit == "weeks":
        return Decimal(result["estimate"]["timetable"]["weeks_p80"])
    return estimate.spreads["days"].p80


def _doubts(result: Mapping[str, Any], answers: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    unsure = [key for key, answer in answers.items() if answer.get("confidence") == "low"]
    return tuple(dict.fromkeys([*result["unanswered"], *unsure]))


def _people(estimate: Estimate) -> tuple[tuple[str, Decimal], ...]:
    hours: dict[str, Decimal] = {}
    for line in estimate.lines:
        for part in line.roles:
            hours[part.role] = hours.get(part.role, Decimal(0)) + part.hours
    return tuple(sorted(hours.items(), key=lambda pair: (-pair[1], pair[0])))


def _own(estimate: Estimate) -> list[Line]:
    return [line for line in estimate.lines if line.kind != CONTINGENCY]


def _unsure(estimate: Estimate, doubts: tuple[str, ...]) -> Decimal:
    lines = _own(estimate)
    whole = sum((line.hours for line in lines), Decimal(0))
    hanging = sum((line.hours for line in lines if set(doubts) & set(line.depends)), Decimal(0))
    return (hanging / whole).quantize(FOURTH) if whole else Decimal(0)


def _widest(estimate: Estimate) -> tuple[str, ...]:
    """The line that may run over by most hours."""
    open_lines = [line for line in _own(estimate) if line.p90 > line.p50]
    if not open_lines:
        return ()
    line = max(open_lines, key=lambda one: one.p90 - one.p50)
    return (
        f"{line.name} is likely to take {figure(line.p50)} h, and more than {figure(line.p90)} h in one case "
        "out of ten.",
    )


def _doubtful(estimate: Estimate, doubts: tuple[str, ...], questions: Mapping[str, str]) -> tuple[str, ...]:
    """What is missing or unsure, and how many hours hang on it."""
    lines = [line for line in _own(estimate) if set(doubts) & set(line.depends)]
    if not lines:
        return ()
    used = [key for key in doubts if any(key in line.depends for line in lines)]
    names = "; ".join(questions.get(key, key) for key in used[:SHOWN])
    more = f"; and {len(used) - SHOWN} more" if len(used) > SHOWN else ""
    hours = figure(sum((line.hours for line in lines), Decimal(0)))
    return (f"{hours} h hang on answers that are missing or unsure: {names}{more}",)
