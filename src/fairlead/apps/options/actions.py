"""Verbs of options, of their criteria and of disagreements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.options import rules
from fairlead.apps.options.bridge import (
    as_it_stands,
    basis_of,
    changed_since,
    criteria_of,
    laid_over,
    offering_of,
    shaped,
)
from fairlead.apps.options.choosing import carry_over
from fairlead.apps.options.comparing import compared
from fairlead.apps.options.models import Criterion, Disagreement, Option
from fairlead.apps.options.states import DISAGREEMENT, LIVING, OPTION
from fairlead.apps.options.wishes import (
    answers_faults,
    holds,
    letter_after,
    missing,
    not_ahead,
    taken_answers,
    wished_terms,
)
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Stale, WrongTime, invalid
from fairlead.core.recording import plain
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.options.criteria import MARKS, weighed
from fairlead.engines.options.negotiation import left_out_faults
from fairlead.engines.shaping.result import result


@verb("option.open", rules.open_option)
def open_option(
    actor: Actor,
    engagement: Engagement,
    *,
    name: str,
    idea: str = "",
    like: Option | None = None,
    left_out: list[str] | None = None,
    discount: Decimal | None = None,
) -> Option:
    """Open a solution option: the engagement as it stands, or like another option, or a negotiated scope.

    left_out: ids of optional activities; discount: in percent. Both as the negotiation frontier gives them.
    """
    if like is not None and like.engagement_id != engagement.pk:
        raise invalid("like", "This option is of another engagement.", "Take one of the same engagement.")
    negotiated, wanted = bool(left_out), {"discount": discount}
    terms, faults = wished_terms(dict(like.terms) if like else {}, wanted, ())
    if left_out is None:
        left_out = like.left_out if like else list(as_it_stands(actor, engagement).left_out)
    out = sorted(set(left_out))
    _refuse([*faults, *left_out_faults(offering_of(engagement), out)])
    option = Option(
        engagement=engagement,
        name=name.strip(),
        idea=idea.strip() or (like.idea if like else ""),
        approach=like.approach if like else "",
        answers=dict(like.answers) if like else {},
        left_out=out,
        terms=terms,
        origin=f"option {like.letter}" if like else "a negotiated scope" if negotiated else "the engagement",
    )
    with transaction.atomic():
        take_turn()
        letters = Option.objects.visible_to(actor).filter(engagement=engagement).order_by("pk")
        option.letter = letter_after([one.letter for one in letters.only("letter")])
        with creating(actor, "option.open", option, rules.open_option, about=engagement):
            pass
    return option


def _refuse(findings: Iterable[Any]) -> None:
    found = list(findings)
    if found:
        raise Invalid(found)


@verb("option.change", rules.change)
def change(
    actor: Actor,
    option: Option,
    *,
    name: str | None = None,
    idea: str | None = None,
    approach: str | None = None,
    answers: dict[str, Any] | None = None,
    left_out: list[str] | None = None,
    billing: str | None = None,
    discount: Decimal | None = None,
    start_on: date | None = None,
    follow: list[str] | None = None,
) -> Option:
    """Change what an option is; it has to be estimated anew then.

    answers: values by question; null takes the engagement's own answer again. follow: "billing", "discount"
    or "start", to be as in the engagement again. What is not given stays.
    """
    offering = offering_of(option.engagement)
    said, faults = taken_answers(offering, option.answers, answers or {})
    wanted = {"billing": billing, "discount": discount, "start": start_on}
    terms, wrong = wished_terms(option.terms, wanted, follow or ())
    out = sorted(set(left_out if left_out is not None else option.left_out))
    _refuse([*faults, *wrong, *left_out_faults(offering, out)])
    texts = {"name": name, "idea": idea, "approach": approach}
    with writing(actor, "option.change", option, rules.change) as change:
        row = change.row
        for field, value in texts.items():
            if value is not None:
                setattr(row, field, value.strip())
        if (row.answers, row.left_out, row.terms) != (said, out, terms):
            row.answers, row.left_out, row.terms = said, out, terms
            row.state = OPTION.next(row.state, "change")
    return change.row


@verb("option.estimate", rules.estimate)
def estimate(actor: Actor, option: Option) -> Option:
    """Freeze what the option comes to now: the present answers with the option's own laid over them."""
    scoping = laid_over(option, as_it_stands(actor, option.engagement))
    _refuse(answers_faults(offering_of(option.engagement), option.answers))
    found = shaped(option.engagement, scoping)
    figures, price = found.estimate, found.estimate.spreads["price"]
    with writing(actor, "option.estimate", option, rules.estimate) as change:
        row = change.row
        row.state = OPTION.next(row.state, "estimate")
        row.figures, row.basis = result(found), basis_of(scoping)
        row.practice = option.engagement.practice
        row.currency, row.price, row.days = figures.currency, figures.price.amount, figures.days
        row.price_p50, row.price_p80, row.price_p90 = price.p50, price.p80, price.p90
        row.cost, row.margin = figures.cost.amount, figures.margin
        row.estimated_at, row.estimated_by = timezone.now(), actor.user_id
    return change.row


@verb("option.score", rules.score)
def score(
    actor: Actor, option: Option, *, criterion: str, mark: int, reason: str, evidence: str = ""
) -> Option:
    """Judge an option by one criterion, from 1 (worst) to 5 (best), with the reason and what shows it."""
    _refuse_mark(actor, option, criterion, mark, reason)
    given = {
        "mark": mark, "reason": reason.strip()[:1000], "evidence": evidence.strip()[:1000],
        "by": actor.name, "at": plain(timezone.now()),
    }  # fmt: skip
    with writing(actor, "option.score", option, rules.score) as change:
        change.row.marks = {**change.row.marks, criterion: given}
    return change.row


def _refuse_mark(actor: Actor, option: Option, criterion: str, mark: int, reason: str) -> None:
    known = {one.id: one for one in criteria_of(actor, option.engagement)}
    judged = ", ".join(key for key, one in known.items() if one.judged) or "none"
    if criterion not in known:
        raise invalid(
            "criterion", f"There is no criterion {criterion[:80]!r} here.", f"Judged are: {judged}."
        )
    if not known[criterion].judged:
        raise invalid(
            "criterion", f"{known[criterion].name} is scored from its figures.", f"Judged: {judged}."
        )
    if mark not in MARKS:
        raise invalid("mark", f"{mark} is no mark.", "Marks are whole numbers from 1 (worst) to 5 (best).")
    if not reason.strip():
        raise invalid("reason", "A judgement needs its reason.", "Say in a sentence what it rests on.")


@verb("option.recommend", rules.recommend)
def recommend(actor: Actor, option: Option, *, note: str = "") -> Option:
    """Recommend this option; against the points of the comparison it needs a reason."""
    found = compared(actor, option.engagement)
    if option.letter not in found.result.ranking:
        raise WrongTime("This option is not among those that are compared; estimate it in their currency.")
    first = found.result.ranking[0]
    if first != option.letter and not note.strip():
        message = f"By points option {first} leads; recommending {option.letter} needs a reason."
        raise invalid("note", message, "Say what the points do not show.")
    with transaction.atomic():
        take_turn()
        _relieve(actor, option)
        with writing(actor, "option.recommend", option, rules.recommend, note=note) as change:
            change.row.state = OPTION.next(change.row.state, "recommend")
            change.row.reason = note.strip()[:1000]
    return change.row


def _relieve(actor: Actor, option: Option) -> None:
    rows = Option.objects.visible_to(actor).filter(engagement_id=option.engagement_id, state="recommended")
    for other in rows.exclude(pk=option.pk):
        with writing(actor, "option.relieve", other, rules.relieve) as change:
            change.row.state, change.row.reason = OPTION.next(change.row.state, "relieve"), ""


@verb("option.choose", rules.choose)
def choose(actor: Actor, option: Option, *, note: str) -> Option:
    """Choose this option: its answers, scope and terms become the engagement's; the others stay on record."""
    if not note.strip():
        raise invalid("note", "A choice is recorded with its reason.", "Say in a sentence what decided it.")
    with transaction.atomic():
        take_turn()
        with writing(actor, "option.choose", option, rules.choose, note=note) as change:
            row = change.row
            _refuse_outdated(actor, row)
            _pass_others(actor, row, note)
            row.state, row.reason = OPTION.next(row.state, "choose"), note.strip()[:1000]
            carry_over(actor, row)
    return change.row


def _refuse_outdated(actor: Actor, option: Option) -> None:
    """What is chosen comes to what was seen: an option whose ground has moved is estimated anew first."""
    moved = changed_since(option, as_it_stands(actor, option.engagement), offering_of(option.engagement))
    if moved:
        raise WrongTime(
            f"Since option {option.letter} was estimated: {' '.join(moved)} Estimate it anew first."
        )


def _pass_others(actor: Actor, option: Option, note: str) -> None:
    states = (*LIVING, "chosen")
    rows = Option.objects.visible_to(actor).filter(engagement_id=option.engagement_id, state__in=states)
    for other in rows.exclude(pk=option.pk).order_by("pk"):
        said = f"Option {option.letter} was chosen: {note.strip()}"
        with writing(actor, "option.pass", other, rules.passed, note=said[:1000]) as change:
            change.row.state = OPTION.next(change.row.state, "pass")
            change.row.reason = said[:1000]


@verb("option.drop", rules.drop)
def drop(actor: Actor, option: Option, *, note: str) -> Option:
    """Drop an option with the reason; it stays on record and makes room for another."""
    if not note.strip():
        raise invalid("note", "An option is dropped with its reason.", "Say in a sentence why.")
    with writing(actor, "option.drop", option, rules.drop, note=note) as change:
        change.row.state = OPTION.next(change.row.state, "drop")
        change.row.reason = note.strip()[:1000]
    return change.row


@verb("criterion.weigh", rules.weigh)
def weigh(actor: Actor, engagement: Engagement, *, weights: dict[str, int], seen: int = 0) -> Criterion:
    """Say by what options are compared: weights of any scale, brought to per cents that sum to 100.

    A name that is none of the default criteria is one of your own, judged by people. `seen` is the version
    of the criteria that you saw, 0 for the defaults.
    """
    admit(actor, engagement, rules.weigh)
    criteria, findings = weighed(weights)
    _refuse(findings)
    wanted = [[criterion.id, criterion.weight] for criterion in criteria]
    with transaction.atomic():
        take_turn()
        row = Criterion.objects.visible_to(actor).filter(engagement=engagement).first()
        if row is None:
            row = Criterion(engagement=engagement, weights=wanted)
            with creating(actor, "criterion.weigh", row, rules.weigh, about=engagement):
                pass
            return row
        if seen != row.version:
            raise Stale("The criteria were weighed in the meantime. Look again and repeat what still holds.")
        with writing(actor, "criterion.weigh", row, _of_engagement) as change:
            change.row.weights = wanted
        return change.row


def _of_engagement(actor: Actor, row: Criterion) -> Any:
    return rules.weigh(actor, row.engagement)


@verb("disagreement.raise", rules.raise_disagreement)
def raise_disagreement(actor: Actor, engagement: Engagement, *, asked: str, why: str) -> Disagreement:
    """Record that you cannot support the asked solution, and explain why not (em-process 1.5)."""
    _refuse([*missing("asked", asked), *missing("why", why)])
    architect = actor.has(Role.TECHNICAL_ARCHITECT) and not actor.has_any(ENGAGEMENT_MANAGERS)
    row = Disagreement(
        engagement=engagement,
        raised_as="technical-architect" if architect else "engagement-manager",
        raised_by=actor.name,
        asked=asked.strip(),
        why=why.strip(),
    )
    with creating(actor, "disagreement.raise", row, rules.raise_disagreement, about=engagement) as change:
        pass
    return change.row


@verb("disagreement.discuss", rules.discuss)
def discuss(
    actor: Actor,
    disagreement: Disagreement,
    *,
    held_on: date,
    em: Person,
    architect: Person,
    others: str = "",
    today: date | None = None,
) -> Disagreement:
    """Record the internal call with the account team; engagement manager and architect were both there."""
    _refuse(
        [
            *not_ahead("held_on", held_on, today or timezone.localdate()),
            *holds("em", em, ENGAGEMENT_MANAGERS, "an engagement manager"),
            *holds("architect", architect, {Role.TECHNICAL_ARCHITECT}, "a technical architect"),
        ]
    )
    with writing(actor, "disagreement.discuss", disagreement, rules.discuss) as change:
        row = change.row
        row.state = DISAGREEMENT.next(row.state, "discuss")
        row.held_on, row.em, row.architect, row.others = held_on, em, architect, others.strip()[:300]
    return change.row


@verb("disagreement.define", rules.define)
def define(actor: Actor, disagreement: Disagreement, *, alternative: Option) -> Disagreement:
    """Name the better alternative: one of the engagement's solution options."""
    if alternative.engagement_id != disagreement.engagement_id:
        raise invalid("alternative", "This option is of another engagement.", "Take one of the same.")
    if alternative.state == "dropped":
        raise invalid(
            "alternative", f"Option {alternative.letter} was dropped.", "Take another, or open one."
        )
    with writing(actor, "disagreement.define", disagreement, rules.define) as change:
        change.row.state = DISAGREEMENT.next(change.row.state, "define")
        change.row.alternative = alternative
    return change.row


@verb("disagreement.communicate", rules.communicate)
def communicate(
    actor: Actor, disagreement: Disagreement, *, plan: str, next_steps: str, dri: Person, told_on: date
) -> Disagreement:
    """Record what the customer is told, how and when, what comes next, and who speaks with them."""
    _refuse([*missing("plan", plan), *missing("next_steps", next_steps)])
    with writing(actor, "disagreement.communicate", disagreement, rules.communicate) as change:
        row = change.row
        row.state = DISAGREEMENT.next(row.state, "communicate")
        row.plan, row.next_steps, row.dri, row.told_on = plan.strip(), next_steps.strip(), dri, told_on
    return change.row


@verb("disagreement.close", rules.close)
def close(actor: Actor, disagreement: Disagreement, *, note: str) -> Disagreement:
    """Close it with its outcome."""
    _refuse(missing("note", note))
    with writing(actor, "disagreement.close", disagreement, rules.close, note=note) as change:
        change.row.state = DISAGREEMENT.next(change.row.state, "close")
        change.row.outcome = note.strip()[:1000]
    return change.row


@verb("disagreement.withdraw", rules.withdraw)
def withdraw(actor: Actor, disagreement: Disagreement, *, note: str) -> Disagreement:
    """Take it back with the reason: the asked solution can be supported after all."""
    _refuse(missing("note", note))
    with writing(actor, "disagreement.withdraw", disagreement, rules.withdraw, note=note) as change:
        change.row.state = DISAGREEMENT.next(change.row.state, "withdraw")
        change.row.outcome = note.strip()[:1000]
    return change.row
