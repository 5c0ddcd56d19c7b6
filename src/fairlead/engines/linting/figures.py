"""Figures that are typed where they ought to be bound, and figures in prose that differ from the record's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from fairlead.engines.documents.tree import plain
from fairlead.engines.linting.prose import Said, said
from fairlead.engines.linting.record import FAMILIES, Record
from fairlead.engines.linting.values import Remark, Spot
from fairlead.engines.practice.values import NOWHERE, Clause, Figure, Place
from fairlead.engines.shaping.values import Worded

_BOUND = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WHOLE = re.compile(r"\b(?:in all|in total|total|altogether|estimated effort|overall)\b", re.IGNORECASE)
_DISCOUNT = re.compile(r"\bdiscount\b", re.IGNORECASE)


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

    clause: the id of the clause that the prose is in, "" for none.  original: it is practice text as the
    record fills it; text that somebody has changed is held against the record in every figure.

    A number beside the figures of a clause contradicts them, unless the clause still says each of them as
    often as the practice does: then somebody has added a number, which nothing in the record says.
    """
    for one in said(plain(spot.text), known.currencies):
        wrong = _wrong(spot, one, known, clause, original)
        if wrong is not None:
            code, severity, message, fix = wrong
            yield spot.remark(code, severity, (message, fix), one.quote, place)


Verdict = tuple[str, str, str, str]


def _wrong(spot: Spot, one: Said, known: Record, clause: str, original: bool) -> Verdict | None:
    if one.kind == "money":
        return _money(one, known)
    if one.kind == "date":
        message = f"{one.quote} is no date of the record."
        fix = "Write a date of the record, or change the record first."
        return None if known.knows(one) else ("figure-differs", "error", message, fix)
    if one.kind == "percent" and _DISCOUNT.search(spot.text):
        return None if known.discount in one.values else _differs(one, known)
    ours = [
        pair for pair in known.figures.get(clause, ()) if FAMILIES.get(pair[0].unit, pair[0].unit) == one.kind
    ]
    if ours and not any(value in one.values for _, value in ours):
        if not original and _still_said(spot, known, one.kind, ours):
            return _unbound(one)
        said_so = " or ".join(f"{value.normalize():f} {figure.unit}" for figure, value in ours)
        message = f"{one.quote} is not what the record says of {ours[0][0].name.lower()}: {said_so}."
        return "figure-differs", "error", message, f"Write {said_so}, or agree another figure first."
    if not known.knows(one):
        if _WHOLE.search(spot.text) and one.kind in ("hours", "days", "weeks"):
            return _differs(one, known)
        if not original:
            return _unbound(one)
    return None


def _unbound(one: Said) -> Verdict:
    message = f"Nothing in the record says {one.quote}."
    return "unbound-figure", "warning", message, "Bind it to the record, or leave it out."


def _still_said(spot: Spot, known: Record, kind: str, ours: Sequence[tuple[Figure, Decimal]]) -> bool:
    """Whether the clause says every one of its figures of a kind as often as the practice has it say them."""
    needed: Counter[Decimal] = Counter()
    for figure, value in ours:
        needed[value] += known.times[figure.id]
    there = [one for one in said(plain(spot.beside), known.currencies) if one.kind == kind]
    return any(needed.values()) and all(
        sum(value in one.values for one in there) >= times for value, times in needed.items()
    )


def _money(one: Said, known: Record) -> Verdict | None:
    if one.unit != known.currency:
        message = (
            f"{one.quote} is in another currency than this engagement, which is priced in {known.currency}."
        )
        return "other-currency", "error", message, "Write the amount of the record, in its currency."
    return None if known.knows(one) else _differs(one, known)


def _differs(one: Said, known: Record) -> Verdict:
    nearest = known.nearest(one)
    fix = f"Did you mean: {nearest}?" if nearest else "Write a figure of the record."
    return "figure-differs", "error", f"{one.quote} is no figure of the record.", fix
