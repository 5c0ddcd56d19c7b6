"""The comparison of options: side by side, with a recommendation and the best argument against it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.options.bridge import (
    as_it_stands,
    candidate,
    changed_since,
    criteria_of,
    frozen_figures,
    offering_of,
    without,
)
from fairlead.apps.options.models import Option
from fairlead.apps.options.queries import OptionCard, inside, option_card, options
from fairlead.apps.options.rules import MOST_LIVING
from fairlead.apps.options.states import COMPARABLE, LIVING
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Invalid, invalid
from fairlead.core.files import Download
from fairlead.core.roles import COST_ROLES
from fairlead.core.verbs import reading
from fairlead.engines.documents.comparison import CUSTOMER, INSIDE, Heading, Way, options_compared
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.tree import Document
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.findings import Finding
from fairlead.engines.options.advice import Advice, advise
from fairlead.engines.options.compare import Comparison, compare
from fairlead.engines.options.criteria import Criterion as Weighed
from fairlead.engines.options.figures import Figures, planned
from fairlead.engines.practice.values import Offering
from fairlead.engines.scoping.values import Scoping

DRAWERS = {"pdf": pdf, "docx": docx_bytes}


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """What a compared option comes to. margin is None for roles that do not see it. scope_out: the lines
    that another option has and this one has not. changed: what is different since it was estimated."""

    option: OptionCard
    points: Decimal
    rank: int
    price_p10: Decimal
    duration: Decimal
    duration_unit: str
    people: tuple[tuple[str, Decimal], ...]
    margin: Decimal | None
    unsure: Decimal
    risks: tuple[str, ...]
    scope_out: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """One criterion over all options, in their order: figure (or mark) and score from 0 to 1."""

    id: str
    name: str
    weight: int
    rule: str
    figures: tuple[Decimal | None, ...]
    scores: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class OptionComparison:
    """Options side by side, the recommendation and the best argument against it.

    aside: options and criteria that do not take part, each with the reason.
    """

    engagement: int
    currency: str
    options: tuple[OptionFigures, ...]
    criteria: tuple[ComparedCriterion, ...]
    recommended: str
    by_people: bool
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    sensitivity: tuple[str, ...]
    aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with the values behind it, for pages and papers."""

    rows: tuple[Option, ...]
    figures: Mapping[str, Figures]
    changed: Mapping[str, tuple[str, ...]]
    criteria: tuple[Weighed, ...]
    result: Comparison
    advice: Advice
    recommended: Option | None
    aside: tuple[str, ...]
    currency: str
    unit: str

    @property
    def without(self) -> Mapping[str, tuple[str, ...]]:
        """The lines that another option has, by the letter of the one that has them not."""
        return {row.letter: without(self.figures, row.letter) for row in self.rows}


@reading("option.compare")
def comparison(actor: Actor, engagement: Engagement) -> OptionComparison:
    """Two to five estimated options side by side: criteria, weights, scores, a recommendation and the best
    argument against it."""
    return told(actor, engagement, compared(actor, engagement))


def compared(actor: Actor, engagement: Engagement, rows: Sequence[Option] | None = None) -> Compared:
    """The comparison of an engagement's living options, or of those that were decided upon when none lives.

    rows: the engagement's options, when they are read already. Invalid where fewer than two are comparable,
    with a finding for each option that is not.
    """
    inside(actor)
    rows = list(options(actor, engagement=engagement)) if rows is None else list(rows)
    living = [row for row in rows if row.state in LIVING]
    standing = [row for row in living if row.state in COMPARABLE] if living else _decided(rows)
    currency = standing[0].currency if standing else ""
    taking = [row for row in standing if row.currency == currency]
    aside = [_no_estimate(row) for row in living if row.state not in COMPARABLE]
    aside += [_other_currency(row, currency) for row in standing if row.currency != currency]
    if len(taking) < 2:
        raise Invalid([*aside, _too_few(len(taking))])
    return _compared(actor, engagement, taking, aside)


def _decided(rows: Sequence[Option]) -> list[Option]:
    """The options of the last decision."""
    decided = [row for row in rows if row.state in ("chosen", "not-chosen") and row.figures is not None]
    return decided[-MOST_LIVING:]


def _no_estimate(row: Option) -> Finding:
    message = f"Option {row.letter} ({row.name}) has no estimate of what it is now, so it is not compared."
    return Finding("", 0, f"option {row.letter}", "no-estimate", message, "Estimate it first.")


def _other_currency(row: Option, currency: str) -> Finding:
    message = f"Option {row.letter} was estimated in {row.currency} and the first one in {currency}."
    fix = "Estimate it anew in the currency of the engagement."
    return Finding("", 0, f"option {row.letter}", "other-currency", message, fix)


def _too_few(count: int) -> Finding:
    there = "one estimated option" if count else "no estimated option"
    message = f"A comparison is of two to five estimated options; here is {there}."
    return Finding("", 0, "options", "too-few", message, "Open another way to do it and estimate it.")


def _compared(
    actor: Actor, engagement: Engagement, taking: Sequence[Option], aside: Sequence[Finding]
) -> Compared:
    offering, base = offering_of(engagement), as_it_stands(actor, engagement)
    for row in taking:
        row.engagement = engagement  # read already
    unit = "weeks" if all(planned(row.figures or {}) for row in taking) else "days"
    figures = {row.letter: frozen_figures(row, offering, unit) for row in taking}
    weighed = criteria_of(actor, engagement)
    result = compare(weighed, [candidate(row, figures[row.letter]) for row in taking])
    chosen = next((row for row in taking if row.state in ("recommended", "chosen")), None)
    advice = advise(result, taking[0].currency, unit, chosen.letter if chosen else "")
    said = tuple(f"{finding.message} {finding.fix}" for finding in aside)
    changed = outdated(base, offering, taking)
    return Compared(
        tuple(taking), figures, changed, weighed, result, advice, chosen, said, taking[0].currency, unit
    )


def outdated(base: Scoping, offering: Offering, rows: Sequence[Option]) -> Mapping[str, tuple[str, ...]]:
    """What has changed since each living option was estimated, by letter."""
    return {row.letter: changed_since(row, base, offering) if row.state in LIVING else () for row in rows}


def told(actor: Actor, engagement: Engagement, found: Compared) -> OptionComparison:
    """The comparison as doors show it."""
    costs = actor.has_any(COST_ROLES)
    return OptionComparison(
        engagement.pk,
        found.currency,
        tuple(_option_figures(actor, row, found, costs) for row in found.rows),
        _criteria(found),
        found.advice.recommended,
        found.recommended is not None,
        found.advice.reasons,
        found.advice.against,
        found.advice.sensitivity,
        found.aside,
    )


def _criteria(found: Compared) -> tuple[ComparedCriterion, ...]:
    keys = [row.letter for row in found.rows]
    return tuple(
        ComparedCriterion(
            row.criterion.id,
            row.criterion.name,
            row.criterion.weight,
            row.criterion.rule,
            tuple(row.figures[key] for key in keys),
            tuple(row.scores[key] for key in keys),
        )
        for row in found.result.rows
    )


def _option_figures(actor: Actor, row: Option, found: Compared, costs: bool) -> OptionFigures:
    figures = found.figures[row.letter]
    return OptionFigures(
        option_card(actor, row),
        found.result.points[row.letter],
        found.result.ranking.index(row.letter) + 1,
        figures.spread.p10,
        figures.duration,
        figures.unit,
        figures.people,
        figures.margin if costs else None,
        figures.unsure,
        figures.risks,
        without(found.figures, row.letter),
        found.changed[row.letter],
    )


def document_of(engagement: Engagement, found: Compared, audience: str) -> Document:
    """The comparison as a document for an audience."""
    practice = practice_of(engagement.practice_id)
    newest = max(row.estimated_at for row in found.rows if row.estimated_at)
    heading = Heading(
        engagement.account.name,
        engagement.name,
        offering_of(engagement).name,
        newest.date(),
        found.currency,
        found.unit,
        found.recommended.reason if found.recommended else "",
    )
    ways = [
        Way(row.letter, row.name, row.idea, row.approach, found.figures[row.letter],
            without(found.figures, row.letter), found.changed[row.letter])
        for row in found.rows
    ]  # fmt: skip
    return options_compared(practice, heading, ways, found.result, found.advice, audience)


@reading("option.paper")
def paper(actor: Actor, engagement: Engagement, *, audience: str = CUSTOMER, kind: str = "pdf") -> Download:
    """The comparison as a paper, "pdf" or "docx": for the "customer" (no cost, no margin) or "inside"."""
    inside(actor)
    if audience not in (CUSTOMER, INSIDE):
        raise invalid(
            "audience", f"There is no audience {audience[:40]!r}.", f"It is {CUSTOMER} or {INSIDE}."
        )
    if kind not in DRAWERS:
        raise invalid("kind", f"There is no paper of kind {kind[:40]!r}.", f"It is {' or '.join(DRAWERS)}.")
    if audience == INSIDE and not actor.has_any(COST_ROLES):
        raise Forbidden("This paper shows standard cost and margin, which your role does not see.")
    content = DRAWERS[kind](document_of(engagement, compared(actor, engagement), audience))
    name = f"options-{engagement.pk}-{audience}.{kind}"
    return Download(name, content, hashlib.sha256(content).hexdigest())
