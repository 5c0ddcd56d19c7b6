"""A recommendation in words: why, with the data behind it, and the best argument against it.

Every sentence is made of figures and judgements that are on record; none is made up. Where there is
nothing to say against an option, that is what is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.options.compare import Candidate, Comparison, Flip, Row, figure_of
from fairlead.engines.options.criteria import Criterion, said

TOP = 3


@dataclass(frozen=True, slots=True)
class Advice:
    """recommended, rival: ids. leads: whether the recommended one has the most points."""

    recommended: str
    rival: str
    leads: bool
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    sensitivity: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """How figures are said."""

    comparison: Comparison
    currency: str
    time_unit: str

    def pair(self, criterion: Criterion, one: Candidate, other: Candidate) -> str:
        first, second = self.figure(criterion, one), self.figure(criterion, other)
        why = one.marks[criterion.id].reason if criterion.judged else ""
        because = f" ({why.rstrip('.')})" if why else ""
        weight = self.comparison.weights[criterion.id].normalize()
        return f"{criterion.name}, which weighs {weight:f} %: {first} against {second}{because}."

    def figure(self, criterion: Criterion, candidate: Candidate) -> str:
        value = figure_of(candidate, criterion)
        return "not judged" if value is None else said(criterion, value, self.currency, self.time_unit)


def advise(comparison: Comparison, currency: str, time_unit: str = "days", recommended: str = "") -> Advice:
    """The advice for the option with the most points, or for the one that people recommend.

    currency, time_unit: of the figures, "days" or "weeks". The rival is the best of the others by points.
    """
    words = _Words(comparison, currency, time_unit)
    leader = comparison.ranking[0]
    key = recommended if recommended in comparison.ranking else leader
    own = comparison.candidate(key)
    rival = comparison.candidate(next(one for one in comparison.ranking if one != key))
    return Advice(
        key,
        rival.id,
        key == leader,
        (*_standing(comparison, own, rival), *_wins(words, own, rival)),
        tuple(_against(words, own, rival)),
        tuple(_sensitivity(comparison)),
    )


def _points(comparison: Comparison, key: str) -> str:
    return f"{comparison.points[key]:.1f}"


def _standing(comparison: Comparison, own: Candidate, rival: Candidate) -> tuple[str, ...]:
    mine, theirs = _points(comparison, own.id), _points(comparison, rival.id)
    said_first = f"{own.label} has {mine} of 100 points, {rival.label} as the next best has {theirs}."
    if comparison.points[own.id] < comparison.points[rival.id]:
        said_first = f"{own.label} is recommended with {mine} of 100 points; {rival.label} has {theirs}."
    beaten = [b for a, b in comparison.dominated if a == own.id]
    told = f"It is nowhere worse than {', '.join(beaten)}, and better somewhere." if beaten else ""
    aside = f"Not counted, as not every option is judged by it: {', '.join(comparison.aside)}."
    return tuple(one for one in (said_first, told, aside if comparison.aside else "") if one)


def _gaps(comparison: Comparison, own: Candidate, rival: Candidate) -> list[tuple[Decimal, Row]]:
    """Where `own` is ahead of `rival`, by how many weighted points, most first."""
    found = []
    for row in comparison.rows:
        mine, theirs = row.scores[own.id], row.scores[rival.id]
        if row.counted and mine is not None and theirs is not None and mine > theirs:
            found.append(((mine - theirs) * comparison.weights[row.criterion.id], row))
    return sorted(found, key=lambda pair: (-pair[0], pair[1].criterion.id))


def _wins(words: _Words, own: Candidate, rival: Candidate) -> tuple[str, ...]:
    gaps = _gaps(words.comparison, own, rival)[:TOP]
    return tuple(f"Better on {words.pair(row.criterion, own, rival)}" for _, row in gaps)


def _against(words: _Words, own: Candidate, rival: Candidate) -> Sequence[str]:
    """The strongest case for the rival, then the weakest point and the largest risk of the own option."""
    gaps = _gaps(words.comparison, rival, own)
    told = []
    if words.comparison.points[rival.id] > words.comparison.points[own.id]:
        told.append(f"By points {rival.label} leads.")
    told += [f"{rival.label} is better on {words.pair(row.criterion, rival, own)}" for _, row in gaps[:TOP]]
    if not gaps:
        told.append(f"No criterion speaks for {rival.label}: it is better on none.")
    worst = _worst(words, own)
    if worst:
        told.append(worst)
    told.append(f"Its largest risk: {own.risks[0]}" if own.risks else "Its estimate names no open risk.")
    return told


def _worst(words: _Words, own: Candidate) -> str:
    """The criterion on which the own option scores lowest, with the figure that is best there."""
    rows = [row for row in words.comparison.rows if row.counted and row.best and own.id not in row.best]
    if not rows:
        return ""
    row = min(rows, key=lambda one: (one.scores[own.id] or Decimal(0), one.criterion.id))
    best = words.comparison.candidate(min(row.best))
    own_figure, its_figure = words.figure(row.criterion, own), words.figure(row.criterion, best)
    return (
        f"Its weakest criterion is {row.criterion.name}: {own_figure}, where {best.label} has {its_figure}."
    )


def _sensitivity(comparison: Comparison) -> Sequence[str]:
    leader = comparison.candidate(comparison.ranking[0])
    if not comparison.flips:
        return (f"No weight of any one criterion, from 0 to 100 %, takes the lead from {leader.label}.",)
    return [_flip(comparison, flip) for flip in comparison.flips[:TOP]]


def _flip(comparison: Comparison, flip: Flip) -> str:
    rival = comparison.candidate(flip.rival).label
    if not flip.move:
        return f"{rival} stands level; any move of the weight of {flip.name} decides."
    way = "more" if flip.move > 0 else "less"
    return (
        f"{rival} leads if {flip.name} weighs {way} than {flip.then.normalize():f} % "
        f"instead of {flip.now.normalize():f} %."
    )
