"""The estimate: activities that apply, priced on a day, simulated together, with every reason kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from fairlead.engines.estimating.checking import check_work
from fairlead.engines.estimating.contingency import held_for_bought, held_for_hours
from fairlead.engines.estimating.discounts import is_percentage, third_decimal
from fairlead.engines.estimating.events import PricedEvent, check_event, priced_event, with_events
from fairlead.engines.estimating.frame import ENGINE as ENGINE
from fairlead.engines.estimating.frame import Frame, card_of, check_frame, lock_of, notes_of
from fairlead.engines.estimating.lines import HUNDREDTH, PricedLine
from fairlead.engines.estimating.pricing import discounted, margin, minimum_price, ratio
from fairlead.engines.estimating.selling import billed_of, free_of, parts_of, quotes_of
from fairlead.engines.estimating.simulation import TRIALS, correlation_for, simulate
from fairlead.engines.estimating.spreads import rounded, spreads_of_totals
from fairlead.engines.estimating.timetable import timetable_of
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.estimating.works import interned, priced_line
from fairlead.engines.findings import Finding
from fairlead.engines.money import total
from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping.values import Pace, Review, Terms

MOST_TRIALS = 1_000_000


def estimate(
    practice: Practice,
    review: Review,
    terms: Terms,
    *,
    trials: int = TRIALS,
    rho: Decimal | None = None,
    pace: Pace | None = None,
    notes: tuple[str, ...] = (),
) -> tuple[Estimate | None, tuple[Finding, ...]]:
    """Price the work of a review under the terms of an engagement.

    Figures are in terms.currency; rates and exchange are those of terms.day; discount in percent. `rho` is
    the correlation between uncertain lines, by default from the practice's table by their number. `pace`
    is how fast the work may go; without one there is no timetable, which costs as much again. `notes` are
    kept with its own.
    Returns (estimate, ()) or (None, every finding): a role without a rate, a currency without an exchange
    rate, an absurd size, terms out of bounds. The same input gives the same estimate to the cent.
    ValueError for trials outside 1 to 1,000,000 or rho outside 0 to 1.
    """
    if not 1 <= trials <= MOST_TRIALS:
        raise ValueError(f"trials are from 1 to {MOST_TRIALS:,}; they are {trials}.")
    if terms.discount.is_finite() and 0 <= terms.discount <= 100 and not is_percentage(terms.discount):
        return _third_decimal(practice, review, terms)
    roles = frozenset(role.id for role in practice.roles)
    findings = [*check_frame(practice, terms)]
    for work in review.work:
        findings += check_work(work, roles)
    for event in review.events:
        findings += check_event(event, roles)
    card, missing = card_of(practice, review, terms)
    findings += missing
    if findings or card is None:
        return None, tuple(sorted(set(findings)))
    card = interned(card)
    priced = tuple(priced_line(work, review.values, card) for work in review.work)
    events = tuple(priced_event(event, card) for event in review.events)
    if rho is None:
        table = [(lines, float(value)) for lines, value in practice.correlation]
        rho = Decimal(repr(correlation_for(sum(p.uncertain is not None for p in priced), table)))
    frame = Frame(practice, review, terms, card, trials, rho, pace, notes)
    return _assemble(frame, priced, events), ()


def _third_decimal(practice: Practice, review: Review, terms: Terms) -> tuple[None, tuple[Finding, ...]]:
    """The refusal of a discount that no quote can hold, with what its neighbours would give."""
    plain, findings = estimate(practice, review, replace(terms, discount=Decimal(0)), trials=1)
    refusal = third_decimal(plain.list_price if plain else None, terms.discount)
    return None, tuple(sorted({refusal, *findings}))


def _assemble(frame: Frame, priced: Sequence[PricedLine], events: Sequence[PricedEvent]) -> Estimate:
    terms, practice, currency = frame.terms, frame.practice, frame.terms.currency
    uncertain = [p.uncertain for p in priced if p.uncertain]
    totals = simulate(uncertain, seed=terms.seed, trials=frame.trials, rho=float(frame.rho))
    totals = with_events(totals, events, terms.seed)
    for values in (totals.hours, totals.price, totals.cost):
        values.sort()  # from here on only percentiles are read
    extra, why_none = held_for_hours(frame, priced, events, totals.hours)
    extra += held_for_bought(frame, priced, totals.price, extra)
    lines = tuple(p.line for p in priced) + extra
    list_price = total((line.price for line in lines), currency)
    discount, price = discounted(list_price, terms.discount)
    education, consulting = parts_of(lines, price)
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
        days=rounded(hours / practice.hours_per_day, HUNDREDTH),
        contingency_share=ratio(held, list_price - held),
        spreads=spreads_of_totals(frame, priced, totals),
        correlation=frame.rho,
        lock=lock_of(frame),
        notes=(*(note for p in priced for note in p.notes), *why_none, *notes_of(frame), *frame.notes),
        quotes=quotes_of(lines, education, consulting),
        billed=billed_of(lines, terms, price),
        floor=practice.margin_floor,
        floor_price=minimum_price(cost, practice.margin_floor) if practice.margin_floor else None,
        free=free_of(terms, list_price, price, cost),
        risks=tuple(event.line for event in events),
        timetable=timetable_of(frame, priced, events, frame.pace) if frame.pace else None,
    )
