"""Where a figure or fact that cannot be typed into a clause is set, and whether a later version says
it, or what was agreed in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields

from fairlead.engines.documents.tree import Document
from fairlead.engines.practice.values import Practice
from fairlead.engines.redlines.figures import figures
from fairlead.engines.redlines.sent import CELL, Sent, sent_clauses
from fairlead.engines.redlines.values import COVER
from fairlead.engines.redlines.words import keys
from fairlead.engines.scoping.values import Terms

# Where things are set: who it is for and what it is called; what was agreed on price, dates and billing; what
# the work comes to; what the customer answered; which wordings and numbers of clauses were agreed.
RECORD, TERMS, ESTIMATE, ANSWERS, WORDING = "record", "terms", "estimate", "answers", "wording"
_OF_KIND = {
    "parties": (RECORD, TERMS),
    "activities": (ESTIMATE, ANSWERS),
    "deliverables": (ANSWERS, ESTIMATE),
    "terms": (ANSWERS, ESTIMATE),
    "price": (ESTIMATE, TERMS),
    "milestones": (ESTIMATE, TERMS),
    "education": (ESTIMATE, ANSWERS),
    "billing": (TERMS, ESTIMATE),
    "schedule": (TERMS, ESTIMATE),
}
# Numbers of clauses that are terms of the engagement as well.
_TERMS = {field.name for field in fields(Terms)}
Cell = Sequence[str]
Line = tuple[str, ...]


def places(practice: Practice, clause: str) -> tuple[str, ...]:
    """Where what a clause says is set, the likeliest first: a number that may be negotiated comes from the
    wording that was agreed or from the terms; a section that is computed, from what its kind is made of."""
    if clause == COVER:
        return (RECORD, TERMS)
    numbers = {figure.id for figure in practice.figures if figure.clause == clause}
    if numbers:
        return (TERMS, WORDING) if numbers & _TERMS else (WORDING, TERMS)
    kinds = {block.id: block.kind for block in practice.blocks}
    found = _OF_KIND.get(kinds.get(clause.partition(".")[0], ""))
    return found or (TERMS, ESTIMATE)


def says(document: Document, clause: str, before: str, wanted: str, cells: Sequence[Cell]) -> bool:
    """Whether a version says in a clause what they asked for, quotes, dashes and blanks aside: every line
    that they put in stands there, as often as they want it, and none that they took out; where they only put
    lines into another order, in that order. What they left alone may have changed by now.

    before, wanted: the whole clause as it was sent and as they want it, a line each ("" for none). cells:
    [row, column, sent, wanted] of those that they changed: of rows of tables these alone have to be what they
    asked, as the sums around them follow.
    """
    there = _sent(document, clause)
    if there is None or not wanted:
        return there is None and not wanted
    was, wants, now = _lines(before), _lines(wanted), _lines(there.text)
    if Counter(was) == Counter(wants) and was != wants:
        return _in_order(was, wants, now)
    wrong = _wrong(Counter(was), Counter(wants), Counter(now))
    if not wrong:
        return True
    lines = {keys(line): line for line in f"{before}\n{wanted}".split("\n")}
    if not cells or not all(CELL in lines[key] for key in wrong):
        return False
    told = {(one.row, one.column): one.sent for one in figures(clause, there.rows, [])}
    return all(keys(told.get((row, column), "")) == keys(want) for row, column, _, want in cells)


def moved_on(document: Document, clause: str, before: str) -> bool:
    """Whether a version says something else in a clause than was sent, or has it no more."""
    there = _sent(document, clause)
    return there is None or _lines(there.text) != _lines(before)


def _sent(document: Document, clause: str) -> Sent | None:
    return next((one for one in sent_clauses(document) if one.id == clause), None)


def _lines(text: str) -> list[Line]:
    return [keys(line) for line in text.split("\n") if line]


def _wrong(was: Counter[Line], wants: Counter[Line], now: Counter[Line]) -> set[Line]:
    """The lines that stand there too seldom for what they put in, or too often for what they took out."""
    return {key for key in wants - was if now[key] < wants[key]} | {
        key for key in was - wants if now[key] > wants[key]
    }


def _in_order(was: Sequence[Line], wants: Sequence[Line], now: Sequence[Line]) -> bool:
    """Whether the lines stand in the order that they want, as far as they stand there at all; too few of them
    to tell that order from ours say nothing."""
    left = [key for key in now if key in set(wants)]
    ours, theirs = ([key for key in lines if key in set(left)] for lines in (was, wants))
    return left == theirs != ours
