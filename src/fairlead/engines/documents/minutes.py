"""The minutes of a workshop: who, why, what was decided, and what happens next (em-process 2.17).

Sections: participants, purpose and outcomes, decisions, actions, requirements in their order, risks,
assumptions, open questions, parked, roadmap, next steps. Empty ones are left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from fairlead.engines.documents.tree import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Meta,
    Section,
    Table,
    numbered,
    worded,
)
from fairlead.engines.figures import long_date


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who was there. side: "firm", "customer" or "guest"."""

    name: str
    part: str
    seniority: str
    side: str
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was captured. weight: MoSCoW, dots, value and effort in words; became: where it went.

    owner: who does it, or who is asked. horizon: now, next, later or "".
    """

    kind: str
    text: str
    owner: str = ""
    due: date | None = None
    weight: str = ""
    horizon: str = ""
    became: str = ""
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A workshop as its minutes need it. `said` is in the order in which it is to be read."""

    firm: str
    customer: str
    engagement: str
    title: str
    purpose: str
    method: str
    day: date
    when: str
    place: str
    attendees: tuple[Attendee, ...]
    agenda: tuple[tuple[str, int], ...]
    said: tuple[Said, ...]


_SIDES = (("customer", "of the customer"), ("firm", "of the firm"), ("guest", "guest"))
_HORIZONS = (("now", "Now"), ("next", "Next"), ("later", "Later"))


def minutes(held: Held) -> Document:
    """The minutes as a document for the customer. The same workshop gives the same document.

    Its date is the day of the workshop; its manifest is the SHA-256 over everything it says.
    """
    sections = (
        _section("participants", "Participants", _participants(held)),
        _section("purpose", "Purpose and outcomes", _purpose(held)),
        _section("decisions", "Decisions", _list(held, "decision")),
        _section("actions", "Actions", _owned(held, "action", "Action", "Owner")),
        _section("requirements", "Requirements, in their order", _weighed(held)),
        _section("risks", "Risks", _owned(held, "risk", "Risk", "Owner")),
        _section("assumptions", "Assumptions", _list(held, "assumption")),
        _section("questions", "Open questions", _owned(held, "question", "Question", "Whom to ask")),
        _section("roadmap", "Roadmap", _roadmap(held)),
        _section("parked", "Parked", _bullets("parked.list", (one.text for one in held.said if one.parked))),
        _section("next", "Next steps", _next_steps(held)),
        _section("agenda", "Agenda", _agenda(held)),
    )
    facts = (
        ("Engagement", held.engagement),
        ("Held", held.when),
        ("Place", held.place),
        ("Method", held.method),
    )
    shown = tuple(pair for pair in facts if pair[1])
    meta = Meta(held.firm, held.customer, held.day, manifest(held), facts=shown)
    return Document(
        "Minutes", held.title, meta, numbered(tuple(section for section in sections if section.blocks))
    )


def manifest(held: Held) -> str:
    """Hex SHA-256 over the whole record of the workshop that the minutes are made from."""
    text = json.dumps(asdict(held), sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _section(name: str, title: str, blocks: Iterable[Block]) -> Section:
    return Section(name, "", title, tuple(blocks))


def _bullets(node_id: str, texts: Iterable[str]) -> tuple[Bullets, ...]:
    items = tuple(texts)
    return (Bullets(node_id, items),) if items else ()


def _kept(held: Held, kind: str) -> list[Said]:
    return [one for one in held.said if one.kind == kind and not one.parked]


def _participants(held: Held) -> tuple[Table, ...]:
    """The customer's people first: the minutes are theirs."""
    rows = tuple(
        (one.name, words, one.part, one.seniority, "no" if one.absent else "yes")
        for side, words in _SIDES
        for one in held.attendees
        if one.side == side
    )
    columns = (
        Column("Name", 3),
        Column("Side", 2),
        Column("Part", 1.5),
        Column("Seniority", 1.5),
        Column("Came", 1),
    )
    return (Table("participants.table", columns, rows),) if rows else ()


def _purpose(held: Held) -> tuple[Block, ...]:
    """What it was for, and what came of it as a sentence that can be checked against the lists below."""
    names = (
        ("decision", "decision", "decisions"),
        ("action", "action", "actions"),
        ("requirement", "requirement", "requirements"),
        ("risk", "risk", "risks"),
        ("assumption", "assumption", "assumptions"),
        ("question", "open question", "open questions"),
    )
    counts = [(len(_kept(held, kind)), one, many) for kind, one, many in names]
    said = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts if n)
    outcome = Callout("purpose.outcomes", "What came of it", f"{said}." if said else "Nothing was captured.")
    return (*worded("purpose.text", held.purpose), outcome)


def _list(held: Held, kind: str) -> tuple[Bullets, ...]:
    return _bullets(f"{kind}.list", (one.text for one in _kept(held, kind)))


def _owned(held: Held, kind: str, title: str, who: str) -> tuple[Table, ...]:
    rows = tuple(
        (one.text, one.owner or "–", long_date(one.due) if one.due else "–") for one in _kept(held, kind)
    )
    columns = (Column(title, 5), Column(who, 2), Column("Until", 2))
    return (Table(f"{kind}.table", columns, rows),) if rows else ()


def _weighed(held: Held) -> tuple[Table, ...]:
    rows = tuple(
        (str(rank), one.text, one.weight, one.became)
        for rank, one in enumerate(_kept(held, "requirement"), 1)
    )
    columns = (
        Column("No.", 0.6, "right"),
        Column("Requirement", 5),
        Column("Weight", 2.4),
        Column("Went to", 2),
    )
    return (Table("requirements.table", columns, rows),) if rows else ()


def _roadmap(held: Held) -> tuple[Table, ...]:
    placed = _kept(held, "requirement")
    rows = tuple((words, one.text) for name, words in _HORIZONS for one in placed if one.horizon == name)
    return (Table("roadmap.table", (Column("When", 1), Column("What", 6)), rows),) if rows else ()


def _next_steps(held: Held) -> tuple[Bullets, ...]:
    """The actions by day, those without one last, then the questions that wait for somebody."""
    actions = sorted(_kept(held, "action"), key=lambda one: (one.due is None, one.due or held.day))
    steps = [f"{one.owner or 'Nobody yet'}: {one.text}{_until(one.due)}" for one in actions]
    asked = [f"Ask {one.owner}: {one.text}{_until(one.due)}" for one in _kept(held, "question") if one.owner]
    return _bullets("next.list", (*steps, *asked))


def _until(due: date | None) -> str:
    return f" (until {long_date(due)})" if due else ""


def _agenda(held: Held) -> tuple[Table, ...]:
    if not held.agenda:
        return ()
    rows = tuple((title, str(length)) for title, length in held.agenda)
    total = ("Together", str(sum(length for _, length in held.agenda)))
    return (Table("agenda.table", (Column("Item", 5), Column("Minutes", 1, "right")), rows, total),)
