"""Options side by side: weighted scores, ranking, dominance, and how far a weight must move to flip it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from fairlead.engines.options.criteria import WHOLE, Criterion, by_figure, by_mark

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Mark:
    """A judgement from 1 to 5, why, and what shows it."""

    mark: int
    reason: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An option as it is compared. figures: by criterion id; marks: judgements by criterion id."""

    id: str
    name: str
    figures: Mapping[str, Decimal]
    marks: Mapping[str, Mark] = field(default_factory=dict)
    risks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.id} ({self.name})" if self.name else self.id


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion over all candidates, by their ids. scores are from 0 to 1; None where nobody judged."""

    criterion: Criterion
    figures: Mapping[str, Decimal | None]
    scores: Mapping[str, Decimal | None]
    best: frozenset[str]
    counted: bool


@dataclass(frozen=True, slots=True)
class Flip:
    """The nearest weight of a criterion at which a rival draws level, the other weights moving in
    proportion; beyond it the rival leads."""

    criterion: str
    name: str
    rival: str
    now: Decimal
    then: Decimal

    @property
    def move(self) -> Decimal:
        return self.then - self.now


@dataclass(frozen=True, slots=True)
class Comparison:
    """points: weighted score from 0 to 100 by candidate. ranking: ids, best first. dominated: pairs (a, b)
    where a is nowhere worse than b and somewhere better. flips: the smallest moves first. aside: names of
    criteria that do not count, as not every option is judged by them. weights: those that count, in per
    cent with two decimals."""

    candidates: tuple[Candidate, ...]
    rows: tuple[Row, ...]
    points: Mapping[str, Decimal]
    ranking: tuple[str, ...]
    dominated: tuple[tuple[str, str], ...]
    flips: tuple[Flip, ...]
    aside: tuple[str, ...]
    weights: Mapping[str, Decimal]

    def candidate(self, key: str) -> Candidate:
        return next(one for one in self.candidates if one.id == key)

    def row(self, criterion: str) -> Row:
        return next(row for row in self.rows if row.criterion.id == criterion)


Scores = Mapping[str, Mapping[str, Fraction]]


def compare(criteria: Sequence[Criterion], candidates: Sequence[Candidate]) -> Comparison:
    """Two or more candidates by their criteria. ValueError for fewer, and without a criterion that counts.

    A criterion of judgement counts only when every candidate has a mark; the weights of the others are then
    brought to 100 again. All arithmetic is exact; equal points rank by id.
    """
    if len(candidates) < 2:
        raise ValueError("a comparison is of two options at least.")
    found = {criterion.id: _scored(criterion, candidates) for criterion in criteria}
    counted = [c for c in criteria if c.weight and all(s is not None for s in found[c.id].values())]
    if not counted:
        raise ValueError("no criterion with a weight has a score for every option.")
    scores = {c.id: {key: s for key, s in found[c.id].items() if s is not None} for c in counted}
    whole = sum(criterion.weight for criterion in counted)
    weights = {criterion.id: Fraction(criterion.weight, whole) for criterion in counted}
    points = {c.id: sum((weights[k] * scores[k][c.id] for k in weights), Fraction(0)) for c in candidates}
    ranking = tuple(sorted(points, key=lambda key: (-points[key], key)))
    return Comparison(
        tuple(candidates),
        tuple(_row(c, candidates, found[c.id], c in counted) for c in criteria),
        {key: _hundredths(value * WHOLE) for key, value in points.items()},
        ranking,
        tuple(_dominated(scores, [c.id for c in candidates])),
        tuple(_flips(counted, weights, scores, ranking)),
        tuple(c.name for c in criteria if c.weight and c not in counted),
        {key: _hundredths(value * WHOLE) for key, value in weights.items()},
    )


def _scored(criterion: Criterion, candidates: Sequence[Candidate]) -> dict[str, Fraction | None]:
    if criterion.judged:
        marks = {c.id: c.marks.get(criterion.id) for c in candidates}
        return {key: by_mark(mark.mark) if mark else None for key, mark in marks.items()}
    figures = {c.id: c.figures[criterion.by] for c in candidates}
    best = min(figures.values())
    return {key: by_figure(own, best) for key, own in figures.items()}


def _row(
    criterion: Criterion,
    candidates: Sequence[Candidate],
    scores: Mapping[str, Fraction | None],
    counted: bool,
) -> Row:
    figures = {c.id: figure_of(c, criterion) for c in candidates}
    known = [score for score in scores.values() if score is not None]
    best = frozenset(k for k, s in scores.items() if s is not None and s == max(known))
    # Where all are alike none is best.
    best = frozenset() if len(best) == len(candidates) else best
    shown = {k: None if s is None else _rounded(s, Decimal("0.0001")) for k, s in scores.items()}
    return Row(criterion, figures, shown, best, counted)


def figure_of(candidate: Candidate, criterion: Criterion) -> Decimal | None:
    """The figure or mark that a candidate has for a criterion, None where nobody judged."""
    if not criterion.judged:
        return candidate.figures[criterion.by]
    mark = candidate.marks.get(criterion.id)
    return Decimal(mark.mark) if mark else None


def _dominated(scores: Scores, keys: Sequence[str]) -> Iterable[tuple[str, str]]:
    for one in keys:
        for other in keys:
            pairs = [(row[one], row[other]) for row in scores.values()]
            if all(a >= b for a, b in pairs) and any(a > b for a, b in pairs):
                yield one, other


def _flips(
    criteria: Sequence[Criterion],
    weights: Mapping[str, Fraction],
    scores: Scores,
    ranking: Sequence[str],
) -> list[Flip]:
    """For each criterion the smallest move of its weight that brings any rival level with the leader."""
    leader, rivals = ranking[0], ranking[1:]
    found = []
    for criterion in criteria:
        moves = [
            (abs(then - weights[criterion.id]), rival, then)
            for rival in rivals
            if (then := _level(criterion.id, leader, rival, weights, scores)) is not None
        ]
        if moves:
            _, rival, then = min(moves)
            now = weights[criterion.id]
            found.append(
                Flip(criterion.id, criterion.name, rival, _hundredths(now * WHOLE), _hundredths(then * WHOLE))
            )
    return sorted(found, key=lambda flip: (abs(flip.move), flip.criterion))


def _level(
    criterion: str, leader: str, rival: str, weights: Mapping[str, Fraction], scores: Scores
) -> Fraction | None:
    """The weight w of the criterion, between 0 and 1, at which both have equal points: with d the difference
    of their scores there and r that of the weighted mean of the others, w d + (1 - w) r = 0. At 0 and at 1
    nothing lies beyond, so no lead changes there."""
    ahead = {key: row[leader] - row[rival] for key, row in scores.items()}
    others = 1 - weights[criterion]
    if not others:
        return None
    rest = sum((weights[key] * ahead[key] for key in weights if key != criterion), Fraction(0)) / others
    if rest == ahead[criterion]:
        return None
    then = rest / (rest - ahead[criterion])
    return then if 0 < then < 1 else None


def _hundredths(value: Fraction) -> Decimal:
    return _rounded(value, HUNDREDTH)


def _rounded(value: Fraction, step: Decimal) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, ROUND_HALF_UP)
