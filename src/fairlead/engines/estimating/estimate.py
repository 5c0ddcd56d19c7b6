"""The estimate: activities that apply, priced on a day, simulated together, with every reason kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from fairlead.engines.estimating.checking import check_work
from fairlead.engines.estimating.contingency import (
    bought_contingency_line,
    contingency_hours,
    contingency_line,
    contingency_reasons,
)
from fairlead.engines.estimating.lines import HUNDREDTH, PricedLine
from fairlead.engines.estimating.pricing import (
    RateCard,
    Wanted,
    discounted,
    margin,
    minimum_price,
    rate_card,
    ratio,
)
from fairlead.engines.estimating.ranges import Floats
from fairlead.engines.estimating.reasons import figure
from fairlead.engines.estimating.simulation import TRIALS, Totals, correlation_for, percentile, simulate
from fairlead.engines.estimating.values import Estimate, Line, Lock, Spread
from fairlead.engines.estimating.works import interned, priced_line, sells_hours
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money, allocate, minor_unit, total
from fairlead.engines.practice.values import ActivityKind, Practice
from fairlead.engines.scoping.values import Review, Terms

ENGINE = "estimating/1"  # raised when the same input would give another figure
MOST_TRIALS = 1_000_000


@dataclass(frozen=True, slots=True)
class _Frame:
    """What every step needs to know."""

    practice: Practice
    review: Review
    terms: Terms
    card: RateCard
    trials: int
    rho: Decimal
    notes: tuple[str, ...]


def estimate(
    practice: Practice,
    review: Review,
    terms: Terms,
    *,
    trials: int = TRIALS,
    rho: Decimal | None = None,
    notes: tuple[str, ...] = (),
) -> tuple[Estimate | None, tuple[Finding, ...]]:
    """Price the work of a review under the terms of an engagement.

    Figures are in terms.currency; rates and exchange are those of terms.day; discount in percent. `rho` is
    the correlation between uncertain lines, by default from the practice's table by their number. `notes`
    are kept with its own.
    Returns (estimate, ()) or (None, every finding): a role without a rate, a currency without an exchange
    rate, an absurd size, terms out of bounds. The same input gives the same estimate to the cent.
    ValueError for trials outside 1 to 1,000,000 or rho outside 0 to 1.
    """
    if not 1 <= trials <= MOST_TRIALS:
        raise ValueError(f"trials are from 1 to {MOST_TRIALS:,}; they are {trials}.")
    roles = frozenset(role.id for role in practice.roles)
    findings = [*_check_frame(practice, terms)]
    for work in review.work:
        findings += check_work(work, roles)
    card, missing = _card(practice, review, terms)
    findings += missing
    if findings or card is None:
        return None, tuple(sorted(set(findings)))
    card = interned(card)
    priced = tuple(priced_line(work, review.values, card) for work in review.work)
    if rho is None:
        table = [(lines, float(value)) for lines, value in practice.correlation]
        rho = Decimal(repr(correlation_for(sum(p.uncertain is not None for p in priced), table)))
    return _assemble(_Frame(practice, review, terms, card, trials, rho, notes), priced), ()


def _card(practice: Practice, review: Review, terms: Terms) -> tuple[RateCard | None, tuple[Finding, ...]]:
    """The rates, prices and exchange that this work needs on the day."""
    own = [work for work in review.work if work.activity.kind is ActivityKind.WORK]
    return rate_card(
        practice,
        {role for work in own if sells_hours(work) for role in work.activity.roles},
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


def _check_frame(practice: Practice, terms: Terms) -> tuple[Finding, ...]:
    faults = []
    percent = terms.discount
    if not (percent.is_finite() and 0 <= percent <= 100 and percent == percent.quantize(HUNDREDTH)):
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


def _assemble(frame: _Frame, priced: Sequence[PricedLine]) -> Estimate:
    terms, practice, currency = frame.terms, frame.practice, frame.terms.currency
    uncertain = [p.uncertain for p in priced if p.uncertain]
    totals = simulate(uncertain, seed=terms.seed, trials=frame.trials, rho=float(frame.rho))
    for values in (totals.hours, totals.price, totals.cost):
        values.sort()  # from here on only percentiles are read
    extra, why_none = _contingency(frame, priced, totals.hours)
    extra += _bought_contingency(frame, priced, totals.price, extra)
    lines = tuple(p.line for p in priced) + extra
    list_price = total((line.price for line in lines), currency)
    discount, price = discounted(list_price, terms.discount)
    education, consulting = _parts(lines, price)
    cost = total((line.cost for line in lines), currency)
    hours = sum((line.hours for line in lines), Decimal(0))
    held = total((line.price for line in extra), currency)
    return Estimate(
        currency=currency,
        lines=lines,
        list_price=list_price,
        discount_percent=terms.discount,
        discount=discount,
        price=price,
        cost=cost,
        margin=margin(price, cost),
        education=education,
        consulting=consulting,
        minimum_price=minimum_price(cost, practice.target_margin),
        hours=hours,
        days=_rounded(hours / practice.hours_per_day, HUNDREDTH),
        contingency_share=ratio(held, list_price - held),
        spreads=_spreads(frame, priced, totals),
        correlation=frame.rho,
        lock=_lock(frame),
        notes=(*(note for p in priced for note in p.notes), *why_none, *_notes(frame), *frame.notes),
    )


def _contingency(
    frame: _Frame, priced: Sequence[PricedLine], simulated_hours: Floats
) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The contingency line, or none with the reason. `simulated_hours` are sorted."""
    uncertain = [p.line for p in priced if p.uncertain and p.uncertain.worked]
    if not uncertain:
        return (), ("No contingency: no line carries a range.",)
    confidence = frame.terms.confidence
    simulated = _rounded(percentile(simulated_hours, confidence), HUNDREDTH)
    likely = sum((line.hours for line in uncertain), Decimal(0))
    hours = contingency_hours(simulated, likely)
    if not hours:
        return (), (
            f"No contingency: the likely {figure(likely)} h are at or above the {figure(simulated)} h that "
            f"{confidence} % of the simulated runs stay within.",
        )
    why = contingency_reasons(
        simulated,
        likely,
        hours,
        confidence=confidence,
        lines=len(uncertain),
        trials=frame.trials,
        rho=frame.rho,
    )
    return (contingency_line(uncertain, hours, why, frame.card),), ()


def _bought_contingency(
    frame: _Frame, priced: Sequence[PricedLine], simulated_price: Floats, held: Sequence[Line]
) -> tuple[Line, ...]:
    """What is bought has no hours to hold back: the money that the simulated price needs beyond the
    contingency of hours, or nothing. `simulated_price` is sorted."""
    bought = [p.line for p in priced if p.uncertain and not p.uncertain.worked]
    if not bought:
        return ()
    currency = frame.terms.currency
    simulated = _rounded(percentile(simulated_price, frame.terms.confidence), minor_unit(currency))
    likely = total((p.line.price for p in priced if p.uncertain), currency)
    covered = likely + total((line.price for line in held), currency)
    missing = Money(simulated, currency) - covered
    if missing.amount <= 0:
        return ()
    return (bought_contingency_line(bought, missing, frame.terms.confidence),)


def _parts(lines: Sequence[Line], price: Money) -> tuple[Money, Money]:
    """(education, consulting): the net price split as the list prices are, to the cent."""
    taught = sum((line.price.amount for line in lines if line.education), Decimal(0))
    other = sum((line.price.amount for line in lines if not line.education), Decimal(0))
    if not taught + other:
        return price, price  # both are zero, as there is nothing to split
    education, consulting = allocate(price, (taught, other))
    return education, consulting


def _spreads(frame: _Frame, priced: Sequence[PricedLine], totals: Totals) -> dict[str, Spread]:
    """Simulated totals (sorted) of all lines but the contingency, which is a decision about this spread."""
    certain = [p.line for p in priced if p.uncertain is None]
    net = float(1 - frame.terms.discount / 100)
    cents = minor_unit(frame.terms.currency)
    hours = totals.hours + float(sum(line.hours for line in certain))
    price = (totals.price + float(sum(line.price.amount for line in certain))) * net
    cost = totals.cost + float(sum(line.cost.amount for line in certain))
    return {
        "hours": _spread(hours, HUNDREDTH),
        "days": _spread(hours / float(frame.practice.hours_per_day), HUNDREDTH),
        "price": _spread(price, cents),
        "cost": _spread(cost, cents),
    }


def _spread(values: Floats, step: Decimal) -> Spread:
    mean = _rounded(float(values.mean()), step)
    p10, p50, p80, p90 = (_rounded(percentile(values, percent), step) for percent in (10, 50, 80, 90))
    return Spread(mean, p10, p50, p80, p90)


def _rounded(value: Decimal | float, step: Decimal) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(step, ROUND_HALF_UP)


def _lock(frame: _Frame) -> Lock:
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


def _notes(frame: _Frame) -> tuple[str, ...]:
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
