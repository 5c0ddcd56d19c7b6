"""Every formula, condition and figure of a practice, compiled against the names that it may see.

Contradictions, drivers, activities and risks see the questions and drivers of their offering; question
conditions see the questions and drivers too, without going in circles; scope texts see the facts of the
estimate as well; gates, routes and clauses stand above the offerings and see the facts and whatever names
every offering has, or all names of the one offering that they are for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairlead.engines.expressions.filling import Template, compile_text
from fairlead.engines.expressions.formula import UNPLACED, Formula, Sort, compile, nearest
from fairlead.engines.expressions.tokens import tokens
from fairlead.engines.findings import Finding
from fairlead.engines.practice.checks import Locator
from fairlead.engines.practice.facts import FACTS, GATE_FACTS
from fairlead.engines.practice.values import (
    Clause,
    Driver,
    Figure,
    Gate,
    Kind,
    Offering,
    Place,
    Question,
    Route,
    Variant,
)

SORTS: Mapping[Kind, Sort] = {
    Kind.INTEGER: Sort.NUMBER,
    Kind.NUMBER: Sort.NUMBER,
    Kind.TEXT: Sort.TEXT,
    Kind.DATE: Sort.TEXT,
    Kind.YESNO: Sort.YESNO,
    Kind.CHOICE: Sort.TEXT,
    Kind.CHOICES: Sort.LIST,
}


def names_of(offering: Offering) -> dict[str, Sort]:
    """The variables an offering gives its formulas: its questions, then its drivers."""
    names = {question.id: SORTS[question.kind] for question in offering.questions}
    return names | {driver.id: Sort.NUMBER for driver in offering.drivers}


def shared_names(offerings: Iterable[Offering]) -> dict[str, Sort]:
    """The facts, and the names that every one of the offerings has with the same sort."""
    tables = [names_of(offering) for offering in offerings]
    first = tables[0] if tables else {}
    common = {name: sort for name, sort in first.items() if all(t.get(name) == sort for t in tables)}
    return common | dict(FACTS)


class Compiler:
    """Compiles sources and keeps what was wrong with them; knows the options of choice questions."""

    def __init__(
        self, names: Mapping[str, Sort], questions: Iterable[Question], lost: Iterable[str], locate: Locator
    ) -> None:
        self.names = names
        self.lost = frozenset(lost)
        self.locate = locate
        self.options = {q.id: {o.id for o in q.options} for q in questions if q.options}
        self.findings: list[Finding] = []
        self._sound: dict[tuple[str, Sort], Formula] = {}  # half of all conditions are "true"

    def formula(self, place: Place, key: str, source: str, gives: Sort) -> Formula | None:
        if (source, gives) in self._sound:
            return self._sound[source, gives]
        # Where a formula stands is looked up only when there is something to say of it.
        result = compile(source, self.names, UNPLACED, gives)
        if isinstance(result, Finding):
            if not self._waits(result, source):
                stand = self.locate.stand(place, key)
                self.findings.append(stand.finding(result.code, result.message, result.fix))
            return None
        count = len(self.findings)
        for name, literal in compared(source):
            options = self.options.get(name, {literal})
            if literal not in options:
                message = f"`{source}` compares {name} with '{literal}', which is not one of its options."
                fix = nearest(literal, options) or f"There are: {', '.join(sorted(options))}."
                self.findings.append(self.locate.stand(place, key).finding("unknown-option", message, fix))
        if len(self.findings) == count:
            self._sound[source, gives] = result
        return result

    def text(self, place: Place, key: str, text: str) -> None:
        if "{{" in text or "}}" in text:
            result = compile_text(text, self.names, UNPLACED)
            for found in () if isinstance(result, Template) else result:
                if not self._waits(found, text):
                    stand = self.locate.stand(place, key)
                    self.findings.append(stand.finding(found.code, found.message, found.fix))

    def _waits(self, finding: Finding, source: str) -> bool:
        """Whether the name that is not known is one whose record must be mended first."""
        return finding.code == "unknown-name" and any(t.text in self.lost for t in tokens(source).all)


def compared(source: str) -> Iterator[tuple[str, str]]:
    """The pairs of a variable and a quoted text that are compared: x == 'a', 'a' != x, 'a' in x."""
    read = tokens(source).all
    for left, mark, right in zip(read, read[1:], read[2:], strict=False):
        if mark.text in ("==", "!=") and left.kind == "name" and right.kind == "text":
            yield left.text, right.text[1:-1]
        elif mark.text in ("==", "!=", "in") and left.kind == "text" and right.kind == "name":
            yield right.text, left.text[1:-1]


def offering(item: Offering, lost: Iterable[str], locate: Locator) -> Iterator[Finding]:
    """Everything compiled that one offering says. `lost` are names whose own record is broken: a formula
    that reads one cannot be judged."""
    known = names_of(item)
    inner = Compiler(known, item.questions, lost, locate)
    conditions = {q.id: inner.formula(q.place, "when", q.when, Sort.YESNO) for q in item.questions}
    drivers = {d.id: inner.formula(d.place, "formula", d.formula, Sort.NUMBER) for d in item.drivers}
    for rule in item.contradictions:
        inner.formula(rule.place, "when", rule.when, Sort.YESNO)
        inner.text(rule.place, "message", rule.message)
    for activity in item.activities:
        inner.formula(activity.place, "when", activity.when, Sort.YESNO)
        for key in ("effort", "price", "quantity", "cost"):
            if source := getattr(activity, key):
                inner.formula(activity.place, key, source, Sort.NUMBER)
        inner.text(activity.place, "description", activity.description)
    for risk in item.risks:
        inner.formula(risk.place, "when", risk.when, Sort.YESNO)
        for key in ("probability", "low", "likely", "high"):
            inner.formula(risk.place, key, getattr(risk, key), Sort.NUMBER)
    yield from inner.findings
    outer = Compiler(known | dict(FACTS), item.questions, lost, locate)
    for term in item.terms:
        outer.formula(term.place, "when", term.when, Sort.YESNO)
        for key in ("text", "title", "acceptance", "due"):
            outer.text(term.place, key, getattr(term, key))
    for key in ("approach", "value", "summary"):
        outer.text(item.place, key, getattr(item, key))
    yield from outer.findings
    yield from _order(item, conditions, drivers, locate)


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above the offerings and says formulas."""

    gates: Sequence[Gate]
    routes: Sequence[Route]
    clauses: Sequence[Clause]
    variants: Sequence[Variant] = ()
    figures: Sequence[Figure] = ()


def firm(above: Above, offerings: Sequence[Offering], locate: Locator) -> Iterator[Finding]:
    """Everything compiled that stands above the offerings; what is for one of them sees its names too.
    An unknown offering is found elsewhere ("unknown-id")."""
    figures = {figure.id: Sort.NUMBER for figure in above.figures}
    every, of = _compilers(offerings, dict(FACTS) | figures, locate)
    gated, gated_of = _compilers(offerings, dict(GATE_FACTS) | figures, locate)
    for gate in above.gates:
        compiler = gated_of.get(gate.offering, gated)
        compiler.formula(gate.place, "when", gate.when, Sort.YESNO)
        compiler.text(gate.place, "reason", gate.reason)
        compiler.text(gate.place, "evidence", gate.evidence)
    for route in above.routes:
        compiler = of.get(route.offering, every)
        compiler.formula(route.place, "when", route.when, Sort.YESNO)
        compiler.text(route.place, "reason", route.reason)
    for clause in above.clauses:
        compiler = of.get(clause.offering, every)
        compiler.formula(clause.place, "when", clause.when, Sort.YESNO)
        compiler.text(clause.place, "text", clause.text)
        compiler.text(clause.place, "title", clause.title)
    _variants(above, of, every)
    for compiler in (gated, *gated_of.values(), every, *of.values()):
        yield from compiler.findings


def _compilers(
    offerings: Sequence[Offering], facts: Mapping[str, Sort], locate: Locator
) -> tuple[Compiler, dict[str, Compiler]]:
    """What compiles what is for all offerings, and by offering what is for one of them."""
    every = Compiler({**shared_names(offerings), **facts}, (), (), locate)
    return every, {o.id: Compiler({**names_of(o), **facts}, o.questions, (), locate) for o in offerings}


def _variants(above: Above, of: Mapping[str, Compiler], every: Compiler) -> None:
    """A variant sees what its clause sees; one of a clause that is broken or not there is not judged."""
    clauses = {clause.id: clause for clause in above.clauses}
    for variant in above.variants:
        clause = clauses.get(variant.clause)
        if clause is not None:
            compiler = of.get(clause.offering, every)
            compiler.text(variant.place, "text", variant.text)
            if variant.when:
                compiler.formula(variant.place, "when", variant.when, Sort.YESNO)


def _order(
    item: Offering,
    conditions: Mapping[str, Formula | None],
    drivers: Mapping[str, Formula | None],
    locate: Locator,
) -> Iterator[Finding]:
    position = {driver.id: index for index, driver in enumerate(item.drivers)}
    reads = {name: set(formula.names) for name, formula in (*conditions.items(), *drivers.items()) if formula}
    for driver in item.drivers:
        for name in sorted(reads.get(driver.id, ())):
            if position.get(name, -1) > position[driver.id]:
                message = f"The driver {driver.id} reads {name}, which is defined only after it."
                stand = locate.stand(driver.place, "formula")
                yield stand.finding("used-before-definition", message, f"Move {name} above {driver.id}.")
    for circle in circles(reads):
        if len(circle) > 1 and position.keys() >= set(circle):
            continue  # said above, in the terms of one driver
        things: tuple[Question | Driver, ...] = (*item.questions, *item.drivers)
        thing = next(thing for thing in things if thing.id == circle[0])
        stand = locate.stand(thing.place, "formula" if isinstance(thing, Driver) else "when")
        yield stand.finding("circle", f"These wait for each other: {' -> '.join((*circle, circle[0]))}.")


def circles(reads: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """One circle for every knot in a graph name -> names it reads, found by peeling off what is free."""
    left = {name: {other for other in others if other in reads} for name, others in reads.items()}
    while left:
        free = [name for name, others in left.items() if not others & left.keys()]
        for name in free:
            del left[name]
        if not free:
            path = [min(left)]
            while (step := min(left[path[-1]] & left.keys())) not in path:
                path.append(step)
            circle = path[path.index(step) :]
            yield tuple(circle)
            for name in circle:
                del left[name]
