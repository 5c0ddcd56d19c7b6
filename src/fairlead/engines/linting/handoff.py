"""The hand-off test: could a project manager run the work from this statement of work?

For every deliverable six things must be known: who owns it, its hours, its dates, how it is accepted, what it
waits for, and what the customer does for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairlead.engines.documents.milestones import Deliverable, deliverables
from fairlead.engines.documents.tree import Document, plain
from fairlead.engines.estimating.values import Line, Stint
from fairlead.engines.expressions.filling import counted
from fairlead.engines.findings import cut
from fairlead.engines.linting.values import ORDER, Remark, holder
from fairlead.engines.practice.values import NOWHERE, Place, Practice, ScopeTerm, Term
from fairlead.engines.shaping.values import Shaped

READY, NOTES, NOT_READY = "ready", "ready-with-notes", "not-ready"
# Lines that no deliverable needs to name: an allowance, and what is paid to others.
_ALLOWED = ("contingency", "travel", "expense")


@dataclass(frozen=True, slots=True)
class Piece:
    """One deliverable as a project manager would plan it.

    owner: the role that does most of it.  begins, ends: its days, None where the start is not known.
    first_day, last_day: the same in working days from the start.  after: the work it waits for.
    duties: what the customer does for it, with who and when.
    """

    number: str
    id: str
    title: str
    owner: str
    hours: Decimal
    begins: date | None
    ends: date | None
    first_day: Decimal | None
    last_day: Decimal | None
    acceptance: str
    after: tuple[str, ...]
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handoff:
    """verdict: "ready", "ready-with-notes" or "not-ready"; sentence says why."""

    verdict: str
    sentence: str
    pieces: tuple[Piece, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The work of an engagement by id, who waits for whom, when, and under which roles."""

    lines: Mapping[str, Line]
    after: Mapping[str, frozenset[str]]
    stints: Mapping[str, Stint]
    roles: Mapping[str, str]
    duties: tuple[tuple[ScopeTerm, str], ...]
    document: Document


def handoff(practice: Practice, shaped: Shaped, document: Document) -> Handoff:
    """What a project manager could not run from this statement of work, each with its place and a fix."""
    plan = _plan(practice, shaped, document)
    pieces: list[Piece] = []
    remarks = [*_frame(shaped, document)]
    for item in deliverables(shaped):
        lines = [plan.lines[name] for name in item.term.activities if name in plan.lines]
        piece = _piece(item, lines, plan)
        pieces.append(piece)
        remarks.extend(_missing(item, piece, lines, plan))
    remarks.extend(_orphans(shaped, plan))
    remarks.sort(key=lambda remark: ORDER[remark.severity])
    verdict, sentence = _verdict(pieces, remarks)
    return Handoff(verdict, sentence, tuple(pieces), tuple(remarks))


def _plan(practice: Practice, shaped: Shaped, document: Document) -> _Plan:
    lines = {line.id: line for line in shaped.estimate.lines}
    after = {
        work.activity.id: frozenset(name for name in work.activity.after if name in lines)
        for work in shaped.review.work
        if work.activity.id in lines
    }
    table = shaped.estimate.timetable
    duties = tuple(
        (worded.source, worded.text)
        for worded in shaped.terms
        if isinstance(worded.source, ScopeTerm) and worded.source.kind is Term.DUTY
    )
    stints = {stint.id: stint for stint in table.lines} if table else {}
    return _Plan(lines, after, stints, {role.id: role.name for role in practice.roles}, duties, document)


def _piece(item: Deliverable, lines: Sequence[Line], plan: _Plan) -> Piece:
    stints = [plan.stints[line.id] for line in lines if line.id in plan.stints]
    begins = [stint.begins for stint in stints if stint.begins]
    ends = [stint.ends for stint in stints if stint.ends]
    own = {line.id for line in lines}
    waited = {name for line in lines for name in plan.after.get(line.id, ())} - own
    hours = sum((line.hours for line in lines), Decimal(0))
    return Piece(
        item.number, item.term.id, plain(item.name), _owner(lines, plan.roles), hours,
        min(begins, default=None), max(ends, default=None),
        min((stint.start for stint in stints), default=None),
        max((stint.finish for stint in stints), default=None),
        plain(item.term.acceptance),
        tuple(line.name for line in plan.lines.values() if line.id in waited),
        tuple(_told(term, text) for term, text in _duties(own, plan)),
    )  # fmt: skip


def _owner(lines: Sequence[Line], names: Mapping[str, str]) -> str:
    hours: dict[str, Decimal] = {}
    for line in lines:
        for role in line.roles:
            hours[role.role] = hours.get(role.role, Decimal(0)) + role.hours
    if not any(hours.values()):
        return ""
    most = max(hours, key=hours.__getitem__)
    return names.get(most, most)


def _duties(own: set[str], plan: _Plan) -> list[tuple[ScopeTerm, str]]:
    """The duties that name work of a deliverable; where none does, those for the whole engagement."""
    named = [duty for duty in plan.duties if own & set(duty[0].activities)]
    return named or [duty for duty in plan.duties if not duty[0].activities]


def _told(term: ScopeTerm, text: str) -> str:
    whose = ", ".join(part for part in (term.owner, term.due) if part)
    return plain(f"{text} ({whose})" if whose else text)


def _remark(
    document: Document,
    block: str,
    severity: str,
    code: str,
    said: tuple[str, str, str],
    place: Place = NOWHERE,
) -> Remark:
    """`said` is the quote, the message and the fix."""
    section = holder(document, block)
    where = (section.number, section.title) if section else ("", "")
    quote, message, fix = said
    return Remark(code, severity, *where, block, cut(quote), message, fix, place.file, place.line)


def _missing(item: Deliverable, piece: Piece, lines: Sequence[Line], plan: _Plan) -> Iterator[Remark]:
    named = f"{item.number} {piece.title}"
    place = item.term.place

    def gap(block: str, severity: str, code: str, message: str, fix: str) -> Remark:
        return _remark(plan.document, block, severity, code, (named, f"{named}: {message}", fix), place)

    if not piece.owner:
        fix = "Name an activity of the estimate that makes it, with a role."
        yield gap("deliverables.table", "error", "no-owner-role", "no role works on it.", fix)
    if not piece.hours:
        fix = "Estimate the activities that make it, or leave it out."
        yield gap("deliverables.table", "error", "no-hours", "it has no hours.", fix)
    if not piece.acceptance:
        fix = "Name what is looked at, and what is enough."
        yield gap("deliverables.table", "error", "no-acceptance", "nothing says when it is accepted.", fix)
    if piece.last_day is None:
        fix = "Give the activities that make it a place in the timetable."
        yield gap("schedule.facts", "error", "no-dates", "it stands nowhere in the timetable.", fix)
    if lines and not piece.after and _alone(lines, plan):
        fix = "Say with `after` what it waits for, or what waits for it."
        message = "nothing says what it waits for, and nothing waits for it."
        yield gap("schedule.facts", "warning", "no-dependency", message, fix)
    if not piece.duties:
        fix = "Name what the customer does for it, who and by when; or say that nothing is needed."
        yield gap("terms.duties", "warning", "no-duty", "no duty of the customer serves it.", fix)


def _alone(lines: Sequence[Line], plan: _Plan) -> bool:
    """Whether work stands apart from all other work, though it does not go along with the rest."""
    own = {line.id for line in lines}
    others = [name for name, stint in plan.stints.items() if name not in own and not stint.alongside]
    moving = [name for name in own if name in plan.stints and not plan.stints[name].alongside]
    if not moving or not others:
        return False
    awaited = {name for line, names in plan.after.items() if line not in own for name in names}
    return not own & awaited


def _orphans(shaped: Shaped, plan: _Plan) -> Iterator[Remark]:
    """Work that serves no deliverable: nobody accepts it, so nobody can say that it is done."""
    served = {name for item in deliverables(shaped) for name in item.term.activities}
    places = {work.activity.id: work.activity.place for work in shaped.review.work}
    for line in plan.lines.values():
        if line.id not in served and line.kind not in _ALLOWED and line.hours:
            message = f"{line.name} serves no deliverable: nobody can accept what comes of it."
            fix = "Name it among the `activities` of a deliverable."
            block = f"activities.{line.phase}.table"
            said = (line.name, message, fix)
            yield _remark(plan.document, block, "warning", "orphan-work", said, places.get(line.id, NOWHERE))


def _frame(shaped: Shaped, document: Document) -> Iterator[Remark]:
    """What is open about the engagement as a whole."""
    if not deliverables(shaped):
        said = ("", "There is no deliverable: nothing can be accepted.", "Add what is handed over.")
        yield _remark(document, "deliverables.table", "error", "no-deliverables", said)
    if shaped.scoping.terms.start is None:
        said = ("", "No start is planned: the plan has working days, but no dates.", "Set the planned start.")
        yield _remark(document, "schedule.facts", "warning", "no-start", said)
    for clash in shaped.review.contradictions:
        message = f"Answers contradict each other: {clash.message}"
        said = (", ".join(clash.questions), message, "Ask again and correct one of the answers.")
        yield _remark(document, "terms.assumptions", "error", "contradiction", said, clash.place)
    if shaped.review.unanswered:
        names = ", ".join(shaped.review.unanswered)
        count = len(shaped.review.unanswered)
        message = counted(f"Usual values stand in for the answers to {count} question(s) that matter.")
        said = (names, message, "Ask them before signature, or name the assumption.")
        yield _remark(document, "terms.assumptions", "warning", "unanswered", said)
    yield from _duty_gaps(shaped, document)


def _duty_gaps(shaped: Shaped, document: Document) -> Iterator[Remark]:
    for worded in shaped.terms:
        term = worded.source
        if isinstance(term, ScopeTerm) and term.kind is Term.DUTY:
            for code, there, what in (("no-owner", term.owner, "an owner"), ("no-date", term.due, "a date")):
                if not plain(there):
                    message = f"The customer's duty has not {what}."
                    said = (worded.text, message, "Name the office that has it, and by when it is met.")
                    yield _remark(document, "terms.duties", "error", code, said, term.place)


def _verdict(pieces: Sequence[Piece], remarks: Sequence[Remark]) -> tuple[str, str]:
    errors = sum(remark.severity == "error" for remark in remarks)
    count = len(pieces)
    if errors:
        return NOT_READY, counted(f"A project manager could not run this; missing: {errors} thing(s).")
    if remarks:
        said = f"A project manager could run the {count} deliverable(s); still open: {len(remarks)} thing(s)."
        return NOTES, counted(said)
    return READY, counted(f"A project manager could run all {count} deliverable(s) from this document.")
