"""An offering ready to be answered: formulas compiled, names in an order in which each can be computed, and
who reads whom. Built once for a version of a practice and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from fairlead.engines.expressions.formula import Formula, Sort, Stand, prepare
from fairlead.engines.findings import Finding, Unsound
from fairlead.engines.practice.taking import stand_in
from fairlead.engines.practice.values import (
    Activity,
    Contradiction,
    Driver,
    Offering,
    Place,
    Practice,
    Question,
    RiskEvent,
)

_KEPT = 64


@dataclass(frozen=True, slots=True)
class Node:
    """A name that formulas may read. `formula` is the condition of a question (None when it always
    applies) or the quantity of a driver."""

    name: str
    formula: Formula | None
    question: Question | None
    stand_in: object


@dataclass(frozen=True, slots=True)
class Task:
    """An activity with its formulas and all it depends on; `when` is None when it always applies."""

    activity: Activity
    when: Formula | None
    effort: Formula
    price: Formula | None
    quantity: Formula | None
    cost: Formula | None
    depends: frozenset[str]

    def reads(self) -> Iterator[str]:
        return _names(self.when, self.effort, self.price, self.quantity, self.cost)


@dataclass(frozen=True, slots=True)
class Threat:
    """A risk event with its formulas, in the order probability, low, likely, high."""

    risk: RiskEvent
    when: Formula | None
    figures: tuple[Formula, ...]
    depends: frozenset[str]

    def reads(self) -> Iterator[str]:
        return _names(self.when, *self.figures)


def _names(*formulas: Formula | None) -> Iterator[str]:
    for formula in formulas:
        yield from formula.names if formula else ()


@dataclass(frozen=True, slots=True)
class Graph:
    """nodes: in an order where all that a node reads stands before it. node_readers, task_readers,
    rule_readers and threat_readers: by name, the positions of what reads it. asked and mandatory: question
    ids in file order."""

    offering: Offering
    asked: tuple[str, ...]
    mandatory: tuple[str, ...]
    nodes: tuple[Node, ...]
    ranks: Mapping[str, int]
    tasks: tuple[Task, ...]
    rules: tuple[tuple[Contradiction, Formula], ...]
    threats: tuple[Threat, ...]
    node_readers: Mapping[str, tuple[int, ...]]
    task_readers: Mapping[str, tuple[int, ...]]
    rule_readers: Mapping[str, tuple[int, ...]]
    threat_readers: Mapping[str, tuple[int, ...]]


_graphs: dict[tuple[str, str], Graph] = {}


def graph_of(practice: Practice, offering: Offering) -> Graph:
    """The graph of an offering, from the cache when this version's stands there. Unsound when a formula
    does not compile or names wait for each other, which a loaded practice rules out."""
    key = (practice.digest, offering.id)
    known = _graphs.get(key)
    if known and (known.offering is offering or known.offering == offering):
        return known
    graph = _graph(offering)
    while len(_graphs) >= _KEPT:
        _graphs.pop(next(iter(_graphs)), None)
    _graphs[key] = graph
    return graph


def _formula(place: Place, where: str, source: str, gives: Sort) -> Formula:
    stand = Stand(place.file, place.line, where)
    result = prepare(source, gives)
    if isinstance(result, Finding):
        raise Unsound([stand.finding(result.code, result.message, result.fix)])
    return result.at(stand)


def _condition(place: Place, where: str, source: str) -> Formula | None:
    return None if source.strip() == "true" else _formula(place, f"{where}.when", source, Sort.YESNO)


def _node(item: Question | Driver) -> Node:
    if isinstance(item, Driver):
        formula = _formula(item.place, f"driver.{item.id}.formula", item.formula, Sort.NUMBER)
        return Node(item.id, formula, None, None)
    return Node(item.id, _condition(item.place, f"question.{item.id}", item.when), item, stand_in(item))


def _graph(offering: Offering) -> Graph:
    items: tuple[Question | Driver, ...] = (*offering.questions, *offering.drivers)
    nodes = _ordered([_node(item) for item in items])
    by_name = {node.name: node for node in nodes}
    tasks = tuple(_task(activity, by_name) for activity in offering.activities)
    rules = tuple(
        (rule, _formula(rule.place, f"contradiction.{rule.id}.when", rule.when, Sort.YESNO))
        for rule in offering.contradictions
    )
    threats = tuple(_threat(risk, by_name) for risk in offering.risks)
    return Graph(
        offering,
        tuple(question.id for question in offering.questions),
        tuple(question.id for question in offering.questions if question.mandatory),
        nodes,
        {node.name: rank for rank, node in enumerate(nodes)},
        tasks,
        rules,
        threats,
        _readers(node.formula.names if node.formula else () for node in nodes),
        _readers(task.reads() for task in tasks),
        _readers(formula.names for _, formula in rules),
        _readers(threat.reads() for threat in threats),
    )


def _task(activity: Activity, nodes: Mapping[str, Node]) -> Task:
    place, where = activity.place, f"activity.{activity.id}"

    def number(key: str, needed: object) -> Formula | None:
        source = getattr(activity, key)
        return _formula(place, f"{where}.{key}", source, Sort.NUMBER) if needed else None

    bare = Task(
        activity,
        _condition(place, where, activity.when),
        _formula(place, f"{where}.effort", activity.effort, Sort.NUMBER),
        number("price", activity.price),
        number("quantity", activity.sku),
        number("cost", activity.cost),
        frozenset(),
    )
    return replace(bare, depends=_questions_behind(bare.reads(), nodes))


def _threat(risk: RiskEvent, nodes: Mapping[str, Node]) -> Threat:
    where = f"risk.{risk.id}"
    figures = tuple(
        _formula(risk.place, f"{where}.{key}", getattr(risk, key), Sort.NUMBER)
        for key in ("probability", "low", "likely", "high")
    )
    bare = Threat(risk, _condition(risk.place, where, risk.when), figures, frozenset())
    return replace(bare, depends=_questions_behind(bare.reads(), nodes))


def _questions_behind(names: Iterable[str], nodes: Mapping[str, Node]) -> frozenset[str]:
    """Every question that the names depend on, through drivers and through conditions of questions."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen and name in nodes:
            seen.add(name)
            formula = nodes[name].formula
            waiting.extend(formula.names if formula else ())
    return frozenset(name for name in seen if nodes[name].question)


def _readers(reads: Iterable[Iterable[str]]) -> dict[str, tuple[int, ...]]:
    readers: dict[str, dict[int, None]] = {}
    for position, names in enumerate(reads):
        for name in names:
            readers.setdefault(name, {})[position] = None
    return {name: tuple(positions) for name, positions in readers.items()}


def _ordered(nodes: list[Node]) -> tuple[Node, ...]:
    """The nodes with everything a node reads before it, else in file order (Kahn's algorithm)."""
    known = {node.name for node in nodes}
    left = {n.name: len(set(n.formula.names) & known) if n.formula else 0 for n in nodes}
    readers = _readers(node.formula.names if node.formula else () for node in nodes)
    free = [position for position, node in enumerate(nodes) if not left[node.name]]
    order: list[Node] = []
    for position in free:  # grows while it is walked
        node = nodes[position]
        order.append(node)
        for reader in readers.get(node.name, ()):
            left[nodes[reader].name] -= 1
            if not left[nodes[reader].name]:
                free.append(reader)
    if len(order) < len(nodes):
        waiting = ", ".join(sorted({node.name for node in nodes} - {node.name for node in order}))
        raise Unsound([Finding("", 0, waiting, "circle", f"These wait for each other: {waiting}.")])
    return tuple(order)
