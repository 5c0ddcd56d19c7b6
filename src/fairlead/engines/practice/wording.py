"""The clause library as frozen values: blocks, clauses, their variants, their negotiable figures, and words.

A clause's own text is what the firm prefers to say. A variant says the same thing otherwise; a figure is a
number that clauses say and that may be negotiated; a word is one that a statement of work had better not use.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fairlead.engines.practice.place import NOWHERE, Place

OWNERS = ("ps", "legal", "finance")
STANCES = ("preferred", "fallback", "walk-away")
SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the SOW. `block` names the section of em-process 2.7 that it stands in.

    owner:        who answers for the words: one of OWNERS.
    excludes:     ids of clauses or variants that cannot stand beside it.
    jurisdiction: the law it is for, "" for every one."""

    id: str
    block: str
    title: str
    text: str
    owner: str = "ps"
    when: str = "true"
    offering: str = ""
    excludes: tuple[str, ...] = ()
    jurisdiction: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Variant:
    """Other words for a clause, in the order in which they are offered.

    stance: "preferred" (as good as the clause's own text), "fallback", or "walk-away" (the last we can live
            with).
    when:   a condition by which it stands without being asked for; "" when it is chosen by hand alone.
    accept: the role of the firm that may accept it, "" where nobody need be asked."""

    id: str
    clause: str
    name: str
    text: str
    stance: str = "fallback"
    when: str = ""
    accept: str = ""
    excludes: tuple[str, ...] = ()
    jurisdiction: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a clause says, under its snake_case id, and how far it may be negotiated.

    standard: what it is when nobody has agreed otherwise. For a fact of every engagement (acceptance_days)
              the engagement itself says what it is.
    accept:   who may accept another number from `least` to `most`, "" when whoever negotiates may.
    beyond:   who decides on a number outside of these, "" when nobody may."""

    id: str
    clause: str
    name: str
    unit: str
    standard: Decimal
    least: Decimal
    most: Decimal
    accept: str = ""
    beyond: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Word:
    """Words that make a statement of work vague or unbounded, why, and what to write instead.

    blocks: ids of the blocks in which they are looked for, () for all.
    unless: phrases that make a sentence harmless that has one of them; in these "#" is any number."""

    id: str
    says: tuple[str, ...]
    reason: str
    fix: str
    severity: str = "warning"
    blocks: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the SOW, in order; `kind` "clauses" or the name of a computed section (KINDS).
    required: every statement of work has it; the linter says when one has not."""

    id: str
    title: str
    kind: str = "clauses"
    required: bool = False


KINDS = (
    "clauses",
    "parties",
    "activities",
    "deliverables",
    "terms",
    "price",
    "milestones",
    "education",
    "billing",
    "schedule",
    "signatures",
)
