"""Answers held against an offering: what applies, what is open, what clashes, and the work that follows.

A question whose condition does not hold is hidden: its answer is kept by the caller and ignored here.
Formulas then see the question's default, or the neutral value of its kind (0, false, "", []), as they do
while a question is unanswered; `stand_ins` says which those are.

With the review of earlier answers at hand only what depends on a changed answer is computed again; the
result is the same as without (tested as a property).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairlead.engines.expressions.formula import Formula, nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Offering, Practice, Question
from fairlead.engines.scoping.graph import Graph, Node, Task, Threat, graph_of
from fairlead.engines.scoping.values import Answer, Event, Review, Work

_UNKNOWN = "answers"


@dataclass(slots=True)
class _State:
    """All that was computed; `problems` by what it was computed for, so that it can be taken back.

    values lacks a driver that failed; whatever reads it is left out without a second finding."""

    graph: Graph
    answers: dict[str, Answer]
    values: dict[str, object]
    hidden: set[str]
    answered: set[str]
    works: dict[int, Work]
    clashes: set[int]
    events: dict[int, Event]
    problems: dict[tuple[str, object], Finding]

    def copy(self) -> _State:
        return _State(
            self.graph,
            dict(self.answers),
            dict(self.values),
            set(self.hidden),
            set(self.answered),
            dict(self.works),
            set(self.clashes),
            dict(self.events),
            dict(self.problems),
        )


@dataclass(frozen=True, slots=True)
class StandIn:
    """A value that stands for an answer that is missing; `neutral` when not even a default was given."""

    question: Question
    value: object
    neutral: bool


def review(
    practice: Practice, offering: Offering, answers: Mapping[str, Answer], before: Review | None = None
) -> Review:
    """Hold `answers` (by question id) against an offering of a practice.

    before: the review of other answers to the same offering, to compute only what changed. Findings have
    the file "answers" and the line of the answer, or the place of the formula that failed on the answers.
    """
    graph = graph_of(practice, offering)
    memory = before.memory if before else None
    if isinstance(memory, _State) and memory.graph is graph:
        state = memory.copy()
        changed = _changed(memory.answers, answers)
        state.answers = dict(answers)
        _answer(state, changed)
        if changed:
            _work(state, _compute(state, (graph.ranks[n] for n in changed if n in graph.ranks)))
    else:
        state = _State(graph, dict(answers), {}, set(), set(), {}, set(), {}, {})
        _answer(state, answers.keys())
        _compute(state, range(len(graph.nodes)))
        _tasks(state, range(len(graph.tasks)))
        _rules(state, range(len(graph.rules)))
        _threats(state, range(len(graph.threats)))
    return _result(state)


def stand_ins(result: Review) -> tuple[StandIn, ...]:
    """The visible questions without a sound answer and what formulas see in their stead, in file order."""
    open_ = set(result.visible) - set(result.answered)
    return tuple(
        StandIn(question, result.values[question.id], question.default is None)
        for question in result.offering.questions
        if question.id in open_
    )


def _changed(old: Mapping[str, Answer], new: Mapping[str, Answer]) -> set[str]:
    changed = set(old.keys() - new.keys())
    # Most answers are the very objects of last time; only the others are worth a closer look.
    other = [name for name, answer in new.items() if old.get(name) is not answer]
    changed.update(name for name in other if not _same(new[name], old.get(name)))
    return changed


def _same(new: Answer, old: Answer | None) -> bool:
    # True == 1 in Python, but a yes is no number: the type counts too.
    return (
        old is not None
        and type(new.value) is type(old.value)
        and new.value == old.value
        and new.line == old.line
    )


def _answer(state: _State, names: Iterable[str]) -> None:
    """Findings for answers to questions that the offering does not ask."""
    for name in names:
        state.problems.pop((_UNKNOWN, name), None)
        node = state.graph.nodes[state.graph.ranks[name]] if name in state.graph.ranks else None
        if name in state.answers and (node is None or node.question is None):
            ids = [question.id for question in state.graph.offering.questions]
            message = f"{state.graph.offering.id} asks no question {name}."
            line = state.answers[name].line
            where = f"answers.{name}"
            found = Finding("answers", line, where, "unknown-question", message, nearest(name, ids))
            state.problems[_UNKNOWN, name] = found


def _compute(state: _State, ranks: Iterable[int]) -> set[str]:
    """Compute the nodes of these ranks and all that follows from a change; the names that changed."""
    graph = state.graph
    heap = list(ranks)
    heapq.heapify(heap)
    queued = set(heap)
    changed: set[str] = set()
    while heap:
        rank = heapq.heappop(heap)
        node = graph.nodes[rank]
        was = state.values.get(node.name)
        _node(state, node)
        now = state.values.get(node.name)
        if was is now or (type(was) is type(now) and was == now):
            continue
        changed.add(node.name)
        for reader in graph.node_readers.get(node.name, ()):
            if reader not in queued:
                queued.add(reader)
                heapq.heappush(heap, reader)
    return changed


def _run(state: _State, formula: Formula, key: tuple[str, object]) -> object:
    """The formula's result; None when it failed, with the Finding noted, or reads what failed before."""
    values = state.values
    for name in formula.names:
        if name not in values:
            return None
    result = formula.evaluate(values)
    if isinstance(result, Finding):
        state.problems[key] = result
        return None
    return result


def _node(state: _State, node: Node) -> None:
    state.problems.pop(("node", node.name), None)
    state.problems.pop(("answer", node.name), None)
    holds = _run(state, node.formula, ("node", node.name)) if node.formula else True
    if node.question:
        # A condition that fails hides nothing: better a question too many than one too few.
        _question(state, node, node.question, holds is not False)
    elif holds is None:
        state.values.pop(node.name, None)
    else:
        state.values[node.name] = holds


def _question(state: _State, node: Node, question: Question, applies: bool) -> None:
    name = question.id
    value: object = node.stand_in
    state.answered.discard(name)
    if applies:
        state.hidden.discard(name)
        answer = state.answers.get(name)
        if answer is not None and answer.value is not None and answer.value != "":
            result = taken(question, answer.value)
            if isinstance(result, Refusal):
                state.problems["answer", name] = Finding(
                    "answers", answer.line, f"answers.{name}", result.code, result.message, result.fix
                )
            else:
                value = result
                state.answered.add(name)
    else:
        state.hidden.add(name)
    state.values[name] = value


def _work(state: _State, changed: set[str]) -> None:
    graph = state.graph
    _tasks(state, {position for name in changed for position in graph.task_readers.get(name, ())})
    _rules(state, {position for name in changed for position in graph.rule_readers.get(name, ())})
    _threats(state, {position for name in changed for position in graph.threat_readers.get(name, ())})


def _tasks(state: _State, positions: Iterable[int]) -> None:
    for position in positions:
        state.problems.pop(("task", position), None)
        work = _one(state, state.graph.tasks[position], ("task", position))
        if work is None:
            state.works.pop(position, None)
        elif work != state.works.get(position):  # the same line stays the same object, which saves pricing it
            state.works[position] = work


def _one(state: _State, task: Task, key: tuple[str, object]) -> Work | None:
    if task.when and _run(state, task.when, key) is not True:
        return None
    hours = _amount(state, task.effort, key)
    priced = (task.price, task.quantity, task.cost)
    price, quantity, cost = (_amount(state, formula, key) if formula else None for formula in priced)
    if hours is None or any(
        formula and amount is None for formula, amount in zip(priced, (price, quantity, cost), strict=True)
    ):
        return None
    return Work(task.activity, hours, price, task.depends, quantity, cost)


def _threats(state: _State, positions: Iterable[int]) -> None:
    for position in positions:
        state.problems.pop(("threat", position), None)
        event = _event(state, state.graph.threats[position], ("threat", position))
        if event is None:
            state.events.pop(position, None)
        else:
            state.events[position] = event


def _event(state: _State, threat: Threat, key: tuple[str, object]) -> Event | None:
    if threat.when and _run(state, threat.when, key) is not True:
        return None
    figures = [_amount(state, formula, key) for formula in threat.figures]
    probability, low, likely, high = figures
    if probability is None or low is None or likely is None or high is None:
        return None
    return Event(threat.risk, probability, low, likely, high, threat.depends)


def _amount(state: _State, formula: Formula, key: tuple[str, object]) -> float | None:
    result = _run(state, formula, key)
    if not isinstance(result, float):
        return None
    if result < 0:
        message = f"`{formula.source}` gives {result:,g}, which is less than nothing."
        state.problems[key] = formula.stand.finding("negative", message, "Bound it with max(0.0, ...).")
        return None
    return result


def _rules(state: _State, positions: Iterable[int]) -> None:
    for position in positions:
        state.problems.pop(("rule", position), None)
        state.clashes.discard(position)
        if _run(state, state.graph.rules[position][1], ("rule", position)) is True:
            state.clashes.add(position)


def _result(state: _State) -> Review:
    graph, hidden, answered = state.graph, state.hidden, state.answered
    return Review(
        offering=graph.offering,
        values=state.values,
        visible=tuple([name for name in graph.asked if name not in hidden]),
        answered=tuple([name for name in graph.asked if name in answered]),
        unanswered=tuple([n for n in graph.mandatory if n not in answered and n not in hidden]),
        contradictions=tuple(
            rule
            for rule in (graph.rules[position][0] for position in sorted(state.clashes))
            # A value that only stands in for an open answer clashes with nothing.
            if answered.issuperset(rule.questions)
        ),
        findings=tuple(sorted(state.problems.values())),
        work=tuple(state.works[position] for position in sorted(state.works)),
        events=tuple(state.events[position] for position in sorted(state.events)),
        memory=state,
    )
