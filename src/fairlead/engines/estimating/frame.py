"""What every step of an estimate needs to know: practice, review, terms, rates of the day; checked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.estimating.pricing import RateCard, Wanted, rate_card
from fairlead.engines.estimating.reasons import figure
from fairlead.engines.estimating.values import Lock
from fairlead.engines.estimating.works import sells_hours
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money
from fairlead.engines.practice.values import ActivityKind, Practice
from fairlead.engines.scoping.values import Pace, Review, Terms

ENGINE = "estimating/1"  # raised when the same input would give another figure


@dataclass(frozen=True, slots=True)
class Frame:
    """The input of an estimate, with the rates of its day."""

    practice: Practice
    review: Review
    terms: Terms
    card: RateCard
    trials: int
    rho: Decimal
    pace: Pace | None
    notes: tuple[str, ...]


def card_of(practice: Practice, review: Review, terms: Terms) -> tuple[RateCard | None, tuple[Finding, ...]]:
    """The rates, prices and exchange that this work needs on the day."""
    own = [work for work in review.work if work.activity.kind is ActivityKind.WORK]
    answering = {role for event in review.events for role in event.risk.roles}
    return rate_card(
        practice,
        {role for work in own if sells_hours(work) for role in work.activity.roles} | answering,
        {role for work in own for role in work.activity.roles},
        day=terms.day,
        region=terms.region,
        currency=terms.currency,
        customer=terms.customer,
        skus=[
            Wanted(work.activity.sku, work.activity.id, work.activity.place)
            for work in own
            if work.quantity is not None
        ],
        paid={work.adjustment.currency for work in review.work if work.adjustment} - {""},
    )


def check_frame(practice: Practice, terms: Terms) -> tuple[Finding, ...]:
    """Terms and practice that make no price, whatever the work. A discount with a third decimal is left to
    `third_decimal`, which needs the list price."""
    faults = []
    percent = terms.discount
    if not (percent.is_finite() and 0 <= percent <= 100):
        faults.append(
            (
                "engagement.discount",
                "absurd-discount",
                f"A discount of {percent} % cannot stand on a quote.",
                "It is from 0 to 100 with at most two decimals.",
            )
        )
    if not 1 <= terms.confidence <= 99:
        faults.append(
            (
                "engagement.confidence",
                "absurd-confidence",
                f"A confidence of {terms.confidence} % cannot be reached.",
                "It is a whole number from 1 to 99.",
            )
        )
    if not 0 <= practice.target_margin < 1:
        faults.append(
            (
                "practice.target_margin",
                "absurd-margin",
                f"No price reaches a target margin of {practice.target_margin}.",
                "It is a share from 0 to below 1.",
            )
        )
    if practice.hours_per_day <= 0:
        faults.append(
            (
                "practice.hours_per_day",
                "absurd-day",
                f"A day of {practice.hours_per_day} hours has no work in it.",
                "It is above 0.",
            )
        )
    return tuple(Finding("", 0, *fault) for fault in faults)


def lock_of(frame: Frame) -> Lock:
    """What the figures are made from."""
    practice, terms = frame.practice, frame.terms
    return Lock(
        practice=f"{practice.name} {practice.version}",
        practice_digest=practice.digest,
        engine=f"fairlead {ENGINE}",
        day=terms.day,
        currency=terms.currency,
        rates={role.role: str(role.rate.amount) for role in frame.card.roles if role.rate},
        exchange={currency: str(worth) for currency, worth in frame.card.exchange},
        correlation=str(frame.rho),
        confidence=terms.confidence,
        trials=frame.trials,
        seed=terms.seed,
    )


def notes_of(frame: Frame) -> tuple[str, ...]:
    """What is converted, open or apart, one sentence each."""
    notes = []
    review, terms = frame.review, frame.terms
    for currency, worth in frame.card.exchange:
        if currency != frame.practice.currency:
            notes.append(f"1 {currency} = {figure(worth)} {frame.practice.currency} on {terms.day}.")
    if review.unanswered:
        names = ", ".join(review.unanswered)
        notes.append(f"Not answered yet, so a default was used where there is one: {names}.")
    if review.findings:
        notes.append(
            f"The scoping has {len(review.findings)} findings; what they concern may be missing here."
        )
    if terms.investment:
        notes.append(f"Free services of {Money(terms.investment, terms.currency)} are not in the price.")
    return tuple(notes)
