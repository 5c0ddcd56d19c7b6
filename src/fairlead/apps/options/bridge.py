"""Rows to engine values: an option laid over its engagement, its frozen figures, what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.bridge import said_of, scoping_with
from fairlead.apps.options.models import Criterion, Option
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.recording import plain
from fairlead.engines.estimating.reasons import shown
from fairlead.engines.options.compare import Candidate, Mark
from fairlead.engines.options.criteria import DEFAULTS, weighed
from fairlead.engines.options.criteria import Criterion as Weighed
from fairlead.engines.options.figures import Figures, figures_of
from fairlead.engines.practice.values import Offering
from fairlead.engines.scoping.values import Answer, Scoping
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped


def as_it_stands(actor: Actor, engagement: Engagement) -> Scoping:
    """The engagement's own frame, present answers, and what people say of its lines."""
    return scoping_with(engagement, present(actor, engagement), said_of(actor, engagement))


def laid_over(option: Option, base: Scoping) -> Scoping:
    """The engagement as the option would have it."""
    said = {key: Answer(value, f"Option {option.letter}") for key, value in option.answers.items()}
    terms = replace(base.terms, **_terms(option.terms))
    answers = {**base.answers, **said}
    return replace(base, terms=terms, answers=answers, left_out=frozenset(option.left_out))


def _terms(kept: Mapping[str, Any]) -> dict[str, Any]:
    readers = {"billing": str, "discount": Decimal, "start": date.fromisoformat}
    return {name: readers[name](value) for name, value in kept.items()}


def offering_of(engagement: Engagement) -> Offering:
    return practice_of(engagement.practice_id).offering(engagement.offering)


def shaped(engagement: Engagement, scoping: Scoping) -> Shaped:
    """What a scoping comes to by the engagement's practice; Invalid with every finding."""
    found, findings = shape(practice_of(engagement.practice_id), scoping)
    if found is None:
        raise Invalid(findings)
    return found


def basis_of(scoping: Scoping) -> dict[str, Any]:
    """What figures are made from, as it is frozen."""
    return {
        "answers": {key: plain(answer) for key, answer in scoping.answers.items()},
        "terms": plain(scoping.terms),
        "left_out": sorted(scoping.left_out),
        "said": {name: plain(getattr(scoping, name)) for name in _said_fields(scoping)},
    }


def _said_fields(scoping: Scoping) -> Iterable[str]:
    """What else a scoping holds: what people say of lines in place of their formulas."""
    return sorted({field.name for field in fields(scoping)} - {"answers", "terms", "left_out"})


def frozen_figures(option: Option, offering: Offering, unit: str) -> Figures:
    """The figures of an estimated option; unit: of its duration, "weeks" or "days"."""
    questions = {question.id: question.text for question in offering.questions}
    answers = option.basis["answers"] if option.basis else {}
    return figures_of(option.figures or {}, answers, questions, unit)


def candidate(option: Option, figures: Figures) -> Candidate:
    """The option as the comparison takes it."""
    marks = {key: Mark(mark["mark"], mark["reason"], mark["evidence"]) for key, mark in option.marks.items()}
    return Candidate(option.letter, option.name, figures.by_criterion, marks, figures.risks)


def criteria_of(actor: Actor, engagement: Engagement) -> tuple[Weighed, ...]:
    """The engagement's criteria, or the defaults while nobody has weighed them."""
    row = Criterion.objects.visible_to(actor).filter(engagement=engagement).first()
    return weighed(dict(row.weights))[0] if row else DEFAULTS


def changed_since(option: Option, base: Scoping, offering: Offering) -> tuple[str, ...]:
    """What is different now from what the option was estimated from, one sentence each."""
    if option.basis is None:
        return ()
    now = basis_of(laid_over(option, base))
    questions = {question.id: question.text for question in offering.questions}
    return (
        *_practice(option),
        *_answers(option.basis["answers"], now["answers"], questions),
        *_named(option.basis["terms"], now["terms"]),
        *_scope(option.basis, now, {activity.id: activity.name for activity in offering.activities}),
    )


def _practice(option: Option) -> tuple[str, ...]:
    if option.practice_id == option.engagement.practice_id:
        return ()
    return ("The engagement is shaped with another version of the practice.",)


def _answers(
    before: Mapping[str, Any], now: Mapping[str, Any], questions: Mapping[str, str]
) -> Iterable[str]:
    for key in dict.fromkeys([*before, *now]):
        was, is_ = (side[key]["value"] if key in side else None for side in (before, now))
        if was != is_:
            yield f"{questions.get(key, key)} {shown(was)} became {shown(is_)}."


def _named(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[str]:
    for key in now:
        if before.get(key) != now[key]:
            yield f"{key.replace('_', ' ').capitalize()}: {shown(before.get(key))} became {shown(now[key])}."


def _scope(before: Mapping[str, Any], now: Mapping[str, Any], names: Mapping[str, str]) -> Iterable[str]:
    was, is_ = set(before["left_out"]), set(now["left_out"])
    yield from (f"{names.get(key, key)} is left out now." for key in sorted(is_ - was))
    yield from (f"{names.get(key, key)} is part of the scope again." for key in sorted(was - is_))
    if before["said"] != now["said"]:
        yield "What people say of the lines or of the pace has changed."


def without(figures: Mapping[str, Figures], letter: str) -> tuple[str, ...]:
    """The names of the lines that another option has and this one has not."""
    everything = {key: name for one in figures.values() for key, name in one.scope.items()}
    return tuple(name for key, name in everything.items() if key not in figures[letter].scope)
