"""From any figure or sentence of a statement of work to what it comes from, and on to what comes of it.

A line comes from its formula and so from answers; it goes on to its task in the plan and to the deliverables
that it makes, those to a milestone, and that to an invoice. A clause comes from its condition, from a choice
by hand, and from the answers and figures that it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from fairlead.engines.documents.milestones import (
    MILESTONES,
    Deliverable,
    deliverables,
    invoices,
    milestones,
)
from fairlead.engines.estimating.values import Line, Stint
from fairlead.engines.expressions.filling import names_in, shown
from fairlead.engines.expressions.formula import Formula, Sort, prepare
from fairlead.engines.figures import hours, long_date
from fairlead.engines.practice.values import Activity, Clause, Offering, Place, Practice, ScopeTerm
from fairlead.engines.shaping.clauses import Standing, standing
from fairlead.engines.shaping.values import Shaped
from fairlead.engines.sums import PERIOD, adds_to, sums
from fairlead.engines.traced import KINDS as KINDS
from fairlead.engines.traced import Traced as Traced
from fairlead.engines.traced import Used as Used


def trace(practice: Practice, shaped: Shaped) -> tuple[Traced, ...]:
    """Everything that a statement of work says in figures and sentences, by kind in the order of KINDS."""
    source = _Source(shaped)
    due, planned, added = deliverables(shaped), _planned(shaped), adds_to(practice, shaped)
    return _linked(
        (
            *sums(practice, shaped),
            *(_line(line, due, source, planned, added) for line in shaped.estimate.lines),
            *_tasks(practice, shaped, planned, due),
            *(_deliverable(item, shaped, source) for item in due),
            *_milestones(shaped),
            *_invoices(shaped),
            *_terms(shaped, due, source),
            *(_clause(one, source) for one in standing(practice, shaped)),
        )
    )


def _linked(found: tuple[Traced, ...]) -> tuple[Traced, ...]:
    """Each with what it comes from: whatever leads to it. The one place where that is said, so that no link
    has one end alone."""
    back: dict[str, list[str]] = {}
    for one in found:
        for other in one.to:
            back.setdefault(other, []).append(one.id)
    return tuple(replace(one, from_=tuple(back.get(one.id, ()))) for one in found)


class _Source:
    """Finds the answers behind formulas, conditions and texts: through drivers to the questions."""

    def __init__(self, shaped: Shaped) -> None:
        offering: Offering = shaped.review.offering
        self.questions = {question.id: question for question in offering.questions}
        self.activities = {activity.id: activity for activity in offering.activities}
        self.answers = shaped.scoping.answers
        self.behind: dict[str, set[str]] = {name: {name} for name in self.questions}
        for driver in offering.drivers:
            # Drivers read earlier drivers alone, so one pass in file order finds every question.
            self.behind[driver.id] = set(self._questions(_names(driver.formula)))

    def _questions(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield from self.behind.get(name, ())

    def of(self, formulas: Iterable[str] = (), texts: Iterable[str] = ()) -> tuple[Used, ...]:
        """The answers that these read, in the order of the questions."""
        names = {name for formula in formulas if formula for name in _names(formula)}
        names |= {name for text in texts for name in names_in(text)}
        return self.used(self._questions(names))

    def used(self, questions: Iterable[str]) -> tuple[Used, ...]:
        wanted = set(questions)
        return tuple(self._used(name) for name in self.questions if name in wanted)

    def _used(self, name: str) -> Used:
        question, answer = self.questions[name], self.answers.get(name)
        if answer is None:
            return Used(name, question.text, "", "", None)
        return Used(name, question.text, shown(answer.value), answer.source, answer.day)


def _names(formula: str) -> tuple[str, ...]:
    found = prepare(formula, Sort.ANY)
    return found.names if isinstance(found, Formula) else ()


def _line(
    line: Line,
    due: Iterable[Deliverable],
    source: _Source,
    planned: Mapping[str, Stint],
    added: Mapping[str, tuple[str, ...]],
) -> Traced:
    activity = source.activities.get(line.id)
    rule = _formula(activity) if activity else ""
    if line.basis != "formula":
        rule = ""  # people said how large it is, and the reasons say who and why
    task = (f"task.{line.id}",) if line.id in planned else ()
    said = f"{line.hours:f} h, {line.price}" if line.hours else str(line.price)
    return Traced(
        f"line.{line.id}", "line", line.name, said, rule, *_at(activity.place if activity else None),
        source.used(line.depends), line.why, (), (*added[line.id], *task, *_makes(line, due)),
    )  # fmt: skip


def _formula(activity: Activity) -> str:
    """The formula of what a line says: where a price is set or something is bought, that is not its hours."""
    units = activity.quantity if activity.sku else ""
    return activity.cost or activity.price or units or activity.effort


def _makes(line: Line, due: Iterable[Deliverable]) -> tuple[str, ...]:
    """The deliverables that a line makes."""
    return tuple(f"deliverable.{item.number}" for item in due if line.id in item.term.activities)


def _planned(shaped: Shaped) -> dict[str, Stint]:
    """The lines that are in the plan, with their days."""
    table = shaped.estimate.timetable
    return {stint.id: stint for stint in table.lines} if table else {}


def _tasks(
    practice: Practice, shaped: Shaped, planned: Mapping[str, Stint], due: Iterable[Deliverable]
) -> Iterator[Traced]:
    """The plan: when each line is worked on, and who needs how long for it."""
    roles = {role.id: role.name for role in practice.roles}
    ends = (PERIOD,) if shaped.estimate.timetable and shaped.estimate.timetable.weeks else ()
    for line in shaped.estimate.lines:
        stint = planned.get(line.id)
        if stint is None:
            continue
        people = ", ".join(f"{roles.get(one.role, one.role)} {hours(one.hours)} h" for one in line.roles)
        said = f"{_when(stint)}: {people or f'{hours(line.hours)} h'}"
        because = ("It goes along with the rest and lengthens nothing.",) if stint.alongside else ()
        yield Traced(
            f"task.{line.id}", "task", f"Task: {line.name}", said, because=because,
            to=(*ends, *_makes(line, due)),
        )  # fmt: skip


def _when(stint: Stint) -> str:
    """The likely days of a task; without a start, working days from it."""
    if stint.begins and stint.begins == stint.ends:
        return long_date(stint.begins)
    if stint.begins and stint.ends:
        return f"{long_date(stint.begins)} to {long_date(stint.ends)}"
    return f"Working days {stint.start:f} to {stint.finish:f}"


def _at(place: Place | None) -> tuple[str, int]:
    return (place.file, place.line) if place else ("", 0)


def _deliverable(item: Deliverable, shaped: Shaped, source: _Source) -> Traced:
    term = item.term
    reached = tuple(
        f"milestone.{one.number}"
        for one in milestones(shaped)
        if any(due.number == item.number for due in one.deliverables)
    )
    raw = _written(shaped.review.offering).get(term.id, term)
    answers = source.of((raw.when,), (raw.text, raw.title, raw.acceptance))
    why = next((one.reason for one in shaped.terms if one.source.id == term.id and one.agreed), "")
    because = tuple(filter(None, (f"Accepted when: {term.acceptance}" if term.acceptance else "", why)))
    label = f"{item.number} {item.name}"
    return Traced(
        f"deliverable.{item.number}", "deliverable", label, item.text, _condition(raw.when),
        *_at(raw.place), answers, because, (), reached,
    )  # fmt: skip


def _written(offering: Offering) -> Mapping[str, ScopeTerm]:
    """The terms as the practice writes them, before their figures were filled in."""
    return {term.id: term for term in offering.terms}


def _condition(when: str) -> str:
    return "" if when.strip() == "true" else when


def _milestones(shaped: Shaped) -> Iterator[Traced]:
    billed = str(shaped.facts.get("billing_term", "")) == MILESTONES
    bills = {one.what: f"invoice.{place}" for place, one in enumerate(invoices(shaped), 1)}
    for one in milestones(shaped):
        label = f"{one.number} {one.name}"
        to = (bills[label],) if billed and label in bills else ()
        because = ("Its part of the fee goes by the list prices of its phases; the parts add up to the fee.",)
        yield Traced(f"milestone.{one.number}", "milestone", label, str(one.amount), because=because, to=to)


def _invoices(shaped: Shaped) -> Iterator[Traced]:
    for place, one in enumerate(invoices(shaped), 1):
        because = ("An estimate: the hours rendered decide.",) if one.estimated else ()
        yield Traced(
            f"invoice.{place}", "invoice", one.what, f"{one.amount}, {one.when[:1].lower()}{one.when[1:]}",
            because=because,
        )  # fmt: skip


def _terms(shaped: Shaped, due: Iterable[Deliverable], source: _Source) -> Iterator[Traced]:
    delivered = {item.term.id for item in due}
    written = _written(shaped.review.offering)
    lines = {line.id for line in shaped.estimate.lines}
    for worded in shaped.terms:
        term = worded.source
        if isinstance(term, ScopeTerm) and term.id not in delivered:
            raw = written.get(term.id, term)
            label = f"{term.kind.value.capitalize()}: {term.title or term.id}"
            because = (worded.reason,) if worded.agreed else ()
            waits = tuple(f"line.{name}" for name in term.activities if name in lines)
            yield Traced(
                f"term.{term.id}", "term", label, worded.text, _condition(raw.when), *_at(raw.place),
                source.of((raw.when,), (raw.text, raw.due)), because, (), waits,
            )  # fmt: skip


def _clause(one: Standing, source: _Source) -> Traced:
    clause: Clause = one.clause
    chosen = one.variant
    text = chosen.text if chosen else clause.text
    place = chosen.place if chosen else clause.place
    answers = source.of((clause.when, chosen.when if chosen else ""), (text,))
    because = (one.why, *(judged.reason for judged in one.judged))
    rule = chosen.when if chosen and chosen.when else _condition(clause.when)
    return Traced(
        f"clause.{clause.id}",
        "clause",
        clause.title or clause.id,
        one.text,
        rule,
        *_at(place),
        answers,
        because,
    )
