"""Figures that are typed where they ought to be bound, and figures in prose that differ from the record's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.agreed_rows import DELIVERABLES
from fairlead.engines.documents.tree import plain
from fairlead.engines.linting.bound import left_out, replaced
from fairlead.engines.linting.record import END, START, Record
from fairlead.engines.linting.values import Remark, Spot
from fairlead.engines.linting.words import SENTENCES
from fairlead.engines.practice.values import NOWHERE, Clause, Figure, Place
from fairlead.engines.prose import PRICED, TIME, Said, said, words
from fairlead.engines.shaping.stating import FAMILIES, says
from fairlead.engines.shaping.values import Worded

_BOUND = re.compile(r"\{\{.*?\}\}", re.DOTALL)
# What a sentence says of a figure in it: which one of the record it is, or that it is none.
_WHOLE = re.compile(
    r"\b(?:in all|in total|total|altogether|estimated effort|overall"
    r"|(?:work|services?|project|engagement)\s(?:takes?|lasts?))\b",
    re.IGNORECASE,
)
_DISCOUNT = re.compile(r"\bdiscount\b", re.IGNORECASE)
_HOURLY = re.compile(r"\b(?:rates?|(?:per|an) hour|hourly)\b", re.IGNORECASE)
_SUM = re.compile(r"\b(?:prices?|fees?|total)\b", re.IGNORECASE)
_OTHER_MONEY = re.compile(
    r"\b(?:liab\w*|insur\w*|indemni\w*|damages|penalt\w*|interest|capped|hotels?|lodging|nights?|travel\w*)\b",
    re.IGNORECASE,
)
_SERVICES = (
    r"(?:(?<!statement of )\bwork|\bservices?|\bproject|\bengagement|\bmigration|\bdelivery)\b[^.;]{0,40}"
)
_STARTS = re.compile(rf"{_SERVICES}\b(?:starts?|begins?|commences?)\b|\bplanned start\b", re.IGNORECASE)
_ENDS = re.compile(rf"{_SERVICES}\b(?:ends?|finish\w*|completed?)\b|\bestimated end\b", re.IGNORECASE)
_MONEY_WAY = "Write the amount of the record, in its currency."


def typed(spot: Spot, worded: Worded) -> Iterator[Remark]:
    """Figures that the practice text of a clause has typed, where a figure or the record would bind them."""
    clause = worded.source
    if not isinstance(clause, Clause):
        return
    item = worded.variant or clause
    for one in said(_BOUND.sub(" ", item.text), ()):
        message = f"`{one.quote}` is typed into {item.id}: nothing keeps it in step with the record."
        fix = "Make it a [[figure]] of the clause and write {{ its id }}."
        yield spot.remark("typed-figure", "warning", (message, fix), one.quote, item.place)


def differing(
    spot: Spot, known: Record, clause: str, original: bool, place: Place = NOWHERE
) -> Iterator[Remark]:
    """Figures of a piece of prose that are not the record's.

    clause: the id of the clause or list that the prose is in, "" for none.  original: it is practice text as
    the record fills it; text that somebody has changed is held against the record in every figure.

    A number beside the figures of a clause contradicts them, unless the clause still says each of them as
    often as the practice does: then somebody has added a number, which nothing in the record says. A number
    in place of one that the practice binds contradicts it in any case.
    """
    text = plain(spot.text)
    found: dict[str, Verdict] = {}
    instead = {} if original else replaced(clause, known.bound.get(clause, ()), text, plain(spot.beside))
    for sentence in SENTENCES.split(text):
        asked = _Asked(spot, sentence, clause, original, instead)
        for one in said(sentence, known.currencies, () if original else known.counts):
            verdict = _wrong(asked, one, known)
            if verdict is not None:
                found[one.quote] = verdict
    for quote, was in instead.items():
        among = next((told for told in found if quote in told), quote)
        if among not in found or found[among][1] != "error":
            found[among] = _instead(among, was)
    for quote, (code, severity, message, fix) in found.items():
        yield spot.remark(code, severity, (message, fix), quote, place)


def unsaid(spot: Spot, known: Record, clause: str) -> Iterator[Remark]:
    """Numbers that come from the record, and that a clause, a list or a row in other words says no more: for
    its owner to judge. A deliverable is sold by its number and cannot do without."""
    severity = "error" if clause.startswith(f"{DELIVERABLES}.") else "warning"
    for number in left_out(known.bound.get(clause, ()), plain(spot.beside)):
        message = f"{number} comes from the record, and these words do not say it."
        fix = f"Say {number}, or change at its source what it comes from."
        yield spot.remark("figure-left-out", severity, (message, fix), number)


Verdict = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a figure is asked in: the sentence, the clause, and whether it is the practice's own text.
    instead: numbers of the text that stand where the practice binds others, with those."""

    spot: Spot
    sentence: str
    clause: str
    original: bool
    instead: Mapping[str, str]

    def says(self, rule: re.Pattern[str]) -> bool:
        return rule.search(self.sentence) is not None

    def binds(self, known: Record) -> bool:
        """Whether it stands where price, work or dates are said, and nothing else in money."""
        return (self.clause or self.spot.top) in known.binding


def _wrong(asked: _Asked, one: Said, known: Record) -> Verdict | None:
    if not (one.values or one.days):
        message = f"{one.quote} says two numbers."
        return "figure-differs", "error", message, "Write the same number in words and in digits."
    if one.kind == "money":
        return _money(asked, one, known)
    if one.kind == "date":
        return _date(asked, one, known)
    if one.kind == "count":
        return _count(asked, one, known)
    if one.kind == "percent" and asked.says(_DISCOUNT):
        return None if known.discount in one.values else _differs(one, known)
    return _beside(asked, one, known) or _unsaid(asked, one, known)


def _unsaid(asked: _Asked, one: Said, known: Record) -> Verdict | None:
    """A length of time, an effort or a per cent outside of the figures of a clause."""
    if _of_clause(asked, one, known) or known.knows(one):
        return None
    if asked.says(_WHOLE) and one.kind in ("hours", "days", "weeks"):
        return _differs(one, known)
    return None if asked.original else _unbound(one)


def _of_clause(asked: _Asked, one: Said, known: Record) -> list[tuple[Figure, Decimal]]:
    """The figures that the clause says of the same sort: one length of time is held against another."""
    sort = TIME if one.kind in TIME else (one.kind,)
    pairs = known.figures.get(asked.clause, ())
    return [pair for pair in pairs if FAMILIES.get(pair[0].unit, pair[0].unit) in sort]


def _beside(asked: _Asked, one: Said, known: Record) -> Verdict | None:
    """A number in a clause that has figures of its sort, and that is none of them."""
    ours = _of_clause(asked, one, known)
    if not ours or any(says(one, figure, value) for figure, value in ours):
        return None
    if not asked.original and _still_said(asked.spot, known, ours):
        return None if one.kind == "money" else _unbound(one)
    there = [was for quote, was in asked.instead.items() if quote in one.quote]
    meant = {value for was in there for _, values in words(was) for value in values}
    ours = [pair for pair in ours if pair[1] in meant] or ours
    said_so = " or ".join(f"{value.normalize():f} {figure.unit}" for figure, value in ours)
    message = f"{one.quote} is not what the record says of {ours[0][0].name.lower()}: {said_so}."
    return "figure-differs", "error", message, f"Write {said_so}, or agree another figure first."


def _unbound(one: Said) -> Verdict:
    message = f"Nothing in the record says {one.quote}."
    return "unbound-figure", "warning", message, "Bind it to the record, or leave it out."


def _instead(quote: str, was: str) -> Verdict:
    message = f"{quote} stands where the record says {was}."
    fix = f"Write {was}, or change at its source what it comes from."
    return "figure-differs", "error", message, fix


def _still_said(spot: Spot, known: Record, ours: Sequence[tuple[Figure, Decimal]]) -> bool:
    """Whether the clause says every one of its figures of a sort as often as the practice has it say them."""
    needed = Counter({pair: known.times[pair[0].id] for pair in ours})
    there = said(plain(spot.beside), known.currencies)
    return all(
        sum(says(one, figure, value) for one in there) >= times for (figure, value), times in needed.items()
    )


def _money(asked: _Asked, one: Said, known: Record) -> Verdict | None:
    """An amount is one of the record where the price is said; elsewhere another one is for whoever owns the
    clause to accept: a cap of the liability, an insured sum."""
    other = asked.says(_OTHER_MONEY)
    priced = asked.binds(known) or (asked.says(PRICED) and not other)
    if not one.is_in(known.currency):
        message = (
            f"{one.quote} is in another currency than this engagement, which is priced in {known.currency}."
        )
        return ("other-currency", "error", message, _MONEY_WAY) if priced else _unbound(one)
    found = _beside(asked, one, known)
    if found is not None or not _meant(asked, one, known):
        return found or (_differs(one, known) if priced or known.near(one) else _unbound(one))
    return None


def _meant(asked: _Asked, one: Said, known: Record) -> bool:
    """Whether the record says an amount as what the sentence says that it is."""
    if not known.knows(one):
        return False
    rate, whole = asked.says(_HOURLY), asked.says(_SUM)
    if asked.original or rate == whole:
        return True
    return known.is_rate(one) if rate else known.is_sum(one)


def _date(asked: _Asked, one: Said, known: Record) -> Verdict | None:
    message, fix = (
        f"{one.quote} is no date of the record.",
        "Write a date of the record, or change the record first.",
    )
    wrong = ("figure-differs", "error", message, fix)
    starts, ends = asked.says(_STARTS), asked.says(_ENDS)
    if known.knows(one):
        names = {known.dates[day] for day in one.days if day in known.dates}
        other = {END} if starts else {START}
        return wrong if not asked.original and starts != ends and names <= other else None
    held = asked.binds(known) or starts or ends or known.near(one)
    return wrong if held else _unbound(one)


def _count(asked: _Asked, one: Said, known: Record) -> Verdict | None:
    """Things that the practice counts: a number in place of its own contradicts it, one more is a caution."""
    if known.knows(one):
        return None
    there = said(plain(asked.spot.beside), (), known.counts)
    for text in known.bound.get(asked.clause, ()):
        values = {*text.counts.get(one.unit, ())}
        if values and not any(other.unit == one.unit and values & {*other.values} for other in there):
            return _instead(one.quote, f"{max(values):,f} {one.unit}")
    return _unbound(one)


def _differs(one: Said, known: Record) -> Verdict:
    nearest = known.nearest(one)
    fix = f"Did you mean: {nearest}?" if nearest else "Write a figure of the record."
    return "figure-differs", "error", f"{one.quote} is no figure of the record.", fix
