"""How a change that came back looks on a page: runs of words, threads of comments, what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.redlines.answering import answerable
from fairlead.apps.redlines.queries import Beside, Marked, RedlineCard
from fairlead.apps.redlines.states import TAKEN
from fairlead.apps.redlines.talk import answered_by, family, heads, waiting
from fairlead.core.errors import WrongTime
from fairlead.engines.findings import Finding
from fairlead.engines.redlines.answering import titles_of
from fairlead.engines.redlines.values import DELETED, INSERTED, KEPT, MOVED_AWAY, MOVED_HERE

# More letters than this of one change are cut on the page; the file has them all.
LONGEST = 20_000
# So many of its insertions and deletions are listed with who made them.
MOST_TOLD = 100
TAGS = {INSERTED: "ins", MOVED_HERE: "ins", DELETED: "del", MOVED_AWAY: "del", KEPT: ""}


@dataclass(frozen=True, slots=True)
class Run:
    """Words that were treated alike. tag: "ins", "del" or "" for those that stand."""

    tag: str
    text: str
    who: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """A comment with what was said to it. key: its id in the file, "" for what was said of the change."""

    key: str
    author: str
    at: datetime | None
    text: str
    anchor: str
    resolved: bool
    replies: tuple[Said, ...]
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    who: str
    at: datetime | None
    text: str
    ours: bool
    inside: bool = False
    place: int | None = None  # of our own replies: which one of the change it is


@dataclass(frozen=True, slots=True)
class Shown:
    """One change as its template draws it."""

    row: Any
    card: RedlineCard
    conflict: bool
    ours: str
    met: bool
    findings: tuple[Finding, ...]
    runs: tuple[Run, ...]
    cut: bool
    threads: tuple[Talk, ...]
    remarks: tuple[Said, ...]
    follows: str = ""

    @property
    def contradicts(self) -> bool:
        """Whether a figure of it contradicts the record: accepting it as it is would be refused."""
        return any(one["severity"] == "error" for one in self.card.cautions)

    @property
    def commenters(self) -> str:
        """Who commented on a change, beside those who made it."""
        named = () if self.card.kind == "commented" else self.card.comments
        return ", ".join(dict.fromkeys(one["author"] for one in named if one["author"]))

    @property
    def origin(self) -> str:
        """Its entry on the page that says where everything comes from, "" for that page as a whole."""
        key = self.card.figures[0][0] if self.card.figures else ""
        return f"deliverable.{key}" if self.card.clause == "deliverables" and key else ""

    @property
    def told(self) -> tuple[Run, ...]:
        """What was put in and taken out, for the list of who did it and when."""
        return tuple(run for run in self.runs if run.tag)[:MOST_TOLD]


def shown(marked: Marked, rows: Sequence[Any]) -> list[Shown]:
    """Every change of a copy, with the row that its buttons are asked of."""
    titles = _titles(marked, rows)
    return [_shown(beside, row, titles) for beside, row in zip(marked.changes, rows, strict=True)]


def _titles(marked: Marked, rows: Sequence[Any]) -> dict[str, str]:
    """What clauses are called, by id; asked of the document only where a change names another clause."""
    cards = [beside.change for beside in marked.changes]
    if not any(card.kind == "moved" and card.after for card in cards):
        return {}
    called = {card.clause: card.title or card.wanted_title for card in cards}
    try:
        return called | titles_of(document_of(rows[0].markup.sow).sections)
    except WrongTime:  # it cannot be made anew by this release; what came back with it still reads
        return called


def _shown(beside: Beside, row: Any, titles: Mapping[str, str]) -> Shown:
    card = beside.change
    # What the kind of the change says already need not be said again.
    said = {"outside-text", "clause-deleted", "comment-without-place"}
    findings = tuple(one for one in beside.findings if one.code not in said)
    runs, cut = runs_of(card)
    # Once it is settled, what differs from what was sent is what was agreed.
    conflict = beside.conflict and row.markup.state == "open"
    return Shown(
        row, card, conflict, beside.ours, beside.met, findings, runs, cut, threads_of(card),
        tuple(_reply(place, one) for place, one in enumerate(card.replies) if not one["comment"]),
        titles.get(card.after, ""),
    )  # fmt: skip


def runs_of(card: RedlineCard) -> tuple[tuple[Run, ...], bool]:
    """The words of a change in order, and whether they were cut."""
    pieces = card.pieces or [[KEPT, card.before or card.wanted, "", None, True]]
    runs, left = list[Run](), LONGEST
    for kind, text, author, at, tracked in pieces:
        if left <= 0:
            return tuple(runs), True
        tag = TAGS.get(kind, "")
        who = _by(author, at) if tracked else _("with no tracked change")
        runs.append(Run(tag, text[:left], who if tag else "", bool(tag) and not tracked))
        left -= len(text)
    return tuple(runs), left < 0


def _by(author: str, at: str | None) -> str:
    when = parse_datetime(at) if at else None
    return ", ".join(filter(None, (author, date_format(when, "SHORT_DATETIME_FORMAT") if when else "")))


def threads_of(card: RedlineCard) -> tuple[Talk, ...]:
    """Comments with their answers: those of the file first, then ours."""
    left = waiting(card.comments, card.replies)
    return tuple(_talk(one, card, one["id"] in left) for one in heads(card.comments))


def _talk(head: dict[str, Any], card: RedlineCard, waits: bool) -> Talk:
    ids = family(head["id"], card.comments)
    said = list[Said]()
    for one in (one for one in card.comments if one["id"] in ids):
        said += [] if one is head else [Said(one["author"], _at(one["at"]), one["text"], False)]
        behind = answered_by(one, card.comments, card.replies)
        said += [_reply(place, card.replies[place]) for place in behind]
    return Talk(
        head["id"], head["author"], _at(head["at"]), head["text"], head["anchor"], head["resolved"],
        tuple(said), waits,
    )  # fmt: skip


def _reply(place: int, one: dict[str, Any]) -> Said:
    return Said(one["name"], _at(one["at"]), one["text"], True, one.get("inside", True), place)


def _at(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def summary(markup: Any, changes: Sequence[Shown]) -> dict[str, Any]:
    """How many changes stand where, for the line above them; and what is known of the file as a whole."""
    states = ("open", "accepted", "countered", "sourced", "refused", "noted")
    counts = [(state, sum(one.card.state == state for one in changes)) for state in states]
    about = {one.card.clause for one in changes}
    unreplied = markup.waiting.unreplied
    return {
        "of": len(changes),
        "open": dict(counts)["open"],
        "answerable": answerable(markup, dict(counts)["open"] + unreplied) and bool(changes),
        "unreplied": unreplied,
        "taken": any(one.card.state in TAKEN for one in changes),
        "unsaid": sum(one.card.state == "sourced" and not one.met for one in changes),
        "states": [(state, count) for state, count in counts if count],
        "conflicts": sum(one.conflict for one in changes),
        "whole": [one for one in markup.findings if one["where"] not in about],
    }
