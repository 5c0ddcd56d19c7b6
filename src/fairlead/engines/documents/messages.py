"""What each part of a paper comes to, in one sentence and one picture: titles and charts of slides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.documents.breakdown import by_phase, by_role, effort, hourly, terms_of
from fairlead.engines.documents.milestones import deliverables, invoices, milestones
from fairlead.engines.documents.parts import is_fixed_fee, silence
from fairlead.engines.documents.tree import plain
from fairlead.engines.figures import hours, long_date
from fairlead.engines.practice.values import Audience, Practice, Term
from fairlead.engines.shaping.values import Shaped

LONGEST = 95  # letters of a title


@dataclass(frozen=True, slots=True)
class Picture:
    """A bar chart: a value for each label, and what the values count."""

    title: str
    unit: str
    bars: tuple[tuple[str, Decimal], ...]


def messages(practice: Practice, shaped: Shaped, audience: Audience) -> dict[str, str]:
    """The message of every part that has one for an audience, by the part's name; a part without one keeps
    its title. What the front figures are not to say, no title says."""
    inside = audience.reads == "inside"
    found = {
        **dict(_money(practice, shaped)),
        **dict(_work(practice, shaped)),
        **dict(_scope(shaped, inside)),
    }
    found["glance"] = _glance(shaped, audience)
    return {name: text for name, text in found.items() if text and len(text) <= LONGEST}


def pictures(practice: Practice, shaped: Shaped) -> dict[str, Picture]:
    """The charts of parts whose figures are better seen: days or hours by phase, as the part counts, and what
    milestones come to."""
    spent = effort(shaped)
    days = tuple((name, value / practice.hours_per_day) for name, value in spent)
    found: dict[str, Picture] = {}
    if len(days) > 1:
        found["timeline"] = found["schedule"] = Picture("Days of work by phase", "days of work", days)
        found["hours"] = found["activities"] = Picture("Hours of work by phase", "hours of work", spent)
    paid = tuple((f"{one.number} {one.name}", one.amount.amount) for one in milestones(shaped))
    if len(paid) > 1:
        found["milestones"] = Picture("Amount by milestone", shaped.estimate.currency, paid)
    return found


def _money(practice: Practice, shaped: Shaped) -> Iterator[tuple[str, str]]:
    estimate = shaped.estimate
    kind = "Fixed fee" if is_fixed_fee(shaped) else "Target price"
    yield "price", f"{kind}: {estimate.price}"
    roles = by_role(practice, estimate)
    rates = sorted({role.rate.amount for role in roles})
    if len(rates) == 1:
        yield "rates", f"One rate for every role: {roles[0].rate} an hour"
    elif rates:
        yield "rates", f"{len(roles)} roles, {rates[0]:,} to {rates[-1]:,} {estimate.currency} an hour"
    paid, bills = milestones(shaped), invoices(shaped)
    if paid:
        yield "milestones", f"{len(paid)} milestones, each reached when it has been accepted"
    if estimate.education:
        yield "education", f"Classes for {estimate.education}"
    if bills:
        yield (
            "billing",
            f"The price comes in {len(bills)} kinds of invoice" if len(bills) > 1 else bills[0].when,
        )
    days = silence(practice, shaped)
    yield "acceptance", f"What is delivered is accepted by silence after {days}" if days else ""


def _work(practice: Practice, shaped: Shaped) -> Iterator[tuple[str, str]]:
    estimate = shaped.estimate
    # What is set aside is no phase of the work.
    phases = [phase for phase in by_phase(shaped) if any(one.kind == "work" for one in hourly(phase.lines))]
    total = f"{hours(estimate.hours)} hours of work in {len(phases)} phases"
    yield "hours", total
    yield "activities", total
    yield "approach", f"We do it in {len(phases)} phases"
    table, start = estimate.timetable, shaped.scoping.terms.start
    if table and table.weeks:
        sure = f"{hours(table.weeks)} weeks at {estimate.lock.confidence}% confidence"
        yield "timeline", f"{sure}, from {long_date(start)}" if start else sure
        yield "schedule", f"{sure}, from {long_date(start)}" if start else sure
    spread = estimate.spreads.get("days")
    if spread:
        yield (
            "range",
            f"In eight of ten cases it takes {hours(spread.p10)} to {hours(spread.p90)} days of work",
        )
    roles = {role.role for line in estimate.lines for role in line.roles}
    yield "team", f"{len(roles)} roles share {hours(estimate.days)} days of work"


def _glance(shaped: Shaped, audience: Audience) -> str:
    """Price and period, or hours and period: as the audience's figures have them."""
    estimate, said = shaped.estimate, []
    if "price" in audience.figures:
        said.append(str(estimate.price))
    elif "effort" in audience.figures:
        said.append(f"{hours(estimate.hours)} hours of work")
    if "period" in audience.figures and estimate.timetable and estimate.timetable.weeks:
        said.append(f"{hours(estimate.timetable.weeks)} weeks at {estimate.lock.confidence}% confidence")
    return ", ".join(said)


def _scope(shaped: Shaped, inside: bool) -> Iterator[tuple[str, str]]:
    count = len(deliverables(shaped))
    if count:
        whose = "There are" if inside else "You will have"
        yield "deliverables", f"{whose} {count} deliverables, each with its acceptance"
    held, limits = len(terms_of(shaped, Term.ASSUMPTION)), len(terms_of(shaped, Term.EXCLUSION))
    yield "terms", f"It stands on {held} assumptions and has {limits} limits"
    owed = len(terms_of(shaped, Term.DUTY))
    yield "duties", f"The customer owes {owed} things" if inside else f"We need {owed} things from you"
    yield "understanding", f"Price and plan stand on {len(shaped.review.answered)} answers"
    left = len(shaped.review.unanswered)
    yield "risks", f"{left} open questions can still move it" if left else "What could still move the figures"
    yield "value", _first_sentence(shaped.review.offering.value)
    yield "next", "Agree the price, then we write the statement of work"


def _first_sentence(text: str) -> str:
    found = re.match(r"(.+?[.!?])(?:\s|$)", plain(text))
    return found.group(1).rstrip(".") if found else ""
