"""What a change does to everything: price, hours, dates, people, approvals, and the words of the papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairlead.engines.estimating.explain import Waterfall, changed_lines, waterfall
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.practice.values import ScopeTerm
from fairlead.engines.shaping.values import Shaped, Worded


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure before and after; None where there is none (margin of nothing, weeks without work)."""

    id: str
    before: Decimal | None
    after: Decimal | None

    @property
    def delta(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, slots=True)
class RoleChange:
    """Hours of one billable role before and after."""

    role: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence of the papers before and after; "" where it is not there. kind: the kind of scope term,
    or "clause"."""

    id: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that is different; what stays as it was is not named.

    figures: price, list_price, cost, margin, hours, days, contingency, weeks.
    waterfall: the price line by line, adding up to the cent.  ends: the last day, before and after.
    lines: ids of the lines that are not the same in every field.
    opened, closed: approvals that are asked for anew and no more, with their reasons.
    """

    figures: tuple[Figure, ...]
    waterfall: Waterfall
    lines: tuple[str, ...]
    roles: tuple[RoleChange, ...]
    ends: tuple[date | None, date | None]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    route: tuple[str, str]
    words: tuple[Wording, ...]
    unanswered: tuple[str, ...]
    contradictions: tuple[str, ...]


def effects(before: Shaped, after: Shaped) -> Effects:
    """What the second shaping says otherwise than the first. CurrencyMix as `waterfall`."""
    old, new = before.estimate, after.estimate
    gates = [{o.gate.id: f"{o.gate.name}: {o.reason}" for o in shaped.gates} for shaped in (before, after)]
    clashes = {clash.message for clash in before.review.contradictions}
    return Effects(
        figures=tuple(f for f in _figures(old, new) if f.before != f.after),
        waterfall=waterfall(old, new),
        lines=changed_lines(old, new),
        roles=_roles(old, new),
        ends=(_end(old), _end(new)),
        opened=tuple(text for key, text in gates[1].items() if key not in gates[0]),
        closed=tuple(text for key, text in gates[0].items() if key not in gates[1]),
        route=(before.route.reason, after.route.reason),
        words=(*_words(before.terms, after.terms), *_words(before.clauses, after.clauses)),
        unanswered=tuple(key for key in after.review.unanswered if key not in before.review.unanswered),
        contradictions=tuple(
            clash.message for clash in after.review.contradictions if clash.message not in clashes
        ),
    )


def _figures(old: Estimate, new: Estimate) -> Iterable[Figure]:
    for name in ("price", "list_price", "cost"):
        yield Figure(name, getattr(old, name).amount, getattr(new, name).amount)
    for name in ("margin", "hours", "days"):
        yield Figure(name, getattr(old, name), getattr(new, name))
    yield Figure("contingency", old.contingency_share, new.contingency_share)
    yield Figure("weeks", *(e.timetable.weeks if e.timetable else None for e in (old, new)))


def _end(estimate: Estimate) -> date | None:
    return estimate.timetable.end if estimate.timetable else None


def _roles(old: Estimate, new: Estimate) -> tuple[RoleChange, ...]:
    before, after = _hours(old), _hours(new)
    return tuple(
        RoleChange(role, before.get(role, Decimal(0)), after.get(role, Decimal(0)))
        for role in {**after, **before}
        if before.get(role) != after.get(role)
    )


def _hours(estimate: Estimate) -> Mapping[str, Decimal]:
    hours: dict[str, Decimal] = {}
    for line in estimate.lines:
        for part in line.roles:
            hours[part.role] = hours.get(part.role, Decimal(0)) + part.hours
    return hours


def _words(before: Iterable[Worded], after: Iterable[Worded]) -> Iterable[Wording]:
    old, new = ({worded.source.id: worded for worded in side} for side in (before, after))
    for key in {**new, **old}:
        then, now = old.get(key), new.get(key)
        texts = (then.text if then else "", now.text if now else "")
        if texts[0] != texts[1]:
            source = (now or old[key]).source
            kind = source.kind.value if isinstance(source, ScopeTerm) else "clause"
            yield Wording(key, kind, *texts)
