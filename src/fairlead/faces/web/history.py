"""The audit in words: what was done, by whom, and what of a row changed since somebody looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairlead.apps.engagements.queries import FeedLine
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.core.actor import Actor
from fairlead.core.models import AuditEntry
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_MANAGERS
from fairlead.core.verbs import VERBS

# Said in the past tense, after the name of who did it.
_DONE = {
    "account.open": gettext_lazy("opened the account"),
    "account.edit": gettext_lazy("changed the account"),
    "account.import": gettext_lazy("imported accounts"),
    "contact.add": gettext_lazy("added a contact"),
    "contact.invite": gettext_lazy("invited a contact to sign in"),
    "engagement.open": gettext_lazy("opened the engagement"),
    "engagement.edit": gettext_lazy("changed the engagement"),
    "engagement.price": gettext_lazy("changed the commercial terms"),
    "engagement.assign": gettext_lazy("changed who works on it"),
    "engagement.adopt": gettext_lazy("moved it to another version of the practice"),
    "engagement.note-estimate": gettext_lazy("noted the newest estimate on the board"),
    "answer.give": gettext_lazy("answered"),
    "answer.clear": gettext_lazy("took an answer back"),
    "answer.import": gettext_lazy("imported answers"),
    "intake.take": gettext_lazy("gave a file in"),
    "intake.check": gettext_lazy("read a file"),
    "intake.refuse": gettext_lazy("found that a file cannot be read"),
    "intake.progress": gettext_lazy("went on reading a file"),
    "intake.map": gettext_lazy("said what the columns of a table mean"),
    "intake.apply": gettext_lazy("took the answers of a file"),
    "intake.stop": gettext_lazy("stopped a file"),
    "intake.evaluate": gettext_lazy("imported an Evaluate report"),
    "intake.issues": gettext_lazy("imported issues"),
    "intake.table": gettext_lazy("imported a table"),
    "upload.keep": gettext_lazy("kept a file until it is read"),
    "upload.drop": gettext_lazy("let go of a file that was read"),
    "mapping.keep": gettext_lazy("remembered what columns mean"),
    "mapping.forget": gettext_lazy("forgot what columns mean"),
    "reference.keep": gettext_lazy("noted the issue that it came from"),
    "engagement.place": gettext_lazy("put it where its issue stands"),
    "estimate.draft": gettext_lazy("drew up an estimate"),
    "estimate.supersede": gettext_lazy("replaced the estimate before"),
    "estimate.submit": gettext_lazy("sent the estimate for review"),
    "estimate.withdraw": gettext_lazy("took the estimate back from review"),
    "estimate.approve": gettext_lazy("approved the estimate"),
    "estimate.return": gettext_lazy("returned the estimate"),
    "sow.generate": gettext_lazy("drew up the statement of work"),
    "sow.supersede": gettext_lazy("replaced the statement of work before"),
    "sow.withdraw": gettext_lazy("withdrew the statement of work"),
    "paper.keep": gettext_lazy("kept a paper"),
    "person.add": gettext_lazy("added a person"),
    "person.edit": gettext_lazy("changed a person's details"),
    "person.grant": gettext_lazy("gave a role"),
    "person.revoke": gettext_lazy("took a role away"),
    "person.leave": gettext_lazy("recorded that a person left"),
    "practice.load": gettext_lazy("loaded a practice"),
    "notice.read": gettext_lazy("put a notice away"),
}

# Columns that say nothing to a reader, and those that not everyone may read.
_DULL = frozenset(
    [
        "moved_at",
        "seed",
        "digest",
        "texts",
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
        "outcome",
        "plan",
        "counts",
        "rows_read",
        "rows_there",
    ]
)
_FIGURES = frozenset({"price", "price_p50", "price_p90", "cost", "margin", "days", "discount", "investment"})
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
    if verb in _DONE:
        return str(_DONE[verb])
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
        line.verb in {"engagement.note-estimate", "paper.keep", "estimate.supersede", "sow.supersede"},
        not line.before,
    )  # fmt: skip


def _subject(line: FeedLine) -> str:
    if line.noun == "answer":
        return str(line.after.get("question") or line.before.get("question") or "").replace("_", " ")
    return str(line.after.get("kind") or "") if line.noun == "paper" else ""


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], hidden: frozenset[str]) -> tuple[Field, ...]:
    said = [key for key in {**before, **after} if key not in _DULL | hidden and not key.endswith("_id")]
    said.sort(key=lambda key: key != "value")
    return tuple(
        Field(key.replace("_", " "), _figure(key, before.get(key)), _figure(key, after.get(key)))
        for key in said
        if before or after.get(key) not in ([], {}, False, "0")
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
