"""The pack assembled from the record: estimate, answers, workshops, log, approvals, books and people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from fairlead.apps.accounts.models import Contact
from fairlead.apps.agreements.bridge import drawn
from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals.models import Point
from fairlead.apps.approvals.states import OPEN_POINTS
from fairlead.apps.books.models import Proof
from fairlead.apps.changes.bridge import made_by
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.states import NEEDS
from fairlead.apps.engagements.models import Engagement, Moment
from fairlead.apps.handover.models import Readiness
from fairlead.apps.risks.models import Entry as LogEntry
from fairlead.apps.risks.states import LIVE
from fairlead.apps.scoping.standing import in_force, questions, said
from fairlead.apps.workshops.models import Capture
from fairlead.core.actor import Actor
from fairlead.engines.documents.tree import plain
from fairlead.engines.figures import long_date
from fairlead.engines.handing import Entry, Pack, pack
from fairlead.engines.linting.handoff import Handoff, Piece, handoff
from fairlead.engines.practice.closing import Prerequisite
from fairlead.engines.practice.values import Practice, ScopeTerm, Term
from fairlead.engines.shaping.values import Shaped

_TERMS = {"assumptions": Term.ASSUMPTION, "exclusions": Term.EXCLUSION, "duties": Term.DUTY}
_NOTED = {"assumptions": "assumption", "exclusions": "exclusion"}


def assembled(actor: Actor, sow: Sow) -> Pack:
    """What is known now. Refused if this release would not come to the figures of the statement of work."""
    it = drawn(sow.estimate, sow)
    practice, shaped = it.practice, it.shaped
    tested = handoff(practice, shaped, it.document)
    engagement = Engagement.objects.visible_to(actor).select_related(
        "account", "em", "architect", "seller"
    ).get(pk=sow.engagement_id)  # fmt: skip
    log = list(LogEntry.objects.visible_to(actor).filter(engagement=engagement).select_related("owner"))
    return pack({
        "drivers": _drivers(actor, engagement, log),
        "deliverables": (Entry(piece.id, _deliverable(piece), piece.number) for piece in tested.pieces),
        **{name: _terms(shaped, log, name) for name in _TERMS},
        "work": _work(practice, shaped),
        "changes": _changes(sow),
        "readiness": _readiness(practice, engagement, sow),
        "risks": _risks(log, tested),
        "contacts": _contacts(actor, engagement),
        "commitments": _commitments(actor, engagement, log),
        "open": _open(actor, sow, log),
        "findings": _findings(tested),
    })  # fmt: skip


def _day(moment: datetime | date | None) -> str:
    return long_date(moment) if moment else ""


def _said(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _drivers(actor: Actor, engagement: Engagement, log: Iterable[LogEntry]) -> Iterator[Entry]:
    yield Entry("pains", engagement.pains, "Pain points of the engagement")
    yield Entry("constraints", engagement.constraints, "Constraints of the engagement")
    for row in log:
        if row.kind == "requirement" and row.state != "dropped":
            yield Entry(f"entry-{row.pk}", f"{row.title}. {row.text}".strip(), f"Log {row.pk}")


def _deliverable(piece: Piece) -> str:
    """One deliverable as a project manager plans it, in one sentence after another."""
    dates = f"{piece.begins} to {piece.ends}" if piece.begins and piece.ends else ""
    head = (piece.owner or "nobody", f"{piece.hours.normalize():f} h", dates)
    told = [
        f"{piece.title}: {', '.join(part for part in head if part)}.",
        f"Accepted when: {piece.acceptance}" if piece.acceptance else "",
        f"After: {', '.join(piece.after)}." if piece.after else "",
    ]
    return " ".join(part for part in told if part)


def _terms(shaped: Shaped, log: Iterable[LogEntry], name: str) -> Iterator[Entry]:
    kind = _TERMS[name]
    for worded in shaped.terms:
        source = worded.source
        if isinstance(source, ScopeTerm) and source.kind is kind:
            yield Entry(source.id, plain(worded.text), _said(source.owner, source.due))
    for row in log:
        if row.kind == _NOTED.get(name) and row.state != "dropped":
            yield Entry(f"entry-{row.pk}", row.title, f"Log {row.pk}")


def _work(practice: Practice, shaped: Shaped) -> Iterator[Entry]:
    names = {role.id: role.name for role in practice.roles}
    table = shaped.estimate.timetable
    stints = {stint.id: stint for stint in table.lines} if table else {}
    for line in shaped.estimate.lines:
        roles = ", ".join(
            f"{names.get(one.role, one.role)} {one.hours.normalize():f} h" for one in line.roles
        )
        stint = stints.get(line.id)
        when = f"{stint.begins} to {stint.ends}" if stint and stint.begins and stint.ends else ""
        yield Entry(line.id, f"{plain(line.name)}: {roles or 'no hours of ours'}", when)


def _changes(sow: Sow) -> Iterator[Entry]:
    """What was changed of it, and of what it came of: what is in force, and work at risk that is allowed."""
    line = [sow.pk, *(made.sow_id for made in made_by(sow))]
    of = Q(sow__in=line) | Q(sow=None, engagement=sow.engagement_id)
    rows = Change.objects.filter(of, state__in=("in-force", "asked"))
    for row in rows.select_related("sow", "amended", "engagement").order_by("number"):
        if row.state == "in-force" or row.risked:
            given = (f"{NEEDS[one['need']]}: {one['by']}, {one['on']}" for one in row.consents)
            yield Entry(f"change-{row.pk}", _changed(row), _said(*given))


def _changed(row: Change) -> str:
    """One change: what it is, what it moves, and how far it has come."""
    moved = _said(
        f"{row.hours.normalize():+f} h" if row.hours else "",
        f"{row.price:+,} {row.currency}" if row.price else "",
        f"the end moves by {row.days:+} days" if row.days else "",
        "billed otherwise" if row.switch else "",
    )
    asked = [NEEDS[need] for need in row.open_needs] if row.state == "asked" else []
    told = [
        f"{row}.", row.text, f"{moved[:1].upper()}{moved[1:]}." if moved else "",
        f"It made {row.makes.code}." if row.amended_id and row.makes else "",
        f"Work at risk{f' until {row.until}' if row.until else ''}, not billed before the signature."
        if row.unsigned and not row.is_over else "",
        f"Not in force yet: {'; '.join(asked)}." if asked else "",
    ]  # fmt: skip
    return " ".join(part for part in told if part)


def _readiness(practice: Practice, engagement: Engagement, sow: Sow) -> Iterator[Entry]:
    stated = {row.item: row for row in Readiness.objects.filter(engagement=engagement).order_by("pk")}
    for item in practice.prerequisites:
        row = stated.get(item.id)
        holds = row.holds if row else _holds(item, engagement, sow)
        who = _said(row.note, row.by_name, _day(row.created_at)) if row else ""
        word = "holds" if holds else "is open"
        yield Entry(item.id, f"{item.name}: {word}.", _said(item.owner, who))


def _holds(item: Prerequisite, engagement: Engagement, sow: Sow) -> bool:
    """What the record itself says of a prerequisite; what somebody has to state is open until they do."""
    if item.kind == "stage":
        return engagement.state in ("approved", "closed-won")
    if item.kind == "sow-agreed":
        return engagement.state == "closed-won"
    if item.kind == "msa":
        return engagement.account.msa
    quoted = Proof.objects.filter(order__sow=sow, order__change=None, kind="given").exclude(skus=[])
    return item.kind == "quote" and quoted.exists()


def _risks(log: Iterable[LogEntry], tested: Handoff) -> Iterator[Entry]:
    for row in log:
        if row.kind in ("risk", "issue", "action") and row.state in LIVE:
            owner = row.owner.name if row.owner else row.owner_name
            what = f"{row.get_kind_display()}: {row.title}. {row.text} {row.response}".strip()
            yield Entry(
                f"entry-{row.pk}", what, _said(f"Log {row.pk}", row.priority, owner, _day(row.due_on))
            )
    for piece in tested.pieces:
        if piece.after:
            yield Entry(f"after-{piece.id}", f"{piece.title} waits for {', '.join(piece.after)}.", "Plan")


def _contacts(actor: Actor, engagement: Engagement) -> Iterator[Entry]:
    ours = (
        ("Engagement manager", engagement.em), ("Technical architect", engagement.architect),
        ("Sales", engagement.seller),
    )  # fmt: skip
    for part, person in ours:
        if person is not None:
            yield Entry(f"person-{part}", f"{person.name}, {part.lower()}", "Ours")
    for row in Contact.objects.visible_to(actor).filter(account=engagement.account_id).order_by("pk"):
        yield Entry(f"contact-{row.pk}", _said(row.name, row.title, row.part, row.email), "Customer")


def _commitments(actor: Actor, engagement: Engagement, log: Iterable[LogEntry]) -> Iterator[Entry]:
    """What was said, by whom and when: answers, decisions of workshops and of the log, notes of calls."""
    asked = questions(engagement)
    for answer in in_force(engagement, said(actor, engagement)):
        question = asked.get(answer.question)
        text = f"{question.text if question else answer.question} {_value(answer.value)}"
        source = _said(answer.get_source_display(), answer.said_by, _day(answer.said_on))
        yield Entry(f"answer-{answer.question}", text, source)
    rows = Capture.objects.filter(workshop__engagement=engagement, kind="decision").select_related("workshop")
    captures = list(rows.order_by("pk"))
    for row in captures:
        if row.state == "dropped":
            continue
        source = _said("Workshop", row.workshop.title, row.by, _day(row.created_at))
        yield Entry(f"capture-{row.pk}", f"Decided: {row.text}", source)
    landed = {row.pk for row in captures}
    for entry in log:
        if entry.kind == "decision" and entry.capture not in landed:
            yield Entry(
                f"entry-{entry.pk}", f"Decided: {entry.title}. {entry.text}".strip(), f"Log {entry.pk}"
            )
    noted = Moment.objects.visible_to(actor).filter(engagement=engagement).exclude(note="")
    # What the board notes by itself, when a statement of work is written or asked for, nobody has said.
    for moment in noted.exclude(note__startswith="SOW-").order_by("at"):
        source = _said(moment.what.replace("-", " "), moment.by, _day(moment.at))
        yield Entry(f"moment-{moment.pk}", moment.note, source)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes." if value else "No."
    return f"{', '.join(map(str, value)) if isinstance(value, list) else value}."


def _open(actor: Actor, sow: Sow, log: Iterable[LogEntry]) -> Iterator[Entry]:
    rows = Point.objects.visible_to(actor).filter(review__asking__sow=sow, state__in=OPEN_POINTS)
    for row in rows.select_related("review").order_by("pk"):
        source = _said(f"Approval: {row.review.name}", row.author_name, _day(row.made_at))
        yield Entry(f"point-{row.pk}", f"{row.get_kind_display()}: {row.text}", source)
    for entry in log:
        if entry.kind == "question" and entry.state in LIVE:
            yield Entry(f"entry-{entry.pk}", f"Open question: {entry.title}", f"Log {entry.pk}")


def _findings(tested: Handoff) -> Iterator[Entry]:
    yield Entry("verdict", tested.sentence)
    for place, remark in enumerate(tested.remarks):
        key = f"{remark.code}-{remark.block or place}"
        yield Entry(key, f"{remark.message} {remark.fix}".strip(), remark.severity)
