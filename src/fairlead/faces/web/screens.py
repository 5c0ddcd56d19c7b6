"""What a customer is shown: the questions that they are asked, and in a meeting scope, dates and list price.

Nothing of this module carries cost, margin, discount, ranges of money, notes, sources or people of the firm.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.scoping.keys import CUSTOMER
from fairlead.apps.scoping.queries import Asked, answer_card
from fairlead.apps.scoping.standing import ASSUMPTION, in_force, said
from fairlead.core.actor import Actor, system
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Practice, Term
from fairlead.engines.shaping.values import Shaped
from fairlead.faces.web.answering import Posted
from fairlead.faces.web.live import Live, live_of

DAYS_A_WEEK = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One question as the customer has it. standing: "saved", "passed" (they named whom to ask), or "".

    posted and findings: what was just written and is wrong.
    """

    q: Asked
    standing: str
    ask: str
    posted: Posted | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> str:
        return self.q.id


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page to fill in."""

    firm: str
    name: str
    sections: tuple[tuple[str, tuple[Item, ...]], ...]
    done: int
    asked: int

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for _name, items in self.sections for item in items)


@dataclass(frozen=True, slots=True)
class Screen:
    """The customer's screen in a meeting. weeks: from and to, None while nothing can be said."""

    firm: str
    name: str
    item: Item | None
    phases: tuple[str, ...]
    delivered: tuple[str, ...]
    duties: tuple[str, ...]
    excluded: tuple[str, ...]
    start: date | None
    weeks: tuple[int, int] | None
    price: Money | None
    done: int
    asked: int


def reader(link: Any) -> Actor:
    return system(f"customer link {link.pk} shows what is asked")


def sheet_of(link: Any) -> Sheet:
    """The questions that the customer is asked and that apply, with what this person said to them."""
    engagement = link.engagement
    rows = said(reader(link), engagement)
    live = live_of(reader(link), engagement, in_force(engagement, rows))
    items = tuple(_item(link, q, rows) for q in live.bank.questions if q.ask == CUSTOMER)
    names = dict.fromkeys(item.q.section for item in items)
    sections = tuple((name, tuple(item for item in items if item.q.section == name)) for name in names)
    done = sum(item.standing != "" for item in items)
    return Sheet(_practice(engagement).firm, engagement.name, sections, done, len(items))


def _practice(engagement: Any) -> Practice:
    return practice_of(engagement.practice_id)


def _item(link: Any, q: Asked, rows: Iterable[Any]) -> Item:
    """The question with their own word alone: what others answered is not theirs to see."""
    mine = [
        row
        for row in rows
        if row.question == q.id
        and row.engagement_id == link.engagement_id
        and row.voice == ("customer-link", link.name)
    ]
    told = max((row for row in mine if row.value is not None), key=lambda row: row.changed_at, default=None)
    passed = next((row for row in mine if row.state == "unknown"), None)
    card = answer_card(reader(link), told) if told is not None and passed is None else None
    bare = replace(q, answer=card, beside=(), unknown=(), trouble=(), ask="")
    return Item(bare, "passed" if passed else "saved" if card else "", passed.ask if passed else "")


def screen_of(link: Any) -> Screen:
    """What both see in a meeting: the question in hand, the scope, the dates, the price if it is shown."""
    engagement = link.engagement
    rows = in_force(engagement, said(reader(link), engagement))
    live = live_of(reader(link), engagement, rows)
    asked = [q for q in live.bank.questions if q.ask == CUSTOMER]
    shaped = live.shaped
    words = shaped.terms if shaped else ()
    deliverables = [w for w in words if getattr(w.source, "kind", None) == Term.DELIVERABLE]
    return Screen(
        _practice(engagement).firm,
        engagement.name,
        next((_in_hand(q) for q in asked if q.id == link.at), None),
        _phases(live),
        tuple(getattr(w.source, "title", "") or w.text for w in deliverables),
        _texts(words, Term.DUTY),
        _texts(words, Term.EXCLUSION),
        engagement.start_on,
        _weeks(live, _practice(engagement)) if shaped else None,
        shaped.estimate.list_price if shaped and link.priced else None,
        sum(q.answer is not None for q in asked),
        len(asked),
    )


def _phases(live: Live) -> tuple[str, ...]:
    """The phases of the offering that have work in them; the contingency is a matter of the price."""
    named = {phase.id for phase in live.shaped.review.offering.phases} if live.shaped else set()
    return tuple(phase.name for phase in live.phases if phase.id in named)


def _in_hand(q: Asked) -> Item:
    """The answer in force as they may see it: our own assumptions are not put into their mouth."""
    shown = q.answer if q.answer and q.answer.source != ASSUMPTION else None
    return Item(
        replace(q, answer=shown, beside=(), unknown=(), trouble=(), ask=""), "saved" if shown else "", ""
    )


def _texts(words: Sequence[Any], kind: Term) -> tuple[str, ...]:
    return tuple(w.text for w in words if getattr(w.source, "kind", None) == kind)


def _weeks(live: Live, practice: Practice) -> tuple[int, int] | None:
    """Weeks of work, one activity after the other with as many people as it takes: likely, and P80."""
    if live.shaped is None or not live.shaped.estimate.hours:
        return None
    teams = {activity.id: activity.team for activity in live.shaped.review.offering.activities}
    hours = sum(
        (line.hours / max(teams.get(line.id, 1), 1) for line in live.shaped.estimate.lines), Decimal(0)
    )
    spread = live.shaped.estimate.spreads["days"]
    a_week = Decimal(practice.hours_per_day) * DAYS_A_WEEK
    low = math.ceil(_likely(live.shaped, hours) / a_week)
    stretch = spread.p80 / spread.p50 if spread.p50 else Decimal(1)
    return low, max(low, math.ceil(low * stretch))


def _likely(shaped: Shaped, hours: Decimal) -> Decimal:
    """Without the contingency, which is the range's own business."""
    buffer = sum((line.hours for line in shaped.estimate.lines if line.kind == "contingency"), Decimal(0))
    return hours - buffer
