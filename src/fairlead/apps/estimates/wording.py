"""The wording of an engagement: which clauses stand, in which words, and what may be agreed about them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.bridge import said_of, scoping_with, shaped_from
from fairlead.apps.estimates.trying import inside
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.core.verbs import reading
from fairlead.engines.practice.facts import FACTS
from fairlead.engines.practice.values import BILLING_TERMS, TRAINING_TERMS, Figure, Practice, Variant
from fairlead.engines.scoping.values import Scoping
from fairlead.engines.shaping.clauses import Standing, standing, value_of
from fairlead.engines.shaping.values import Judged, Shaped


@dataclass(frozen=True, slots=True)
class Choice:
    """Words that a clause may take. accept: who must accept them, "" when nobody need be asked."""

    id: str
    name: str
    stance: str
    accept: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a clause says. fixed: the terms of the engagement say it, it is not agreed here."""

    id: str
    name: str
    unit: str
    value: Decimal
    standard: Decimal
    least: Decimal
    most: Decimal
    accept: str
    beyond: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class ClauseCard:
    """A clause of the engagement's statement of work as it stands now, and what may be agreed about it.

    said: the variant that it takes, "" for its own words.  chosen: what was chosen by hand, None for nothing.
    """

    id: str
    block: str
    title: str
    owner: str
    text: str
    why: str
    said: str
    chosen: str | None
    variants: tuple[Choice, ...]
    figures: tuple[Number, ...]
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """Everything that is agreed or may be agreed about the wording. version: of the row that holds it."""

    version: int
    jurisdiction: str
    jurisdictions: tuple[str, ...]
    billing_term: str
    billing_terms: tuple[str, ...]
    training_term: str
    training_terms: tuple[str, ...]
    clauses: tuple[ClauseCard, ...]


@reading("estimate.wording")
def wording(actor: Actor, engagement: Engagement) -> Wordings:
    """Which clauses the statement of work has by the present answers, in which words, what may be agreed
    otherwise, and who has to accept what departs from the standard."""
    inside(actor)
    practice = practice_of(engagement.practice_id)
    said = said_of(actor, engagement)
    scoping = scoping_with(engagement, present(actor, engagement), said)
    shaped = shaped_from(scoping, engagement.practice_id)
    row = next((one for one in said if not one.line), None)
    agreed = scoping.agreed
    laws = {one.jurisdiction for one in (*practice.clauses, *practice.variants)}
    return Wordings(
        row.version if row else 0, agreed.jurisdiction, tuple(sorted(laws - {""})), agreed.billing_term,
        _billing_terms(scoping), agreed.training_term, TRAINING_TERMS,
        tuple(_card(practice, shaped, one) for one in standing(practice, shaped)),
    )  # fmt: skip


def _billing_terms(scoping: Scoping) -> tuple[str, ...]:
    """Time and materials is invoiced in one way; a fixed fee in one of the others."""
    hourly = scoping.terms.billing == "time-and-materials"
    return BILLING_TERMS[:1] if hourly else BILLING_TERMS[1:]


def _card(practice: Practice, shaped: Shaped, stands: Standing) -> ClauseCard:
    clause = stands.clause
    return ClauseCard(
        clause.id, clause.block, clause.title, clause.owner, stands.text, stands.why,
        stands.variant.id if stands.variant else "", shaped.scoping.agreed.variants.get(clause.id),
        tuple(_choice(one) for one in practice.variants if one.clause == clause.id),
        tuple(_number(one, shaped) for one in practice.figures if one.clause == clause.id),
        stands.judged,
    )  # fmt: skip


def _choice(one: Variant) -> Choice:
    return Choice(one.id, one.name, one.stance, one.accept, one.when, one.text)


def _number(one: Figure, shaped: Shaped) -> Number:
    return Number(
        one.id, one.name, one.unit, value_of(one, shaped.facts), one.standard, one.least, one.most,
        one.accept, one.beyond, one.id in FACTS,
    )  # fmt: skip
