"""The wording of an engagement: which clauses stand, in which words, and what may be agreed about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import rules
from fairlead.apps.estimates.actions import said_so_far, set_fields
from fairlead.apps.estimates.bridge import shaped_from
from fairlead.apps.estimates.models import Adjustment
from fairlead.apps.estimates.trying import inside, present_scoping
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.recording import plain
from fairlead.core.verbs import reading, verb
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.practice.facts import FACTS
from fairlead.engines.practice.values import BILLING_TERMS, TRAINING_TERMS, Figure, Practice, Variant
from fairlead.engines.scoping.values import Agreed, Scoping
from fairlead.engines.shaping.clauses import Standing, standing, value_of
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Judged, Shaped
from fairlead.engines.shaping.wording import agreed_findings


@verb("adjustment.agree", rules.adjust, reversible=True)
def agree(
    actor: Actor,
    engagement: Engagement,
    *,
    variants: dict[str, str] | None = None,
    figures: dict[str, Decimal] | None = None,
    jurisdiction: str = "",
    billing_term: str = "",
    training_term: str = "",
    seen: int = 0,
) -> Adjustment:
    """Say what the parties agree about the wording, all of it: it takes the place of what was said before.

    variants: by clause, the variant that is chosen ("" for the clause's own text); a clause that is not named
    goes by its conditions. figures: by figure, another number than the standard one. The terms of billing
    and the law that governs are "" where the usual ones hold. `seen` is the version that you saw, 0 for none.
    """
    admit(actor, engagement, rules.adjust)
    agreed = Agreed(
        dict(variants or {}), dict(figures or {}), jurisdiction.strip(), billing_term, training_term
    )
    _refuse_unsound(actor, engagement, agreed)
    wanted = {"agreed": plain(agreed), "said_by": actor.name}
    with transaction.atomic():
        take_turn()
        row = said_so_far(actor, engagement, "", seen)
        if row is None:
            row = Adjustment(engagement=engagement, line="", **wanted)
            with creating(actor, "adjustment.agree", row, rules.adjust, about=engagement):
                return row
        with writing(actor, "adjustment.agree", row, rules.adjust) as change:
            return set_fields(change.row, wanted)


def _refuse_unsound(actor: Actor, engagement: Engagement, agreed: Agreed) -> None:
    """Refuse what the practice does not know or cannot bill so, and numbers that nobody may accept."""
    practice = practice_of(engagement.practice_id)
    scoping = replace(present_scoping(actor, engagement), agreed=agreed)
    found = agreed_findings(practice, scoping) or shape(practice, scoping)[1]
    wrong = [one for one in found if one.where.startswith("agreed.")]
    if wrong:
        raise Invalid(replace(one, where=one.where.removeprefix("agreed.")) for one in wrong)


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
    scoping = present_scoping(actor, engagement)
    shaped = shaped_from(scoping, engagement.practice_id)
    row = Adjustment.objects.visible_to(actor).filter(engagement=engagement, line="").first()
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
