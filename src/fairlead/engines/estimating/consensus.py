"""Blind expert rounds: what several experts, unseen by each other, think of one line, taken together.

Each expert gives P10, P50 and P90 in hours. The pool is the equally weighted mixture of their ranges (a
linear opinion pool, Stone 1961): where they agree it is as wide as they are, where they differ it is as wide
as they are apart. Experts' ranges are too narrow by themselves (Jorgensen, Teigen and Molokken 2004), and a
mixture does not narrow them further, as averaging their percentiles would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import copysign, inf, log
from statistics import median

from fairlead.engines.estimating.ranges import NORMAL, SplitLognormal
from fairlead.engines.estimating.reasons import figure
from fairlead.engines.findings import Finding

MOST_HOURS = Decimal(1_000_000)
MOST_ROUNDS = 3  # planning poker: up to three rounds to consensus (em-process 3.10)
_QUARTER = Decimal("0.25")
_HALVINGS = 80


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one expert says of one line: P10, P50 and P90 in hours, and why."""

    expert: str
    low: Decimal
    likely: Decimal
    high: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Pooled:
    """The judgements of one line taken together.

    low, likely, high: P10, P50 and P90 of the pool, in quarters of an hour.
    spread:  (largest - smallest likely hours) / their median: 0 when all agree.
    wide:    whether that is more than the panel allows, so that the line goes to another round.
    dissent: the experts whose likely hours lie outside the P10 to P90 of the others' pool.
    why:     sentences, most important first.
    """

    low: Decimal
    likely: Decimal
    high: Decimal
    spread: Decimal
    wide: bool
    dissent: tuple[str, ...]
    why: tuple[str, ...]


def check_judgement(low: Decimal, likely: Decimal, high: Decimal, reason: str) -> tuple[Finding, ...]:
    """Everything wrong with one judgement: hours that are none, a range out of order, no reason."""
    findings = []
    for where, hours in (("low", low), ("likely", likely), ("high", high)):
        if not (hours.is_finite() and 0 < hours <= MOST_HOURS):
            message = f"{hours} is no number of hours."
            findings.append(
                Finding("", 0, where, "absurd-hours", message, f"It is above 0, at most {MOST_HOURS:,}.")
            )
    if not findings and not low <= likely <= high:
        message = f"The range is out of order: {low}, {likely}, {high}."
        fix = "The low (1 in 10 is below) comes first, then the likely, then the high (1 in 10 is above)."
        findings.append(Finding("", 0, "likely", "range-order", message, fix))
    if not reason.strip():
        fix = "Say in a sentence what the hours rest on: the others will read it after the round."
        findings.append(Finding("", 0, "reason", "no-reason", "A judgement needs its reason.", fix))
    return tuple(findings)


def pooled(judgements: Sequence[Judgement], wide: Decimal) -> Pooled:
    """The pool of a line's judgements. wide: the spread above which it goes to another round (0.5 is half
    of the median). Judgements must pass `check_judgement`; ValueError for none.
    """
    if not judgements:
        raise ValueError("a line is pooled from at least one judgement.")
    likely = [judgement.likely for judgement in judgements]
    middle = median(likely)
    spread = ((max(likely) - min(likely)) / middle).quantize(Decimal("0.01"), ROUND_HALF_UP)
    low, half, high = (_quarter(quantile(judgements, q)) for q in (0.1, 0.5, 0.9))
    dissent = tuple(judgement.expert for judgement in judgements if _dissents(judgement, judgements))
    return Pooled(
        low, half, high, spread, spread > wide, dissent, tuple(_why(judgements, spread, wide, dissent))
    )


def quantile(judgements: Sequence[Judgement], q: float) -> float:
    """The q-quantile, in hours, of the equally weighted mixture of the experts' split lognormals."""
    ranges = [_range(judgement) for judgement in judgements]
    low, high = (pick(r.quantile(q) for r in ranges) for pick in (min, max))
    for _ in range(_HALVINGS):  # bisection: the mixture's distribution function rises between the two
        middle = (low + high) / 2
        if sum(_below(r, middle) for r in ranges) / len(ranges) < q:
            low = middle
        else:
            high = middle
    return high


def _range(judgement: Judgement) -> SplitLognormal:
    return SplitLognormal.from_percentiles(
        float(judgement.low), float(judgement.likely), float(judgement.high)
    )


def _below(quantity: SplitLognormal, hours: float) -> float:
    """The probability of at most so many hours; a side without spread is a step at the median."""
    ratio = log(hours / quantity.median)
    spread = quantity.low if ratio < 0 else quantity.high
    return NORMAL.cdf(ratio / spread if spread else copysign(inf, ratio)) if ratio else 0.5


def _dissents(judgement: Judgement, judgements: Sequence[Judgement]) -> bool:
    others = [other for other in judgements if other is not judgement]
    if not others:
        return False
    low, high = quantile(others, 0.1), quantile(others, 0.9)
    return not low <= float(judgement.likely) <= high


def _quarter(hours: float) -> Decimal:
    whole = (Decimal(repr(hours)) / _QUARTER).quantize(Decimal(1), ROUND_HALF_UP)
    return max((whole * _QUARTER).quantize(Decimal("0.01")), _QUARTER)


def _why(
    judgements: Sequence[Judgement], spread: Decimal, wide: Decimal, dissent: Sequence[str]
) -> list[str]:
    ordered = sorted(judgements, key=lambda judgement: judgement.likely)
    first, last = (f"{figure(j.likely)} h ({j.expert})" for j in (ordered[0], ordered[-1]))
    if len(ordered) == 1:
        return [f"One expert says {first}."]
    verdict = "more" if spread > wide else "no more"
    said = [
        f"{len(ordered)} experts, from {first} to {last}.",
        f"They are {spread:.0%} of the median apart, {verdict} than the {wide:.0%} that the panel allows.",
    ]
    if dissent:
        said.append(f"Outside of what the others hold likely: {', '.join(dissent)}.")
    return said
