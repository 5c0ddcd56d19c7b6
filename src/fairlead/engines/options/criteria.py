"""By what options are compared: criteria with weights that sum to 100, and the rule that scores each.

A criterion of a figure is scored in proportion to the best figure, one of judgement by people from 1 to 5.
Both give a score from 0 to 1; the rules are said beside the scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from fairlead.engines.findings import Finding
from fairlead.engines.money import apportion

WHOLE = 100
FEWEST, MOST = 2, 12
LONGEST = 80
MARKS = range(1, 6)
HEAVIEST = 10_000

JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that options have: what it is measured in, and why less of it is better."""

    id: str
    unit: str
    rule: str


LESS = "Scored as the lowest figure divided by its own: half as much scores twice as high."
FIGURES = {
    "price": Figure("price", "money", LESS),
    "range": Figure("range", "share", f"P90 less P10 of the price, as a share of P50. {LESS}"),
    "duration": Figure("duration", "time", f"The time that four in five such works stay within. {LESS}"),
    "people": Figure("people", "roles", f"How many different roles have to be found. {LESS}"),
    "risk": Figure(
        "risk", "share", f"The share of the hours that hangs on missing or unsure answers. {LESS}"
    ),
}
BY_PEOPLE = "Judged by people from 1 (worst) to 5 (best), with a reason; 1 scores 0 and 5 scores 1."


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its weight in per cent, and the figure that scores it, "judged" for none."""

    id: str
    name: str
    weight: int
    by: str = JUDGED

    @property
    def judged(self) -> bool:
        return self.by == JUDGED

    @property
    def rule(self) -> str:
        return BY_PEOPLE if self.judged else FIGURES[self.by].rule


DEFAULTS = (
    Criterion("price", "Price", 25, "price"),
    Criterion("range", "Width of the price range", 10, "range"),
    Criterion("duration", "Duration", 15, "duration"),
    Criterion("people", "People needed", 10, "people"),
    Criterion("risk", "Risk", 15, "risk"),
    Criterion("fit", "Fit to the goals", 15),
    Criterion("value", "Time to first value", 10),
)
_KNOWN = {criterion.id: criterion for criterion in DEFAULTS}


def weighed(weights: Mapping[str, int]) -> tuple[tuple[Criterion, ...], tuple[Finding, ...]]:
    """Criteria from weights of any scale, brought to whole per cents that sum to 100 (largest remainder).

    A name that is none of the defaults is a criterion of its own, judged by people. With any finding there
    are no criteria.
    """
    findings = tuple(_faults(weights))
    if findings:
        return (), findings
    shares = apportion(WHOLE, [Decimal(weight) for weight in weights.values()])
    return tuple(_criterion(name, share) for name, share in zip(weights, shares, strict=True)), ()


def _criterion(name: str, weight: int) -> Criterion:
    known = _KNOWN.get(name, Criterion(name, name, weight))
    return Criterion(known.id, known.name, weight, known.by)


def _faults(weights: Mapping[str, int]) -> list[Finding]:
    found = []
    if not FEWEST <= len(weights) <= MOST:
        message = f"Options are compared by {FEWEST} to {MOST} criteria; these are {len(weights)}."
        found.append(Finding("", 0, "weights", "number-of-criteria", message))
    for name, weight in weights.items():
        if not 0 <= weight <= HEAVIEST:
            message = f"A weight of {weight} is none."
            fix = f"It is a whole number from 0 to {HEAVIEST:,}."
            found.append(Finding("", 0, f"weights.{name}", "absurd-weight", message, fix))
        if not name.strip() or len(name) > LONGEST:
            message = f"A criterion has a name of 1 to {LONGEST} characters."
            found.append(Finding("", 0, f"weights.{name[:LONGEST]}", "absurd-name", message))
    if not found and not sum(weights.values()):
        found.append(Finding("", 0, "weights", "no-weight", "All weights are 0.", "Give one of them more."))
    return found


def by_figure(own: Decimal, best: Decimal) -> Fraction:
    """The score of a figure of which less is better: best / own, from 0 to 1; 1 for nothing at all."""
    if not own:
        return Fraction(1)
    return Fraction(best) / Fraction(own)


def by_mark(mark: int) -> Fraction:
    """The score of a judgement: 1 to 5 become 0 to 1 in even steps."""
    return Fraction(mark - MARKS[0], MARKS[-1] - MARKS[0])


def said(criterion: Criterion, figure: Decimal, currency: str, time_unit: str) -> str:
    """A figure of a criterion in words: "USD 120,000", "18.2 %", "42 days", "4 roles", "4 of 5"."""
    if criterion.judged:
        return f"{figure} of {MARKS[-1]}"
    unit = FIGURES[criterion.by].unit
    if unit == "money":
        return f"{currency} {_places(figure, 0)}"
    if unit == "share":
        return f"{_places(figure * 100, 1)} %"
    word = time_unit if unit == "time" else unit
    return f"{_places(figure, 1)} {word.removesuffix('s') if figure == 1 else word}"


def _places(value: Decimal, places: int) -> str:
    text = f"{value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text
