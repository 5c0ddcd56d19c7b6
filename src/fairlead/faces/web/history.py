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
    "engagement.ask": gettext_lazy("asked an architect"),
    "engagement.triage": gettext_lazy("took it up"),
    "engagement.mark": gettext_lazy("marked what happened"),
    "engagement.keep": gettext_lazy("kept it open although it is quiet"),
    "engagement.touch": gettext_lazy("touched it for the first time"),
    "person.cover": gettext_lazy("said which territories somebody covers"),
    "engagement.note-estimate": gettext_lazy("noted the newest estimate on the board"),
    "change.open": gettext_lazy("drafted a change to what was sold"),
    "change.edit": gettext_lazy("changed the draft of a change"),
    "change.ask": gettext_lazy("asked for a change"),
    "change.redraft": gettext_lazy("took a change back to its draft"),
    "change.approve": gettext_lazy("approved a change"),
    "change.confirm": gettext_lazy("recorded the customer's word on a change"),
    "change.sign": gettext_lazy("recorded that both have signed a change"),
    "change.refuse": gettext_lazy("refused a change"),
    "change.withdraw": gettext_lazy("withdrew a change"),
    "answer.give": gettext_lazy("answered"),
    "answer.clear": gettext_lazy("took an answer back"),
    "answer.import": gettext_lazy("imported answers"),
    "answer.state": gettext_lazy("noted what was said"),
    "answer.confirm": gettext_lazy("confirmed an answer of the account"),
    "answer.settle": gettext_lazy("settled a disputed answer"),
    "link.issue": gettext_lazy("gave out a customer link"),
    "link.revoke": gettext_lazy("revoked a customer link"),
    "link.steer": gettext_lazy("led the screens of a meeting"),
    "link.answer": gettext_lazy("answered through their link"),
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
    "sow.amend": gettext_lazy("drew up the next version of the statement of work"),
    "markup.take": gettext_lazy("took a marked copy back"),
    "markup.read": gettext_lazy("read a marked copy"),
    "markup.turn_away": gettext_lazy("found that a file cannot be taken back"),
    "markup.close": gettext_lazy("put a marked copy aside"),
    "markup.settle": gettext_lazy("settled a marked copy"),
    "original.keep": gettext_lazy("kept a file as it came"),
    "redline.find": gettext_lazy("found what they changed"),
    "redline.accept": gettext_lazy("accepted a change of theirs"),
    "redline.counter": gettext_lazy("countered a change of theirs"),
    "redline.refuse": gettext_lazy("refused a change of theirs"),
    "redline.reply": gettext_lazy("replied to what they wrote"),
    "redline.reopen": gettext_lazy("took an answer back"),
    "sow.supersede": gettext_lazy("replaced the statement of work before"),
    "sow.withdraw": gettext_lazy("withdrew the statement of work"),
    "sow.submit": gettext_lazy("asked for the approvals of the statement of work"),
    "sow.recall": gettext_lazy("took back what was asked"),
    "asking.replace": gettext_lazy("replaced the asking before"),
    "review.approve": gettext_lazy("approved a step of the statement of work"),
    "review.condition": gettext_lazy("approved a step with conditions"),
    "review.object": gettext_lazy("objected to the statement of work"),
    "review.hand": gettext_lazy("handed a step on"),
    "review.meet": gettext_lazy("saw the conditions of a step met"),
    "review.ask_again": gettext_lazy("took an objection back"),
    "review.overrule": gettext_lazy("overruled an objection"),
    "review.remind": gettext_lazy("reminded of an answer that is due"),
    "review.delegate": gettext_lazy("said who stands in"),
    "delegation.end": gettext_lazy("ended a standing-in"),
    "point.answer": gettext_lazy("answered a point"),
    "point.resolve": gettext_lazy("resolved a point"),
    "point.overrule": gettext_lazy("overruled a point"),
    "point.carry": gettext_lazy("carried an open point to the next version"),
    "order.open": gettext_lazy("began to collect for a booking"),
    "order.edit": gettext_lazy("said how it is sold"),
    "order.attach": gettext_lazy("gave evidence for a booking"),
    "order.waive": gettext_lazy("waived an item of the booking checklist"),
    "order.withdraw": gettext_lazy("took evidence for a booking back"),
    "booking.book": gettext_lazy("booked it"),
    "booking.reverse": gettext_lazy("reversed an entry of the books"),
    "handover.hand": gettext_lazy("handed the work over to delivery"),
    "handover.replace": gettext_lazy("replaced the hand-over before"),
    "handover.read": gettext_lazy("read the hand-over"),
    "handover.accept": gettext_lazy("accepted the hand-over"),
    "question.ask": gettext_lazy("asked about the hand-over"),
    "question.answer": gettext_lazy("answered a question of delivery"),
    "question.close": gettext_lazy("closed a question of delivery"),
    "readiness.state": gettext_lazy("said what is ready"),
    "pen.take": gettext_lazy("took the pen"),
    "pen.ask": gettext_lazy("asked for the pen"),
    "pen.give": gettext_lazy("gave the pen"),
    "pen.lay": gettext_lazy("laid the pen down"),
    "engagement.note-sow": gettext_lazy("noted how far the approvals are"),
    "paper.keep": gettext_lazy("kept a paper"),
    "signatory.name": gettext_lazy("said who signs"),
    "signatory.remove": gettext_lazy("removed somebody from those who sign"),
    "sow.send": gettext_lazy("sent the statement of work for signature"),
    "sending.recall": gettext_lazy("took back what was out for signature"),
    "sending.decline": gettext_lazy("ended what was out for signature"),
    "sending.complete": gettext_lazy("found everyone's signature there"),
    "sending.void": gettext_lazy("made void what was out for signature"),
    "sending.refer": gettext_lazy("noted what the signing service calls it"),
    "signature.link": gettext_lazy("gave out a signing link"),
    "signature.give": gettext_lazy("signed"),
    "signature.decline": gettext_lazy("declined to sign"),
    "signature.find": gettext_lazy("found a signature on the file that came back"),
    "countersigned.keep": gettext_lazy("kept the signed document"),
    "countersigned.take": gettext_lazy("gave in a signed file"),
    "countersigned.accept": gettext_lazy("accepted a signed file"),
    "countersigned.refuse": gettext_lazy("refused a signed file"),
    "option.open": gettext_lazy("opened an option"),
    "option.change": gettext_lazy("changed the option"),
    "option.estimate": gettext_lazy("estimated the option"),
    "option.score": gettext_lazy("judged the option"),
    "option.recommend": gettext_lazy("recommended the option"),
    "option.relieve": gettext_lazy("recommended another option"),
    "option.choose": gettext_lazy("chose the option"),
    "option.pass": gettext_lazy("passed over the option"),
    "option.drop": gettext_lazy("dropped the option"),
    "criterion.weigh": gettext_lazy("weighed the criteria"),
    "disagreement.raise": gettext_lazy("recorded a disagreement"),
    "disagreement.discuss": gettext_lazy("recorded the internal call"),
    "disagreement.define": gettext_lazy("defined the alternative"),
    "disagreement.communicate": gettext_lazy("recorded what the customer is told"),
    "disagreement.close": gettext_lazy("closed the disagreement"),
    "disagreement.withdraw": gettext_lazy("withdrew the disagreement"),
    "person.add": gettext_lazy("added a person"),
    "person.edit": gettext_lazy("changed a person's details"),
    "person.grant": gettext_lazy("gave a role"),
    "person.revoke": gettext_lazy("took a role away"),
    "person.leave": gettext_lazy("recorded that a person left"),
    "practice.load": gettext_lazy("loaded a practice"),
    "actual.record": gettext_lazy("recorded what it took"),
    "actual.import": gettext_lazy("imported what engagements took"),
    "actual.correct": gettext_lazy("corrected what it took"),
    "actual.reverse": gettext_lazy("took back what was recorded"),
    "calibration.propose": gettext_lazy("proposed a calibration"),
    "calibration.supersede": gettext_lazy("replaced the proposal before"),
    "calibration.accept": gettext_lazy("accepted a calibration"),
    "calibration.reject": gettext_lazy("rejected a calibration"),
    "notice.read": gettext_lazy("put a notice away"),
    "entry.raise": gettext_lazy("wrote an entry into the log"),
    "entry.edit": gettext_lazy("changed an entry of the log"),
    "entry.move": gettext_lazy("moved an entry of the log on"),
    "entry.start": gettext_lazy("took up the entry"),
    "entry.finish": gettext_lazy("finished the entry"),
    "entry.mitigate": gettext_lazy("recorded the risk as mitigated"),
    "entry.accept": gettext_lazy("accepted it as it is"),
    "entry.drop": gettext_lazy("dropped the entry"),
    "entry.reopen": gettext_lazy("opened the entry again"),
    "entry.share": gettext_lazy("shared an entry with the customer"),
    "entry.withhold": gettext_lazy("took an entry back from the customer"),
    "roadmap.add": gettext_lazy("put something on the roadmap"),
    "roadmap.edit": gettext_lazy("changed the roadmap"),
    "roadmap.order": gettext_lazy("changed the order of the roadmap"),
    "roadmap.move": gettext_lazy("moved an item of the roadmap on"),
    "roadmap.up": gettext_lazy("moved it up"),
    "roadmap.down": gettext_lazy("moved it down"),
    "roadmap.start": gettext_lazy("took up the item"),
    "roadmap.finish": gettext_lazy("finished the item"),
    "roadmap.drop": gettext_lazy("dropped the item"),
    "roadmap.reopen": gettext_lazy("planned the item again"),
    "workshop.plan": gettext_lazy("planned a workshop"),
    "workshop.edit": gettext_lazy("changed a workshop"),
    "workshop.start": gettext_lazy("started the workshop"),
    "workshop.close": gettext_lazy("closed the workshop"),
    "workshop.reopen": gettext_lazy("opened the workshop again"),
    "workshop.cancel": gettext_lazy("called the workshop off"),
    "workshop.time": gettext_lazy("set the clock of the workshop"),
    "workshop.pause": gettext_lazy("paused the clock"),
    "workshop.resume": gettext_lazy("let the clock run"),
    "workshop.next": gettext_lazy("went to the next item"),
    "workshop.back": gettext_lazy("went back an item"),
    "workshop.land": gettext_lazy("landed the workshop"),
    "agenda.add": gettext_lazy("added to the agenda"),
    "agenda.edit": gettext_lazy("changed the agenda"),
    "agenda.order": gettext_lazy("changed the order of the agenda"),
    "agenda.up": gettext_lazy("moved it up"),
    "agenda.down": gettext_lazy("moved it down"),
    "agenda.drop": gettext_lazy("took an item off the agenda"),
    "participant.add": gettext_lazy("invited somebody"),
    "participant.edit": gettext_lazy("changed a participant"),
    "participant.drop": gettext_lazy("took somebody off the list"),
    "capture.add": gettext_lazy("captured"),
    "capture.edit": gettext_lazy("changed what was captured"),
    "capture.move": gettext_lazy("moved what was captured"),
    "capture.land": gettext_lazy("noted where it landed"),
    "vote.cast": gettext_lazy("voted"),
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
