"""What closed engagements propose for the lines of an offering: likely hours and ranges, with evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from fairlead.engines.estimating.calibration.classes import KITCHENHAM, DefaultClass
from fairlead.engines.estimating.calibration.corrected import Corrected, Ladder
from fairlead.engines.estimating.calibration.track import Hit, count_hits
from fairlead.engines.estimating.calibration.values import Closed, projects_of
from fairlead.engines.estimating.ranges import NORMAL, Z90

LEAST = 5  # closed engagements of an offering before anything about it is proposed
OWN = 4  # engagements with a line from which on it has percentiles of its own (P80 of n + 1 ranks)
SHIFT = 1.05  # likely hours are moved from a twentieth on: less is noise that would churn the practice
STRETCH = 1.10  # a range is moved when an end of it moves by a tenth or more
LEAST_LOW, MOST_HIGH = 0.05, 20.0
SHOWN = (50, 80, 90)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line as the practice has it: likely hours by formula, P10 and P90 as multiples of them."""

    id: str
    phase: str
    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Correction:
    """What is proposed for one line.

    n:        closed engagements with this line; `few` when they give no percentile of their own.
    basis:    the class that its range rests on, in words.
    shift:    the factor on likely hours, 1 when they stay.
    low, high: P10 and P90 as multiples of the new likely hours; `was_low`, `was_high`: of the practice.
    before, after: hits at 50, 80 and 90 percent of this line's own actuals, by the practice and corrected.
    engagements: ids of those closed engagements.
    """

    line: str
    phase: str
    name: str
    n: int
    few: bool
    basis: str
    shift: float
    low: float
    high: float
    was_low: float
    was_high: float
    before: tuple[Hit, ...]
    after: tuple[Hit, ...]
    engagements: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The corrections of an offering, in the order of its lines; none with the reason why."""

    corrections: tuple[Correction, ...]
    reasons: tuple[str, ...]


def multiple(level: int, shift: float, low: float, high: float) -> float:
    """A percentile of a line as a multiple of its former likely hours: a split lognormal through P10, P90."""
    score = NORMAL.inv_cdf(level / 100) / Z90
    return float(shift * (high**score if score >= 0 else low**-score))


def _hits(own: Sequence[Closed], shift: float, low: float, high: float) -> tuple[Hit, ...]:
    return tuple(
        count_hits(level, [(one.ratio, multiple(level, shift, low, high)) for one in own]) for level in SHOWN
    )


def _figures(found: Corrected) -> tuple[float, float, float]:
    """Shift, low and high of corrected percentiles, as a practice writes them: to the hundredth."""
    p10, p50, p90 = (found.at(level) for level in (10, 50, 90))
    shift = round(p50, 2) if abs(log(p50)) >= log(SHIFT) else 1.0
    low, high = min(p10 / shift, 1.0), max(p90 / shift, 1.0)
    return shift, round(max(low, LEAST_LOW), 2), round(min(high, MOST_HIGH), 2)


def _moved(now: float, was: float) -> bool:
    return abs(log(now / was)) >= log(STRETCH)


def _basis(found: Corrected, n: int, rule: Rule) -> str:
    if n >= OWN:
        return found.name
    return f"phase {rule.phase}: {n} closed with this line are too few for a range of its own"


def _correct(ladder: Ladder, own: Sequence[Closed], offering: str, rule: Rule) -> Correction | None:
    """What is proposed for one line; None when it was never closed or its figures agree with the practice."""
    if not own:
        return None
    found = ladder.at((("line", rule.id), ("phase", rule.phase), ("offering", offering)))
    shift, low, high = _figures(found)
    if shift == 1.0 and not (_moved(low, rule.low) or _moved(high, rule.high)):
        return None
    n = projects_of(own)
    return Correction(
        rule.id, rule.phase, rule.name, n, n < OWN, _basis(found, n, rule),
        shift, low, high, rule.low, rule.high,
        _hits(own, 1.0, rule.low, rule.high), _hits(own, shift, low, high),
        tuple(sorted({one.project for one in own})), found.reasons,
    )  # fmt: skip


def propose(
    history: Sequence[Closed], offering: str, rules: Sequence[Rule], default: DefaultClass = KITCHENHAM
) -> Proposal:
    """Corrections for the lines of an offering, once five of its engagements are closed.

    history: line records whose groups name "line", "phase" and "offering", the estimate of each being what
    the practice as it is now gives for its answers.
    """
    mine = [one for one in history if one.groups.get("offering") == offering]
    closed = projects_of(mine)
    if closed < LEAST:
        why = (
            f"{closed} closed engagements of {offering} are too few to correct anything; {LEAST} are needed."
        )
        hold = f'Until then the class "{default.name}" stands for what is not known ({default.source}).'
        return Proposal((), (why, hold))
    own: dict[str, list[Closed]] = {}
    for one in mine:
        own.setdefault(one.groups.get("line", ""), []).append(one)
    ladder = Ladder(history, default)
    found = [_correct(ladder, own.get(rule.id, ()), offering, rule) for rule in rules]
    corrections = tuple(one for one in found if one is not None)
    if not corrections:
        return Proposal((), (f"{closed} closed engagements of {offering} agree with the practice.",))
    moved = sum(one.shift != 1.0 for one in corrections)
    said = f"{closed} closed engagements: {len(corrections)} lines change, likely hours of {moved} of them."
    return Proposal(corrections, (said,))


def by_line(corrections: Sequence[Correction]) -> Mapping[str, Correction]:
    """Corrections by the id of their line."""
    return {one.line: one for one in corrections}
