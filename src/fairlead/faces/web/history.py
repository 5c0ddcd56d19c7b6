"""The audit in words: what was done, by whom, and what of a row changed since somebody looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fairlead.apps.engagements.queries import FeedLine
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.core.actor import Actor
from fairlead.core.models import AuditEntry
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_MANAGERS
from fairlead.core.verbs import VERBS
from fairlead.faces.web.deeds import DONE

# Columns that say nothing to a reader, and those that not everyone may read.
_DULL = frozenset(
    [
        "moved_at",
        "seed",
        "digest",
        "digests",
        "texts",
        "agreed",
        "answers",
        "terms",
        "figures",
        "content",
        "gates",
        "manifest",
        "approvals",
        "drawn_by",
        "submitted_by",
        "submitted_at",
        "question",
        "event",
        "sha256",
        "size",
        "kind",
        "estimate_state",
        "was",
        "was_by",
        "was_until",
        "tries",
        "tried_from",
        "used_at",
        "moments",
        "touched_at",
        "due_at",
        "due_clock",
        "route_reason",
        "basis",
        "marks",
        "letter",
        "weights",
        "origin",
        "estimated_at",
        "estimated_by",
        "weight",
        "capture",
        "since",
        "spent",
        "landed",
        "outcome",
        "plan",
        "counts",
        "rows_read",
        "rows_there",
        "verdict",
        "consents",
        "opened_by",
        "parts",
        "clauses",
        "begun",
        "last",
    ]
)
_FIGURES = frozenset(
    {"price", "price_p50", "price_p80", "price_p90", "cost", "margin", "days", "discount", "investment"}
)
_QUIET = frozenset(
    [
        "engagement.note-estimate",
        "engagement.touch",
        "paper.keep",
        "estimate.supersede",
        "sow.supersede",
        "link.steer",
        "link.answer",
        "visit.note",
    ]
)
_COST = frozenset({"cost", "margin"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column that changed."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit as people read it."""

    seq: int
    at: datetime
    who: str
    via: str
    words: str
    subject: str
    note: str
    fields: tuple[Field, ...]
    reversible: bool
    quiet: bool
    born: bool


def words(verb: str) -> str:
    """What a verb did, in words."""
    if verb.endswith(".undo"):
        return _("undid: %(what)s") % {"what": words(verb.removesuffix(".undo"))}
    if verb in DONE:
        return str(DONE[verb])
    noun, _dot, act = verb.partition(".")
    for move in ENGAGEMENT.moves:
        if noun == ENGAGEMENT.name and move.action == act:
            return _("moved it: %(move)s") % {"move": move.label.lower()}
    return f"{act.replace('-', ' ')} {noun}"


def deeds(actor: Actor, lines: Sequence[FeedLine], newest_first: bool) -> list[Deed]:
    """A page of the feed. Undo is offered for what nothing came after, to who did it and to managers."""
    latest = set[tuple[str, int]]()
    found = []
    for line in lines:
        last = newest_first and (line.noun, line.row) not in latest
        latest.add((line.noun, line.row))
        allowed = line.who == actor.name or actor.has_any(ENGAGEMENT_MANAGERS)
        told = deed(line)
        found.append(replace(told, reversible=told.reversible and last and allowed))
    return found


def deed(line: FeedLine, hidden: frozenset[str] = frozenset()) -> Deed:
    """A line of the feed as people read it, without the columns that say nothing to them."""
    return Deed(
        line.seq, line.at, line.who, line.via, words(line.verb), _subject(line), line.note,
        _fields(line.before, line.after, hidden),
        bool(line.before) and line.verb in VERBS and VERBS[line.verb].reversible,
        line.verb in _QUIET,
        not line.before,
    )  # fmt: skip


def _subject(line: FeedLine) -> str:
    if line.noun == "answer":
        return str(line.after.get("question") or line.before.get("question") or "").replace("_", " ")
    if line.verb == "engagement.mark":
        return ", ".join(moment["what"].replace("-", " ") for moment in line.after.get("moments", []))
    if line.noun == "option":
        return str(line.after.get("letter") or "")
    return str(line.after.get("kind") or "") if line.noun == "paper" else ""


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], hidden: frozenset[str]) -> tuple[Field, ...]:
    said = [key for key in {**before, **after} if key not in _DULL | hidden and not key.endswith("_id")]
    said.sort(key=lambda key: key != "value")
    return tuple(
        Field(key.replace("_", " "), _figure(key, before.get(key)), _figure(key, after.get(key)))
        for key in said
        # What a new row keeps sealed says nothing; that it changed later does.
        if not (not before and str(after.get(key)).startswith("sha256:"))
        if before or after.get(key) not in ([], {}, False, "0", "stands")
    )


def _figure(key: str, value: Any) -> Any:
    """Exact figures are kept as text; read again as figures, they are shown in the reader's language."""
    return Decimal(value) if key in _FIGURES and isinstance(value, str) else value


def since(actor: Actor, noun: str, key: int, version: int) -> tuple[Deed, ...]:
    """What was done to a row after the version that somebody saw, newest first."""
    hidden = frozenset() if actor.has_any(COST_ROLES) else _COST
    entries = AuditEntry.objects.filter(noun=noun, row_id=key).order_by("-seq")[:20]
    return tuple(
        deed(_line(entry), hidden)
        for entry in entries
        if entry.facts["version"] > version and entry.facts["after"]
    )


def _line(entry: AuditEntry) -> FeedLine:
    facts = entry.facts
    return FeedLine(
        entry.seq, entry.at, entry.who, entry.via, entry.verb, entry.noun, entry.row_id, facts["note"],
        facts["before"], facts["after"],
    )  # fmt: skip


def newest(noun: str, key: int) -> int:
    """The number of the newest entry about a row, for its undo button; 0 when there is none."""
    found = (
        AuditEntry.objects.filter(noun=noun, row_id=key)
        .order_by("-seq")
        .values_list("seq", flat=True)
        .first()
    )
    return found or 0
